/*
 * The master between its engine and its windows: the engine's news become what the screens show, what the
 * person asks for by them becomes commands. Thread: ui. Owner: main.
 */
#ifndef LOTSE_MASTER_MASTER_H
#define LOTSE_MASTER_MASTER_H

#include "master/face.h"
#include "master/options.h"

struct master; /* opaque, heap */

/* Starts the engine, opens the main window and asks for a session. RESULT_NO_DISPLAY, RESULT_OUT_OF_MEMORY,
 * RESULT_SYSTEM; then *out is NULL. */
enum result master_create(struct master **out, const struct options *options);

/* Leaves the session, which ends it for all, and closes the windows. Fine with NULL. */
void master_destroy(struct master *master);

/* Until the person closes the program. How the last session ended: RESULT_OK if nothing failed. */
enum result master_run(struct master *master);

#endif

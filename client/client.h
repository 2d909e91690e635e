/*
 * The client between its engine and its windows: the engine's news become what the screens show, what the
 * person asks for by them becomes commands. Nothing is accepted, shown or allowed but by the person's click
 * or key in a window. Thread: ui. Owner: main.
 */
#ifndef LOTSE_CLIENT_CLIENT_H
#define LOTSE_CLIENT_CLIENT_H

#include "client/face.h"
#include "client/options.h"

struct client; /* opaque, heap */

/* Starts the engine and opens the main window; joins if the options have a number. RESULT_NO_DISPLAY,
 * RESULT_OUT_OF_MEMORY, RESULT_SYSTEM; then *out is NULL. */
enum result client_create(struct client **out, const struct options *options);

/* Leaves the session and closes the windows. Fine with NULL. */
void client_destroy(struct client *client);

/* Until the person closes the program. How the last session ended: RESULT_OK if nothing failed. */
enum result client_run(struct client *client);

#endif

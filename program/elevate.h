/*
 * "Continue as administrator": the same program is started again with an administrator's rights, after the
 * system has asked the person, and gets the session from this one (session/handover.h) by a pipe of the
 * system's that has a random name and lets nobody in but this user and administrators. The command line has
 * that name alone. Both ends look whom they have before anything is said: the parent that it is the very
 * process it started, both that it is this program's own file that runs there.
 *
 * Implemented in win32/; elsewhere it is not available. Thread: ui. A thread of its own waits for the system.
 */
#ifndef LOTSE_PROGRAM_ELEVATE_H
#define LOTSE_PROGRAM_ELEVATE_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ELEVATE_NAME_DIGITS = 32 };

enum elevate_phase {
	ELEVATE_NONE,
	ELEVATE_ASKING, /* the system asks the person, or starts the other process */
	ELEVATE_READY,  /* that process is there and is what it should be: elevate_give */
	ELEVATE_GIVEN,  /* it has everything: this process must keep still */
	ELEVATE_DONE,   /* it is back in the session: this process may end */
	ELEVATE_FAILED, /* there is no such process, for certain: this one goes on. See elevate_result */
};

struct elevate;  /* opaque, heap: the parent's end */
struct elevated; /* opaque, heap: the child's */

/* Whether there is something to be had: this process has not got the rights. */
bool elevate_is_possible(void);

/* Begins. `on_change` is called from the other thread at each new phase. RESULT_UNSUPPORTED, RESULT_SYSTEM,
 * RESULT_OUT_OF_MEMORY; then *out is NULL. */
enum result elevate_start(struct elevate **out, void (*on_change)(void *context), void *context);

/* Waits for nothing; on_change is not called any more. Fine with NULL. */
void elevate_destroy(struct elevate *elevate);

/* Where it is; ELEVATE_NONE for NULL. */
enum elevate_phase elevate_phase(struct elevate *elevate);

/* Of ELEVATE_FAILED: RESULT_REFUSED, the person said no; RESULT_TIMED_OUT, it did not come; RESULT_SYSTEM. */
enum result elevate_result(struct elevate *elevate);

/* ELEVATE_READY: the secrets go out, copied. RESULT_OUT_OF_MEMORY. */
enum result elevate_give(struct elevate *elevate, const uint8_t *data, size_t size);

/* --- the other process --- */

/* Gets the secrets by the name of the command line; *data is secret_destroy's. Waits for the parent, at most
 * some seconds. RESULT_BAD_ARGUMENT: that is no name; RESULT_REFUSED: who is there is not this program;
 * RESULT_NOT_REACHABLE, RESULT_LOST, RESULT_OUT_OF_MEMORY, RESULT_UNSUPPORTED; then nothing is set. */
enum result elevated_take(struct elevated **out, const char *name, uint8_t **data, size_t *size);

/* Back in the session: the parent may end. */
void elevated_say_back(struct elevated *elevated);

/* Fine with NULL. */
void elevated_destroy(struct elevated *elevated);

#endif

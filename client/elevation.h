/*
 * "Continue as administrator" between program/elevate.h and the engine: the parent's way from the click to
 * its end, and the child's from its start to being back. Thread: ui.
 */
#ifndef LOTSE_CLIENT_ELEVATION_H
#define LOTSE_CLIENT_ELEVATION_H

#include "program/elevate.h"
#include "program/flags.h"
#include "session/participant.h"

struct elevated;

struct elevation {
	bool is_possible;         /* it is to be offered */
	enum elevate_phase phase; /* of the parent; ELEVATE_NONE also after it has failed */
	enum result result;       /* why it failed last; RESULT_OK: it did not */

	struct elevate *parent;                 /* owned */
	struct elevated *child;                 /* owned; until it is back */
	bool has_asked_engine, has_given;       /* for the handover; it to the child */
	char proxy[PARTICIPANT_NAME_BYTES * 2]; /* child: what was given by hand */
};

/* Once. */
void elevation_init(struct elevation *elevation);

/* Ends what is under way. */
void elevation_finish(struct elevation *elevation);

/* The person wants it. `on_change` comes from another thread; then elevation_note. */
void elevation_begin(struct elevation *elevation, void (*on_change)(void *context), void *context);

/* Goes on, after on_change and after each new state. True: the other process is back in the session, this one
 * is to end. */
bool elevation_note(struct elevation *elevation, const struct flags *flags, struct participant *participant,
                    const struct participant_state *state);

/* The child's start: gets the session by the name of the command line, and from it where the relay is. *data
 * is for participant_take_over and then secret_destroy. Results as elevated_take, and RESULT_BAD_FRAME. */
enum result elevation_take(struct elevation *elevation, const char *name, struct flags *flags, uint8_t **data,
                           size_t *size);

#endif

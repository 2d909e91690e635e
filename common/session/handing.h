/*
 * Giving a client's session to another process of this program, and taking it:
 * the engine's half of handover.h. The parent makes the handover and falls
 * silent, with all that it had; then either the child is back in the session,
 * and the parent ends, or it never will be, and the parent goes on. Never both at
 * once: they have the same secrets.
 */
#ifndef LOTSE_SESSION_HANDING_H
#define LOTSE_SESSION_HANDING_H

#include "session/handover.h"

struct participant;

/* Between ui and net, under the participant's lock; all of secret_create. */
struct handing {
	struct handover *wanted; /* ui: begin; what the program gives with it */
	uint8_t *made;           /* net: encoded, for the other process */
	size_t made_bytes;
	enum result result; /* of it; RESULT_WOULD_BLOCK: not yet */
	uint8_t *got;       /* ui: from the other process */
	size_t got_bytes;
};

/* Wipes and frees; fine on zeroed memory. */
void handing_finish(struct handing *handing);

/* What the ui has asked for (COMMAND_HAND_OVER). Thread: net. */
void handing_give(struct participant *p);

/* The other process will not go on: we do (COMMAND_GO_ON_HERE). Thread: net. */
void handing_go_on_here(struct participant *p);

/* Comes back as who is in the handover that the ui has got (COMMAND_TAKE_OVER). Thread: net. */
void handing_take(struct participant *p);

#endif

/*
 * An input event on its way to the sharer: fixed binary, below 32 bytes but for
 * text (PROTOCOL.md 6). Pure; any thread.
 */
#ifndef LOTSE_WIRE_INPUT_HEADER_H
#define LOTSE_WIRE_INPUT_HEADER_H

#include "base/bytes.h"
#include "base/input_event.h"
#include "base/result.h"

struct input_header {
	uint32_t generation;   /* of the grant under which it was made */
	uint32_t screen_state; /* the state that was on the controller's screen; 0 without view */
	struct input_event event;
};

/* Writes it; fails (sticky) for lack of room. */
void input_header_encode(const struct input_header *input, struct writer *to);

/* RESULT_BAD_FRAME: short, long, an unknown kind, a code, button or text out of range. *out only on RESULT_OK. */
enum result input_header_decode(struct bytes bytes, struct input_header *out);

#endif

/*
 * An input event on its way to the sharer: fixed binary, below 32 bytes but for
 * text (PROTOCOL.md 6). Pure; any thread.
 */
#ifndef LOTSE_WIRE_INPUT_HEADER_H
#define LOTSE_WIRE_INPUT_HEADER_H

#include "base/bytes.h"
#include "base/input_event.h"
#include "base/result.h"

enum {
	INPUT_HEADER_BYTES_MAX = 12 + INPUT_TEXT_BYTES_MAX,
	INPUT_HEADER_WHEEL_MAX =
		100, /* notches of one event; more is cut off when it is written and refused when it is read */
};

struct input_header {
	uint32_t generation;   /* of the grant under which it was made */
	uint32_t screen_state; /* the state that was on the controller's screen; 0 without view */
	struct input_event event;
};

/* Writes it; fails (sticky) for lack of room. */
void input_header_encode(const struct input_header *input, struct writer *to);

/* RESULT_BAD_FRAME: short, long, an unknown kind, a code, button, wheel or text out of range, F12. *out only
 * on RESULT_OK. */
enum result input_header_decode(struct bytes bytes, struct input_header *out);

#endif

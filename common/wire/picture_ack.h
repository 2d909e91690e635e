/*
 * A viewer's word about a picture message: it arrived, it is on the screen.
 * Fixed binary, 24 bytes (PROTOCOL.md 6). Pure; any thread.
 */
#ifndef LOTSE_WIRE_PICTURE_ACK_H
#define LOTSE_WIRE_PICTURE_ACK_H

#include "base/bytes.h"
#include "base/result.h"

struct picture_ack {
	uint8_t lane;
	uint32_t counter;   /* the newest message of the lane that was applied; all before it were too */
	uint32_t state;     /* the newest complete screen state on the viewer's screen */
	uint32_t held_us;   /* from arrival of `counter` until this acknowledgement was made */
	uint32_t shown_us;  /* from its arrival until it was on the screen; 0xFFFFFFFF: not yet */
	uint32_t sender_ms; /* the sender's time in that message, as it came */
};

enum { PICTURE_ACK_BYTES = 24 };

#define PICTURE_ACK_NOT_SHOWN 0xFFFFFFFFu

/* Writes it; fails (sticky) for lack of room. */
void picture_ack_encode(const struct picture_ack *ack, struct writer *to);

/* RESULT_BAD_FRAME: another length, no such lane, or the three reserved bytes are not 0. *out only on
 * RESULT_OK. */
enum result picture_ack_decode(struct bytes bytes, struct picture_ack *out);

#endif

/*
 * The relay frame: an 8-byte header in front of an opaque payload (PROTOCOL.md 2).
 * All that the relay reads of what participants send each other is this header.
 *
 *     payload length u24 | kind u8 | peer u16 | lane u8 | flags u8      (big-endian)
 *
 * Pure; any thread.
 */
#ifndef LOTSE_WIRE_FRAME_H
#define LOTSE_WIRE_FRAME_H

#include "base/bytes.h"
#include "base/result.h"

enum frame_kind {
	FRAME_NONE,
	FRAME_CONTROL,     /* to and from the relay: control.h */
	FRAME_HANDSHAKE,   /* OFFER to CONFIRM_M */
	FRAME_INTERACTIVE, /* records of that class */
	FRAME_BULK,        /* records of that class */
	FRAME_PICTURE,     /* sealed picture messages, fanned out by lane */
	FRAME_VOICE,       /* reserved */
};

enum {
	FRAME_HEADER_BYTES = 8,
	FRAME_PAYLOAD_MAX_BYTES = 65528, /* so that a frame fits 64 KiB */
	FRAME_CONTROL_MAX_BYTES = 512,   /* of payload; a stranger may not send more */
	FRAME_PEER_NONE = 0,             /* the relay itself, in control frames */
	FRAME_PEER_ALL = 0xFFFF,         /* all that the lane's SUBSCRIBE names */
	FRAME_LANES_MAX = 3,             /* of one sharer: 0 fast, 1 slow, 2 catch-up */
	FRAME_FLAG_RESET = 1,            /* a lane starts anew with this frame; for the relay alone */
};

struct frame_header {
	uint32_t payload_bytes;
	uint8_t kind;  /* enum frame_kind; unknown ones are carried */
	uint16_t peer; /* the sender writes the destination, the relay puts the source in its place */
	uint8_t lane;
	uint8_t flags;
};

/* Reads a header from the start of `bytes`. RESULT_NEED_MORE below 8 bytes; RESULT_BAD_FRAME when the payload
 * is over FRAME_PAYLOAD_MAX_BYTES (over FRAME_CONTROL_MAX_BYTES for control) or the kind is 0. *out only on
 * RESULT_OK. */
enum result frame_decode(struct bytes bytes, struct frame_header *out);

/* Writes the 8 bytes. */
void frame_encode(const struct frame_header *header, uint8_t to[FRAME_HEADER_BYTES]);

#endif

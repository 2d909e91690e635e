/*
 * A part of a stream, found by its place in the stream: what was sent and is not
 * acknowledged (a ring), and what has come, with gaps (a window). Memory is the
 * caller's. Pure values; one thread.
 */
#ifndef LOTSE_WIRE_TUNNEL_WINDOW_H
#define LOTSE_WIRE_TUNNEL_WINDOW_H

#include "base/bytes.h"

enum { TUNNEL_WINDOW_RANGES_MAX = 16 };

/* Bytes from `start` to `end` of a stream, at most `room`. */
struct tunnel_ring {
	uint8_t *memory;
	size_t room;
	uint64_t start, end;
};

/* Appends what there is room for; how many bytes that was. */
size_t tunnel_ring_add(struct tunnel_ring *ring, struct bytes bytes);

/* Copies `size` bytes from `place` on, which must be in it. */
void tunnel_ring_copy(const struct tunnel_ring *ring, uint64_t place, uint8_t *to, size_t size);

/* Forgets all before `place`, as far as it is in it. */
void tunnel_ring_drop(struct tunnel_ring *ring, uint64_t place);

/* Goes on in other memory, which has room for what is in it; the old memory is the caller's again. */
void tunnel_ring_move(struct tunnel_ring *ring, uint8_t *memory, size_t room);

struct tunnel_range {
	uint64_t start, end;
};

/* What has come of a stream: ring.start to ring.end is there without a gap and not taken yet; behind it
 * ranges. */
struct tunnel_window {
	struct tunnel_ring ring;
	struct tunnel_range
		ranges[TUNNEL_WINDOW_RANGES_MAX]; /* in order, apart from each other and from ring.end */
	size_t range_count;
};

/* Stores bytes that belong at `place`; what is there already is not stored again but counts. How many bytes
 * from the front are there now: fewer than all when they reach beyond the room, none when there are too many
 * gaps. */
size_t tunnel_window_put(struct tunnel_window *window, uint64_t place, struct bytes bytes);

/* Takes at most `room` bytes from the front, in order; how many. */
size_t tunnel_window_take(struct tunnel_window *window, uint8_t *to, size_t room);

/* As tunnel_ring_move, with what lies behind the gaps. */
void tunnel_window_move(struct tunnel_window *window, uint8_t *memory, size_t room);

/* Where the last byte that has come ends, gaps or not. */
uint64_t tunnel_window_reach(const struct tunnel_window *window);

#endif

/*
 * Which of a sharer's three lanes a viewer is in, and when it moves: decided from
 * facts alone. Pure; the time is passed in. The sharer's media thread.
 *
 * - A newcomer: fast, if nobody is there; else catch-up, so that nobody's coders begin anew for it.
 *
 * - From catch-up: to fast or slow by its line, when it has all of the picture and nothing moves (a soft
 * move: nothing is painted anew); to slow at once, if it holds up the other newcomers.
 *
 * - From fast: to slow, if the lane went on without it and left it behind, or the relay dropped its frames;
 * to catch-up, if it has missed something.
 *
 * - From slow: to fast, by its line or if others have held it up there, when nothing moves; not sooner than
 * its patience says: 10 s at first, twice that each time.
 *
 * Who is alone in a lane disturbs nobody, so it stays. Who wants VP8 alone or saves data is in slow.
 */
#ifndef LOTSE_SESSION_SHARER_CHOICE_H
#define LOTSE_SESSION_SHARER_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

/* As in a frame's header. */
enum sharer_lane_number {
	SHARER_FAST,
	SHARER_SLOW,
	SHARER_CATCH_UP,
	SHARER_LANES,
	SHARER_NO_LANE = SHARER_LANES
};

/* One viewer's place; begins as {.lane = SHARER_NO_LANE}. */
struct sharer_choice {
	enum sharer_lane_number lane;
	bool is_trailing;  /* it has held up its lane for so long that the lane does not wait for it any more */
	int64_t since_us;  /* in this lane */
	int64_t seen_us;   /* the last call */
	int64_t held_us;   /* how long it has held up the lane of late */
	int64_t waited_us; /* how long others have held it up since it is in the slow lane */
	int64_t retry_us;  /* not into the fast lane before; 0: at any time */
	int64_t patience_us;
};

struct sharer_facts {
	bool is_plain;    /* wants VP8 alone, or saves data */
	bool is_alone;    /* nobody else in its lane counts */
	bool holds_up;    /* its window is closed, there is something to send, and another's window is open */
	bool is_held_up;  /* its window is open, there is something to send, and another's window is closed */
	bool is_over;     /* much more is on the way to it than its window */
	bool is_drained;  /* little is on the way */
	bool was_blocked; /* the relay has dropped its frames */
	bool needs_start; /* it has missed something */
	bool has_all;     /* its lane is exact, and it has acknowledged that */
	bool is_fast_empty;
	bool may_join_fast, may_join_slow; /* that lane is empty, or exact in the same state and quiet */
	uint32_t line_bytes_per_s, fast_bytes_per_s; /* its own, and the best in the fast lane; 0: not known */
};

/* Where it is from now on; choice->lane is set to it. *is_soft: it takes its picture with it, nothing is
 * painted anew. To stay is no move. */
enum sharer_lane_number sharer_choice_next(struct sharer_choice *choice, const struct sharer_facts *facts,
                                           int64_t now_us, bool *is_soft);

#endif

/*
 * How much may be sent to a viewer now: a window over what it has acknowledged,
 * sized bandwidth x (shortest round trip + 50 ms), so that nothing queues up on
 * the way. Arithmetic only; the time is passed in. A value of the caller; zeroed
 * is not valid, pace_init is. One thread.
 *
 * The ideas: PICTURE.md 7; delivery rates as in draft-cardwell-iccrg-bbr-congestion-control.
 */
#ifndef LOTSE_PICTURE_PACE_H
#define LOTSE_PICTURE_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PACE_FLIGHT_MAX = 512, /* messages on the way */
	PACE_RATES = 8,
	PACE_CHUNK_BYTES_MIN = 400,
	PACE_CHUNK_BYTES_SLOW_MIN =
		800, /* of a slow line, if that is at most 200 ms: less is headers, and codes worse */
	PACE_CHUNK_BYTES_MAX = 64900,
	PACE_WINDOW_BYTES_START = 4096,
	PACE_WINDOW_BYTES_MAX = 4 << 20,
};

struct pace_flight {
	uint32_t counter;
	uint32_t bytes;
	int64_t sent_us;
	uint64_t delivered;   /* bytes acknowledged when it was sent ... */
	int64_t delivered_us; /* ... and when the last of them were */
	bool was_alone;       /* nothing else was on the way */
	bool was_full;        /* the window, not a lack of things to send, was the limit */
};

struct pace {
	struct pace_flight flight[PACE_FLIGHT_MAX]; /* a ring */
	size_t flight_first, flight_count;
	uint64_t flight_bytes;
	uint64_t delivered; /* bytes acknowledged so far */
	int64_t delivered_us;
	double rates[PACE_RATES]; /* bytes/s of late, while the line was busy; a ring */
	size_t rate_next;
	double rate;    /* the last one */
	int reductions; /* of the window, since there was no queue */
	double alone_bytes,
		alone_s; /* fading sums over single messages: what they had more than the shortest, in what time */
	double window_bytes;
	double line_bytes_per_s; /* 0: not known */
	int64_t rtt_min_us;      /* without what the viewer held; 0: not known */
	int64_t rtt_once_us; /* a longer one, when the shortest was old: another has to say the same; 0: none */
	uint32_t rtt_min_bytes; /* of that message */
	int64_t rtt_min_at_us;  /* when it was last met */
	int64_t rtt_us;         /* of the last message, all of it */
	int64_t reduced_us;     /* last time that a queue shrank the window */
	int64_t active_us;      /* last time that something was sent */
	int64_t shown_us;       /* smoothed: from arrival to the screen at the viewer */
	bool is_urgent;         /* pace_set_urgent */
	bool is_starting;       /* slow start: no queue has been seen yet */
	double front_bytes;     /* what should be waiting in front of the line ... */
	int64_t front_us;       /* ... at this time */
	bool was_spaced;        /* since the last acknowledgement there would have been more to send */
	int64_t stalled_us;     /* when the last one came that was overdue; 0: none was */
	uint64_t stalled_bytes; /* acknowledged until then */
	int64_t calm_us;        /* since when the line is used without a queue; 0: it is not */
};

/* A line of which nothing is known. */
void pace_init(struct pace *pace, int64_t now_us);

/* Somebody types or clicks at the far end, or does not any more: then the chunks of a slow line are as short
 * as they may be, though that costs headers, since what comes of it waits for those under way. */
void pace_set_urgent(struct pace *pace, bool is_urgent);

/* The lane starts anew: what was on the way is forgotten, what is known of the line is kept. */
void pace_restart(struct pace *pace, int64_t now_us);

/* How many bytes the next message may have, about 20 ms of the line, 40 of a slow one; 0: wait for an
 * acknowledgement. At least PACE_CHUNK_BYTES_MIN otherwise. */
size_t pace_budget(struct pace *pace, int64_t now_us);

/* When pace_budget may give more than 0 without any acknowledgement, if it gave 0: what was sent has to get
 * onto the line first. INT64_MAX: never. */
int64_t pace_due_us(const struct pace *pace, int64_t now_us);

/* A message of so many bytes (all that it costs on the line) was handed to the carrier. */
void pace_sent(struct pace *pace, uint32_t counter, size_t bytes, int64_t now_us);

/* The viewer has this message and all before it. As in wire/picture_ack.h: `held_us` from its arrival there
 * until the acknowledgement was made, `shown_us` from its arrival until it was on the screen (UINT32_MAX: not
 * yet). Unknown and old counters are ignored. */
void pace_acked(struct pace *pace, uint32_t counter, uint32_t held_us, uint32_t shown_us, int64_t now_us);

/* What the line is thought to carry; 0: not known yet. */
uint32_t pace_line_bytes_per_s(const struct pace *pace);

/* Whether that is what the line can carry: it was once so busy that a queue showed. If not, it is what there
 * was to send, and the line may be any faster. */
bool pace_knows_line(const struct pace *pace);

/* The shortest round trip of late; 0: not known yet. */
int64_t pace_rtt_us(const struct pace *pace);

/* Whether at most half the window is on the way: a good moment to refine. */
bool pace_is_idle(const struct pace *pace);

/* It was sent to without being asked, and does not keep up: more than twice the window is on the way, and the
 * oldest of it for much longer than the way takes. */
bool pace_is_over(const struct pace *pace, int64_t now_us);

#endif

/*
 * The tunnel's stream down, put together from the answers to GETs: which one is
 * asked when, as a stream or as polls, what was lost and is asked for again.
 * Decisions and bytes only: time is passed in, asking is the caller's. Caller's
 * memory. One thread.
 */
#ifndef LOTSE_CARRIER_TUNNEL_DOWN_H
#define LOTSE_CARRIER_TUNNEL_DOWN_H

#include "wire/tunnel.h"
#include "wire/tunnel_window.h"

enum {
	TUNNEL_GETS = 3,  /* under way at once: a stream and its successor, or polls and one that asks again */
	TUNNEL_POLLS = 2, /* so that one always waits at the relay */
	TUNNEL_MARKER_MS = 1000,         /* and two round trips: START of a stream must be there */
	TUNNEL_SUCCESSOR_MS = 285000,    /* of a stream's age, ... */
	TUNNEL_SUCCESSOR_CUT_MS = 45000, /* ... where streams were cut before: many proxies do at 60 s */
	TUNNEL_CUT_MS = 20000,           /* so old it was not the line that broke */
	TUNNEL_OLD_MS = 5000,            /* how long a stream may go on when its successor was asked for */
	TUNNEL_SILENT_MS = 40000,        /* a stream without even IDLE */
	TUNNEL_POLL_LATE_MS = 10000,     /* beyond the relay's own time */
	TUNNEL_USEFUL_MS = 1000,         /* an answer that lasted so long was worth asking */
	TUNNEL_STALL_MS = 1500,          /* the relay has sent more than has come, and nothing comes */
	TUNNEL_STALL_MS_MAX = 24000,
	TUNNEL_STALLS_MAX = 2, /* of a stream, in a minute: then polls */
	TUNNEL_STALLS_MS = 60000,
};

struct tunnel_get {
	enum tunnel_verb verb; /* TUNNEL_NONE: free */
	uint32_t number;       /* of its request */
	bool is_again;
	bool has_started, has_last;
	uint64_t place; /* of the next byte that comes in it */
	uint64_t got_bytes;
	int64_t sent_ms, heard_ms;
	int64_t old_ms; /* since when there is a successor; 0: there is none */
};

struct tunnel_down {
	struct tunnel_window window;
	bool is_polling, needs_again;
	bool has_end; /* the stream ends at end_place */
	uint64_t end_place;
	uint64_t sent_place; /* so far the relay has sent, as it says */
	int64_t news_ms;     /* when a byte came last, or it was first known that some are missing */
	int64_t stall_ms;    /* how long that may last now */
	int64_t stalled_ms;  /* when a stream stalled last */
	int stalls, failures;
	int64_t successor_ms;
	int64_t retry_ms; /* nothing is asked before */
	int64_t marker_ms;
	uint64_t told_place; /* what the relay was told to have been read */
	struct tunnel_get gets[TUNNEL_GETS];
};

/* Nothing has come; memory for TUNNEL_WINDOW_BYTES. `round_trip_ms`: of the first request. */
void tunnel_down_init(struct tunnel_down *down, uint8_t *memory, int64_t round_trip_ms);

/* Which GET to send now, if any (its number comes from the caller): it counts as sent. */
bool tunnel_down_next(struct tunnel_down *down, uint32_t number, int64_t now_ms, size_t *index);

/* A GET that is of no use any more: the caller gives it up; it is free already. */
bool tunnel_down_late(struct tunnel_down *down, int64_t now_ms, size_t *index);

/* A block of an answer. RESULT_BAD_FRAME: it makes no sense; give the answer up and say tunnel_down_over. */
enum result tunnel_down_heard(struct tunnel_down *down, size_t index, const struct tunnel_block *block,
                              int64_t now_ms);

/* The answer is over; whole or cut is known from its blocks. */
void tunnel_down_over(struct tunnel_down *down, size_t index, int64_t now_ms);

/* What the answer to another request says: so far the relay has sent. */
void tunnel_down_sent(struct tunnel_down *down, uint64_t place, int64_t now_ms);

/* Takes at most `room` bytes of the stream, in order; how many. */
size_t tunnel_down_take(struct tunnel_down *down, uint8_t *to, size_t room);

/* DOWN of a request that goes now. */
uint64_t tunnel_down_tell(struct tunnel_down *down);

/* Whether so much was read (TUNNEL_TELL_BYTES) that the relay should be told, even without anything else to
 * say. */
bool tunnel_down_must_tell(const struct tunnel_down *down);

/* All of the stream has been taken, and nothing will follow. */
bool tunnel_down_is_over(const struct tunnel_down *down);

/* When there may be something to do without news; -1: never. */
int tunnel_down_timeout_ms(const struct tunnel_down *down, int64_t now_ms);

#endif

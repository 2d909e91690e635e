/*
 * Which routes are in use or rest for 24 h after their end, and which one comes
 * next: any other, by lot. Pure; the dice are passed in. Thread: the keeper.
 */
#ifndef LOTSE_RELAY_ROUTE_BOOK_H
#define LOTSE_RELAY_ROUTE_BOOK_H

#include "relay/route_index.h"

enum { ROUTE_BOOK_REST_S = 24 * 3600, ROUTE_BOOK_CROWD = ROUTE_SHORT_COUNT / 100 };

/* 17 MB, of which nothing is touched but what is used: from calloc. */
struct route_book {
	struct route_entry {
		uint64_t log_id; /* of the session that it is in use by; 0: of none */
		int64_t rests_until_s;
	} entries[ROUTE_COUNT];
	uint32_t in_use;
	uint32_t busy_short; /* of the 5-digit ones, in use or resting, at counted_s */
	int64_t counted_s;
};

/* A route of our share that is free at `now_s`, in use from now on; `dice(limit)` gives a random number below
 * the limit. 0: none is. */
uint32_t route_book_take(struct route_book *book, const struct route_share *share, uint64_t log_id,
                         int64_t now_s, uint32_t (*dice)(uint32_t limit));

/* Whether so many of the 5-digit routes are in use or rest (1 %) that one is found by trying: then numbers
 * are given out of the 7-digit ones. Counted at most once a second. */
bool route_book_is_crowded(struct route_book *book, int64_t now_s);

/* The session with that id has ended: its route rests. 0 if there is no such route in use, else the route. */
uint32_t route_book_end(struct route_book *book, uint32_t route, uint64_t log_id, int64_t now_s);

/* Whether a session of an earlier run may have its route back: nobody else has it. */
bool route_book_may_reclaim(const struct route_book *book, uint32_t route);

/* In use again, if it may be reclaimed. */
void route_book_reclaim(struct route_book *book, uint32_t route, uint64_t log_id);

/* Remembered from before: it rests until then. */
void route_book_rest(struct route_book *book, uint32_t route, int64_t until_s);

#endif

/*
 * Which rung is tried when, and which one wins: a later rung starts 250 ms after
 * an earlier one that has not answered, at once where all before it have failed;
 * the best that is up 250 ms after the first success is taken. Decisions only:
 * time is passed in, connecting is the caller's. A value. One thread.
 */
#ifndef LOTSE_CARRIER_LADDER_H
#define LOTSE_CARRIER_LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LADDER_RUNGS_MAX = 8,
	LADDER_STAGGER_MS = 250, /* between the starts of two rungs */
	LADDER_BETTER_MS = 250,  /* how long a success waits for a better one */
};

enum ladder_rung { LADDER_IDLE, LADDER_TRYING, LADDER_UP, LADDER_FAILED };

struct ladder {
	enum ladder_rung rungs[LADDER_RUNGS_MAX]; /* the best first */
	size_t count;
	int64_t next_start_ms; /* when the next idle rung is due */
	int64_t first_up_ms, give_up_ms;
};

enum ladder_what {
	LADDER_WAIT = 1, /* until the time, or until a rung's news */
	LADDER_START,    /* start this rung, then tell with ladder_tell */
	LADDER_TAKE,     /* this rung is it; end the others */
	LADDER_GIVE_UP,  /* none will come up */
};

struct ladder_step {
	enum ladder_what what;
	size_t rung;      /* LADDER_START, LADDER_TAKE */
	int64_t until_ms; /* LADDER_WAIT */
};

/* `count` rungs, at most LADDER_RUNGS_MAX; gives up at `now_ms` + `limit_ms`. */
void ladder_start(struct ladder *ladder, size_t count, int64_t now_ms, int64_t limit_ms);

/* What to do now. Call again after each step and each piece of news, until it says wait, take or give up. */
struct ladder_step ladder_next(const struct ladder *ladder, int64_t now_ms);

/* News of a rung: it is being tried, up, or has failed (also one that was up and broke while it waited). */
void ladder_tell(struct ladder *ladder, size_t rung, enum ladder_rung news, int64_t now_ms);

#endif

/*
 * Which rung is tried when, and which one wins. A later rung starts 250 ms after
 * the latest one that is still being tried, at once where all before have failed;
 * the best that is up 250 ms after the first success is taken, then for 5 s a
 * better one is looked for. What worked last may go first; rungs that turn out to
 * be inspected count as the worst. Decisions only: time is passed in, connecting is
 * the caller's. A value. One thread.
 */
#ifndef LOTSE_CARRIER_LADDER_H
#define LOTSE_CARRIER_LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LADDER_RUNGS_MAX = 12,
	LADDER_STAGGER_MS = 250, /* between the starts of two rungs */
	LADDER_SUCCESS_MS = 250, /* how long a success waits for a better one */
};

enum ladder_rung {
	LADDER_IDLE,
	LADDER_TRYING,
	LADDER_WAITING, /* for a person: no time limit of ours */
	LADDER_UP,
	LADDER_FAILED
};

struct ladder_limits {
	int64_t connect_ms; /* until it gives up; anew when a person has answered */
	int64_t better_ms;  /* how long a better one is looked for */
};

struct ladder {
	enum ladder_rung rungs[LADDER_RUNGS_MAX]; /* the best first */
	int64_t started_ms[LADDER_RUNGS_MAX];
	bool is_inspected[LADDER_RUNGS_MAX];
	size_t count, first; /* first: tried before all others; `count`: none */
	struct ladder_limits limits;
	int64_t give_up_ms;
	int64_t first_up_ms; /* since when there is one to take */
	size_t taken;        /* `count`: none */
	int64_t taken_ms;
	bool is_over; /* nothing better is looked for any more */
};

enum ladder_what {
	LADDER_WAIT = 1, /* until the time, or until a rung's news */
	LADDER_START,    /* start this rung, then tell with ladder_tell */
	LADDER_TAKE,     /* this rung is it: tell with ladder_take, end those that are worse */
	LADDER_BETTER,   /* this one is better than the one taken: likewise, then it is over */
	LADDER_GIVE_UP,  /* none will come up */
	LADDER_DONE,     /* nothing more to come: end all but what was taken */
};

struct ladder_step {
	enum ladder_what what;
	size_t rung;      /* LADDER_START, LADDER_TAKE, LADDER_BETTER */
	int64_t until_ms; /* LADDER_WAIT; INT64_MAX: no time limit */
};

/* `count` rungs, at most LADDER_RUNGS_MAX; `first` is tried first (`count`: the best is). */
void ladder_start(struct ladder *ladder, size_t count, size_t first, struct ladder_limits limits,
                  int64_t now_ms);

/* What to do now. Call again after each step and each piece of news, until it says wait, give up or done. */
struct ladder_step ladder_next(const struct ladder *ladder, int64_t now_ms);

/* News of a rung: it is being tried, waits for a person, is up, or has failed (also one that was up and
 * broke). */
void ladder_tell(struct ladder *ladder, size_t rung, enum ladder_rung news, int64_t now_ms);

/* Somebody on the way looks into this rung's TLS. Before ladder_tell says that it is up. */
void ladder_inspected(struct ladder *ladder, size_t rung);

/* LADDER_TAKE or LADDER_BETTER has been followed. */
void ladder_take(struct ladder *ladder, size_t rung, int64_t now_ms);

/* LADDER_DONE has been followed. */
void ladder_end(struct ladder *ladder);

/* Whether a rung is worth going on with, beside the one that was taken. */
bool ladder_is_wanted(const struct ladder *ladder, size_t rung);

#endif

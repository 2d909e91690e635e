/*
 * Before one is taken (climb) every rung counts; afterwards (improve) only those
 * that are better than it. Both look at the same table through `may`.
 */
#include "carrier/ladder.h"

#include <assert.h>

void ladder_start(struct ladder *ladder, size_t count, size_t first, struct ladder_limits limits,
                  int64_t now_ms)
{
	assert(count <= LADDER_RUNGS_MAX);
	*ladder = (struct ladder){.count = count,
	                          .first = first,
	                          .limits = limits,
	                          .give_up_ms = now_ms + limits.connect_ms,
	                          .taken = count};
}

/* The lower, the better. */
static size_t rank(const struct ladder *ladder, size_t rung)
{
	return rung + (ladder->is_inspected[rung] ? ladder->count : 0);
}

bool ladder_is_wanted(const struct ladder *ladder, size_t rung)
{
	if (ladder->taken == ladder->count)
		return true;
	return !ladder->is_over && rank(ladder, rung) < rank(ladder, ladder->taken);
}

/* The best wanted rung in a state, or `count`. */
static size_t best_that_is(const struct ladder *ladder, enum ladder_rung state)
{
	size_t best = ladder->count;
	for (size_t i = 0; i < ladder->count; i++)
		if (ladder->rungs[i] == state && ladder_is_wanted(ladder, i) &&
		    (best == ladder->count || rank(ladder, i) < rank(ladder, best)))
			best = i;
	return best;
}

/* The rung to start next, or `count`. */
static size_t next_idle(const struct ladder *ladder)
{
	size_t first = ladder->first;
	if (first < ladder->count && ladder->rungs[first] == LADDER_IDLE && ladder_is_wanted(ladder, first))
		return first;
	return best_that_is(ladder, LADDER_IDLE);
}

/* When the next rung is due: 250 ms after the latest start that is still open. */
static int64_t next_start_ms(const struct ladder *ladder, int64_t now_ms)
{
	int64_t due_ms = now_ms;
	for (size_t i = 0; i < ladder->count; i++)
		if (ladder->rungs[i] == LADDER_TRYING && ladder->started_ms[i] + LADDER_STAGGER_MS > due_ms)
			due_ms = ladder->started_ms[i] + LADDER_STAGGER_MS;
	return due_ms;
}

static struct ladder_step step(enum ladder_what what, size_t rung, int64_t until_ms)
{
	return (struct ladder_step){.what = what, .rung = rung, .until_ms = until_ms};
}

/* A success waits a moment for better rungs that are under way; others are not even started for its sake. */
static bool is_worth_waiting(const struct ladder *ladder, size_t up, int64_t until_ms, int64_t now_ms)
{
	for (size_t i = 0; now_ms < until_ms && i < ladder->count; i++)
		if (ladder->rungs[i] == LADDER_TRYING && rank(ladder, i) < rank(ladder, up))
			return true;
	return false;
}

/* Starts the next one if it is due, or waits for that, or for `end_ms`. */
static struct ladder_step go_on(const struct ladder *ladder, int64_t end_ms, int64_t now_ms)
{
	size_t idle = next_idle(ladder);
	if (idle == ladder->count)
		return step(LADDER_WAIT, 0, end_ms);
	int64_t due_ms = next_start_ms(ladder, now_ms);
	if (due_ms <= now_ms)
		return step(LADDER_START, idle, 0);
	return step(LADDER_WAIT, 0, due_ms < end_ms ? due_ms : end_ms);
}

static bool is_any(const struct ladder *ladder, enum ladder_rung state)
{
	return best_that_is(ladder, state) < ladder->count;
}

static struct ladder_step climb(const struct ladder *ladder, int64_t now_ms)
{
	size_t up = best_that_is(ladder, LADDER_UP);
	if (up < ladder->count) {
		int64_t until_ms = ladder->first_up_ms + LADDER_SUCCESS_MS;
		if (until_ms > ladder->give_up_ms)
			until_ms = ladder->give_up_ms;
		if (is_worth_waiting(ladder, up, until_ms, now_ms))
			return step(LADDER_WAIT, 0, until_ms);
		return step(LADDER_TAKE, up, 0);
	}
	bool has_hope = is_any(ladder, LADDER_TRYING) || is_any(ladder, LADDER_IDLE);
	if (is_any(ladder, LADDER_WAITING)) /* what a person may still change does not end here */
		return go_on(ladder, INT64_MAX, now_ms);
	if (!has_hope || now_ms >= ladder->give_up_ms)
		return step(LADDER_GIVE_UP, 0, 0);
	return go_on(ladder, ladder->give_up_ms, now_ms);
}

static struct ladder_step improve(const struct ladder *ladder, int64_t now_ms)
{
	int64_t end_ms = ladder->taken_ms + ladder->limits.better_ms;
	size_t up = best_that_is(ladder, LADDER_UP);
	if (ladder->is_over)
		return step(LADDER_DONE, 0, 0);
	if (up < ladder->count) {
		int64_t until_ms = ladder->first_up_ms + LADDER_SUCCESS_MS;
		if (until_ms > end_ms)
			until_ms = end_ms;
		if (is_worth_waiting(ladder, up, until_ms, now_ms))
			return step(LADDER_WAIT, 0, until_ms);
		return step(LADDER_BETTER, up, 0);
	}
	bool has_hope = is_any(ladder, LADDER_TRYING) || is_any(ladder, LADDER_IDLE);
	if (!has_hope || now_ms >= end_ms)
		return step(LADDER_DONE, 0, 0);
	return go_on(ladder, end_ms, now_ms);
}

struct ladder_step ladder_next(const struct ladder *ladder, int64_t now_ms)
{
	return ladder->taken == ladder->count ? climb(ladder, now_ms) : improve(ladder, now_ms);
}

void ladder_tell(struct ladder *ladder, size_t rung, enum ladder_rung news, int64_t now_ms)
{
	if (rung >= ladder->count)
		return;
	enum ladder_rung before = ladder->rungs[rung];
	if (news == LADDER_TRYING && before != LADDER_TRYING)
		ladder->started_ms[rung] = now_ms;
	if (before == LADDER_WAITING && news != LADDER_WAITING)
		ladder->give_up_ms = now_ms + ladder->limits.connect_ms;
	if (news == LADDER_UP && !is_any(ladder, LADDER_UP))
		ladder->first_up_ms = now_ms;
	ladder->rungs[rung] = news;
}

void ladder_inspected(struct ladder *ladder, size_t rung)
{
	if (rung < ladder->count)
		ladder->is_inspected[rung] = true;
}

void ladder_take(struct ladder *ladder, size_t rung, int64_t now_ms)
{
	ladder->is_over = ladder->taken < ladder->count;
	ladder->taken = rung;
	ladder->taken_ms = now_ms;
}

void ladder_end(struct ladder *ladder)
{
	ladder->is_over = true;
}

#include "carrier/ladder.h"

#include <assert.h>

void ladder_start(struct ladder *ladder, size_t count, int64_t now_ms, int64_t limit_ms)
{
	assert(count <= LADDER_RUNGS_MAX);
	*ladder = (struct ladder){.count = count, .next_start_ms = now_ms, .give_up_ms = now_ms + limit_ms};
}

/* The first rung in a state, or `count`. */
static size_t first_that_is(const struct ladder *ladder, enum ladder_rung state)
{
	size_t i = 0;
	while (i < ladder->count && ladder->rungs[i] != state)
		i++;
	return i;
}

static struct ladder_step step(enum ladder_what what, size_t rung, int64_t until_ms)
{
	return (struct ladder_step){.what = what, .rung = rung, .until_ms = until_ms};
}

/* A success waits for better rungs only; worse ones are not even started any more. */
static struct ladder_step with_success(const struct ladder *ladder, size_t best, int64_t now_ms)
{
	int64_t until_ms = ladder->first_up_ms + LADDER_BETTER_MS;
	if (until_ms > ladder->give_up_ms)
		until_ms = ladder->give_up_ms;
	for (size_t i = 0; i < best; i++)
		if (ladder->rungs[i] == LADDER_TRYING && now_ms < until_ms)
			return step(LADDER_WAIT, 0, until_ms);
	return step(LADDER_TAKE, best, 0);
}

struct ladder_step ladder_next(const struct ladder *ladder, int64_t now_ms)
{
	size_t up = first_that_is(ladder, LADDER_UP);
	size_t idle = first_that_is(ladder, LADDER_IDLE);
	bool is_any_tried = first_that_is(ladder, LADDER_TRYING) < ladder->count;
	if (up < ladder->count)
		return with_success(ladder, up, now_ms);
	if (now_ms >= ladder->give_up_ms || (!is_any_tried && idle == ladder->count))
		return step(LADDER_GIVE_UP, 0, 0);
	if (idle < ladder->count && (!is_any_tried || now_ms >= ladder->next_start_ms))
		return step(LADDER_START, idle, 0);
	bool is_start_next = idle < ladder->count && ladder->next_start_ms < ladder->give_up_ms;
	return step(LADDER_WAIT, 0, is_start_next ? ladder->next_start_ms : ladder->give_up_ms);
}

void ladder_tell(struct ladder *ladder, size_t rung, enum ladder_rung news, int64_t now_ms)
{
	if (rung >= ladder->count)
		return;
	if (news == LADDER_TRYING)
		ladder->next_start_ms = now_ms + LADDER_STAGGER_MS;
	if (news == LADDER_UP && first_that_is(ladder, LADDER_UP) == ladder->count)
		ladder->first_up_ms = now_ms;
	ladder->rungs[rung] = news;
}

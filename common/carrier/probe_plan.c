#include "carrier/probe_plan.h"

#include <assert.h>

void probe_plan_start(struct probe_plan *plan, size_t count, int64_t now_ms)
{
	assert(count <= SERVER_LIST_RELAYS_MAX);
	*plan = (struct probe_plan){.count = count, .give_up_ms = now_ms + PROBE_PLAN_LIMIT_MS};
}

static size_t count_of(const struct probe_plan *plan, enum probe_state state)
{
	size_t count = 0;
	for (size_t i = 0; i < plan->count; i++)
		count += plan->relays[i].state == state;
	return count;
}

/* The first in a state, or `count`. */
static size_t first_that_is(const struct probe_plan *plan, enum probe_state state)
{
	size_t i = 0;
	while (i < plan->count && plan->relays[i].state != state)
		i++;
	return i;
}

/* The one that was up first, `but` not counted; or `count`. */
static size_t fastest(const struct probe_plan *plan, size_t but)
{
	size_t best = plan->count;
	for (size_t i = 0; i < plan->count; i++) {
		if (i == but || plan->relays[i].state != PROBE_UP)
			continue;
		if (best == plan->count || plan->relays[i].since_ms < plan->relays[best].since_ms)
			best = i;
	}
	return best;
}

/* One that has not answered and has not failed, the likeliest first: better than no backup. */
static size_t likely(const struct probe_plan *plan)
{
	size_t trying = first_that_is(plan, PROBE_TRYING), idle = first_that_is(plan, PROBE_IDLE);
	return trying < idle ? trying : idle;
}

static struct probe_step with_success(const struct probe_plan *plan, size_t winner, int64_t now_ms)
{
	size_t second = fastest(plan, winner);
	int64_t until_ms = plan->relays[winner].since_ms + PROBE_PLAN_SECOND_MS;
	if (second == plan->count && count_of(plan, PROBE_TRYING) && now_ms < until_ms)
		return (struct probe_step){.what = PROBE_WAIT, .until_ms = until_ms};
	return (struct probe_step){
		.what = PROBE_TAKE, .relay = winner, .backup = second < plan->count ? second : likely(plan)};
}

/* All places are taken: one whose time is over makes room, or when that will be. */
static struct probe_step with_full_house(const struct probe_plan *plan, int64_t now_ms)
{
	struct probe_step step = {.what = PROBE_WAIT, .until_ms = plan->give_up_ms};
	for (size_t i = 0; i < plan->count; i++) {
		const struct probe_plan_relay *relay = &plan->relays[i];
		if (relay->state != PROBE_TRYING || relay->is_patient)
			continue;
		int64_t until_ms = relay->since_ms + PROBE_PLAN_PATIENCE_MS;
		if (until_ms <= now_ms)
			return (struct probe_step){.what = PROBE_DROP, .relay = i};
		if (until_ms < step.until_ms)
			step.until_ms = until_ms;
	}
	return step;
}

struct probe_step probe_plan_next(const struct probe_plan *plan, int64_t now_ms)
{
	size_t winner = fastest(plan, plan->count), idle = first_that_is(plan, PROBE_IDLE);
	size_t trying = count_of(plan, PROBE_TRYING);
	if (winner < plan->count)
		return with_success(plan, winner, now_ms);
	if (now_ms >= plan->give_up_ms || (trying == 0 && idle == plan->count))
		return (struct probe_step){.what = PROBE_GIVE_UP};
	if (idle == plan->count)
		return (struct probe_step){.what = PROBE_WAIT, .until_ms = plan->give_up_ms};
	if (trying < PROBE_PLAN_RUNNERS)
		return (struct probe_step){.what = PROBE_START, .relay = idle};
	return with_full_house(plan, now_ms);
}

void probe_plan_tell(struct probe_plan *plan, size_t relay, enum probe_state news, int64_t now_ms)
{
	if (relay >= plan->count)
		return;
	size_t patient = 0;
	for (size_t i = 0; i < plan->count; i++)
		patient += plan->relays[i].state == PROBE_TRYING && plan->relays[i].is_patient;
	plan->relays[relay] = (struct probe_plan_relay){
		.state = news,
		.since_ms = now_ms,
		.is_patient = news == PROBE_TRYING && patient < PROBE_PLAN_PATIENT,
	};
}

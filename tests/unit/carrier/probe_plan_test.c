/* Tables of news and what the plan makes of them; and thousands of made-up fleets in which it must end. */
#include "support/unit.h"

#include "carrier/probe_plan.h"
#include "support/noise.h"

static void next_is(const struct probe_plan *plan, int64_t now_ms, enum probe_what what, size_t relay)
{
	struct probe_step step = probe_plan_next(plan, now_ms);
	assert_int_equal(step.what, what);
	if (what != PROBE_WAIT && what != PROBE_GIVE_UP)
		assert_int_equal(step.relay, relay);
}

static void waits_until(const struct probe_plan *plan, int64_t now_ms, int64_t until_ms)
{
	struct probe_step step = probe_plan_next(plan, now_ms);
	assert_int_equal(step.what, PROBE_WAIT);
	assert_int_equal(step.until_ms, until_ms);
}

static void takes(const struct probe_plan *plan, int64_t now_ms, size_t winner, size_t backup)
{
	struct probe_step step = probe_plan_next(plan, now_ms);
	assert_int_equal(step.what, PROBE_TAKE);
	assert_int_equal(step.relay, winner);
	assert_int_equal(step.backup, backup);
}

/* Starts whom it wants started; gives how many. */
static size_t start_all(struct probe_plan *plan, int64_t now_ms)
{
	size_t started = 0;
	struct probe_step step;
	while ((step = probe_plan_next(plan, now_ms)).what == PROBE_START) {
		probe_plan_tell(plan, step.relay, PROBE_TRYING, now_ms);
		started++;
	}
	return started;
}

static void four_are_tried_at_once_the_likeliest_first(void **state)
{
	struct probe_plan plan;
	(void)state;
	probe_plan_start(&plan, 6, 1000);
	for (size_t i = 0; i < 4; i++) {
		next_is(&plan, 1000, PROBE_START, i);
		probe_plan_tell(&plan, i, PROBE_TRYING, 1000);
	}
	waits_until(&plan, 1000, 1000 + PROBE_PLAN_PATIENCE_MS);
}

static void the_fastest_wins_and_the_second_is_the_backup(void **state)
{
	struct probe_plan plan;
	(void)state;
	probe_plan_start(&plan, 4, 0);
	assert_int_equal(start_all(&plan, 0), 4);
	probe_plan_tell(&plan, 2, PROBE_UP, 30);
	waits_until(&plan, 30, 30 + PROBE_PLAN_SECOND_MS);
	probe_plan_tell(&plan, 1, PROBE_UP, 45);
	takes(&plan, 45, 2, 1);
}

static void a_backup_that_has_not_answered_is_better_than_none(void **state)
{
	struct probe_plan plan;
	(void)state;
	probe_plan_start(&plan, 3, 0);
	start_all(&plan, 0);
	probe_plan_tell(&plan, 0, PROBE_FAILED, 5);
	probe_plan_tell(&plan, 2, PROBE_UP, 30);
	waits_until(&plan, 129, 130);
	takes(&plan, 130, 2, 1);
	probe_plan_tell(&plan, 1, PROBE_FAILED, 131);
	takes(&plan, 131, 2, 3);
}

static void one_alone_waits_for_nobody(void **state)
{
	struct probe_plan plan;
	(void)state;
	probe_plan_start(&plan, 1, 0);
	start_all(&plan, 0);
	waits_until(&plan, 10, PROBE_PLAN_LIMIT_MS);
	probe_plan_tell(&plan, 0, PROBE_UP, 20);
	takes(&plan, 20, 0, 1);
}

static void who_fails_makes_room_for_the_next(void **state)
{
	struct probe_plan plan;
	(void)state;
	probe_plan_start(&plan, 6, 0);
	start_all(&plan, 0);
	probe_plan_tell(&plan, 1, PROBE_FAILED, 10);
	next_is(&plan, 10, PROBE_START, 4);
	probe_plan_tell(&plan, 4, PROBE_TRYING, 10);
	assert_true(plan.relays[4].is_patient); /* it has the place of one that was */
}

static void two_are_waited_for_and_two_make_room(void **state)
{
	struct probe_plan plan;
	(void)state;
	probe_plan_start(&plan, 6, 0);
	start_all(&plan, 0);
	next_is(&plan, PROBE_PLAN_PATIENCE_MS, PROBE_DROP, 2);
	probe_plan_tell(&plan, 2, PROBE_FAILED, PROBE_PLAN_PATIENCE_MS);
	next_is(&plan, PROBE_PLAN_PATIENCE_MS, PROBE_START, 4);
	probe_plan_tell(&plan, 4, PROBE_TRYING, PROBE_PLAN_PATIENCE_MS);
	next_is(&plan, PROBE_PLAN_PATIENCE_MS, PROBE_DROP, 3);
	probe_plan_tell(&plan, 3, PROBE_FAILED, PROBE_PLAN_PATIENCE_MS);
	next_is(&plan, PROBE_PLAN_PATIENCE_MS, PROBE_START, 5);
	probe_plan_tell(&plan, 5, PROBE_TRYING, PROBE_PLAN_PATIENCE_MS);
	/* Nobody is left to make room for. */
	waits_until(&plan, 3 * PROBE_PLAN_PATIENCE_MS, PROBE_PLAN_LIMIT_MS);
	probe_plan_tell(&plan, 0, PROBE_UP, 3 * PROBE_PLAN_PATIENCE_MS);
	takes(&plan, 4 * PROBE_PLAN_PATIENCE_MS, 0, 1);
}

static void it_ends_when_all_have_failed_or_time_is_over(void **state)
{
	struct probe_plan plan;
	(void)state;
	probe_plan_start(&plan, 0, 0);
	next_is(&plan, 0, PROBE_GIVE_UP, 0);
	probe_plan_start(&plan, 2, 0);
	start_all(&plan, 0);
	probe_plan_tell(&plan, 0, PROBE_FAILED, 1);
	waits_until(&plan, 1, PROBE_PLAN_LIMIT_MS);
	next_is(&plan, PROBE_PLAN_LIMIT_MS, PROBE_GIVE_UP, 0);
	probe_plan_tell(&plan, 1, PROBE_FAILED, 2);
	next_is(&plan, 2, PROBE_GIVE_UP, 0);
	probe_plan_tell(&plan, 7, PROBE_UP, 3); /* of nobody: ignored */
	next_is(&plan, 3, PROBE_GIVE_UP, 0);
}

static void one_that_breaks_while_it_waits_does_not_win(void **state)
{
	struct probe_plan plan;
	(void)state;
	probe_plan_start(&plan, 2, 0);
	start_all(&plan, 0);
	probe_plan_tell(&plan, 0, PROBE_UP, 10);
	probe_plan_tell(&plan, 0, PROBE_FAILED, 20);
	waits_until(&plan, 20, PROBE_PLAN_LIMIT_MS);
	probe_plan_tell(&plan, 1, PROBE_UP, 60);
	takes(&plan, 60, 1, 2);
}

enum { NEVER = 1000000, ROUNDS = 3000 };

/* Runs a plan against relays that are up, or fail, so long after their start; gives who was taken, or
 * `count`. */
static size_t play(const int *up_after_ms, const int *fail_after_ms, size_t count, int64_t *end_ms)
{
	struct probe_plan plan;
	int64_t now_ms = 0;
	probe_plan_start(&plan, count, 0);
	for (int turns = 0; turns < 10000; turns++) {
		for (size_t i = 0; i < count; i++) {
			const struct probe_plan_relay *relay = &plan.relays[i];
			if (relay->state != PROBE_TRYING)
				continue;
			if (now_ms >= relay->since_ms + fail_after_ms[i])
				probe_plan_tell(&plan, i, PROBE_FAILED, now_ms);
			else if (now_ms >= relay->since_ms + up_after_ms[i])
				probe_plan_tell(&plan, i, PROBE_UP, now_ms);
		}
		struct probe_step step = probe_plan_next(&plan, now_ms);
		size_t trying = 0;
		for (size_t i = 0; i < count; i++)
			trying += plan.relays[i].state == PROBE_TRYING;
		assert_true(trying <= PROBE_PLAN_RUNNERS);
		*end_ms = now_ms;
		if (step.what == PROBE_TAKE || step.what == PROBE_GIVE_UP)
			return step.what == PROBE_TAKE ? step.relay : count;
		if (step.what == PROBE_START)
			probe_plan_tell(&plan, step.relay, PROBE_TRYING, now_ms);
		else if (step.what == PROBE_DROP)
			probe_plan_tell(&plan, step.relay, PROBE_FAILED, now_ms);
		else
			now_ms += 20;
	}
	fail_msg("it did not end");
	return count;
}

static void whatever_the_fleet_a_living_relay_is_found(void **state)
{
	struct noise noise = noise_start(25);
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		int up_ms[8], fail_ms[8];
		size_t count = 1 + noise_u32(&noise) % 8, alive = 0;
		int64_t end_ms;
		for (size_t i = 0; i < count; i++) {
			uint32_t kind = noise_u32(&noise) % 3; /* alive, refuses, says nothing */
			up_ms[i] = kind == 0 ? (int)(noise_u32(&noise) % 3000) : NEVER;
			fail_ms[i] = kind == 1 ? (int)(noise_u32(&noise) % 1000) : NEVER;
			alive += kind == 0;
		}
		size_t taken = play(up_ms, fail_ms, count, &end_ms);
		assert_int_equal(taken<count, alive> 0);
		if (alive)
			assert_true(up_ms[taken] < NEVER && end_ms <= 3 * PROBE_PLAN_PATIENCE_MS);
		else
			assert_true(end_ms <= PROBE_PLAN_LIMIT_MS);
	}
}

static void a_slow_way_to_many_relays_is_found_too(void **state)
{
	int up_ms[20], fail_ms[20];
	int64_t end_ms;
	(void)state;
	for (size_t i = 0; i < 20; i++) {
		up_ms[i] = 3 * PROBE_PLAN_PATIENCE_MS; /* each longer than the impatient places wait */
		fail_ms[i] = NEVER;
	}
	assert_in_range(play(up_ms, fail_ms, 20, &end_ms), 0, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_are_tried_at_once_the_likeliest_first),
		cmocka_unit_test(the_fastest_wins_and_the_second_is_the_backup),
		cmocka_unit_test(a_backup_that_has_not_answered_is_better_than_none),
		cmocka_unit_test(one_alone_waits_for_nobody),
		cmocka_unit_test(who_fails_makes_room_for_the_next),
		cmocka_unit_test(two_are_waited_for_and_two_make_room),
		cmocka_unit_test(it_ends_when_all_have_failed_or_time_is_over),
		cmocka_unit_test(one_that_breaks_while_it_waits_does_not_win),
		cmocka_unit_test(whatever_the_fleet_a_living_relay_is_found),
		cmocka_unit_test(a_slow_way_to_many_relays_is_found_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

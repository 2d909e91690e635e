/*
 * Stories of rungs, told as: at this time, this news; then what the ladder says.
 */
#include "support/unit.h"

#include "carrier/ladder.h"
#include "support/noise.h"

enum { LIMIT_MS = 15000 };

static struct ladder started(size_t count)
{
	struct ladder ladder;
	ladder_start(&ladder, count, 1000, LIMIT_MS);
	return ladder;
}

static void assert_step(const struct ladder *ladder, int64_t now_ms, enum ladder_what what, int64_t value)
{
	struct ladder_step step = ladder_next(ladder, now_ms);
	assert_int_equal(step.what, what);
	if (what == LADDER_WAIT)
		assert_int_equal(step.until_ms, value);
	else if (what != LADDER_GIVE_UP)
		assert_int_equal(step.rung, value);
}

static void best_rung_is_started_at_once(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	assert_step(&ladder, 1000, LADDER_START, 0);
}

static void later_rungs_start_250_ms_apart(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	assert_step(&ladder, 1000, LADDER_WAIT, 1250);
	assert_step(&ladder, 1249, LADDER_WAIT, 1250);
	assert_step(&ladder, 1250, LADDER_START, 1);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1260);
	assert_step(&ladder, 1260, LADDER_WAIT, 1510);
	assert_step(&ladder, 1510, LADDER_START, 2);
	ladder_tell(&ladder, 2, LADDER_TRYING, 1510);
	assert_step(&ladder, 1510, LADDER_WAIT, 1000 + LIMIT_MS);
}

static void next_rung_starts_at_once_when_all_before_it_have_failed(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 0, LADDER_FAILED, 1010);
	assert_step(&ladder, 1010, LADDER_START, 1);
	ladder_tell(&ladder, 1, LADDER_FAILED, 1010); /* not even startable */
	assert_step(&ladder, 1010, LADDER_START, 2);
}

static void next_rung_waits_while_one_before_it_is_being_tried(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	ladder_tell(&ladder, 0, LADDER_FAILED, 1300);
	assert_step(&ladder, 1300, LADDER_WAIT, 1500);
}

static void best_rung_is_taken_at_once(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	ladder_tell(&ladder, 0, LADDER_UP, 1270);
	assert_step(&ladder, 1270, LADDER_TAKE, 0);
}

static void worse_rung_waits_250_ms_for_a_better_one(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	ladder_tell(&ladder, 1, LADDER_UP, 1300);
	assert_step(&ladder, 1300, LADDER_WAIT, 1550); /* and rung 2 is not started any more */
	assert_step(&ladder, 1549, LADDER_WAIT, 1550);
	assert_step(&ladder, 1550, LADDER_TAKE, 1);
	ladder_tell(&ladder, 0, LADDER_UP, 1549);
	assert_step(&ladder, 1549, LADDER_TAKE, 0);
}

static void worse_rung_is_taken_at_once_when_no_better_one_is_left(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	ladder_tell(&ladder, 1, LADDER_UP, 1300);
	ladder_tell(&ladder, 0, LADDER_FAILED, 1310);
	assert_step(&ladder, 1310, LADDER_TAKE, 1);
}

static void success_that_breaks_while_it_waits_is_forgotten(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	ladder_tell(&ladder, 1, LADDER_UP, 1300);
	ladder_tell(&ladder, 1, LADDER_FAILED, 1400);
	assert_step(&ladder, 1499, LADDER_WAIT, 1500);
	assert_step(&ladder, 1500, LADDER_START, 2);
}

static void all_failed_is_given_up_at_once(void **state)
{
	struct ladder ladder = started(2);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_FAILED, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1000);
	assert_step(&ladder, 1000, LADDER_WAIT, 1000 + LIMIT_MS);
	ladder_tell(&ladder, 1, LADDER_FAILED, 1200);
	assert_step(&ladder, 1200, LADDER_GIVE_UP, 0);
}

static void limit_ends_it_whatever_is_being_tried(void **state)
{
	struct ladder ladder = started(2);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	assert_step(&ladder, 1000 + LIMIT_MS - 1, LADDER_WAIT, 1000 + LIMIT_MS);
	assert_step(&ladder, 1000 + LIMIT_MS, LADDER_GIVE_UP, 0);
	ladder_tell(&ladder, 1, LADDER_UP, 1000 + LIMIT_MS);
	assert_step(&ladder, 1000 + LIMIT_MS, LADDER_TAKE, 1); /* better than nothing */
}

static void ladder_without_rungs_is_given_up(void **state)
{
	struct ladder ladder = started(0);
	(void)state;
	assert_step(&ladder, 1000, LADDER_GIVE_UP, 0);
	ladder_tell(&ladder, 0, LADDER_UP, 1000); /* there is no such rung */
	assert_step(&ladder, 1000, LADDER_GIVE_UP, 0);
}

/* Whatever the rungs do, it ends in time, and never by taking one that is not up. */
static void every_story_ends_within_the_limit(void **state)
{
	struct noise noise = noise_start(20);
	(void)state;
	for (int story = 0; story < 2000; story++) {
		struct ladder ladder = started(1 + noise_below(&noise, LADDER_RUNGS_MAX));
		int64_t now_ms = 1000;
		for (int steps = 0;; steps++) {
			struct ladder_step step = ladder_next(&ladder, now_ms);
			assert_true(steps < 1000 && now_ms <= 1000 + LIMIT_MS);
			if (step.what == LADDER_GIVE_UP)
				break;
			if (step.what == LADDER_TAKE) {
				assert_int_equal(ladder.rungs[step.rung], LADDER_UP);
				break;
			}
			if (step.what == LADDER_START) {
				assert_int_equal(ladder.rungs[step.rung], LADDER_IDLE);
				ladder_tell(&ladder, step.rung, noise_below(&noise, 4) ? LADDER_TRYING : LADDER_FAILED,
				            now_ms);
				continue;
			}
			assert_true(step.until_ms > now_ms);
			now_ms += 1 + noise_below(&noise, (uint32_t)(step.until_ms - now_ms));
			size_t rung = noise_below(&noise, (uint32_t)ladder.count);
			if (ladder.rungs[rung] == LADDER_TRYING && noise_below(&noise, 3) == 0)
				ladder_tell(&ladder, rung, noise_below(&noise, 3) ? LADDER_FAILED : LADDER_UP, now_ms);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(best_rung_is_started_at_once),
		cmocka_unit_test(later_rungs_start_250_ms_apart),
		cmocka_unit_test(next_rung_starts_at_once_when_all_before_it_have_failed),
		cmocka_unit_test(next_rung_waits_while_one_before_it_is_being_tried),
		cmocka_unit_test(best_rung_is_taken_at_once),
		cmocka_unit_test(worse_rung_waits_250_ms_for_a_better_one),
		cmocka_unit_test(worse_rung_is_taken_at_once_when_no_better_one_is_left),
		cmocka_unit_test(success_that_breaks_while_it_waits_is_forgotten),
		cmocka_unit_test(all_failed_is_given_up_at_once),
		cmocka_unit_test(limit_ends_it_whatever_is_being_tried),
		cmocka_unit_test(ladder_without_rungs_is_given_up),
		cmocka_unit_test(every_story_ends_within_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/unit.h"

#include "session/retry.h"

/* How often an attempt begins within `ms`, each failing at once; *gap_ms: the longest pause between two. */
static int count(struct retry *retry, enum retry_place place, int64_t from_ms, int64_t ms, int64_t *gap_ms)
{
	int begun = 0;
	int64_t last_ms = from_ms;

	*gap_ms = 0;
	for (int64_t now_ms = from_ms; now_ms < from_ms + ms; now_ms += 10) {
		if (!retry_begin(retry, place, RETRY_SHORT, now_ms, 0))
			continue;
		retry_failed(retry, place, RETRY_SHORT);
		begun++;
		if (now_ms - last_ms > *gap_ms)
			*gap_ms = now_ms - last_ms;
		last_ms = now_ms;
	}
	return begun;
}

static void attempts_are_at_most_half_a_second_apart_then_two(void **state)
{
	struct retry retry = {0};
	int64_t gap_ms;

	(void)state;
	retry_lost(&retry, true, false, 1000);
	assert_int_equal(count(&retry, RETRY_HOME, 1000, 10000, &gap_ms), 20);
	assert_true(gap_ms <= RETRY_FAST_MS);
	assert_int_equal(count(&retry, RETRY_HOME, 11000, 20000, &gap_ms), 10);
	assert_true(gap_ms <= RETRY_SLOW_MS);
}

static void the_first_attempt_is_at_once_and_the_backup_a_little_later(void **state)
{
	struct retry retry = {0};

	(void)state;
	retry_lost(&retry, true, true, 1000);
	assert_true(retry_begin(&retry, RETRY_HOME, RETRY_SHORT, 1000, 0));
	assert_false(retry_begin(&retry, RETRY_BACKUP, RETRY_SHORT, 1000 + RETRY_BACKUP_AFTER_MS - 1, 0));
	assert_true(retry_begin(&retry, RETRY_BACKUP, RETRY_SHORT, 1000 + RETRY_BACKUP_AFTER_MS, 0));
	assert_int_equal(retry.tries, 2);
}

static void what_is_not_wanted_is_not_tried(void **state)
{
	struct retry retry = {0};

	(void)state;
	for (int place = 0; place < RETRY_PLACES; place++) /* nothing is lost */
		assert_false(retry_begin(&retry, (enum retry_place)place, RETRY_SHORT, 5000, 0));
	retry_lost(&retry, false, true, 1000);
	assert_false(retry_begin(&retry, RETRY_HOME, RETRY_SHORT, 5000, 0));
	assert_true(retry_begin(&retry, RETRY_BACKUP, RETRY_SHORT, 5000, 0));
	retry_lost(&retry, false, false, 6000);
	retry_failed(&retry, RETRY_BACKUP, RETRY_SHORT);
	assert_false(retry_begin(&retry, RETRY_BACKUP, RETRY_SHORT, 9000, 0));
}

static void a_short_attempt_has_as_long_as_connecting_took_twice(void **state)
{
	struct retry retry = {0};

	(void)state;
	retry_lost(&retry, true, false, 0);
	assert_true(retry_begin(&retry, RETRY_HOME, RETRY_SHORT, 0, 0));
	assert_false(retry_begin(&retry, RETRY_HOME, RETRY_SHORT, 1000, 0)); /* it is under way */
	assert_false(retry_is_late(&retry, RETRY_HOME, RETRY_SHORT, RETRY_SHORT_MS - 1));
	assert_true(retry_is_late(&retry, RETRY_HOME, RETRY_SHORT, RETRY_SHORT_MS));
	retry_failed(&retry, RETRY_HOME, RETRY_SHORT);
	assert_true(retry_begin(&retry, RETRY_HOME, RETRY_SHORT, 10000, 4000));
	assert_false(retry_is_late(&retry, RETRY_HOME, RETRY_SHORT, 17999));
	assert_true(retry_is_late(&retry, RETRY_HOME, RETRY_SHORT, 18000));
}

static void a_long_attempt_runs_beside_the_short_ones(void **state)
{
	struct retry retry = {0};

	(void)state;
	retry_lost(&retry, true, false, 0);
	assert_true(retry_begin(&retry, RETRY_HOME, RETRY_SHORT, 0, 0));
	assert_true(retry_begin(&retry, RETRY_HOME, RETRY_LONG, RETRY_FAST_MS, 0));
	assert_false(retry_is_late(&retry, RETRY_HOME, RETRY_LONG, RETRY_FAST_MS + RETRY_LONG_MS - 1));
	assert_true(retry_is_late(&retry, RETRY_HOME, RETRY_LONG, RETRY_FAST_MS + RETRY_LONG_MS));
}

static void a_change_of_the_network_begins_all_anew(void **state)
{
	struct retry retry = {0};
	int64_t gap_ms;

	(void)state;
	retry_lost(&retry, true, false, 0);
	assert_true(retry_begin(&retry, RETRY_HOME, RETRY_LONG, 60000, 0));
	retry_hurry(&retry, 61000);
	assert_true(retry_is_late(&retry, RETRY_HOME, RETRY_LONG, 61000)); /* of the network that is gone */
	assert_int_equal(count(&retry, RETRY_HOME, 61000, 10000, &gap_ms), 20);
	assert_int_equal(retry_lost_ms(&retry, 61000), 61000); /* the time goes on */
}

static void after_half_an_hour_it_is_over(void **state)
{
	struct retry retry = {0};

	(void)state;
	assert_false(retry_is_over(&retry, 1 << 30));
	assert_int_equal(retry_lost_ms(&retry, 1 << 30), 0);
	retry_lost(&retry, true, true, 1000);
	retry_lost(&retry, true, true, 500000); /* said each turn: the time began with the first */
	assert_int_equal(retry_left_ms(&retry, 1000), RETRY_GIVE_UP_MS);
	assert_false(retry_is_over(&retry, 1000 + RETRY_GIVE_UP_MS - 1));
	assert_int_equal(retry_left_ms(&retry, 1000 + RETRY_GIVE_UP_MS - 1), 1);
	assert_true(retry_is_over(&retry, 1000 + RETRY_GIVE_UP_MS));
	assert_int_equal(retry_left_ms(&retry, 1000 + RETRY_GIVE_UP_MS), 0);
	retry_stop(&retry);
	assert_false(retry_is_over(&retry, 1000 + RETRY_GIVE_UP_MS));
}

/* A loop that sleeps as long as it says never comes late for anything. */
static void the_loop_wakes_for_each_thing_that_is_due(void **state)
{
	struct retry retry = {0};

	(void)state;
	assert_int_equal(retry_shorten(&retry, 0, -1), -1);
	assert_int_equal(retry_shorten(&retry, 0, 70), 70);
	retry_lost(&retry, true, true, 1000);
	assert_int_equal(retry_shorten(&retry, 1000, -1), 0);
	assert_true(retry_begin(&retry, RETRY_HOME, RETRY_SHORT, 1000, 0));
	assert_int_equal(retry_shorten(&retry, 1000, -1), RETRY_BACKUP_AFTER_MS);
	for (int place = 0; place < RETRY_PLACES; place++) {
		(void)retry_begin(&retry, (enum retry_place)place, RETRY_SHORT, 2500, 0);
		(void)retry_begin(&retry, (enum retry_place)place, RETRY_LONG, 2500, 0);
	}
	assert_int_equal(retry_shorten(&retry, 2500, -1), 1000 + RETRY_SHORT_MS - 2500);
	assert_int_equal(retry_shorten(&retry, 2500, 100), 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attempts_are_at_most_half_a_second_apart_then_two),
		cmocka_unit_test(the_first_attempt_is_at_once_and_the_backup_a_little_later),
		cmocka_unit_test(what_is_not_wanted_is_not_tried),
		cmocka_unit_test(a_short_attempt_has_as_long_as_connecting_took_twice),
		cmocka_unit_test(a_long_attempt_runs_beside_the_short_ones),
		cmocka_unit_test(a_change_of_the_network_begins_all_anew),
		cmocka_unit_test(after_half_an_hour_it_is_over),
		cmocka_unit_test(the_loop_wakes_for_each_thing_that_is_due),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

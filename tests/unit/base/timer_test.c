#include "support/unit.h"

#include "base/timer.h"

#include <limits.h>

static void a_timer_is_due_from_its_time_on(void **state)
{
	struct timer timer = {0};
	(void)state;
	assert_false(timer_is_due(&timer, 1000)); /* not set */
	timer_set(&timer, 1000, 50);
	assert_false(timer_is_due(&timer, 1049));
	assert_true(timer_is_due(&timer, 1050));
	assert_true(timer_is_due(&timer, 9999));
	timer_stop(&timer);
	assert_false(timer_is_due(&timer, 9999));
}

static void a_wait_is_as_long_as_the_nearest_end(void **state)
{
	struct timer timer = {0};
	(void)state;
	assert_int_equal(timer_shorten(&timer, 0, -1), -1);
	assert_int_equal(timer_shorten(&timer, 0, 77), 77);
	timer_set(&timer, 1000, 50);
	assert_int_equal(timer_shorten(&timer, 1000, -1), 50);
	assert_int_equal(timer_shorten(&timer, 1020, 40), 30);
	assert_int_equal(timer_shorten(&timer, 1020, 20), 20);
	assert_int_equal(timer_shorten(&timer, 1020, 0), 0);
	assert_int_equal(timer_shorten(&timer, 5000, -1), 0); /* long over */
	timer_set(&timer, 0, INT64_C(1) << 40);
	assert_int_equal(timer_shorten(&timer, 0, -1), INT_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_timer_is_due_from_its_time_on),
		cmocka_unit_test(a_wait_is_as_long_as_the_nearest_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/unit.h"

#include "desktop/quiet.h"

static void it_waits_for_a_quiet_millisecond(void **state)
{
	(void)state;
	struct quiet quiet;
	quiet_note(&quiet, true, 10000);
	assert_int_equal(quiet_left_us(&quiet, false, 10000), QUIET_US);
	assert_int_equal(quiet_left_us(&quiet, false, 10400), 600);
	quiet_note(&quiet, false, 10500);
	assert_int_equal(quiet_left_us(&quiet, false, 11000), 500);
	assert_int_equal(quiet_left_us(&quiet, false, 11500), 0);
	assert_true(quiet_left_us(&quiet, false, 20000) < 0);
}

static void what_is_coming_is_waited_for(void **state)
{
	(void)state;
	struct quiet quiet;
	quiet_note(&quiet, true, 10000);
	assert_int_equal(quiet_left_us(&quiet, true, 12000), QUIET_US);
	assert_int_equal(quiet_left_us(&quiet, true, 13700), 300);
}

static void patience_begins_with_the_first(void **state)
{
	(void)state;
	struct quiet quiet;
	int64_t now_us = 0;
	quiet_note(&quiet, true, now_us);
	while (quiet_left_us(&quiet, false, now_us) > 0) {
		now_us += 100;
		quiet_note(&quiet, false, now_us);
	}
	assert_int_equal(now_us, QUIET_PATIENCE_US);
	quiet_note(&quiet, true, now_us);
	assert_int_equal(quiet_left_us(&quiet, false, now_us), QUIET_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_waits_for_a_quiet_millisecond),
		cmocka_unit_test(what_is_coming_is_waited_for),
		cmocka_unit_test(patience_begins_with_the_first),
	};
	return cmocka_run_group_tests_name("quiet", tests, NULL, NULL);
}

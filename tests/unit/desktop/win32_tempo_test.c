/* How often a screen is looked at that does not tell of changes: as arithmetic. */
#include "support/unit.h"

#include "desktop/win32/tempo.h"

static void while_something_happens_it_is_looked_at_often(void **state)
{
	struct tempo tempo = {.active_us = 1000000};
	(void)state;
	tempo_looked(&tempo, 1000000, 1002000);
	assert_int_equal(tempo_left_us(&tempo, 1002000), TEMPO_LEAST_US);
	assert_int_equal(tempo_left_us(&tempo, 1002000 + TEMPO_LEAST_US), 0);
}

static void looking_takes_at_most_half_of_the_time(void **state)
{
	struct tempo tempo = {.active_us = 1000000};
	(void)state;
	tempo_looked(&tempo, 1000000, 1040000);
	assert_int_equal(tempo_left_us(&tempo, 1040000), 40000);
}

static void while_nothing_happens_it_is_looked_at_ever_more_seldom(void **state)
{
	struct tempo tempo = {.active_us = 0};
	int64_t before_us = 0;
	(void)state;
	for (int64_t now_us = 0; now_us < 4000000; now_us += 100000) {
		tempo_looked(&tempo, now_us, now_us);
		int64_t left_us = tempo_left_us(&tempo, now_us);
		assert_true(left_us >= before_us);
		before_us = left_us;
	}
	assert_int_equal(before_us, TEMPO_MOST_US);
}

static void what_happens_shortens_a_long_pause(void **state)
{
	struct tempo tempo = {.active_us = 0};
	(void)state;
	tempo_looked(&tempo, 9000000, 9000000);
	assert_int_equal(tempo_left_us(&tempo, 9000000), TEMPO_MOST_US);
	tempo_wake(&tempo, 9100000);
	assert_true(tempo_left_us(&tempo, 9100000) <= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(while_something_happens_it_is_looked_at_often),
		cmocka_unit_test(looking_takes_at_most_half_of_the_time),
		cmocka_unit_test(while_nothing_happens_it_is_looked_at_ever_more_seldom),
		cmocka_unit_test(what_happens_shortens_a_long_pause),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

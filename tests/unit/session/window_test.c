#include "support/unit.h"

#include "session/window.h"

static void no_more_than_the_window_is_under_way(void **state)
{
	(void)state;
	struct window window;

	window_init(&window, 1000);
	assert_true(window_has_room(&window, 600));
	window_sent(&window, 600);
	assert_true(window_has_room(&window, 400));
	assert_false(window_has_room(&window, 401));
	assert_true(window_arrived(&window, 600));
	assert_true(window_has_room(&window, 1000));
}

static void one_record_longer_than_the_window_passes_alone(void **state)
{
	(void)state;
	struct window window;

	window_init(&window, 1000);
	assert_true(window_has_room(&window, 5000));
	window_sent(&window, 5000);
	assert_false(window_has_room(&window, 1));
}

static void impossible_words_of_the_other_end_are_refused(void **state)
{
	(void)state;
	struct window window;

	window_init(&window, 1000);
	window_sent(&window, 600);
	assert_false(window_arrived(&window, 601));
	assert_true(window_arrived(&window, 500));
	assert_false(window_arrived(&window, 499));
	assert_false(window_has_room(&window, 901));
	assert_true(window_has_room(&window, 900));
}

static void a_quarter_of_the_window_is_worth_a_word(void **state)
{
	(void)state;
	struct window window;

	window_init(&window, 1000);
	assert_false(window_opened(&window, 249));
	assert_true(window_opened(&window, 1));
	window.told_bytes = window.opened_bytes;
	assert_false(window_opened(&window, 100));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_more_than_the_window_is_under_way),
		cmocka_unit_test(one_record_longer_than_the_window_passes_alone),
		cmocka_unit_test(impossible_words_of_the_other_end_are_refused),
		cmocka_unit_test(a_quarter_of_the_window_is_worth_a_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

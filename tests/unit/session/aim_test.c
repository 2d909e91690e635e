#include "support/unit.h"

#include "session/aim.h"

static const struct rect button = {100, 100, 50, 20};

static void a_press_on_what_never_changed_counts(void **state)
{
	(void)state;
	struct aim aim = {0};

	aim_changed(&aim, 5, button, 1000);
	assert_true(aim_is_true(&aim, 4, 10, 10, 50, 100000));
}

static void a_press_on_what_changed_long_ago_unseen_does_not_count(void **state)
{
	(void)state;
	struct aim aim = {0};

	aim_changed(&aim, 5, button, 1000);
	assert_false(aim_is_true(&aim, 4, 110, 110, 50, 1000 + AIM_LATE_MS + 51));
	assert_true(aim_is_true(&aim, 4, 110, 110, 50, 1000 + AIM_LATE_MS + 50));
}

static void a_press_on_a_change_that_was_seen_counts(void **state)
{
	(void)state;
	struct aim aim = {0};

	aim_changed(&aim, 5, button, 1000);
	assert_true(aim_is_true(&aim, 5, 110, 110, 50, 100000));
	assert_true(aim_is_true(&aim, 6, 110, 110, 50, 100000));
}

static void without_view_a_press_counts(void **state)
{
	(void)state;
	struct aim aim = {0};

	aim_changed(&aim, 5, button, 1000);
	assert_true(aim_is_true(&aim, 0, 110, 110, 50, 100000));
}

static void state_numbers_wrap(void **state)
{
	(void)state;
	struct aim aim = {0};

	aim_changed(&aim, 2, button, 1000);
	assert_false(aim_is_true(&aim, 0xFFFFFFFE, 110, 110, 50, 100000));
}

static void the_oldest_change_is_forgotten_first(void **state)
{
	(void)state;
	struct aim aim = {0};

	aim_changed(&aim, 5, button, 1000);
	for (uint32_t i = 0; i < AIM_CHANGES_MAX - 1; i++)
		aim_changed(&aim, 6 + i, (struct rect){0, 0, 1, 1}, 1000);
	assert_false(aim_is_true(&aim, 4, 110, 110, 0, 100000));
	aim_changed(&aim, 1000, (struct rect){0, 0, 1, 1}, 1000);
	assert_true(aim_is_true(&aim, 4, 110, 110, 0, 100000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_press_on_what_never_changed_counts),
		cmocka_unit_test(a_press_on_what_changed_long_ago_unseen_does_not_count),
		cmocka_unit_test(a_press_on_a_change_that_was_seen_counts),
		cmocka_unit_test(without_view_a_press_counts),
		cmocka_unit_test(state_numbers_wrap),
		cmocka_unit_test(the_oldest_change_is_forgotten_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

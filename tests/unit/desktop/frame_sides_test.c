#include "support/unit.h"

#include "desktop/frame_sides.h"
#include "desktop/monitor.h"

#include <string.h>

static const struct rect SCREEN = {0, 0, 800, 600};

static struct rect sides[FRAME_SIDES];

static void is_round(struct rect outer)
{
	struct rect expected[FRAME_SIDES] = {
		{outer.x, outer.y, outer.width, 4},
		{outer.x, outer.y + outer.height - 4, outer.width, 4},
		{outer.x, outer.y + 4, 4, outer.height - 8},
		{outer.x + outer.width - 4, outer.y + 4, 4, outer.height - 8},
	};
	assert_memory_equal(sides, expected, sizeof expected);
}

static void a_window_is_framed_outside_of_it(void **state)
{
	(void)state;
	frame_sides((struct rect){100, 50, 200, 100}, SCREEN, sides);
	is_round((struct rect){96, 46, 208, 108});
}

static void the_whole_screen_is_framed_inside(void **state)
{
	(void)state;
	frame_sides(SCREEN, SCREEN, sides);
	is_round(SCREEN);
}

static void a_window_over_the_border_is_framed_where_it_can_be_seen(void **state)
{
	(void)state;
	frame_sides((struct rect){-50, 500, 200, 300}, SCREEN, sides);
	is_round((struct rect){0, 496, 154, 104});
}

static void nothing_gets_no_frame(void **state)
{
	(void)state;
	const struct rect none[] = {{0}, {900, 10, 50, 50}, {-203, 100, 200, 100}, {5, 5, 0, 40}};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		frame_sides(none[i], SCREEN, sides);
		for (int k = 0; k < FRAME_SIDES; k++)
			assert_true(rect_is_empty(sides[k]));
	}
}

static void a_monitor_is_found_by_all_of_its_name(void **state)
{
	(void)state;
	const struct desktop_monitor list[] = {{.name = "DP-1", .area = {0, 0, 10, 10}},
	                                       {.name = "DP-10", .area = {10, 0, 20, 10}}};
	assert_int_equal(monitor_named(list, 2, "DP-10").width, 20);
	assert_int_equal(monitor_named(list, 2, "DP-1").width, 10);
	assert_true(rect_is_empty(monitor_named(list, 1, "DP-10")));
	assert_true(rect_is_empty(monitor_named(list, 2, "DP")));
	assert_true(rect_is_empty(monitor_named(NULL, 0, "DP")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_window_is_framed_outside_of_it),
		cmocka_unit_test(the_whole_screen_is_framed_inside),
		cmocka_unit_test(a_window_over_the_border_is_framed_where_it_can_be_seen),
		cmocka_unit_test(nothing_gets_no_frame),
		cmocka_unit_test(a_monitor_is_found_by_all_of_its_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

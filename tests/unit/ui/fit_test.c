#include "support/unit.h"

#include "ui/fit.h"

static const struct image picture = {.width_px = 1920, .height_px = 1080};

static struct fit fit_of(enum surface_fit how, int width, int height)
{
	return fit_make(how, &picture, width, height, 0, 0);
}

static void check_place(struct fit fit, int x, int y, int width, int height)
{
	assert_int_equal(fit.place.x, x);
	assert_int_equal(fit.place.y, y);
	assert_int_equal(fit.place.width, width);
	assert_int_equal(fit.place.height, height);
}

static void a_window_as_large_as_the_picture_shows_it_as_it_is(void **state)
{
	(void)state;
	check_place(fit_of(SURFACE_FIT_WINDOW, 1920, 1080), 0, 0, 1920, 1080);
	check_place(fit_of(SURFACE_FIT_ACTUAL, 1920, 1080), 0, 0, 1920, 1080);
	assert_false(fit_of(SURFACE_FIT_WINDOW, 1920, 1080).is_scaled);
}

static void a_smaller_window_shrinks_it_and_keeps_its_aspect(void **state)
{
	(void)state;
	check_place(fit_of(SURFACE_FIT_WINDOW, 960, 1000), 0, 230, 960, 540);
	check_place(fit_of(SURFACE_FIT_WINDOW, 1900, 540), 470, 0, 960, 540);
	assert_true(fit_of(SURFACE_FIT_WINDOW, 960, 540).is_scaled);
}

static void a_larger_window_enlarges_by_whole_factors_alone(void **state)
{
	(void)state;
	check_place(fit_of(SURFACE_FIT_WINDOW, 2560, 1440), 320, 180, 1920, 1080);
	check_place(fit_of(SURFACE_FIT_WINDOW, 3840, 2160), 0, 0, 3840, 2160);
}

static void pixel_for_pixel_is_in_the_middle_or_scrolled(void **state)
{
	(void)state;
	check_place(fit_of(SURFACE_FIT_ACTUAL, 2000, 1100), 40, 10, 1920, 1080);
	check_place(fit_make(SURFACE_FIT_ACTUAL, &picture, 800, 1100, 300, 5), -300, 10, 1920, 1080);
	check_place(fit_make(SURFACE_FIT_ACTUAL, &picture, 800, 600, 9999, 9999), -1120, -480, 1920, 1080);
	check_place(fit_make(SURFACE_FIT_ACTUAL, &picture, 800, 600, -5, -5), 0, 0, 1920, 1080);
}

static void without_pixels_there_is_no_place(void **state)
{
	const struct image none = {0};
	int x, y;
	(void)state;
	struct fit fit = fit_make(SURFACE_FIT_WINDOW, &none, 800, 600, 0, 0);
	assert_true(rect_is_empty(fit.place));
	assert_false(fit_to_picture(&fit, 5, 5, &x, &y));
	assert_true(rect_is_empty(fit_to_window(&fit, (struct rect){0, 0, 1, 1})));
	assert_true(rect_is_empty(fit_of(SURFACE_FIT_WINDOW, 0, 600).place));
}

/* Every pixel of the picture that can be pointed at at all is pointed at by its own pixels of the window. */
static void a_point_is_the_pixel_that_is_seen_there(void **state)
{
	static const int sizes[][2] = {{1920, 1080}, {960, 540}, {1440, 810}, {1111, 700}, {3840, 2160}};
	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct fit fit = fit_of(SURFACE_FIT_WINDOW, sizes[i][0], sizes[i][1]);
		for (int x = 0; x < sizes[i][0]; x += 7) {
			int px, py;
			int y = x * sizes[i][1] / sizes[i][0];
			if (!fit_to_picture(&fit, x, y, &px, &py))
				continue;
			struct rect seen = fit_to_window(&fit, (struct rect){px, py, 1, 1});
			assert_true(rect_has_point(seen, x, y));
		}
	}
}

static void corners_reach_the_corners(void **state)
{
	int x, y;
	(void)state;
	struct fit fit = fit_of(SURFACE_FIT_WINDOW, 3840, 2160);
	assert_true(fit_to_picture(&fit, 0, 0, &x, &y));
	assert_int_equal(x, 0);
	assert_int_equal(y, 0);
	assert_true(fit_to_picture(&fit, 3839, 2159, &x, &y));
	assert_int_equal(x, 1919);
	assert_int_equal(y, 1079);
	fit = fit_of(SURFACE_FIT_WINDOW, 700, 1080); /* also where many pixels share one */
	assert_true(fit_to_picture(&fit, 0, fit.place.y, &x, &y));
	assert_int_equal(x, 0);
	assert_int_equal(y, 0);
	assert_true(fit_to_picture(&fit, 699, fit.place.y + fit.place.height - 1, &x, &y));
	assert_int_equal(x, 1919);
	assert_int_equal(y, 1079);
}

static void beside_the_picture_the_nearest_pixel_is_given(void **state)
{
	int x, y;
	(void)state;
	struct fit fit = fit_of(SURFACE_FIT_WINDOW, 960, 1000); /* 230 above and below */
	assert_false(fit_to_picture(&fit, 480, 10, &x, &y));
	assert_int_equal(y, 0);
	assert_false(fit_to_picture(&fit, 2000, 990, &x, &y));
	assert_int_equal(x, 1919);
	assert_int_equal(y, 1079);
}

static void a_damaged_part_is_mapped_to_all_pixels_that_show_it(void **state)
{
	(void)state;
	struct fit fit = fit_of(SURFACE_FIT_WINDOW, 960, 540);
	struct rect rect = fit_to_window(&fit, (struct rect){101, 201, 3, 3}); /* 50.5 .. 52 */
	assert_int_equal(rect.x, 50);
	assert_int_equal(rect.width, 2);
	assert_int_equal(rect.y, 100);
	assert_int_equal(rect.height, 2);
	rect = fit_to_window(&fit, (struct rect){-50, 1000, 5000, 5000});
	assert_int_equal(rect.x, 0);
	assert_int_equal(rect.width, 960);
	assert_int_equal(rect.y + rect.height, 540);
}

static void scrolling_begins_near_an_edge(void **state)
{
	(void)state;
	assert_int_equal(fit_edge_step(400, 800, 24, 24), 0);
	assert_int_equal(fit_edge_step(24, 800, 24, 24), 0);
	assert_int_equal(fit_edge_step(0, 800, 24, 24), -24);
	assert_int_equal(fit_edge_step(799, 800, 24, 24), 24);
	assert_int_equal(fit_edge_step(776, 800, 24, 24), 1);
	assert_int_equal(fit_edge_step(5, 60, 24, 24), 0); /* no middle is left */
	assert_int_equal(fit_scroll_max(1920, 800), 1120);
	assert_int_equal(fit_scroll_max(640, 800), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_window_as_large_as_the_picture_shows_it_as_it_is),
		cmocka_unit_test(a_smaller_window_shrinks_it_and_keeps_its_aspect),
		cmocka_unit_test(a_larger_window_enlarges_by_whole_factors_alone),
		cmocka_unit_test(pixel_for_pixel_is_in_the_middle_or_scrolled),
		cmocka_unit_test(without_pixels_there_is_no_place),
		cmocka_unit_test(a_point_is_the_pixel_that_is_seen_there),
		cmocka_unit_test(corners_reach_the_corners),
		cmocka_unit_test(beside_the_picture_the_nearest_pixel_is_given),
		cmocka_unit_test(a_damaged_part_is_mapped_to_all_pixels_that_show_it),
		cmocka_unit_test(scrolling_begins_near_an_edge),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

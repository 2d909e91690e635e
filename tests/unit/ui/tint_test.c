#include "support/unit.h"

#include "ui/tint.h"

static const uint8_t tiles[] = {0, 1, 2, 0, 0, 1}; /* 3 x 2 */
static struct tint_map map = {tiles, 3, 2, 10, {0, 0x80FF0000, 0xFF0000FF, 0}};
static struct image image;
static struct tint tint;

static int start(void **state)
{
	(void)state;
	assert_int_equal(image_init(&image, 60, 50), RESULT_OK);
	image_fill(&image, image_rect(&image), 0x646464);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	tint_finish(&tint);
	image_finish(&image);
	return 0;
}

static uint32_t at(int x, int y)
{
	return image_row(&image, y)[x] & 0xFFFFFF;
}

static struct fit fit_at(struct rect place)
{
	return (struct fit){.place = place, .picture_width_px = 25, .picture_height_px = 20, .is_scaled = true};
}

static void squares_get_their_colour_and_the_others_stay(void **state)
{
	struct fit fit = fit_at((struct rect){5, 3, 25, 20});
	(void)state;
	assert_true(tint_set(&tint, &map));
	tint_draw(&tint, &fit, &image, image_rect(&image));
	assert_int_equal(at(5, 3), 0x646464);
	assert_int_equal(at(14, 3), 0x646464);
	assert_int_equal(at(15, 3), 0xB13131); /* half of red */
	assert_int_equal(at(24, 12), 0xB13131);
	assert_int_equal(at(25, 3), 0x0000FF);  /* all of blue */
	assert_int_equal(at(29, 12), 0x0000FF); /* the picture's last column */
	assert_int_equal(at(30, 3), 0x646464);  /* beside it */
	assert_int_equal(at(25, 13), 0xB13131);
	assert_int_equal(at(29, 22), 0xB13131);
	assert_int_equal(at(29, 23), 0x646464); /* below it */
}

static void no_pixel_is_coloured_twice_however_it_is_scaled(void **state)
{
	static const uint8_t all[] = {1, 1, 1, 1, 1, 1};
	struct tint_map full = map;
	(void)state;
	full.tiles = all;
	assert_true(tint_set(&tint, &full));
	for (int width = 1; width < 58; width += 3) {
		struct fit fit = fit_at((struct rect){1, 2, width, 47});
		image_fill(&image, image_rect(&image), 0x646464);
		tint_draw(&tint, &fit, &image, image_rect(&image));
		for (int y = 0; y < 50; y++) {
			for (int x = 0; x < 60; x++)
				assert_int_equal(at(x, y), rect_has_point(fit.place, x, y) ? 0xB13131 : 0x646464);
		}
	}
}

static void nothing_outside_of_the_rectangle_changes(void **state)
{
	struct fit fit = fit_at((struct rect){-5, -3, 50, 40}); /* begins before the window */
	(void)state;
	assert_true(tint_set(&tint, &map));
	tint_draw(&tint, &fit, &image, (struct rect){16, 0, 4, 4});
	assert_int_equal(at(15, 0), 0x646464);
	assert_int_equal(at(16, 0), 0xB13131);
	assert_int_equal(at(19, 3), 0xB13131);
	assert_int_equal(at(20, 0), 0x646464);
	assert_int_equal(at(16, 4), 0x646464);
}

static void only_a_change_is_told_as_one(void **state)
{
	struct fit fit = fit_at((struct rect){0, 0, 25, 20});
	struct tint_map other = map;
	(void)state;
	assert_false(tint_set(&tint, NULL));
	assert_true(tint_set(&tint, &map));
	assert_false(tint_set(&tint, &map));
	other.colours[2] = 0x400000FF;
	assert_true(tint_set(&tint, &other));
	assert_true(tint_set(&tint, NULL));
	tint_draw(&tint, &fit, &image, image_rect(&image));
	assert_int_equal(at(22, 2), 0x646464);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(squares_get_their_colour_and_the_others_stay, start, finish),
		cmocka_unit_test_setup_teardown(no_pixel_is_coloured_twice_however_it_is_scaled, start, finish),
		cmocka_unit_test_setup_teardown(nothing_outside_of_the_rectangle_changes, start, finish),
		cmocka_unit_test_setup_teardown(only_a_change_is_told_as_one, start, finish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

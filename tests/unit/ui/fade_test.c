#include "support/unit.h"

#include "ui/fade.h"

static uint32_t faded(uint32_t pixel)
{
	struct image image;
	assert_int_equal(image_init(&image, 3, 3), RESULT_OK);
	image_fill(&image, image_rect(&image), pixel);
	fade_apply(&image, (struct rect){1, 1, 1, 1});
	uint32_t middle = image_row(&image, 1)[1] & 0xFFFFFF;
	assert_int_equal(image_row(&image, 0)[0] & 0xFFFFFF, pixel); /* nothing else */
	assert_int_equal(image_row(&image, 1)[2] & 0xFFFFFF, pixel);
	image_finish(&image);
	return middle;
}

static void a_faded_picture_has_no_colour_but_keeps_light_and_dark_apart(void **state)
{
	static const uint32_t pixels[] = {0x000000, 0x0000FF, 0xFF0000, 0x00FF00, 0xFFFFFF};
	(void)state;
	uint32_t before = 0;
	for (size_t i = 0; i < sizeof pixels / sizeof *pixels; i++) {
		uint32_t pixel = faded(pixels[i]), light = pixel & 0xFF;
		assert_int_equal(pixel, light * 0x010101);
		assert_true(light > before); /* in this order they grow lighter */
		before = light;
	}
	assert_int_equal(faded(0x000000), 0x555555); /* 196 * 112 / 256 */
}

static void what_is_outside_is_left_out(void **state)
{
	struct image image;
	(void)state;
	assert_int_equal(image_init(&image, 2, 2), RESULT_OK);
	fade_apply(&image, (struct rect){-5, -5, 6, 6});
	fade_apply(&image, (struct rect){1, 1, 100, 100});
	fade_apply(&image, (struct rect){7, 7, 3, 3});
	assert_int_equal(image_row(&image, 0)[0] & 0xFFFFFF, 0x555555);
	assert_int_equal(image_row(&image, 0)[1] & 0xFFFFFF, 0);
	assert_int_equal(image_row(&image, 1)[1] & 0xFFFFFF, 0x555555);
	image_finish(&image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_faded_picture_has_no_colour_but_keeps_light_and_dark_apart),
		cmocka_unit_test(what_is_outside_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

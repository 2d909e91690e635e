#include "support/unit.h"

#include "support/noise.h"
#include "ui/shrink.h"

static struct image image_of(int width, int height)
{
	struct image image;
	assert_int_equal(image_init(&image, width, height), RESULT_OK);
	return image;
}

static struct image noisy(int width, int height, uint64_t seed)
{
	struct image image = image_of(width, height);
	struct noise noise = noise_start(seed);
	for (int y = 0; y < height; y++) {
		for (int x = 0; x < width; x++)
			image_row(&image, y)[x] = noise_u32(&noise) & 0xFFFFFF;
	}
	return image;
}

static void half_size_is_the_mean_of_four(void **state)
{
	struct image from = image_of(2, 2), to = image_of(1, 1);
	struct shrink shrink = {0};
	(void)state;
	image_row(&from, 0)[0] = 0x000000;
	image_row(&from, 0)[1] = 0x0000FF;
	image_row(&from, 1)[0] = 0x00FF00;
	image_row(&from, 1)[1] = 0xFF00FF;
	assert_int_equal(shrink_prepare(&shrink, &from, 1, 1), RESULT_OK);
	shrink_draw(&shrink, &to, 0, 0, &from, (struct rect){0, 0, 1, 1});
	assert_int_equal(image_row(&to, 0)[0], 0x404080); /* 63.75, 63.75, 127.5 */
	shrink_finish(&shrink);
	image_finish(&from);
	image_finish(&to);
}

static void one_even_colour_stays_exactly_that_colour(void **state)
{
	static const int sizes[][2] = {{99, 70}, {37, 41}, {3, 3}, {1, 1}, {63, 17}};
	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct image from = image_of(100, 77), to = image_of(sizes[i][0], sizes[i][1]);
		struct shrink shrink = {0};
		image_fill(&from, image_rect(&from), 0xABFE01);
		assert_int_equal(shrink_prepare(&shrink, &from, to.width_px, to.height_px), RESULT_OK);
		shrink_draw(&shrink, &to, 0, 0, &from, image_rect(&to));
		for (int y = 0; y < to.height_px; y++) {
			for (int x = 0; x < to.width_px; x++)
				assert_int_equal(image_row(&to, y)[x], 0xABFE01);
		}
		shrink_finish(&shrink);
		image_finish(&from);
		image_finish(&to);
	}
}

static void white_does_not_overflow_at_the_greatest_shrinking(void **state)
{
	struct image from = image_of(IMAGE_SIDE_MAX_PX, 3), to = image_of(1, 1);
	struct shrink shrink = {0};
	(void)state;
	image_fill(&from, image_rect(&from), 0xFFFFFF);
	assert_int_equal(shrink_prepare(&shrink, &from, 1, 1), RESULT_OK);
	shrink_draw(&shrink, &to, 0, 0, &from, image_rect(&to));
	assert_int_equal(image_row(&to, 0)[0], 0xFFFFFF);
	shrink_finish(&shrink);
	image_finish(&from);
	image_finish(&to);
}

/* Against the mean over the exact area, by plain arithmetic. */
static void any_size_is_the_mean_of_its_area(void **state)
{
	struct image from = noisy(50, 40, 3), to = image_of(31, 23);
	struct shrink shrink = {0};
	(void)state;
	assert_int_equal(shrink_prepare(&shrink, &from, 31, 23), RESULT_OK);
	shrink_draw(&shrink, &to, 0, 0, &from, image_rect(&to));
	for (int y = 0; y < 23; y++) {
		for (int x = 0; x < 31; x++) {
			double sum = 0, left = x * 50 / 31.0, right = (x + 1) * 50 / 31.0, top = y * 40 / 23.0,
				   bottom = (y + 1) * 40 / 23.0;
			for (int sy = (int)top; sy < 40 && sy < bottom; sy++) {
				for (int sx = (int)left; sx < 50 && sx < right; sx++) {
					double w = (sx + 1 < right ? sx + 1 : right) - (sx > left ? sx : left);
					double h = (sy + 1 < bottom ? sy + 1 : bottom) - (sy > top ? sy : top);
					sum += w * h * (image_row(&from, sy)[sx] & 0xFF);
				}
			}
			double wanted = sum / ((right - left) * (bottom - top)), got = image_row(&to, y)[x] & 0xFF;
			assert_true(got - wanted < 2 && wanted - got < 2);
		}
	}
	shrink_finish(&shrink);
	image_finish(&from);
	image_finish(&to);
}

static void a_part_is_the_same_as_that_part_of_the_whole(void **state)
{
	static const int sizes[][2] = {{61, 33}, {80, 60}, {160, 120}};
	struct image from = noisy(80, 60, 7);
	struct noise noise = noise_start(9);
	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		int width = sizes[i][0], height = sizes[i][1];
		struct image whole = image_of(200, 150), parts = image_of(200, 150);
		struct shrink shrink = {0};
		assert_int_equal(shrink_prepare(&shrink, &from, width, height), RESULT_OK);
		shrink_draw(&shrink, &whole, 11, 7, &from, (struct rect){0, 0, width, height});
		for (int k = 0; k < 400; k++) {
			struct rect part = {(int)noise_below(&noise, (uint32_t)width),
			                    (int)noise_below(&noise, (uint32_t)height), 1 + (int)noise_below(&noise, 30),
			                    1 + (int)noise_below(&noise, 30)};
			shrink_draw(&shrink, &parts, 11, 7, &from, part);
		}
		shrink_draw(&shrink, &parts, 11, 7, &from, (struct rect){0, 0, width, height / 2});
		shrink_draw(&shrink, &parts, 11, 7, &from, (struct rect){0, height / 2, width, height});
		assert_true(image_is_equal(&whole, &parts, image_rect(&whole)));
		shrink_finish(&shrink);
		image_finish(&whole);
		image_finish(&parts);
	}
	image_finish(&from);
}

static void twice_as_large_doubles_every_pixel(void **state)
{
	struct image from = noisy(9, 5, 2), to = image_of(18, 10);
	struct shrink shrink = {0};
	(void)state;
	assert_int_equal(shrink_prepare(&shrink, &from, 18, 10), RESULT_OK);
	shrink_draw(&shrink, &to, 0, 0, &from, image_rect(&to));
	for (int y = 0; y < 10; y++) {
		for (int x = 0; x < 18; x++)
			assert_int_equal(image_row(&to, y)[x], image_row(&from, y / 2)[x / 2]);
	}
	shrink_finish(&shrink);
	shrink_finish(&shrink);
	image_finish(&from);
	image_finish(&to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_size_is_the_mean_of_four),
		cmocka_unit_test(one_even_colour_stays_exactly_that_colour),
		cmocka_unit_test(white_does_not_overflow_at_the_greatest_shrinking),
		cmocka_unit_test(any_size_is_the_mean_of_its_area),
		cmocka_unit_test(a_part_is_the_same_as_that_part_of_the_whole),
		cmocka_unit_test(twice_as_large_doubles_every_pixel),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/unit.h"

#include "base/image.h"
#include "support/noise.h"

#include <limits.h>
#include <string.h>

static void assert_rect(struct rect rect, int x, int y, int width, int height)
{
	assert_int_equal(rect.x, x);
	assert_int_equal(rect.y, y);
	assert_int_equal(rect.width, width);
	assert_int_equal(rect.height, height);
}

static void rectangles_meet_in_what_both_cover(void **state)
{
	(void)state;
	assert_rect(rect_intersect((struct rect){0, 0, 10, 10}, (struct rect){5, -5, 10, 10}), 5, 0, 5, 5);
	assert_rect(rect_intersect((struct rect){0, 0, 10, 10}, (struct rect){10, 0, 5, 5}), 0, 0, 0, 0);
	assert_rect(rect_intersect((struct rect){0, 0, 10, 10}, (struct rect){2, 2, 0, 5}), 0, 0, 0, 0);
	assert_rect(rect_intersect((struct rect){3, 3, -1, 5}, (struct rect){0, 0, 10, 10}), 0, 0, 0, 0);
}

static void the_rectangle_around_ignores_empty_ones(void **state)
{
	struct rect a = {1, 2, 3, 4}, empty = {50, 50, 0, 9};
	(void)state;
	assert_rect(rect_around(a, (struct rect){-1, 10, 1, 1}), -1, 2, 5, 9);
	assert_rect(rect_around(a, empty), 1, 2, 3, 4);
	assert_rect(rect_around(empty, a), 1, 2, 3, 4);
	assert_rect(rect_around(empty, empty), 0, 0, 0, 0);
}

static void a_rectangle_contains_what_is_in_it(void **state)
{
	struct rect outer = {0, 0, 10, 10};
	(void)state;
	assert_true(rect_contains(outer, outer));
	assert_true(rect_contains(outer, (struct rect){99, 99, 0, 0}));
	assert_false(rect_contains(outer, (struct rect){1, 1, 10, 1}));
	assert_false(rect_contains((struct rect){0}, (struct rect){0, 0, 1, 1}));
	assert_true(rect_has_point(outer, 9, 0));
	assert_false(rect_has_point(outer, 10, 0));
	assert_false(rect_has_point(outer, 0, -1));
}

static void rectangles_at_the_ends_of_int_do_not_overflow(void **state)
{
	struct rect far = {INT_MAX - 1, INT_MAX - 1, INT_MAX, INT_MAX}, near = {INT_MIN, INT_MIN, 5, 5};
	(void)state;
	assert_rect(rect_intersect(far, (struct rect){INT_MAX, 0, 10, INT_MAX}), INT_MAX, INT_MAX - 1, 10, 1);
	assert_rect(rect_around(far, near), INT_MIN, INT_MIN, INT_MAX, INT_MAX);
	assert_false(rect_contains(near, far));
	assert_true(rect_has_point(far, INT_MAX, INT_MAX));
}

static void a_new_picture_is_black_and_bounded(void **state)
{
	struct image image;
	(void)state;
	assert_int_equal(image_init(&image, 3, 2), RESULT_OK);
	assert_rect(image_rect(&image), 0, 0, 3, 2);
	assert_int_equal(image_row(&image, 1)[2], 0);
	image_finish(&image);
	image_finish(&image);
	assert_null(image.pixels);
	assert_int_equal(image_init(&image, IMAGE_SIDE_MAX_PX + 1, 1), RESULT_TOO_LARGE);
	assert_int_equal(image_init(&image, 1, IMAGE_SIDE_MAX_PX + 1), RESULT_TOO_LARGE);
	assert_int_equal(image_init(&image, 0, 1), RESULT_TOO_LARGE);
	assert_int_equal(image_init(&image, 1, -1), RESULT_TOO_LARGE);
	assert_null(image.pixels);
}

static struct image noisy_image(struct noise *noise, int width_px, int height_px)
{
	struct image image;
	assert_int_equal(image_init(&image, width_px, height_px), RESULT_OK);
	noise_fill(noise, image.pixels, (size_t)width_px * (size_t)height_px * sizeof(uint32_t));
	return image;
}

static struct image copy_of(const struct image *image)
{
	struct image copy;
	assert_int_equal(image_init(&copy, image->width_px, image->height_px), RESULT_OK);
	image_copy(&copy, image, image_rect(image));
	return copy;
}

static struct rect noisy_rect(struct noise *noise)
{
	int x = (int)noise_below(noise, 40) - 10, y = (int)noise_below(noise, 40) - 10;
	return (struct rect){x, y, (int)noise_below(noise, 30) - 2, (int)noise_below(noise, 30) - 2};
}

/* The same thing pixel by pixel: `from` must not be `to`. */
static void copy_slowly(struct image *to, int x_px, int y_px, const struct image *from, struct rect rect)
{
	for (int y = 0; y < rect.height; y++) {
		for (int x = 0; x < rect.width; x++) {
			if (rect_has_point(image_rect(from), rect.x + x, rect.y + y) &&
			    rect_has_point(image_rect(to), x_px + x, y_px + y))
				image_row(to, y_px + y)[x_px + x] = image_row(from, rect.y + y)[rect.x + x];
		}
	}
}

static void copies_are_clipped_to_both_pictures(void **state)
{
	struct noise noise = noise_start(3);
	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct image from =
			noisy_image(&noise, 1 + (int)noise_below(&noise, 20), 1 + (int)noise_below(&noise, 20));
		struct image to =
			noisy_image(&noise, 1 + (int)noise_below(&noise, 20), 1 + (int)noise_below(&noise, 20));
		struct image expected = copy_of(&to);
		struct rect rect = noisy_rect(&noise), at = noisy_rect(&noise);
		copy_slowly(&expected, at.x, at.y, &from, rect);
		image_copy_to(&to, at.x, at.y, &from, rect);
		assert_true(image_is_equal(&to, &expected, image_rect(&to)));
		copy_slowly(&expected, rect.x, rect.y, &from, rect);
		image_copy(&to, &from, rect);
		assert_true(image_is_equal(&to, &expected, image_rect(&to)));
		image_finish(&from);
		image_finish(&to);
		image_finish(&expected);
	}
}

static void a_picture_can_be_moved_over_itself_in_all_directions(void **state)
{
	struct noise noise = noise_start(4);
	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct image image = noisy_image(&noise, 20, 20);
		struct image before = copy_of(&image), expected = copy_of(&image);
		struct rect rect = noisy_rect(&noise);
		int x = rect.x + (int)noise_below(&noise, 5) - 2, y = rect.y + (int)noise_below(&noise, 5) - 2;
		copy_slowly(&expected, x, y, &before, rect);
		image_copy_to(&image, x, y, &image, rect);
		assert_true(image_is_equal(&image, &expected, image_rect(&image)));
		image_finish(&image);
		image_finish(&before);
		image_finish(&expected);
	}
}

static void copies_far_outside_do_nothing(void **state)
{
	struct noise noise = noise_start(5);
	struct image image = noisy_image(&noise, 8, 8), before = copy_of(&image);
	(void)state;
	image_copy_to(&image, INT_MAX, INT_MIN, &before, (struct rect){0, 0, 8, 8});
	image_copy_to(&image, 0, 0, &before, (struct rect){INT_MIN, INT_MIN, 10, 10});
	image_copy_to(&image, INT_MIN, 0, &before, (struct rect){INT_MAX, 0, INT_MAX, 1});
	image_fill(&image, (struct rect){8, 0, INT_MAX, INT_MAX}, 0x123456);
	assert_true(image_is_equal(&image, &before, image_rect(&image)));
	image_finish(&image);
	image_finish(&before);
}

static void rows_are_a_stride_apart(void **state)
{
	uint32_t pixels[4 * 2] = {1, 2, 0, 0, 3, 4, 0, 0};
	struct image narrow = {pixels, 2, 2, 4};
	(void)state;
	assert_int_equal(image_row(&narrow, 1)[1], 4);
	image_fill(&narrow, image_rect(&narrow), 7);
	assert_memory_equal(pixels, ((uint32_t[]){7, 7, 0, 0, 7, 7, 0, 0}), sizeof pixels);
}

static void only_colours_count_for_equality(void **state)
{
	struct noise noise = noise_start(6);
	struct image a = noisy_image(&noise, 200, 3), b = copy_of(&a);
	(void)state;
	for (int y = 0; y < 3; y++) {
		for (int x = 0; x < 200; x++)
			image_row(&b, y)[x] ^= noise_u32(&noise) & 0xff000000;
	}
	assert_true(image_is_equal(&a, &b, image_rect(&a)));
	for (int x = 0; x < 200; x++) { /* one bit anywhere is a difference, and only inside the rectangle */
		image_row(&b, 1)[x] ^= 1u << (x % 24);
		assert_false(image_is_equal(&a, &b, image_rect(&a)));
		assert_false(image_is_equal(&a, &b, (struct rect){x, 1, 1, 1}));
		assert_true(image_is_equal(&a, &b, (struct rect){0, 0, 200, 1}));
		assert_true(image_is_equal(&a, &b, (struct rect){0, 1, x, 2}));
		image_row(&b, 1)[x] ^= 1u << (x % 24);
	}
	assert_true(image_is_equal(&a, &b, (struct rect){5, 0, 0, 3}));
	image_finish(&a);
	image_finish(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rectangles_meet_in_what_both_cover),
		cmocka_unit_test(the_rectangle_around_ignores_empty_ones),
		cmocka_unit_test(a_rectangle_contains_what_is_in_it),
		cmocka_unit_test(rectangles_at_the_ends_of_int_do_not_overflow),
		cmocka_unit_test(a_new_picture_is_black_and_bounded),
		cmocka_unit_test(copies_are_clipped_to_both_pictures),
		cmocka_unit_test(a_picture_can_be_moved_over_itself_in_all_directions),
		cmocka_unit_test(copies_far_outside_do_nothing),
		cmocka_unit_test(rows_are_a_stride_apart),
		cmocka_unit_test(only_colours_count_for_equality),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

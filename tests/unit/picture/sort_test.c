#include "support/unit.h"

#include "picture/sort.h"
#include "unit/picture/screens.h"

enum { SIDE = 96, MS = 1000 };

static const struct rect middle = {32, 32, 32, 32};
static struct image image;

static int start(void **state)
{
	(void)state;
	return image_init(&image, SIDE, SIDE) != RESULT_OK;
}

static int finish(void **state)
{
	(void)state;
	image_finish(&image);
	return 0;
}

static void text(uint32_t seed)
{
	image_fill(&image, image_rect(&image), 0xffffff);
	for (int y = 0; y < SIDE; y += SCREENS_LINE)
		screens_line(&image, 0, y, SIDE, seed + (uint32_t)y);
}

static enum dirty_kind sorted(void)
{
	return sort_kind(DIRTY_UNSORTED, sort_look(&image, middle), false);
}

static void text_is_text(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < 50; seed++) {
		text(seed);
		assert_int_equal(sorted(), DIRTY_TEXT);
	}
}

static void photo_is_photo(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < 50; seed++) {
		screens_photo(&image, image_rect(&image), seed, (int)seed * 7);
		assert_int_equal(sorted(), DIRTY_PHOTO);
	}
}

static void plain_area_and_hard_noise_are_text(void **state)
{
	(void)state;
	assert_int_equal(sort_look(&image, middle).smooth, 0);
	assert_int_equal(sort_look(&image, middle).rough, 0);
	screens_noise(&image, image_rect(&image), 3);
	assert_int_equal(sorted(), DIRTY_TEXT); /* nothing smooth in it: VP8 would be no help */
}

/* Every pixel is a small step from its neighbour, but the one above says which colour it has. */
static void gradient_is_text_in_any_direction(void **state)
{
	(void)state;
	for (int slope = 0; slope < 2; slope++) {
		for (int y = 0; y < SIDE; y++)
			for (int x = 0; x < SIDE; x++)
				image_row(&image, y)[x] = (uint32_t)(2 * (slope ? x : y)) << 8;
		assert_int_equal(sorted(), DIRTY_TEXT);
	}
}

static void share_counts_small_steps_and_no_others(void **state)
{
	(void)state;
	for (int y = 0; y < SIDE; y++)
		for (int x = 0; x < SIDE; x++)
			image_row(&image, y)[x] = x % 31 < 3 ? 0x101010 * (uint32_t)(x % 31) / 2 : 0xffffff;
	struct rect rect = {0, 0, 32,
	                    32}; /* of 31 steps: 8 and 8 levels, then a hard one, 27 of none, then hard again */
	image_fill(&image, (struct rect){31, 0, 1, SIDE}, 0x000001);
	assert_int_equal(sort_look(&image, rect).smooth, 2 * 1000 / 31);
	image_fill(&image, (struct rect){2, 0, 1, SIDE},
	           0x080819); /* 17 levels from its neighbour in one channel */
	assert_int_equal(sort_look(&image, rect).smooth, 1000 / 31);
}

static void share_counts_what_equals_neither_neighbour(void **state)
{
	(void)state;
	struct rect rect = {0, 0, 32, 32};
	image_fill(&image, image_rect(&image), 0);
	for (int y = 0; y < SIDE; y += 2)
		image_row(&image, y + 1)[7] =
			0xffffff; /* looked at in every second row; and its right neighbour, too */
	assert_int_equal(sort_look(&image, rect).rough, 1000 / 31);
	for (int y = 0; y < SIDE; y++)
		image_row(&image, y)[7] = 0xffffff;
	assert_int_equal(sort_look(&image, rect).rough, 0);
}

static struct sort_look look(int smooth, int rough)
{
	return (struct sort_look){smooth, rough};
}

static void kind_does_not_flip_between_the_thresholds(void **state)
{
	(void)state;
	struct sort_look between = {(SORT_PHOTO_SMOOTH + SORT_TEXT_SMOOTH) / 2,
	                            (SORT_PHOTO_ROUGH + SORT_TEXT_ROUGH) / 2};
	for (int is_busy = 0; is_busy < 2; is_busy++) {
		assert_int_equal(sort_kind(DIRTY_TEXT, between, is_busy), DIRTY_TEXT);
		assert_int_equal(sort_kind(DIRTY_PHOTO, between, is_busy), DIRTY_PHOTO);
		assert_int_equal(sort_kind(DIRTY_UNSORTED, between, is_busy), DIRTY_TEXT);
	}
}

static void photo_needs_both_shares_and_text_one_of_them(void **state)
{
	(void)state;
	int smooth = SORT_PHOTO_SMOOTH + 1, rough = SORT_PHOTO_ROUGH + 1;
	assert_int_equal(sort_kind(DIRTY_TEXT, look(smooth, rough), false), DIRTY_PHOTO);
	assert_int_equal(sort_kind(DIRTY_TEXT, look(smooth - 1, rough), false), DIRTY_TEXT);
	assert_int_equal(sort_kind(DIRTY_TEXT, look(smooth, rough - 1), false), DIRTY_TEXT);
	assert_int_equal(sort_kind(DIRTY_TEXT, look(smooth, SORT_BUSY_ROUGH + 1), true), DIRTY_PHOTO);
	assert_int_equal(sort_kind(DIRTY_PHOTO, look(SORT_TEXT_SMOOTH - 1, 1000), false), DIRTY_TEXT);
	assert_int_equal(sort_kind(DIRTY_PHOTO, look(1000, SORT_TEXT_ROUGH - 1), true), DIRTY_TEXT);
	assert_int_equal(sort_kind(DIRTY_PHOTO, look(SORT_TEXT_SMOOTH, SORT_TEXT_ROUGH), false), DIRTY_PHOTO);
}

static void rectangle_of_one_pixel_in_a_side_is_no_division_by_zero(void **state)
{
	(void)state;
	assert_int_equal(sort_look(&image, (struct rect){5, 5, 1, 20}).smooth, 0);
	assert_int_equal(sort_look(&image, (struct rect){5, 5, 20, 1}).rough, 0);
}

/* Marks a tile at each of `count` times, `every_us` apart, and sorts it. Whether it is video then. */
static bool is_video_after(struct dirty_map *map, int count, int64_t every_us, int64_t *now_us)
{
	struct dirty_tile *tile = dirty_at(map, 1, 1);
	for (int i = 0; i < count; i++, *now_us += every_us) {
		dirty_mark(map, tile, (struct dirty_box){0, 0, 32, 32}, *now_us);
		sort_tile(&image, middle, tile, *now_us);
	}
	return tile->is_video;
}

static void photo_that_keeps_changing_is_video_until_it_is_quiet(void **state)
{
	(void)state;
	struct dirty_map map;
	int64_t now_us = 5000 * MS;
	assert_int_equal(dirty_init(&map, SIDE, SIDE), RESULT_OK);
	screens_photo(&image, image_rect(&image), 1, 0);
	assert_false(is_video_after(&map, SORT_VIDEO_CHANGES - 1, 33 * MS, &now_us));
	assert_true(is_video_after(&map, 1, 33 * MS, &now_us));
	now_us += 600 * MS;
	assert_true(is_video_after(&map, 1, 0, &now_us)); /* it stumbled */
	now_us += SORT_VIDEO_QUIET_US + 1;
	assert_false(is_video_after(&map, 1, 0, &now_us));
	dirty_finish(&map);
}

static void text_that_keeps_changing_is_no_video(void **state)
{
	(void)state;
	struct dirty_map map;
	int64_t now_us = 5000 * MS;
	assert_int_equal(dirty_init(&map, SIDE, SIDE), RESULT_OK);
	text(1);
	assert_false(is_video_after(&map, 20, 33 * MS, &now_us));
	screens_photo(&image, image_rect(&image), 1, 0);
	assert_true(is_video_after(&map, 3, 33 * MS, &now_us));
	text(2); /* a page in the place of a video */
	assert_false(is_video_after(&map, 1, 33 * MS, &now_us));
	dirty_finish(&map);
}

static void slow_slide_show_is_no_video(void **state)
{
	(void)state;
	struct dirty_map map;
	int64_t now_us = 5000 * MS;
	assert_int_equal(dirty_init(&map, SIDE, SIDE), RESULT_OK);
	screens_photo(&image, image_rect(&image), 1, 0);
	assert_false(is_video_after(&map, 10, 400 * MS, &now_us));
	dirty_finish(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(text_is_text, start, finish),
		cmocka_unit_test_setup_teardown(photo_is_photo, start, finish),
		cmocka_unit_test_setup_teardown(plain_area_and_hard_noise_are_text, start, finish),
		cmocka_unit_test_setup_teardown(gradient_is_text_in_any_direction, start, finish),
		cmocka_unit_test_setup_teardown(share_counts_what_equals_neither_neighbour, start, finish),
		cmocka_unit_test_setup_teardown(photo_needs_both_shares_and_text_one_of_them, start, finish),
		cmocka_unit_test_setup_teardown(share_counts_small_steps_and_no_others, start, finish),
		cmocka_unit_test_setup_teardown(kind_does_not_flip_between_the_thresholds, start, finish),
		cmocka_unit_test_setup_teardown(rectangle_of_one_pixel_in_a_side_is_no_division_by_zero, start,
	                                    finish),
		cmocka_unit_test_setup_teardown(photo_that_keeps_changing_is_video_until_it_is_quiet, start, finish),
		cmocka_unit_test_setup_teardown(text_that_keeps_changing_is_no_video, start, finish),
		cmocka_unit_test_setup_teardown(slow_slide_show_is_no_video, start, finish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

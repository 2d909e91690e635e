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
	return sort_kind(DIRTY_UNSORTED, sort_smooth_permille(&image, middle));
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
	assert_int_equal(sort_smooth_permille(&image, middle), 0);
	screens_noise(&image, image_rect(&image), 3);
	assert_int_equal(sorted(), DIRTY_TEXT); /* nothing smooth in it: VP8 would be no help */
}

static void gradient_is_photo_in_any_channel(void **state)
{
	(void)state;
	for (int shift = 0; shift < 24; shift += 8) {
		for (int y = 0; y < SIDE; y++)
			for (int x = 0; x < SIDE; x++)
				image_row(&image, y)[x] = (uint32_t)(2 * x) << shift;
		assert_int_equal(sorted(), DIRTY_PHOTO);
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
	assert_int_equal(sort_smooth_permille(&image, rect), 2 * 1000 / 31);
	image_fill(&image, (struct rect){2, 0, 1, SIDE},
	           0x080819); /* 17 levels from its neighbour in one channel */
	assert_int_equal(sort_smooth_permille(&image, rect), 1000 / 31);
}

static void kind_does_not_flip_between_the_thresholds(void **state)
{
	(void)state;
	int between = (SORT_TO_PHOTO_PERMILLE + SORT_TO_TEXT_PERMILLE) / 2;
	assert_int_equal(sort_kind(DIRTY_TEXT, between), DIRTY_TEXT);
	assert_int_equal(sort_kind(DIRTY_PHOTO, between), DIRTY_PHOTO);
	assert_int_equal(sort_kind(DIRTY_UNSORTED, between), DIRTY_TEXT);
	assert_int_equal(sort_kind(DIRTY_TEXT, SORT_TO_PHOTO_PERMILLE + 1), DIRTY_PHOTO);
	assert_int_equal(sort_kind(DIRTY_PHOTO, SORT_TO_TEXT_PERMILLE - 1), DIRTY_TEXT);
}

static void one_pixel_wide_rectangle_is_no_division_by_zero(void **state)
{
	(void)state;
	assert_int_equal(sort_smooth_permille(&image, (struct rect){5, 5, 1, 20}), 0);
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
		cmocka_unit_test_setup_teardown(gradient_is_photo_in_any_channel, start, finish),
		cmocka_unit_test_setup_teardown(share_counts_small_steps_and_no_others, start, finish),
		cmocka_unit_test_setup_teardown(kind_does_not_flip_between_the_thresholds, start, finish),
		cmocka_unit_test_setup_teardown(one_pixel_wide_rectangle_is_no_division_by_zero, start, finish),
		cmocka_unit_test_setup_teardown(photo_that_keeps_changing_is_video_until_it_is_quiet, start, finish),
		cmocka_unit_test_setup_teardown(text_that_keeps_changing_is_no_video, start, finish),
		cmocka_unit_test_setup_teardown(slow_slide_show_is_no_video, start, finish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

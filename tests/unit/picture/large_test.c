/* Screens that are large or taller than wide: exact at rest, within the bounds of both ends; and a change of
 * all of such a screen goes in parts, what is near the person's hands first. */
#include "support/unit.h"

#include "picture/instance.h"
#include "unit/picture/lane.h"
#include "unit/picture/screens.h"

enum { MS = 1000, MIDDLE_LINE = 256000 };

static struct lane *lane;
static struct image screen;

static void start_with(int width_px, int height_px)
{
	lane_destroy(lane);
	image_finish(&screen);
	lane = lane_create();
	lane->line_bytes_per_s = MIDDLE_LINE;
	assert_int_equal(image_init(&screen, width_px, height_px), RESULT_OK);
}

static int start(void **state)
{
	(void)state;
	lane = lane_create();
	return 0;
}

static int finish(void **state)
{
	(void)state;
	lane_destroy(lane);
	lane = NULL;
	image_finish(&screen);
	return 0;
}

/* Photos all over, of few different rows, as they are dear to draw. */
static void photos_everywhere(uint32_t seed)
{
	struct rect strip = {0, 0, screen.width_px, screen.height_px < 256 ? screen.height_px : 256};
	screens_photo(&screen, strip, seed, 0);
	for (int y = strip.height; y < screen.height_px; y += strip.height) {
		int rows = screen.height_px - y < strip.height ? screen.height_px - y : strip.height;
		image_copy_to(&screen, 0, y, &screen, (struct rect){0, 0, strip.width, rows});
		image_row(&screen, y)[y % screen.width_px] ^= 0x40; /* no two are alike */
	}
}

static void screens_of_any_shape_are_exact_at_rest(void **state)
{
	(void)state;
	static const int sizes[][2] = {{1080, 1920}, {2160, 3840}, {3840, 2160}, {801, 1501}, {64, 4000}};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		int width = sizes[i][0], height = sizes[i][1];
		start_with(width, height);
		screens_page(&screen, 1, 0);
		screens_photo(&screen, (struct rect){width / 4, height / 4, width / 8, height / 8}, 7, 0);
		assert_int_equal(lane_see(lane, &screen), RESULT_OK);
		assert_true(lane_settle(lane));
		assert_true(lane_is_exact(lane, &screen));
		/* The far corner is reached, too. */
		image_fill(&screen, (struct rect){width - 3, height - 3, 3, 3}, 0xff00ff);
		lane->now_us += 50 * MS;
		assert_int_equal(lane_see(lane, &screen), RESULT_OK);
		assert_true(lane_settle(lane));
		assert_true(lane_is_exact(lane, &screen));
	}
}

static void bands_cover_the_screen_and_have_one_size(void **state)
{
	(void)state;
	static const int sizes[][2] = {{1920, 1080}, {1080, 1920}, {2160, 3840}, {3840, 2160},
	                               {1366, 768},  {16382, 500}, {64, 4000},   {801, 1501}};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct dirty_map map;
		assert_int_equal(dirty_init(&map, sizes[i][0], sizes[i][1]), RESULT_OK);
		struct rect screen_rect = {0, 0, map.width_px, map.height_px}, first = instance_band(&map, 0);
		for (int row = 0; row < map.rows; row++) {
			struct rect band = instance_band(&map, row), tile = dirty_tile_rect(&map, map.columns - 1, row);
			assert_true(rect_contains(screen_rect, band));
			assert_true(rect_contains(band, tile));
			assert_int_equal(band.y % 2, 0);
			assert_int_equal(band.width, map.width_px);
			assert_true(band.height - first.height == 0 ||
			            (map.height_px % 2 != 0 && band.height - first.height == 1));
			assert_true(band.height <= 64 || band.width * band.height <= INSTANCE_BAND_PX + band.width);
		}
		dirty_finish(&map);
	}
}

static void step_until_frames(uint64_t frames)
{
	for (int i = 0; i < 1000 && encoder_counts(lane->encoder).vp8_frames < frames; i++)
		if (!lane_step(lane))
			lane->now_us += MS;
	assert_true(encoder_counts(lane->encoder).vp8_frames >= frames);
}

/* How many rows of the viewer's picture are not as they were. */
static int rows_changed(const struct image *before)
{
	int rows = 0;
	for (int y = 0; y < screen.height_px; y++)
		rows +=
			!image_is_equal(decoder_image(lane->decoder), before, (struct rect){0, y, screen.width_px, 1});
	return rows;
}

static void full_screen_of_photos_goes_in_parts_nearest_to_the_hands_first(void **state)
{
	(void)state;
	struct image before;
	start_with(1920, 1080);
	screens_page(&screen, 1, 0);
	assert_int_equal(lane_see(lane, &screen), RESULT_OK);
	assert_true(lane_settle(lane));
	assert_int_equal(image_init(&before, screen.width_px, screen.height_px), RESULT_OK);
	image_copy(&before, &screen, image_rect(&screen));
	photos_everywhere(3);
	lane->focus = (struct encoder_focus){.has_pointer = true, .pointer_x_px = 900, .pointer_y_px = 700};
	lane->now_us += 1000 * MS;
	assert_int_equal(lane_see(lane, &screen), RESULT_OK);
	step_until_frames(2);
	/* The first band is there, the second is on its way. */
	int rows = rows_changed(&before);
	assert_in_range(rows, 32, 256);
	struct rect hands = {0, 690, screen.width_px, 20};
	assert_false(image_is_equal(decoder_image(lane->decoder), &before, hands));
	assert_true(lane_settle(lane));
	assert_true(lane_is_exact(lane, &screen));
	assert_in_range(encoder_counts(lane->encoder).vp8_frames, 5, 40);
	image_finish(&before);
}

static void letter_does_not_wait_for_the_rest_of_a_full_screen(void **state)
{
	(void)state;
	start_with(1920, 1080);
	photos_everywhere(5);
	struct rect paper = {600, 300, 400, 60}, letter = {700, 320, 9, 14};
	image_fill(&screen, paper, 0xffffff);
	lane->focus = (struct encoder_focus){.has_pointer = true, .pointer_x_px = 700, .pointer_y_px = 330};
	lane->budget_bytes = 2000;
	assert_int_equal(lane_see(lane, &screen), RESULT_OK);
	step_until_frames(1);
	screens_letter(&screen, letter.x, letter.y, 3, 0xffffff, 0x202020);
	assert_int_equal(lane_see(lane, &screen), RESULT_OK);
	for (int messages = 0; messages < 4; messages++)
		if (!lane_step(lane))
			lane->now_us += MS;
	assert_true(image_is_equal(decoder_image(lane->decoder), &screen, letter));
	assert_false(lane_is_exact(lane, &screen));
	assert_true(encoder_counts(lane->encoder).vp8_frames < 3);
}

static void photos_that_follow_each_other_leave_nothing_behind(void **state)
{
	(void)state;
	start_with(801, 1501);
	for (uint32_t i = 0; i < 4; i++) {
		photos_everywhere(10 + i);
		assert_int_equal(lane_see(lane, &screen), RESULT_OK);
		for (int step = 0; step < 6; step++)
			if (!lane_step(lane))
				lane->now_us += 20 * MS;
	}
	assert_true(lane_settle(lane));
	assert_true(lane_is_exact(lane, &screen));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, start, finish)
		CLAIM(screens_of_any_shape_are_exact_at_rest),
		CLAIM(bands_cover_the_screen_and_have_one_size),
		CLAIM(full_screen_of_photos_goes_in_parts_nearest_to_the_hands_first),
		CLAIM(letter_does_not_wait_for_the_rest_of_a_full_screen),
		CLAIM(photos_that_follow_each_other_leave_nothing_behind),
#undef CLAIM
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/unit.h"

#include "picture/refine.h"
#include "picture/route.h"
#include "picture/sort.h"
#include "unit/picture/screens.h"

enum { WIDTH = 1280, HEIGHT = 640, MS = 1000 };

static struct image screen;
static struct dirty_map map;
static int64_t now_us;

static int start(void **state)
{
	(void)state;
	now_us = 9000 * MS;
	if (image_init(&screen, WIDTH, HEIGHT) != RESULT_OK || dirty_init(&map, WIDTH, HEIGHT) != RESULT_OK)
		return 1;
	screens_page(&screen, 1, 0);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	image_finish(&screen);
	dirty_finish(&map);
	return 0;
}

static struct route_sums route(uint32_t line_bytes_per_s)
{
	struct route_limits limits = {
		.now_us = now_us, .line_bytes_per_s = line_bytes_per_s, .may_use_vp8 = true};
	return route_tiles(&map, &screen, &limits, 2.0);
}

static void mark_all(int times, int64_t every_us)
{
	for (; times > 0; times--, now_us += every_us)
		for (int row = 0; row < map.rows; row++)
			for (int column = 0; column < map.columns; column++)
				dirty_mark(&map, dirty_at(&map, column, row), (struct dirty_box){0, 0, 32, 32}, now_us);
}

static void text_is_routed_as_text_however_slow_the_line(void **state)
{
	(void)state;
	struct route_sums sums = route(1000);
	assert_int_equal(sums.pixels[DIRTY_AS_TEXT], WIDTH * HEIGHT);
}

static void photo_is_exact_where_the_line_can_carry_it(void **state)
{
	(void)state;
	screens_photo(&screen, (struct rect){320, 320, 320, 192}, 3, 0); /* 61440 pixels, 123 kB */
	assert_int_equal(route(10000000).pixels[DIRTY_AS_PHOTO], 61440);
	struct route_sums slow = route(100000);
	assert_int_equal(slow.pixels[DIRTY_AS_PHOTO], 0);
	assert_int_equal(slow.pixels[DIRTY_AS_STILL], 61440);
	assert_int_equal(route(0).pixels[DIRTY_AS_STILL], 61440); /* not known: not fast */
	assert_int_equal(slow.pixels[DIRTY_AS_TEXT], WIDTH * HEIGHT - 61440);
}

static void photo_of_a_few_tiles_is_always_exact(void **state)
{
	(void)state;
	screens_photo(&screen, (struct rect){320, 320, 64, 32}, 3, 0);
	assert_int_equal(route(1000).pixels[DIRTY_AS_PHOTO], 2048);
}

static void photo_of_a_whole_screen_is_too_much_work_to_be_exact(void **state)
{
	(void)state;
	screens_photo(&screen, image_rect(&screen), 3, 0);
	assert_int_equal(route(UINT32_MAX).pixels[DIRTY_AS_STILL], WIDTH * HEIGHT);
}

static void video_is_routed_as_video_on_any_line(void **state)
{
	(void)state;
	screens_photo(&screen, (struct rect){320, 320, 320, 192}, 3, 0);
	for (int i = 0; i < 3; i++) {
		mark_all(1, 33 * MS);
		route(100000000);
	}
	assert_int_equal(route(100000000).pixels[DIRTY_AS_VIDEO], 61440);
	assert_int_equal(route(1000).pixels[DIRTY_AS_VIDEO], 61440);
	struct route_limits without = {.now_us = now_us, .line_bytes_per_s = 1000};
	assert_int_equal(route_tiles(&map, &screen, &without, 2.0).pixels[DIRTY_AS_PHOTO], 61440);
}

static void many_colours_are_remembered_until_the_tile_changes(void **state)
{
	(void)state;
	route(1000);
	dirty_at(&map, 5, 5)->route = DIRTY_AS_MANY;
	assert_int_equal(route(1000).pixels[DIRTY_AS_MANY], 1024);
	mark_all(1, 0);
	assert_int_equal(route(1000).pixels[DIRTY_AS_MANY], 0);
}

static void clean_map_has_no_routes(void **state)
{
	(void)state;
	dirty_sent_exact(&map, image_rect(&screen));
	for (int i = 0; i < DIRTY_AS_COUNT; i++)
		assert_int_equal(route(1000).pixels[i], 0);
	assert_int_equal(refine_due_us(&map, 0), INT64_MAX);
}

static void refinement_is_due_when_the_first_has_rested(void **state)
{
	(void)state;
	dirty_sent_exact(&map, image_rect(&screen));
	struct dirty_tile *photo = dirty_at(&map, 1, 1), *video = dirty_at(&map, 2, 2);
	dirty_mark(&map, photo, (struct dirty_box){0, 0, 32, 32}, now_us);
	dirty_mark(&map, video, (struct dirty_box){0, 0, 32, 32}, now_us - 500 * MS);
	dirty_set_state(&map, photo, DIRTY_LOSSY);
	dirty_set_state(&map, video, DIRTY_LOSSY);
	video->is_video = true;
	assert_int_equal(refine_due_us(&map, 0), now_us + REFINE_REST_US);
	struct plan plan = refine_plan(&map, now_us + REFINE_REST_US);
	plan.columns_max = 1;
	plan.pixels_max = 1024;
	struct rect rect = plan_next(&map, &plan);
	assert_int_equal(rect.x, 32);
	dirty_sent_exact(&map, rect);
	assert_int_equal(refine_due_us(&map, 0), now_us - 500 * MS + REFINE_VIDEO_REST_US);
	plan = refine_plan(&map, now_us + REFINE_REST_US);
	assert_true(rect_is_empty(plan_next(&map, &plan)));
}

/* A photo that starts and ends inside of tiles: these would cost the text codec as much as whole ones. */
static void edge_of_a_photo_goes_with_it(void **state)
{
	(void)state;
	image_fill(&screen, image_rect(&screen), 0xffffff);
	screens_photo(&screen, (struct rect){325, 325, 310, 165}, 3, 0);
	struct route_sums slow = route(100000);
	assert_int_equal(slow.pixels[DIRTY_AS_STILL], 320 * 192);
	assert_true(dirty_at(&map, 10, 15)->is_edge);
	assert_false(dirty_at(&map, 12, 12)->is_edge);
	assert_int_equal(dirty_at(&map, 9, 10)->kind, DIRTY_TEXT);
}

/* What looks like an edge is none where there is no photo. */
static void edge_without_a_photo_is_text(void **state)
{
	(void)state;
	image_fill(&screen, image_rect(&screen), 0xffffff);
	screens_photo(&screen, (struct rect){320, 320, 320, 8}, 3, 0);
	assert_int_equal(route(100000).pixels[DIRTY_AS_STILL], 0);
	assert_true(dirty_at(&map, 12, 10)->may_be_edge);
}

static void edge_of_a_video_is_video(void **state)
{
	(void)state;
	image_fill(&screen, image_rect(&screen), 0xffffff);
	screens_photo(&screen, (struct rect){325, 325, 310, 182}, 3, 0);
	mark_all(SORT_VIDEO_CHANGES, 33 * MS);
	assert_int_equal(route(100000).pixels[DIRTY_AS_VIDEO], 320 * 192);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, start, finish)
		CLAIM(text_is_routed_as_text_however_slow_the_line),
		CLAIM(photo_is_exact_where_the_line_can_carry_it),
		CLAIM(photo_of_a_few_tiles_is_always_exact),
		CLAIM(photo_of_a_whole_screen_is_too_much_work_to_be_exact),
		CLAIM(video_is_routed_as_video_on_any_line),
		CLAIM(many_colours_are_remembered_until_the_tile_changes),
		CLAIM(clean_map_has_no_routes),
		CLAIM(refinement_is_due_when_the_first_has_rested),
		CLAIM(edge_of_a_photo_goes_with_it),
		CLAIM(edge_without_a_photo_is_text),
		CLAIM(edge_of_a_video_is_video),
#undef CLAIM
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

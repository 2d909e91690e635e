#include "support/unit.h"

#include "picture/plan.h"
#include "support/noise.h"

static struct dirty_map map;

enum { WIDTH = 640, HEIGHT = 320 }; /* 20 x 10 tiles */

static int start(void **state)
{
	(void)state;
	if (dirty_init(&map, WIDTH, HEIGHT) != RESULT_OK)
		return 1;
	for (int i = 0; i < map.columns * map.rows; i++)
		dirty_set_state(&map, &map.tiles[i], DIRTY_CLEAN);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	dirty_finish(&map);
	return 0;
}

static void mark(int column, int row, struct dirty_box box)
{
	struct dirty_tile *tile = dirty_at(&map, column, row);
	dirty_mark(&map, tile, box, 1);
	tile->route = DIRTY_AS_TEXT;
}

static void mark_whole(int column, int row)
{
	mark(column, row, (struct dirty_box){0, 0, 32, 32});
}

static struct plan plan_text(void)
{
	return (struct plan){.state = DIRTY_DIRTY,
	                     .route = DIRTY_AS_TEXT,
	                     .within = {0, 0, WIDTH, HEIGHT},
	                     .columns_max = PLAN_COLUMNS_MAX,
	                     .pixels_max = 1 << 20};
}

static void assert_next(struct plan *plan, struct rect expected)
{
	struct rect rect = plan_next(&map, plan);
	assert_memory_equal(&rect, &expected, sizeof rect);
	dirty_sent_exact(&map, rect);
}

static void clean_map_has_no_rectangle(void **state)
{
	(void)state;
	struct plan plan = plan_text();
	assert_next(&plan, (struct rect){0});
}

static void one_letter_is_boxed_and_not_its_tile(void **state)
{
	(void)state;
	struct plan plan = plan_text();
	mark(3, 2, (struct dirty_box){5, 6, 14, 20});
	assert_next(&plan, (struct rect){3 * 32 + 5, 2 * 32 + 6, 9, 14});
	assert_next(&plan, (struct rect){0});
}

static void whole_area_is_joined_to_256x64(void **state)
{
	(void)state;
	struct plan plan = plan_text();
	for (int column = 0; column < 10; column++)
		for (int row = 0; row < 3; row++)
			mark_whole(column, row);
	assert_next(&plan, (struct rect){0, 0, 256, 64});
	assert_next(&plan, (struct rect){256, 0, 64, 64});
	assert_next(&plan, (struct rect){0, 64, 256, 32});
	assert_next(&plan, (struct rect){256, 64, 64, 32});
	assert_next(&plan, (struct rect){0});
}

static void other_routes_and_states_are_left_alone(void **state)
{
	(void)state;
	struct plan plan = plan_text();
	mark_whole(0, 0);
	mark_whole(1, 0);
	mark_whole(2, 0);
	dirty_at(&map, 1, 0)->route = DIRTY_AS_VIDEO;
	assert_next(&plan, (struct rect){0, 0, 32, 32});
	assert_next(&plan, (struct rect){64, 0, 32, 32});
	assert_next(&plan, (struct rect){0});
}

static void small_changes_far_apart_are_not_joined(void **state)
{
	(void)state;
	struct plan plan = plan_text();
	mark(0, 0, (struct dirty_box){0, 0, 2, 2});
	mark(1, 0, (struct dirty_box){30, 30, 32, 32});
	mark(1, 1, (struct dirty_box){30, 30, 32, 32});
	struct rect first = plan_next(&map, &plan);
	assert_int_equal(first.width, 2);
	assert_int_equal(first.height, 2);
}

static void budget_limits_the_rectangle_but_one_tile_always_comes(void **state)
{
	(void)state;
	struct plan plan = plan_text();
	for (int column = 0; column < 8; column++) {
		mark_whole(column, 0);
		mark_whole(column, 1);
	}
	plan.pixels_max = 3 * 2048;
	assert_next(&plan, (struct rect){0, 0, 96, 64});
	plan.pixels_max = 10;
	assert_next(&plan, (struct rect){96, 0, 32, 32});
	plan.columns_max = 1;
	plan.pixels_max = 1 << 20;
	assert_next(&plan, (struct rect){96, 32, 32, 32});
}

static void only_tiles_near_the_place_asked_for_come(void **state)
{
	(void)state;
	struct plan plan = plan_text();
	for (int column = 0; column < 20; column++)
		for (int row = 0; row < 10; row++)
			mark_whole(column, row);
	plan.within = (struct rect){100, 100, 10, 10};
	assert_next(&plan, (struct rect){96, 96, 32, 32});
	assert_next(&plan, (struct rect){0});
}

static void lossy_tiles_come_once_they_have_rested(void **state)
{
	(void)state;
	struct plan plan = plan_text();
	plan.state = DIRTY_LOSSY;
	plan.rested_since_us = 1000;
	plan.video_rested_since_us = 400;
	for (int column = 0; column < 3; column++) {
		mark_whole(column, 0);
		dirty_set_state(&map, dirty_at(&map, column, 0), DIRTY_LOSSY);
		dirty_at(&map, column, 0)->changed_us = 500;
	}
	dirty_at(&map, 1, 0)->is_video = true;
	dirty_at(&map, 2, 0)->changed_us = 1001;
	assert_next(&plan, (struct rect){0, 0, 32, 32});
	assert_next(&plan, (struct rect){0});
}

/* Whatever is dirty, the plan comes to an end, and nothing is left. */
static void any_map_is_emptied(void **state)
{
	(void)state;
	struct noise noise = noise_start(6);
	for (int round = 0; round < 300; round++) {
		for (uint32_t n = noise_below(&noise, 100); n > 0; n--) {
			uint8_t left = (uint8_t)noise_below(&noise, 32), top = (uint8_t)noise_below(&noise, 32);
			struct dirty_box box = {left, top, (uint8_t)(left + 1 + noise_below(&noise, 32u - left)),
			                        (uint8_t)(top + 1 + noise_below(&noise, 32u - top))};
			mark((int)noise_below(&noise, 20), (int)noise_below(&noise, 10), box);
		}
		struct plan plan = plan_text();
		plan.pixels_max = (int)noise_below(&noise, 20000);
		plan.columns_max = 1 + (int)noise_below(&noise, PLAN_COLUMNS_MAX);
		for (int i = 0; map.dirty_count > 0; i++) {
			struct rect rect = plan_next(&map, &plan);
			assert_false(rect_is_empty(rect));
			assert_true(rect_contains((struct rect){0, 0, WIDTH, HEIGHT}, rect));
			assert_true(rect.width <= 256 && rect.height <= 64);
			assert_true(i < 200);
			dirty_sent_exact(&map, rect);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(clean_map_has_no_rectangle, start, finish),
		cmocka_unit_test_setup_teardown(one_letter_is_boxed_and_not_its_tile, start, finish),
		cmocka_unit_test_setup_teardown(whole_area_is_joined_to_256x64, start, finish),
		cmocka_unit_test_setup_teardown(other_routes_and_states_are_left_alone, start, finish),
		cmocka_unit_test_setup_teardown(small_changes_far_apart_are_not_joined, start, finish),
		cmocka_unit_test_setup_teardown(budget_limits_the_rectangle_but_one_tile_always_comes, start, finish),
		cmocka_unit_test_setup_teardown(only_tiles_near_the_place_asked_for_come, start, finish),
		cmocka_unit_test_setup_teardown(lossy_tiles_come_once_they_have_rested, start, finish),
		cmocka_unit_test_setup_teardown(any_map_is_emptied, start, finish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

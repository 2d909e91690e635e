#include "support/unit.h"

#include "picture/change.h"
#include "support/noise.h"

static struct image shadow, screen;
static struct dirty_map map;

enum { WIDTH = 150, HEIGHT = 90 };

static int start(void **state)
{
	(void)state;
	if (image_init(&shadow, WIDTH, HEIGHT) != RESULT_OK || image_init(&screen, WIDTH, HEIGHT) != RESULT_OK ||
	    dirty_init(&map, WIDTH, HEIGHT) != RESULT_OK)
		return 1;
	for (int i = 0; i < map.columns * map.rows; i++)
		dirty_set_state(&map, &map.tiles[i], DIRTY_CLEAN);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	image_finish(&shadow);
	image_finish(&screen);
	dirty_finish(&map);
	return 0;
}

static struct rect find(void)
{
	return change_find(&shadow, &screen, NULL, &map);
}

static void same_picture_has_no_change(void **state)
{
	(void)state;
	assert_true(rect_is_empty(find()));
	assert_int_equal(change_take(&shadow, &screen, image_rect(&screen), &map, 1), 0);
	assert_int_equal(map.dirty_count, 0);
}

static void upper_byte_is_no_change(void **state)
{
	(void)state;
	image_fill(&screen, image_rect(&screen), 0xff000000);
	assert_true(rect_is_empty(find()));
}

static void change_is_boxed_to_the_pixel(void **state)
{
	(void)state;
	image_row(&screen, 40)[37] = 1;
	image_row(&screen, 45)[61] = 0x10000;
	struct rect bounds = find();
	assert_int_equal(bounds.x, 37);
	assert_int_equal(bounds.y, 40);
	assert_int_equal(bounds.width, 25);
	assert_int_equal(bounds.height, 6);
	assert_int_equal(change_take(&shadow, &screen, bounds, &map, 77), 1);
	struct rect box = dirty_box_rect(&map, 1, 1);
	assert_memory_equal(&box, &bounds, sizeof box);
	assert_int_equal(dirty_at(&map, 1, 1)->changed_us, 77);
	assert_true(image_is_equal(&shadow, &screen, image_rect(&screen)));
	assert_true(rect_is_empty(find()));
}

static void change_over_a_border_is_in_both_tiles(void **state)
{
	(void)state;
	image_fill(&screen, (struct rect){30, 10, 4, 2}, 5);
	struct rect bounds = find();
	assert_int_equal(change_take(&shadow, &screen, bounds, &map, 1), 2);
	assert_int_equal(dirty_box_rect(&map, 0, 0).width, 2);
	assert_int_equal(dirty_box_rect(&map, 1, 0).x, 32);
	assert_int_equal(dirty_box_rect(&map, 1, 0).width, 2);
}

static void only_damage_is_looked_at(void **state)
{
	(void)state;
	struct region damage = {.rects = {{0, 0, 20, 20}, {140, 80, 100, 100}},
	                        .count = 2}; /* over the edge, too */
	image_row(&screen, 50)[50] = 9;
	image_row(&screen, 89)[149] = 9;
	struct rect bounds = change_find(&shadow, &screen, &damage, &map);
	assert_int_equal(bounds.x, 149);
	assert_int_equal(bounds.y, 89);
	assert_int_equal(change_take(&shadow, &screen, bounds, &map, 1), 1);
	assert_int_equal(image_row(&shadow, 50)[50], 0);
}

static void dropped_change_is_found_again(void **state)
{
	(void)state;
	image_row(&screen, 3)[3] = 9;
	change_drop(find(), &map);
	assert_int_equal(map.dirty_count, 0);
	assert_false(rect_is_empty(find()));
}

static void boxes_cover_any_change_and_no_clean_tile(void **state)
{
	(void)state;
	struct noise noise = noise_start(5);
	for (int round = 0; round < 300; round++) {
		for (uint32_t n = noise_below(&noise, 6); n > 0; n--)
			image_row(&screen, (int)noise_below(&noise, HEIGHT))[noise_below(&noise, WIDTH)] =
				noise_u32(&noise);
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++) {
				if (((image_row(&screen, y)[x] ^ image_row(&shadow, y)[x]) & 0xffffff) == 0)
					continue;
				change_drop(image_rect(&screen), &map);
				find();
				struct dirty_box box = dirty_at(&map, x / 32, y / 32)->fresh;
				assert_in_range(x % 32, box.left, box.right - 1);
				assert_in_range(y % 32, box.top, box.bottom - 1);
			}
		change_take(&shadow, &screen, find(), &map, round + 1);
		assert_true(image_is_equal(&shadow, &screen, image_rect(&screen)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(same_picture_has_no_change, start, finish),
		cmocka_unit_test_setup_teardown(upper_byte_is_no_change, start, finish),
		cmocka_unit_test_setup_teardown(change_is_boxed_to_the_pixel, start, finish),
		cmocka_unit_test_setup_teardown(change_over_a_border_is_in_both_tiles, start, finish),
		cmocka_unit_test_setup_teardown(only_damage_is_looked_at, start, finish),
		cmocka_unit_test_setup_teardown(dropped_change_is_found_again, start, finish),
		cmocka_unit_test_setup_teardown(boxes_cover_any_change_and_no_clean_tile, start, finish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

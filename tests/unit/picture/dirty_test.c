#include "support/unit.h"

#include "picture/dirty.h"

static struct dirty_map map;

static void clean_all(void)
{
	for (int i = 0; i < map.columns * map.rows; i++)
		dirty_set_state(&map, &map.tiles[i], DIRTY_CLEAN);
}

static int start(void **state)
{
	(void)state;
	return dirty_init(&map, 100, 70) != RESULT_OK; /* 4 x 3 tiles, the last ones cut */
}

static int finish(void **state)
{
	(void)state;
	dirty_finish(&map);
	dirty_finish(&map); /* twice is fine */
	return 0;
}

static void new_map_is_dirty_up_to_the_edges(void **state)
{
	(void)state;
	assert_int_equal(map.columns, 4);
	assert_int_equal(map.rows, 3);
	assert_int_equal(map.dirty_count, 12);
	struct rect corner = dirty_tile_rect(&map, 3, 2);
	assert_memory_equal(&corner, &((struct rect){96, 64, 4, 6}), sizeof corner);
	struct rect box = dirty_box_rect(&map, 3, 2);
	assert_int_equal(box.width, 4);
	assert_int_equal(box.height, 6);
}

static void mark_widens_the_box_and_counts(void **state)
{
	(void)state;
	clean_all();
	struct dirty_tile *tile = dirty_at(&map, 1, 1);
	dirty_mark(&map, tile, (struct dirty_box){4, 5, 6, 7}, 1000);
	dirty_mark(&map, tile, (struct dirty_box){10, 1, 12, 6}, 2000);
	struct rect box = dirty_box_rect(&map, 1, 1);
	assert_int_equal(box.x, 32 + 4);
	assert_int_equal(box.y, 32 + 1);
	assert_int_equal(box.width, 8);
	assert_int_equal(box.height, 6);
	assert_int_equal(map.dirty_count, 1);
	assert_int_equal(tile->changed_us, 2000);
	assert_true(tile->is_kind_stale);
}

static void burst_of_one_drawing_counts_once(void **state)
{
	(void)state;
	struct dirty_tile *tile = dirty_at(&map, 0, 0);
	struct dirty_box box = {0, 0, 1, 1};
	dirty_mark(&map, tile, box, 1000000);
	dirty_mark(&map, tile, box, 1004000);
	assert_int_equal(tile->history_us[0], 1000000);
	assert_int_equal(tile->history_us[1], 0);
	dirty_mark(&map, tile, box, 1033000);
	assert_int_equal(tile->history_us[0], 1033000);
	assert_int_equal(tile->history_us[1], 1000000);
}

static void exact_rectangle_cleans_only_whole_boxes(void **state)
{
	(void)state;
	clean_all();
	dirty_mark(&map, dirty_at(&map, 0, 0), (struct dirty_box){20, 20, 32, 32}, 1);
	dirty_mark(&map, dirty_at(&map, 1, 0), (struct dirty_box){0, 20, 8, 32}, 1);
	dirty_mark(&map, dirty_at(&map, 2, 0), (struct dirty_box){0, 20, 8, 32}, 1);
	dirty_set_state(&map, dirty_at(&map, 1, 0), DIRTY_LOSSY);
	dirty_at(&map, 1, 0)->in_frame = 1;
	dirty_sent_exact(&map, (struct rect){20, 20, 20, 12}); /* all of the first two */
	assert_int_equal(dirty_at(&map, 0, 0)->state, DIRTY_CLEAN);
	assert_int_equal(dirty_at(&map, 1, 0)->state, DIRTY_CLEAN);
	assert_int_equal(dirty_at(&map, 1, 0)->in_frame, 0);
	assert_int_equal(dirty_at(&map, 2, 0)->state, DIRTY_DIRTY);
	assert_int_equal(map.dirty_count, 1);
	assert_int_equal(map.lossy_count, 0);
	dirty_sent_exact(&map, (struct rect){64, 20, 7, 12}); /* one column too few */
	assert_int_equal(map.dirty_count, 1);
}

static void tiles_of_a_rectangle_are_those_it_meets(void **state)
{
	(void)state;
	struct rect tiles = dirty_tiles_of((struct rect){31, 32, 2, 32});
	assert_int_equal(tiles.x, 0);
	assert_int_equal(tiles.y, 1);
	assert_int_equal(tiles.width, 2);
	assert_int_equal(tiles.height, 1);
	assert_true(rect_is_empty(dirty_tiles_of((struct rect){5, 5, 0, 3})));
}

static void mark_all_makes_what_was_lossy_dirty(void **state)
{
	(void)state;
	dirty_set_state(&map, dirty_at(&map, 2, 2), DIRTY_LOSSY);
	dirty_at(&map, 2, 2)->in_frame = 2;
	dirty_mark_all(&map);
	assert_int_equal(map.dirty_count, 12);
	assert_int_equal(map.lossy_count, 0);
	assert_int_equal(dirty_at(&map, 2, 2)->in_frame, 0);
}

static void copy_carries_what_is_wrong_along(void **state)
{
	(void)state;
	clean_all();
	dirty_mark(&map, dirty_at(&map, 0, 0), (struct dirty_box){4, 4, 8, 8}, 50);
	dirty_mark(&map, dirty_at(&map, 1, 0), (struct dirty_box){4, 4, 8, 8}, 60);
	dirty_set_state(&map, dirty_at(&map, 1, 0), DIRTY_LOSSY);
	assert_int_equal(dirty_move(&map, (struct rect){0, 0, 64, 32}, 30, 33), RESULT_OK);
	struct rect dirty = dirty_box_rect(&map, 1, 1), lossy = dirty_box_rect(&map, 2, 1);
	assert_int_equal(dirty_at(&map, 1, 1)->state, DIRTY_DIRTY); /* 34..38: in the second tile */
	assert_memory_equal(&dirty, &((struct rect){34, 37, 4, 4}), sizeof dirty);
	assert_int_equal(dirty_at(&map, 2, 1)->state, DIRTY_LOSSY); /* 66..70 */
	assert_memory_equal(&lossy, &((struct rect){66, 37, 4, 4}), sizeof lossy);
	assert_int_equal(dirty_at(&map, 2, 1)->changed_us, 60);
	assert_int_equal(map.dirty_count, 2); /* the source is as it was */
	assert_int_equal(map.lossy_count, 2);
}

static void copy_overwrites_what_was_wrong_at_its_place(void **state)
{
	(void)state;
	clean_all();
	dirty_mark(&map, dirty_at(&map, 1, 1), (struct dirty_box){4, 4, 8, 8}, 50);
	dirty_mark(&map, dirty_at(&map, 2, 1), (struct dirty_box){4, 4, 8, 8}, 50);
	assert_int_equal(dirty_move(&map, (struct rect){0, 0, 38, 30}, 30, 32), RESULT_OK); /* to 30..68 */
	assert_int_equal(dirty_at(&map, 1, 1)->state, DIRTY_CLEAN);
	assert_int_equal(dirty_at(&map, 2, 1)->state, DIRTY_DIRTY); /* only part of its box */
	assert_int_equal(map.dirty_count, 1);
}

static void copy_of_what_is_not_shown_yet_lacks_it(void **state)
{
	(void)state;
	clean_all();
	struct dirty_tile *source = dirty_at(&map, 0, 0), *place = dirty_at(&map, 1, 1);
	dirty_mark(&map, source, (struct dirty_box){0, 0, 32, 32}, 50);
	dirty_set_state(&map, source, DIRTY_LOSSY);
	source->in_frame = 1;
	dirty_mark(&map, place, (struct dirty_box){0, 0, 32, 32}, 50);
	dirty_set_state(&map, place, DIRTY_LOSSY);
	place->in_frame = 1;
	assert_int_equal(dirty_move(&map, (struct rect){0, 0, 16, 16}, 32, 32), RESULT_OK);
	assert_int_equal(place->state, DIRTY_DIRTY); /* the rest of it was to come by the SHOW */
	assert_int_equal(place->in_frame, 0);
	assert_int_equal(source->in_frame, 1);
	assert_int_equal(source->state, DIRTY_LOSSY);
}

static void pixels_lacking_are_counted_inside_alone(void **state)
{
	(void)state;
	clean_all();
	dirty_mark(&map, dirty_at(&map, 0, 0), (struct dirty_box){0, 0, 10, 10}, 50);
	dirty_mark(&map, dirty_at(&map, 1, 0), (struct dirty_box){0, 0, 10, 10}, 50);
	dirty_set_state(&map, dirty_at(&map, 1, 0), DIRTY_LOSSY);
	assert_int_equal(dirty_pixels(&map, (struct rect){5, 0, 90, 70}), 50);
	dirty_at(&map, 1, 0)->in_frame = 1;
	assert_int_equal(dirty_pixels(&map, (struct rect){5, 0, 90, 70}), 150);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(new_map_is_dirty_up_to_the_edges, start, finish),
		cmocka_unit_test_setup_teardown(mark_widens_the_box_and_counts, start, finish),
		cmocka_unit_test_setup_teardown(burst_of_one_drawing_counts_once, start, finish),
		cmocka_unit_test_setup_teardown(exact_rectangle_cleans_only_whole_boxes, start, finish),
		cmocka_unit_test_setup_teardown(tiles_of_a_rectangle_are_those_it_meets, start, finish),
		cmocka_unit_test_setup_teardown(mark_all_makes_what_was_lossy_dirty, start, finish),
		cmocka_unit_test_setup_teardown(copy_carries_what_is_wrong_along, start, finish),
		cmocka_unit_test_setup_teardown(copy_overwrites_what_was_wrong_at_its_place, start, finish),
		cmocka_unit_test_setup_teardown(copy_of_what_is_not_shown_yet_lacks_it, start, finish),
		cmocka_unit_test_setup_teardown(pixels_lacking_are_counted_inside_alone, start, finish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

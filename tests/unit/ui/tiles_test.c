#include "support/unit.h"

#include "ui/tiles.h"
#include "unit/ui/meshes.h"

enum { WIDTH = 200, HEIGHT = 100 };

static const struct rect window = {0, 0, WIDTH, HEIGHT};

/* A frame with one rectangle; what it says has changed. */
static struct region frame(struct tiles *tiles, struct rect rect, uint32_t argb, uint32_t generation)
{
	struct mesh_vertex corners[4];
	struct region changed = {0};
	meshes_rect(corners, (float)rect.x, (float)rect.y, (float)(rect.x + rect.width),
	            (float)(rect.y + rect.height), argb);
	struct mesh mesh = {corners, meshes_rect_order, 6, window};
	assert_int_equal(tiles_begin(tiles, WIDTH, HEIGHT, generation), RESULT_OK);
	tiles_add(tiles, &mesh);
	tiles_end(tiles, &changed);
	return changed;
}

static void the_first_frame_is_all_new(void **state)
{
	struct tiles tiles = {0};
	(void)state;
	struct region changed = frame(&tiles, (struct rect){40, 40, 10, 10}, 0xFF000000, 1);
	assert_true(rect_contains(region_bounds(&changed), window));
	tiles_finish(&tiles);
}

static void the_same_frame_again_changes_nothing(void **state)
{
	struct tiles tiles = {0};
	(void)state;
	frame(&tiles, (struct rect){40, 40, 10, 10}, 0xFF000000, 1);
	struct region changed = frame(&tiles, (struct rect){40, 40, 10, 10}, 0xFF000000, 1);
	assert_true(region_is_empty(&changed));
	tiles_finish(&tiles);
}

static void only_tiles_that_a_change_touches_are_changed(void **state)
{
	struct tiles tiles = {0};
	(void)state;
	frame(&tiles, (struct rect){40, 40, 10, 10}, 0xFF000000, 1);
	struct region changed = frame(&tiles, (struct rect){40, 40, 10, 10}, 0xFF0000FF, 1);
	struct rect bounds = region_bounds(&changed);
	assert_int_equal(bounds.x, 32);
	assert_int_equal(bounds.y, 32);
	assert_int_equal(bounds.width, 32);
	assert_int_equal(bounds.height, 32);
	tiles_finish(&tiles);
}

static void where_something_was_counts_too(void **state)
{
	struct tiles tiles = {0};
	(void)state;
	frame(&tiles, (struct rect){2, 2, 10, 10}, 0xFF000000, 1);
	struct region changed = frame(&tiles, (struct rect){170, 70, 10, 10}, 0xFF000000, 1);
	assert_true(region_meets(&changed, (struct rect){2, 2, 1, 1}));
	assert_true(region_meets(&changed, (struct rect){170, 70, 1, 1}));
	assert_false(region_meets(&changed, (struct rect){100, 50, 1, 1}));
	tiles_finish(&tiles);
}

static void changed_tiles_end_at_the_windows_edge(void **state)
{
	struct tiles tiles = {0};
	(void)state;
	frame(&tiles, (struct rect){190, 90, 50, 50}, 0xFF000000, 1);
	struct region changed = frame(&tiles, (struct rect){190, 90, 50, 50}, 0xFF00FF00, 1);
	assert_true(rect_contains(window, region_bounds(&changed)));
	tiles_finish(&tiles);
}

/* The order of pieces matters (what is above), and so does what clips them. */
static void order_and_clip_are_part_of_a_frame(void **state)
{
	struct tiles tiles = {0};
	struct mesh_vertex corners[8];
	static const uint16_t ab[12] = {0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7},
						  ba[12] = {4, 5, 6, 4, 6, 7, 0, 1, 2, 0, 2, 3};
	struct mesh meshes[3] = {
		{corners, ab, 12, window}, {corners, ba, 12, window}, {corners, ba, 12, {0, 0, 9, 9}}};
	(void)state;
	meshes_rect(corners, 4, 4, 20, 20, 0xFF000000);
	meshes_rect(corners + 4, 8, 8, 24, 24, 0xFFFFFFFF);
	for (int i = 0; i < 3; i++) {
		struct region changed = {0};
		tiles_begin(&tiles, WIDTH, HEIGHT, 1);
		tiles_add(&tiles, &meshes[i]);
		tiles_end(&tiles, &changed);
		assert_true(region_meets(&changed, (struct rect){8, 8, 1, 1}));
	}
	tiles_finish(&tiles);
}

static void other_glyphs_another_size_and_forgetting_change_everything(void **state)
{
	struct tiles tiles = {0};
	struct region changed = {0};
	(void)state;
	frame(&tiles, (struct rect){4, 4, 4, 4}, 0xFF000000, 1);
	changed = frame(&tiles, (struct rect){4, 4, 4, 4}, 0xFF000000, 2);
	assert_true(rect_contains(region_bounds(&changed), window));
	tiles_forget(&tiles);
	changed = frame(&tiles, (struct rect){4, 4, 4, 4}, 0xFF000000, 2);
	assert_true(rect_contains(region_bounds(&changed), window));
	region_clear(&changed);
	assert_int_equal(tiles_begin(&tiles, 50, 60, 2), RESULT_OK);
	tiles_end(&tiles, &changed);
	assert_int_equal(region_bounds(&changed).width, 50);
	assert_int_equal(region_bounds(&changed).height, 60);
	tiles_finish(&tiles);
	tiles_finish(&tiles);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_frame_is_all_new),
		cmocka_unit_test(the_same_frame_again_changes_nothing),
		cmocka_unit_test(only_tiles_that_a_change_touches_are_changed),
		cmocka_unit_test(where_something_was_counts_too),
		cmocka_unit_test(changed_tiles_end_at_the_windows_edge),
		cmocka_unit_test(order_and_clip_are_part_of_a_frame),
		cmocka_unit_test(other_glyphs_another_size_and_forgetting_change_everything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

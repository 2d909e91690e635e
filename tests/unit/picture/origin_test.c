/* What came exactly and what did not, square by square. */
#include "support/unit.h"

#include "picture/origin.h"

static struct origin_map map;

static enum origin at(int column, int row)
{
	return (enum origin)map.tiles[row * map.columns + column];
}

static void a_new_picture_has_come_nowhere(void **state)
{
	int shares[ORIGIN_COUNT];
	(void)state;
	origin_begin(&map, 70, 33);
	assert_int_equal(map.columns, 3);
	assert_int_equal(map.rows, 2);
	origin_shares(&map, shares);
	assert_int_equal(shares[ORIGIN_NONE], 1000);
	origin_begin(&map, 0, 0);
	origin_mark(&map, (struct rect){0, 0, 10, 10}, ORIGIN_VP8);
	origin_shares(&map, shares);
	assert_int_equal(shares[ORIGIN_NONE], 0);
}

static void every_allowed_picture_has_room(void **state)
{
	static const int sizes[][2] = {{7680, 2400},
	                               {IMAGE_SIDE_MAX_PX, PICTURE_PIXELS_MAX / IMAGE_SIDE_MAX_PX},
	                               {IMAGE_SIDE_MAX_PX, 1},
	                               {1, 1}};
	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		origin_begin(&map, sizes[i][0], sizes[i][1]);
		assert_true(map.columns > 0 && map.columns * map.rows <= ORIGIN_TILES_MAX);
		origin_mark(&map, (struct rect){0, 0, sizes[i][0], sizes[i][1]}, ORIGIN_TEXT);
		assert_int_equal(at(map.columns - 1, map.rows - 1), ORIGIN_TEXT);
	}
}

static void exact_over_a_part_of_vp8_is_not_exact_yet(void **state)
{
	(void)state;
	origin_begin(&map, 64, 64);
	origin_mark(&map, (struct rect){0, 0, 64, 64}, ORIGIN_VP8);
	origin_mark(&map, (struct rect){0, 0, 31, 32}, ORIGIN_TEXT);
	assert_int_equal(at(0, 0), ORIGIN_VP8);
	origin_mark(&map, (struct rect){0, 0, 32, 32}, ORIGIN_PHOTO);
	assert_int_equal(at(0, 0), ORIGIN_PHOTO);
	assert_int_equal(at(1, 0), ORIGIN_VP8);
	origin_mark(&map, (struct rect){0, 0, 5, 5}, ORIGIN_VP8); /* a part of it is worse again */
	assert_int_equal(at(0, 0), ORIGIN_VP8);
}

static void the_part_of_a_square_that_is_in_the_picture_is_all_of_it(void **state)
{
	(void)state;
	origin_begin(&map, 40, 40);
	origin_mark(&map, (struct rect){0, 0, 40, 40}, ORIGIN_VP8);
	origin_mark(&map, (struct rect){32, 0, 8, 32}, ORIGIN_TEXT);
	origin_mark(&map, (struct rect){-5, 32, 100, 100}, ORIGIN_TEXT);
	assert_int_equal(at(0, 0), ORIGIN_VP8);
	assert_int_equal(at(1, 0), ORIGIN_TEXT);
	assert_int_equal(at(0, 1), ORIGIN_TEXT);
	assert_int_equal(at(1, 1), ORIGIN_TEXT);
}

static void a_copy_is_as_good_as_the_worst_that_it_came_from(void **state)
{
	(void)state;
	origin_begin(&map, 32, 128);
	origin_mark(&map, (struct rect){0, 0, 32, 128}, ORIGIN_TEXT);
	origin_mark(&map, (struct rect){0, 96, 32, 32}, ORIGIN_VP8);
	origin_copy(&map, (struct rect){0, 48, 32, 80}, 0, 0); /* up by 48, over itself */
	assert_int_equal(at(0, 0), ORIGIN_TEXT);
	assert_int_equal(at(0, 1), ORIGIN_VP8);
	assert_int_equal(at(0, 2), ORIGIN_VP8);
	assert_int_equal(at(0, 3), ORIGIN_VP8);
	origin_copy(&map, (struct rect){0, 0, 32, 32}, 0, 96);
	assert_int_equal(at(0, 3), ORIGIN_TEXT); /* all of it was written */
}

static void shares_are_of_pixels(void **state)
{
	int shares[ORIGIN_COUNT];
	(void)state;
	origin_begin(&map, 40, 32); /* 32 + 8 columns of pixels */
	origin_mark(&map, (struct rect){0, 0, 32, 32}, ORIGIN_TEXT);
	origin_mark(&map, (struct rect){32, 0, 8, 32}, ORIGIN_VP8);
	origin_shares(&map, shares);
	assert_int_equal(shares[ORIGIN_TEXT], 800);
	assert_int_equal(shares[ORIGIN_VP8], 200);
	assert_int_equal(shares[ORIGIN_NONE], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_picture_has_come_nowhere),
		cmocka_unit_test(every_allowed_picture_has_room),
		cmocka_unit_test(exact_over_a_part_of_vp8_is_not_exact_yet),
		cmocka_unit_test(the_part_of_a_square_that_is_in_the_picture_is_all_of_it),
		cmocka_unit_test(a_copy_is_as_good_as_the_worst_that_it_came_from),
		cmocka_unit_test(shares_are_of_pixels),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

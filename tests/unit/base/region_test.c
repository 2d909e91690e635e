#include "support/unit.h"

#include "base/region.h"
#include "support/noise.h"

#include <string.h>

enum { SIDE = 64 };

struct grid {
	bool is_set[SIDE][SIDE];
};

static void grid_add(struct grid *grid, struct rect rect)
{
	for (int y = rect.y; y < rect.y + rect.height; y++) {
		for (int x = rect.x; x < rect.x + rect.width; x++)
			grid->is_set[y][x] = true;
	}
}

static struct grid grid_of(const struct region *region)
{
	struct grid grid = {0};
	for (size_t i = 0; i < region->count; i++)
		grid_add(&grid, region->rects[i]);
	return grid;
}

static struct rect noisy_rect(struct noise *noise, int side_max)
{
	int width = 1 + (int)noise_below(noise, (uint32_t)side_max),
		height = 1 + (int)noise_below(noise, (uint32_t)side_max);
	return (struct rect){(int)noise_below(noise, (uint32_t)(SIDE - width)),
	                     (int)noise_below(noise, (uint32_t)(SIDE - height)), width, height};
}

static void assert_covers(const struct grid *grid, const struct grid *least)
{
	for (int y = 0; y < SIDE; y++) {
		for (int x = 0; x < SIDE; x++) {
			if (least->is_set[y][x])
				assert_true(grid->is_set[y][x]);
		}
	}
}

static void a_region_never_covers_less_than_was_added(void **state)
{
	struct noise noise = noise_start(11);
	(void)state;
	for (int round = 0; round < 300; round++) {
		struct region region = {0};
		struct grid added = {0};
		int side_max = 1 + (int)noise_below(&noise, 20);
		for (int i = 0; i < 100; i++) {
			struct rect rect = noisy_rect(&noise, side_max);
			region_add(&region, rect);
			grid_add(&added, rect);
			assert_true(region.count <= REGION_RECTS_MAX);
		}
		struct grid covered = grid_of(&region);
		assert_covers(&covered, &added);
	}
}

static void until_it_is_full_a_region_covers_no_more_than_was_added(void **state)
{
	struct noise noise = noise_start(12);
	(void)state;
	for (int round = 0; round < 300; round++) {
		struct region region = {0};
		struct grid added = {0};
		for (int i = 0; i < REGION_RECTS_MAX; i++) {
			struct rect rect = noisy_rect(&noise, 12);
			region_add(&region, rect);
			grid_add(&added, rect);
		}
		struct grid covered = grid_of(&region);
		assert_memory_equal(&covered, &added, sizeof added);
	}
}

static void when_full_the_cheapest_pair_is_merged(void **state)
{
	struct region region = {0};
	(void)state;
	for (int i = 0; i < REGION_RECTS_MAX; i++) /* far apart, but the last two have one pixel between them */
		region_add(&region, (struct rect){i < REGION_RECTS_MAX - 1 ? i * 100 : (i - 1) * 100 + 2, 0, 1, 1});
	assert_int_equal(region.count, REGION_RECTS_MAX);
	region_add(&region, (struct rect){0, 5000, 1, 1});
	int64_t covered = 0;
	for (size_t i = 0; i < region.count; i++)
		covered += region.rects[i].width * region.rects[i].height;
	assert_int_equal(region.count, REGION_RECTS_MAX);
	assert_int_equal(covered, REGION_RECTS_MAX + 1 + 1);
}

static void what_fits_together_becomes_one(void **state)
{
	struct region region = {0};
	(void)state;
	region_add(&region, (struct rect){0, 0, 10, 10});
	region_add(&region, (struct rect){2, 2, 3, 3});   /* inside */
	region_add(&region, (struct rect){10, 0, 5, 10}); /* beside it, as high */
	region_add(&region, (struct rect){0, 10, 15, 1}); /* below it, as wide */
	region_add(&region, (struct rect){0, 0, 0, 10});  /* empty */
	assert_int_equal(region.count, 1);
	assert_int_equal(region.rects[0].width, 15);
	assert_int_equal(region.rects[0].height, 11);
	region_add(&region, (struct rect){-5, -5, 100, 100});
	assert_int_equal(region.count, 1);
	assert_int_equal(region.rects[0].x, -5);
}

static void clipping_takes_away_what_is_outside_and_no_more(void **state)
{
	struct noise noise = noise_start(13);
	(void)state;
	for (int round = 0; round < 300; round++) {
		struct region region = {0};
		struct rect to = noisy_rect(&noise, 40);
		for (int i = 0; i < 20; i++)
			region_add(&region, noisy_rect(&noise, 12));
		struct grid expected = grid_of(&region);
		for (int i = 0; i < SIDE * SIDE; i++)
			expected.is_set[i / SIDE][i % SIDE] &= rect_has_point(to, i % SIDE, i / SIDE);
		region_clip(&region, to);
		struct grid clipped = grid_of(&region);
		assert_memory_equal(&clipped, &expected, sizeof expected);
	}
}

static void a_region_knows_what_it_meets_and_its_bounds(void **state)
{
	struct region region = {0}, other = {0};
	(void)state;
	assert_true(region_is_empty(&region));
	assert_false(region_meets(&region, (struct rect){0, 0, 100, 100}));
	assert_true(rect_is_empty(region_bounds(&region)));
	region_add(&other, (struct rect){5, 5, 1, 1});
	region_add(&other, (struct rect){20, 30, 2, 3});
	region_add_all(&region, &other);
	assert_false(region_is_empty(&region));
	assert_true(region_meets(&region, (struct rect){21, 32, 9, 9}));
	assert_false(region_meets(&region, (struct rect){6, 6, 14, 24}));
	assert_int_equal(region_bounds(&region).width, 17);
	assert_int_equal(region_bounds(&region).height, 28);
	region_clear(&region);
	assert_true(region_is_empty(&region));
}

static void cutting_takes_the_hole_away_and_nothing_else(void **state)
{
	struct noise noise = noise_start(11);
	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct region region = {.count = 0};
		struct grid hole = {0};
		for (int j = 0; j < 3; j++) /* so few that nothing has to be merged */
			region_add(&region, noisy_rect(&noise, SIDE));
		struct grid before = grid_of(&region);
		struct rect cut = noisy_rect(&noise, SIDE);
		grid_add(&hole, cut);
		region_cut(&region, cut);
		struct grid after = grid_of(&region);
		for (int y = 0; y < SIDE; y++)
			for (int x = 0; x < SIDE; x++)
				assert_int_equal(after.is_set[y][x], before.is_set[y][x] && !hole.is_set[y][x]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_region_never_covers_less_than_was_added),
		cmocka_unit_test(until_it_is_full_a_region_covers_no_more_than_was_added),
		cmocka_unit_test(when_full_the_cheapest_pair_is_merged),
		cmocka_unit_test(what_fits_together_becomes_one),
		cmocka_unit_test(cutting_takes_the_hole_away_and_nothing_else),
		cmocka_unit_test(clipping_takes_away_what_is_outside_and_no_more),
		cmocka_unit_test(a_region_knows_what_it_meets_and_its_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

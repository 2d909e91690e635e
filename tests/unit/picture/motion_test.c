#include "support/unit.h"

#include "picture/motion.h"
#include "support/noise.h"
#include "unit/picture/screens.h"

#include <stdlib.h>

enum { WIDTH = 800, HEIGHT = 600 };

static struct image old, new, page;
static struct motion_finder *finder;
static struct motion motion;

static int start(void **state)
{
	(void)state;
	finder = motion_finder_create();
	if (finder == NULL || image_init(&old, WIDTH, HEIGHT) != RESULT_OK ||
	    image_init(&new, WIDTH, HEIGHT) != RESULT_OK)
		return 1;
	return image_init(&page, WIDTH, HEIGHT) != RESULT_OK;
}

static int finish(void **state)
{
	(void)state;
	motion_finder_destroy(finder);
	motion_finder_destroy(NULL);
	image_finish(&old);
	image_finish(&new);
	image_finish(&page);
	return 0;
}

/* The rectangle around all that differs. */
static struct rect changed(void)
{
	struct rect bounds = {0};
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++)
			if (image_row(&old, y)[x] != image_row(&new, y)[x])
				bounds = rect_around(bounds, (struct rect){x, y, 1, 1});
	return bounds;
}

static bool find(void)
{
	return motion_find(finder, &old, &new, changed(), &motion);
}

/* How many pixels are wrong after the copy. */
static int wrong_after(void)
{
	struct image copy;
	int wrong = 0;
	assert_int_equal(image_init(&copy, WIDTH, HEIGHT), RESULT_OK);
	image_copy(&copy, &old, image_rect(&old));
	image_copy_to(&copy, motion.from.x + motion.dx, motion.from.y + motion.dy, &copy, motion.from);
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++)
			wrong += image_row(&copy, y)[x] != image_row(&new, y)[x];
	image_finish(&copy);
	return wrong;
}

/* The part of the page moves; behind it comes more of the page. */
static void scroll(struct rect area, int dx, int dy)
{
	struct image tall;
	assert_int_equal(image_init(&tall, 3 * WIDTH, 3 * HEIGHT), RESULT_OK);
	for (int y = 0; y < 3 * HEIGHT; y += SCREENS_LINE)
		for (int x = 0; x < 3 * WIDTH; x += 700)
			screens_line(&tall, x, y, x + 690, (uint32_t)(y * 7 + x));
	screens_page(&old, 1, 0);
	image_copy(&new, &old, image_rect(&old));
	image_copy_to(&old, area.x, area.y, &tall, (struct rect){WIDTH, HEIGHT, area.width, area.height});
	image_copy_to(&new, area.x, area.y, &tall,
	              (struct rect){WIDTH - dx, HEIGHT - dy, area.width, area.height});
	image_finish(&tall);
}

static void scrolls_of_any_direction_and_distance_are_found(void **state)
{
	(void)state;
	static const int steps[][2] = {{0, -54}, {0, 54}, {0, -1},   {0, 3},     {0, -333},
	                               {-40, 0}, {7, 0},  {13, -29}, {-100, 250}};
	struct rect area = {60, 100, 640, 460};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		scroll(area, steps[i][0], steps[i][1]);
		assert_true(find());
		assert_int_equal(motion.dx, steps[i][0]);
		assert_int_equal(motion.dy, steps[i][1]);
		int uncovered = area.width * abs(steps[i][1]) + area.height * abs(steps[i][0]);
		assert_true(wrong_after() < uncovered);
	}
}

/* The finder looks at its last answer first: that must not make it miss another one. */
static void step_after_other_steps_is_found_as_if_it_were_the_first(void **state)
{
	(void)state;
	static const int steps[][2] = {{0, -54}, {0, -54}, {0, -20}, {0, -20}, {0, 54},
	                               {0, 54},  {-40, 0}, {-40, 0}, {13, -29}};
	struct rect area = {60, 100, 640, 460};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		scroll(area, steps[i][0], steps[i][1]);
		assert_true(find());
		struct motion here = motion;
		struct motion_finder *used = finder;
		finder = motion_finder_create();
		assert_non_null(finder);
		assert_true(find());
		motion_finder_destroy(finder);
		finder = used;
		assert_int_equal(here.dx, steps[i][0]);
		assert_int_equal(here.dy, steps[i][1]);
		assert_true(rect_contains(here.from, motion.from) && rect_contains(motion.from, here.from));
	}
}

/* Words come twice on a page that does not move at all: they must not outvote a small window that does. */
static void moved_window_is_found_on_a_page_of_the_same_words(void **state)
{
	(void)state;
	struct rect window = {100, 90, 200, 120};
	screens_page(&page, 9, 0);
	for (int i = 0; i < 10; i++) {
		image_fill(&old, image_rect(&old), 0xffffff);
		for (int y = 0; y + SCREENS_LINE < HEIGHT; y += SCREENS_LINE) {
			screens_line(&old, 4, y, 260, (uint32_t)y);
			screens_line(&old, 4 + 273, y, 260 + 273, (uint32_t)y);
		}
		image_copy(&new, &old, image_rect(&old));
		image_copy_to(&old, 540 + i, 200, &page, window);
		image_copy_to(&new, 557 + i, 211, &page, window);
		image_row(&new, 2)[2] = 0; /* something at the far ends changes too, and all between is looked into */
		image_row(&new, HEIGHT - 2)[WIDTH - 2] = 0;
		assert_true(find());
		assert_int_equal(motion.dx, 17);
		assert_int_equal(motion.dy, 11);
	}
}

static void moved_window_is_found(void **state)
{
	(void)state;
	struct rect window = {100, 90, 300, 250};
	screens_page(&page, 9, 0);
	for (int i = 0; i < 20; i++) {
		screens_page(&old, 2, 0);
		screens_page(&new, 2, 0);
		image_copy_to(&old, 100 + i, 150, &page, window);
		image_copy_to(&new, 117 + 3 * i, 161 - i, &page, window);
		assert_true(find());
		assert_int_equal(motion.dx, 17 + 2 * i);
		assert_int_equal(motion.dy, 11 - i);
		assert_true(motion.from.width >= 280 && motion.from.height >= 240);
	}
}

static void caret_in_a_scrolling_text_does_not_hide_it(void **state)
{
	(void)state;
	scroll((struct rect){60, 100, 640, 460}, 0, -40);
	image_fill(&new, (struct rect){300, 300, 2, 16}, 0);
	image_fill(&old, (struct rect){500, 250, 2, 16}, 0);
	assert_true(find());
	assert_int_equal(motion.dy, -40);
}

static void another_page_is_no_motion(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < 20; seed++) {
		screens_page(&old, seed, 0);
		screens_page(&new, seed + 100, 0);
		assert_false(find());
	}
}

static void noise_plain_areas_and_small_changes_are_no_motion(void **state)
{
	(void)state;
	screens_noise(&new, image_rect(&new), 1);
	assert_false(find());
	screens_noise(&old, image_rect(&old), 2);
	assert_false(find());
	image_fill(&old, image_rect(&old), 0x111111);
	image_fill(&new, image_rect(&new), 0x222222);
	assert_false(find());
	image_copy(&new, &old, image_rect(&old));
	assert_false(find());
	screens_letter(&new, 100, 100, 5, 0xffffff, 0);
	assert_false(find());
}

/* A gain in one place is not bought with what was right in another. */
static void what_stands_still_is_not_spoiled(void **state)
{
	(void)state;
	struct noise noise = noise_start(4);
	for (int i = 0; i < 60; i++) {
		struct rect area = {(int)noise_below(&noise, 300), (int)noise_below(&noise, 200),
		                    200 + (int)noise_below(&noise, 300), 150 + (int)noise_below(&noise, 200)};
		scroll(area, (int)noise_below(&noise, 41) - 20, (int)noise_below(&noise, 121) - 60);
		screens_letter(&new, 5, 5, 3, 0xffffff, 0); /* and something far away changes too */
		int wrong_before = 0;
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++)
				wrong_before += image_row(&old, y)[x] != image_row(&new, y)[x];
		if (find())
			assert_true(wrong_after() < wrong_before);
	}
}

static void few_words_that_come_again_elsewhere_are_no_motion(void **state)
{
	(void)state;
	screens_page(&old, 1, 0);
	screens_page(&new, 2, 0);
	for (int i = 0; i < 16; i++) {
		int x = 110 + i % 4 * 130, y = 120 + i / 4 * 100;
		image_copy_to(&new, x + 20, y + 30, &old, (struct rect){x, y, 64, 40});
	}
	assert_false(find());
}

static void places_are_always_inside(void **state)
{
	(void)state;
	struct noise noise = noise_start(8);
	struct rect screen = image_rect(&old);
	for (int i = 0; i < 60; i++) {
		screens_page(&old, noise_u32(&noise), 0);
		image_copy(&new, &old, screen);
		struct rect rect = {(int)noise_below(&noise, WIDTH), (int)noise_below(&noise, HEIGHT), 300, 300};
		image_copy_to(&new, (int)noise_below(&noise, WIDTH) - 100, (int)noise_below(&noise, HEIGHT) - 100,
		              &old, rect);
		if (!find())
			continue;
		struct rect to = {motion.from.x + motion.dx, motion.from.y + motion.dy, motion.from.width,
		                  motion.from.height};
		assert_false(rect_is_empty(to));
		assert_true(rect_contains(screen, motion.from));
		assert_true(rect_contains(screen, to));
		assert_true(rect_contains(changed(), to));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, start, finish)
		CLAIM(scrolls_of_any_direction_and_distance_are_found),
		CLAIM(moved_window_is_found),
		CLAIM(step_after_other_steps_is_found_as_if_it_were_the_first),
		CLAIM(moved_window_is_found_on_a_page_of_the_same_words),
		CLAIM(caret_in_a_scrolling_text_does_not_hide_it),
		CLAIM(another_page_is_no_motion),
		CLAIM(noise_plain_areas_and_small_changes_are_no_motion),
		CLAIM(what_stands_still_is_not_spoiled),
		CLAIM(few_words_that_come_again_elsewhere_are_no_motion),
		CLAIM(places_are_always_inside),
#undef CLAIM
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

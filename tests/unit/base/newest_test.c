#include "support/unit.h"

#include "base/newest.h"
#include "base/thread.h"
#include "base/wake.h"
#include "support/noise.h"

struct seen {
	int calls;
	uint64_t mark;
	struct image copy; /* kept up to date from the changes alone */
	struct region changed;
};

static void see(void *context, const struct image *image, const struct region *changed, uint64_t mark)
{
	struct seen *seen = context;
	if (seen->copy.width_px != image->width_px || seen->copy.height_px != image->height_px) {
		image_finish(&seen->copy);
		assert_int_equal(image_init(&seen->copy, image->width_px, image->height_px), RESULT_OK);
	}
	for (size_t i = 0; i < changed->count; i++)
		image_copy(&seen->copy, image, changed->rects[i]);
	seen->calls++;
	seen->mark = mark;
	seen->changed = *changed;
}

static struct region region_of(struct rect rect)
{
	struct region region = {0};
	region_add(&region, rect);
	return region;
}

static void an_empty_box_shows_nothing(void **state)
{
	struct newest *newest = newest_create(NULL, NULL);
	struct seen seen = {0};
	(void)state;
	assert_false(newest_look(newest, see, &seen));
	assert_int_equal(seen.calls, 0);
	newest_destroy(newest);
	newest_destroy(NULL);
}

static void the_first_picture_is_seen_whole_and_once(void **state)
{
	struct newest *newest = newest_create(NULL, NULL);
	struct seen seen = {0};
	struct image image;
	struct region nothing = {0};
	(void)state;
	image_init(&image, 10, 8);
	image_fill(&image, image_rect(&image), 0x112233);
	assert_int_equal(newest_publish(newest, &image, &nothing, 5), RESULT_OK);
	assert_true(newest_look(newest, see, &seen));
	assert_int_equal(seen.mark, 5);
	assert_true(image_is_equal(&seen.copy, &image, image_rect(&image)));
	assert_false(newest_look(newest, see, &seen));
	assert_int_equal(seen.calls, 1);
	image_finish(&image);
	image_finish(&seen.copy);
	newest_destroy(newest);
}

static void changes_gather_until_they_are_seen(void **state)
{
	struct newest *newest = newest_create(NULL, NULL);
	struct seen seen = {0};
	struct image image;
	struct region a = region_of((struct rect){0, 0, 2, 2}), b = region_of((struct rect){5, 5, 2, 9});
	(void)state;
	image_init(&image, 10, 8);
	newest_publish(newest, &image, &a, 1);
	newest_look(newest, see, &seen);
	image_fill(&image, image_rect(&image), 0xaabbcc);
	newest_publish(newest, &image, &a, 2);
	newest_publish(newest, &image, &b, 3);
	assert_true(newest_look(newest, see, &seen));
	assert_int_equal(seen.mark, 3);
	assert_int_equal(seen.changed.count, 2);
	assert_int_equal(region_bounds(&seen.changed).height, 8); /* clipped to the picture */
	assert_int_equal(image_row(&seen.copy, 1)[1], 0xaabbcc);
	assert_int_equal(image_row(&seen.copy, 4)[4], 0); /* not named as changed, so not copied */
	image_finish(&image);
	image_finish(&seen.copy);
	newest_destroy(newest);
}

static void a_new_size_is_a_change_of_everything(void **state)
{
	struct newest *newest = newest_create(NULL, NULL);
	struct seen seen = {0};
	struct image small, large;
	struct region corner = region_of((struct rect){0, 0, 1, 1});
	(void)state;
	image_init(&small, 4, 4);
	image_init(&large, 9, 4);
	image_fill(&large, image_rect(&large), 7);
	newest_publish(newest, &small, &corner, 1);
	newest_publish(newest, &large, &corner, 2);
	assert_true(newest_look(newest, see, &seen));
	assert_true(image_is_equal(&seen.copy, &large, image_rect(&large)));
	image_finish(&small);
	image_finish(&large);
	image_finish(&seen.copy);
	newest_destroy(newest);
}

static void a_picture_that_does_not_fit_leaves_the_box_as_it_was(void **state)
{
	struct newest *newest = newest_create(NULL, NULL);
	struct seen seen = {0};
	struct image image, huge = {NULL, IMAGE_SIDE_MAX_PX + 1, 1, IMAGE_SIDE_MAX_PX + 1};
	struct region corner = region_of((struct rect){0, 0, 1, 1});
	(void)state;
	image_init(&image, 4, 4);
	newest_publish(newest, &image, &corner, 1);
	assert_int_equal(newest_publish(newest, &huge, &corner, 2), RESULT_TOO_LARGE);
	assert_true(newest_look(newest, see, &seen));
	assert_int_equal(seen.mark, 1);
	assert_int_equal(seen.copy.width_px, 4);
	image_finish(&image);
	image_finish(&seen.copy);
	newest_destroy(newest);
}

static void what_was_seen_can_be_seen_again(void **state)
{
	struct newest *newest = newest_create(NULL, NULL);
	struct seen seen = {0};
	struct image image;
	struct region all = {0};
	(void)state;
	assert_false(newest_look_again(newest, see, &seen)); /* nothing was ever published */
	image_init(&image, 4, 4);
	newest_publish(newest, &image, &all, 1);
	assert_true(newest_look_again(newest, see, &seen)); /* as the first look */
	assert_int_equal(seen.changed.count, 1);
	assert_false(newest_look(newest, see, &seen));
	assert_true(newest_look_again(newest, see, &seen));
	assert_int_equal(seen.calls, 2);
	assert_int_equal(seen.mark, 1);
	assert_true(region_is_empty(&seen.changed));
	image_finish(&image);
	image_finish(&seen.copy);
	newest_destroy(newest);
}

enum { ROUNDS = 1000, SIDE = 48 };

struct writing {
	struct newest *newest;
	struct image image;
};

static void write_all(void *context)
{
	struct writing *writing = context;
	struct noise noise = noise_start(21);
	for (uint64_t mark = 1; mark <= ROUNDS; mark++) {
		struct rect rect = {(int)noise_below(&noise, SIDE), (int)noise_below(&noise, SIDE),
		                    1 + (int)noise_below(&noise, 20), 1 + (int)noise_below(&noise, 20)};
		struct region changed = region_of(rect);
		image_fill(&writing->image, rect, noise_u32(&noise));
		newest_publish(writing->newest, &writing->image, &changed, mark);
	}
}

static void wake_reader(void *context)
{
	wake_signal(context);
}

static void the_reader_ends_with_the_writers_picture(void **state)
{
	struct wake *wake = wake_create();
	struct writing writing = {.newest = newest_create(wake_reader, wake)};
	struct seen seen = {0};
	struct thread *writer;
	uint64_t last = 0;
	(void)state;
	image_init(&writing.image, SIDE, SIDE);
	assert_int_equal(thread_start(&writer, THREAD_MEDIA, write_all, &writing), RESULT_OK);
	while (last < ROUNDS) {
		assert_int_equal(wake_wait(wake, NULL, 0, -1), RESULT_OK);
		if (!newest_look(writing.newest, see, &seen))
			continue;
		assert_true(seen.mark > last);
		last = seen.mark;
	}
	thread_join(writer);
	assert_false(newest_look(writing.newest, see, &seen));
	assert_true(image_is_equal(&seen.copy, &writing.image, image_rect(&writing.image)));
	image_finish(&writing.image);
	image_finish(&seen.copy);
	newest_destroy(writing.newest);
	wake_destroy(wake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_box_shows_nothing),
		cmocka_unit_test(the_first_picture_is_seen_whole_and_once),
		cmocka_unit_test(changes_gather_until_they_are_seen),
		cmocka_unit_test(a_new_size_is_a_change_of_everything),
		cmocka_unit_test(a_picture_that_does_not_fit_leaves_the_box_as_it_was),
		cmocka_unit_test(what_was_seen_can_be_seen_again),
		cmocka_unit_test(the_reader_ends_with_the_writers_picture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

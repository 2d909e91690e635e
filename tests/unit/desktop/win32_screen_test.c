/*
 * When the screen is read as Windows records it, when by comparing, and how it gets from one to the other:
 * against a record of the test's own in the place of duplicate.c, and a clock that stands still. The
 * comparing is real.
 */
#include "support/unit.h"

#include "base/clock.h"
#include "desktop/win32/duplicate.h"
#include "desktop/win32/screen.h"

#include <string.h>

enum { SECOND_US = 1000000, WIDE = 64, HIGH = 32, MONITORS = 2 };

struct duplicate {
	int number;
};

static struct {
	int64_t now_us;
	enum result opens;           /* what opening says */
	enum result polls[MONITORS]; /* what each monitor's poll says */
	struct rect damage;          /* what the first monitor's next poll tells of */
	int tries, closes;
} fake;
static struct duplicate outputs[MONITORS];
static struct screen screen;

int64_t clock_now_us(void)
{
	return fake.now_us;
}

int64_t clock_now_ms(void)
{
	return fake.now_us / 1000;
}

int64_t clock_slept_ms(void)
{
	return 0;
}

int64_t clock_wall_s(void)
{
	return 0;
}

void clock_sleep_ms(int ms)
{
	fake.now_us += (int64_t)ms * 1000;
}

enum result duplicate_open_all(struct rect around, struct duplicate **out, size_t room, size_t *count)
{
	(void)around;
	assert_true(room >= MONITORS);
	fake.tries++;
	*count = fake.opens == RESULT_OK ? MONITORS : 0;
	for (size_t i = 0; i < *count; i++)
		*(out[i] = &outputs[i]) = (struct duplicate){(int)i};
	return fake.opens;
}

void duplicate_close(struct duplicate *duplicate)
{
	assert_non_null(duplicate);
	fake.closes++;
}

enum result duplicate_poll(struct duplicate *duplicate, struct image *now, struct region *damage)
{
	(void)now;
	if (duplicate->number == 0) {
		region_add(damage, fake.damage);
		fake.damage = (struct rect){0};
	}
	return fake.polls[duplicate->number];
}

static int set_up(void **state)
{
	(void)state;
	memset(&fake, 0, sizeof fake);
	fake.now_us = 100 * (int64_t)SECOND_US;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	screen_close(&screen);
	return 0;
}

static void begin(enum result opens)
{
	fake.opens = opens;
	assert_int_equal(screen_open(&screen, (struct rect){0, 0, WIDE, HIGH}), RESULT_OK);
}

/* True: it has told of a change. */
static bool poll(void)
{
	struct region damage = {.count = 0};
	int again_ms = -1;
	assert_int_equal(screen_poll(&screen, &damage, &again_ms), RESULT_OK);
	assert_true(again_ms > 0);
	return !region_is_empty(&damage);
}

/* How often it is tried in so many seconds, polled each 10 ms. */
static int tries_in(int seconds)
{
	int before = fake.tries;
	for (int i = 0; i < seconds * 100; i++) {
		fake.now_us += SECOND_US / 100;
		poll();
	}
	return fake.tries - before;
}

static void what_failed_once_is_tried_again_though_it_never_worked(void **state)
{
	(void)state;
	begin(RESULT_LOST);
	assert_int_equal(screen.output_count, 0);
	assert_true(poll()); /* read all the same */
	fake.opens = RESULT_OK;
	assert_int_equal(tries_in(1), 0);
	assert_int_equal(tries_in(2), 1);
	assert_int_equal(screen.output_count, MONITORS);
}

static void what_fails_for_long_is_tried_ever_more_seldom_and_never_given_up(void **state)
{
	(void)state;
	begin(RESULT_LOST);
	assert_int_equal(tries_in(15), 3); /* after 2, 4 and 8 */
	assert_in_range(tries_in(160), 9, 11);
	assert_in_range(tries_in(160), 9, 11);
}

static void what_this_computer_can_not_is_tried_once(void **state)
{
	(void)state;
	begin(RESULT_UNSUPPORTED);
	assert_int_equal(tries_in(60), 0);
	assert_int_equal(fake.tries, 1);
}

static void a_record_that_ends_closes_all_of_them_and_is_read_until_it_is_back(void **state)
{
	(void)state;
	begin(RESULT_OK);
	assert_false(poll());
	fake.now_us += SECOND_US;
	fake.polls[1] = RESULT_LOST;
	fake.opens = RESULT_LOST;
	assert_true(poll()); /* all of it, as nobody knows what has changed */
	assert_int_equal(screen.output_count, 0);
	assert_int_equal(fake.closes, MONITORS);
	fake.opens = fake.polls[1] = RESULT_OK;
	assert_int_equal(tries_in(2), 1);
	assert_int_equal(screen.output_count, MONITORS);
}

static void a_record_that_always_ends_at_once_is_not_opened_all_the_time(void **state)
{
	(void)state;
	begin(RESULT_OK);
	fake.polls[0] = RESULT_LOST;
	assert_in_range(tries_in(20), 8, 10);
}

static void until_the_first_picture_comes_the_screen_is_read(void **state)
{
	(void)state;
	begin(RESULT_OK);
	fake.polls[1] = RESULT_WOULD_BLOCK;
	assert_true(poll());
	assert_true(screen.is_whole);
	assert_int_equal(screen.output_count, MONITORS);
	fake.polls[1] = RESULT_OK;
	fake.now_us += SECOND_US;
	assert_false(poll());
}

static void while_nothing_changes_it_is_due_ten_times_a_second(void **state)
{
	int due = 0;
	(void)state;
	begin(RESULT_OK);
	poll();
	for (int i = 0; i < 500; i++) {
		fake.now_us += SECOND_US / 250;
		due += screen_is_due(&screen);
		poll();
	}
	assert_in_range(due, 19, 21);
}

static void a_change_makes_it_due_at_once(void **state)
{
	(void)state;
	begin(RESULT_OK);
	poll();
	assert_true(screen_is_due(&screen));
	assert_false(screen_is_due(&screen));
	fake.damage = (struct rect){1, 2, 3, 4};
	assert_true(poll());
	assert_true(screen.has_news);
	assert_true(screen_is_due(&screen));
	assert_false(poll());
	assert_false(screen.has_news);
	assert_false(screen_is_due(&screen));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_failed_once_is_tried_again_though_it_never_worked, set_up,
	                                    tear_down),
		cmocka_unit_test_setup_teardown(what_fails_for_long_is_tried_ever_more_seldom_and_never_given_up,
	                                    set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_this_computer_can_not_is_tried_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_record_that_ends_closes_all_of_them_and_is_read_until_it_is_back,
	                                    set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_record_that_always_ends_at_once_is_not_opened_all_the_time, set_up,
	                                    tear_down),
		cmocka_unit_test_setup_teardown(until_the_first_picture_comes_the_screen_is_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(while_nothing_changes_it_is_due_ten_times_a_second, set_up,
	                                    tear_down),
		cmocka_unit_test_setup_teardown(a_change_makes_it_due_at_once, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/unit.h"

#include "carrier/tunnel_up.h"

#include <string.h>

static uint8_t memory[TUNNEL_WINDOW_BYTES], bytes[TUNNEL_WINDOW_BYTES];
static struct tunnel_up up;
static size_t i;

static int set_up(void **state)
{
	(void)state;
	for (size_t at = 0; at < sizeof bytes; at++)
		bytes[at] = (uint8_t)(at * 7 + (at >> 8));
	tunnel_up_init(&up, memory, sizeof memory);
	return 0;
}

static void add(size_t size)
{
	static size_t place;
	if (up.ring.end == 0)
		place = 0;
	assert_int_equal(tunnel_up_add(&up, (struct bytes){bytes + place % 1000, size}), size);
	place += size;
}

/* The next POST at that time has this place and size. */
static void posts(int64_t now_ms, uint64_t place, uint32_t size)
{
	assert_true(tunnel_up_next(&up, false, now_ms, &i));
	assert_int_equal(up.posts[i].place, place);
	assert_int_equal(up.posts[i].size, size);
}

static void waits(int64_t now_ms)
{
	assert_false(tunnel_up_next(&up, false, now_ms, &i));
}

static void the_first_bytes_go_at_once(void **state)
{
	uint8_t body[100];
	(void)state;
	waits(0);
	assert_int_equal(tunnel_up_timeout_ms(&up, 0), -1);
	add(100);
	posts(0, 0, 100);
	tunnel_up_body(&up, i, body);
	assert_memory_equal(body, bytes, 100);
	waits(0);
}

static void a_little_more_waits_for_the_answer_where_a_connection_would_have_to_be_made(void **state)
{
	(void)state;
	add(100);
	posts(0, 0, 100);
	size_t first = i;
	add(10);
	add(20);
	waits(5);
	tunnel_up_answered(&up, first, 20);
	posts(20, 100, 30); /* together */
}

static void much_more_is_worth_another_connection(void **state)
{
	(void)state;
	add(100);
	posts(0, 0, 100);
	add(TUNNEL_POST_WORTH_BYTES);
	posts(1, 100, TUNNEL_POST_WORTH_BYTES);
}

static void connections_that_are_there_are_used_for_little_too(void **state)
{
	(void)state;
	add(100);
	posts(0, 0, 100);
	size_t first = i;
	add(TUNNEL_POST_WORTH_BYTES);
	posts(0, 100, TUNNEL_POST_WORTH_BYTES);
	size_t second = i;
	tunnel_up_answered(&up, first, 20);
	tunnel_up_answered(&up, second, 20);
	add(1);
	posts(30, 100 + TUNNEL_POST_WORTH_BYTES, 1);
	add(1);
	posts(31, 101 + TUNNEL_POST_WORTH_BYTES, 1);
	size_t last = i;
	add(1);
	posts(32, 102 + TUNNEL_POST_WORTH_BYTES, 0); /* a third has to be made, for the next time */
	waits(33);
	tunnel_up_answered(&up, last == first ? second : first, 40);
	waits(40 + TUNNEL_POST_WARM_MS + 1); /* and by then even that one */
}

/* The line is known to take so long. */
static void takes(int64_t round_trip_ms)
{
	for (int n = 0; n < 40; n++) {
		add(1);
		assert_true(tunnel_up_next(&up, false, 0, &i));
		tunnel_up_answered(&up, i, round_trip_ms);
	}
}

static void what_waits_has_a_connection_made_for_the_next_time(void **state)
{
	(void)state;
	takes(20);
	uint64_t place = up.next;
	add(10);
	posts(100, place, 10);
	size_t first = i;
	add(10);
	posts(101, place + 10, 0); /* which carries nothing that anything else would have to wait for */
	size_t second = i;
	assert_int_not_equal(first, second);
	waits(102);
	tunnel_up_answered(&up, first, 120);
	posts(120, place + 10, 10);
	tunnel_up_answered(&up, second, 160);
	add(10);
	posts(161, place + 20, 10); /* beside it, at once */
}

static void on_a_slow_line_none_is_made(void **state)
{
	(void)state;
	takes(TUNNEL_POST_QUICK_MS + 50);
	add(10);
	posts(100, up.next, 10);
	add(10);
	waits(101);
}

static void four_are_under_way_at_most(void **state)
{
	(void)state;
	add(TUNNEL_POST_BYTES_FIRST * 6);
	for (uint64_t n = 0; n < TUNNEL_POSTS; n++)
		posts(0, n * TUNNEL_POST_BYTES_FIRST, TUNNEL_POST_BYTES_FIRST);
	waits(0);
}

static void nothing_goes_further_than_the_window_beyond_what_is_not_answered(void **state)
{
	(void)state;
	assert_int_equal(tunnel_up_add(&up, (struct bytes){bytes, sizeof bytes}), sizeof bytes);
	up.body_bytes = TUNNEL_BODY_BYTES_MAX;
	posts(0, 0, TUNNEL_BODY_BYTES_MAX);
	size_t first = i;
	for (int n = 0; n < 2; n++) {
		assert_true(tunnel_up_next(&up, false, 0, &i));
		tunnel_up_answered(&up, i, 100);
	}
	assert_int_equal(up.next, TUNNEL_WINDOW_BYTES);
	assert_int_equal(tunnel_up_add(&up, (struct bytes){bytes, 1}), 0); /* kept until the first is answered */
	waits(100);
	tunnel_up_answered(&up, first, 100);
	assert_int_equal(tunnel_up_waiting_bytes(&up), 0);
	assert_int_equal(tunnel_up_add(&up, (struct bytes){bytes, sizeof bytes}), sizeof bytes);
	assert_true(tunnel_up_next(&up, false, 100, &i));
}

static void a_failed_one_goes_again_as_it_was(void **state)
{
	static const int pauses_ms[] = {0, 250, 500, 1000, 1000, 1000};
	int64_t now_ms = 0;
	(void)state;
	add(100);
	posts(now_ms, 0, 100);
	for (size_t n = 0; n < sizeof pauses_ms / sizeof *pauses_ms; n++) {
		add(50);
		tunnel_up_failed(&up, i, now_ms);
		if (pauses_ms[n] > 0) {
			waits(now_ms + pauses_ms[n] - 1);
			assert_int_equal(tunnel_up_timeout_ms(&up, now_ms), pauses_ms[n]);
		}
		now_ms += pauses_ms[n];
		posts(now_ms, 0, 100);
	}
	tunnel_up_answered(&up, i, now_ms);
	posts(now_ms, 100, 300);
}

static void one_without_an_answer_is_late_and_later_each_time(void **state)
{
	static const int patience_ms[] = {4000, 8000, 16000, 16000};
	int64_t now_ms = 0;
	(void)state;
	add(100);
	posts(now_ms, 0, 100);
	for (size_t n = 0; n < sizeof patience_ms / sizeof *patience_ms; n++) {
		assert_false(tunnel_up_late(&up, now_ms + patience_ms[n] - 1, &i));
		assert_int_equal(tunnel_up_timeout_ms(&up, now_ms), patience_ms[n]);
		now_ms += patience_ms[n];
		assert_true(tunnel_up_late(&up, now_ms, &i));
		tunnel_up_failed(&up, i, now_ms);
		assert_false(tunnel_up_late(&up, now_ms, &i));
		now_ms += 1000;
		posts(now_ms, 0, 100);
	}
}

static void a_quick_line_gets_large_ones_and_a_slow_line_small_ones(void **state)
{
	(void)state;
	for (uint32_t size = TUNNEL_POST_BYTES_FIRST; size < TUNNEL_BODY_BYTES_MAX; size *= 2) {
		add(size);
		assert_true(tunnel_up_next(&up, false, 0, &i));
		tunnel_up_answered(&up, i, TUNNEL_POST_QUICK_MS - 1);
	}
	assert_int_equal(up.body_bytes, TUNNEL_BODY_BYTES_MAX);
	add(10); /* a small one says nothing about that */
	assert_true(tunnel_up_next(&up, false, 0, &i));
	tunnel_up_answered(&up, i, 1);
	assert_int_equal(up.body_bytes, TUNNEL_BODY_BYTES_MAX);
	for (int n = 0; n < 10; n++) {
		add(10);
		assert_true(tunnel_up_next(&up, false, 0, &i));
		tunnel_up_answered(&up, i, TUNNEL_POST_SLOW_MS + 1);
	}
	assert_int_equal(up.body_bytes, TUNNEL_POST_BYTES_MIN);
}

static void an_empty_one_tells_what_was_read_if_nothing_else_does(void **state)
{
	(void)state;
	assert_true(tunnel_up_next(&up, true, 0, &i));
	assert_int_equal(up.posts[i].size, 0);
	assert_false(tunnel_up_next(&up, true, 0, &i));
	tunnel_up_answered(&up, i, 1);
	waits(1);
}

static void the_last_one_says_so_once(void **state)
{
	(void)state;
	add(TUNNEL_POST_BYTES_FIRST + 10);
	tunnel_up_end(&up);
	assert_int_equal(tunnel_up_add(&up, (struct bytes){bytes, 1}), 0);
	posts(0, 0, TUNNEL_POST_BYTES_FIRST);
	assert_false(up.posts[i].is_last);
	size_t first = i;
	posts(0, TUNNEL_POST_BYTES_FIRST, 10); /* the last: it does not wait for anything */
	assert_true(up.posts[i].is_last);
	tunnel_up_failed(&up, i, 0);
	posts(0, TUNNEL_POST_BYTES_FIRST, 10);
	assert_true(up.posts[i].is_last);
	tunnel_up_answered(&up, i, 5);
	tunnel_up_answered(&up, first, 5);
	waits(5);
}

static void an_end_without_bytes_is_said_too(void **state)
{
	(void)state;
	tunnel_up_end(&up);
	posts(0, 0, 0);
	assert_true(up.posts[i].is_last);
	waits(0);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_bytes_go_at_once),
		TEST(a_little_more_waits_for_the_answer_where_a_connection_would_have_to_be_made),
		TEST(much_more_is_worth_another_connection),
		TEST(connections_that_are_there_are_used_for_little_too),
		TEST(what_waits_has_a_connection_made_for_the_next_time),
		TEST(on_a_slow_line_none_is_made),
		TEST(four_are_under_way_at_most),
		TEST(nothing_goes_further_than_the_window_beyond_what_is_not_answered),
		TEST(a_failed_one_goes_again_as_it_was),
		TEST(one_without_an_answer_is_late_and_later_each_time),
		TEST(a_quick_line_gets_large_ones_and_a_slow_line_small_ones),
		TEST(an_empty_one_tells_what_was_read_if_nothing_else_does),
		TEST(the_last_one_says_so_once),
		TEST(an_end_without_bytes_is_said_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

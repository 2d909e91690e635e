#include "support/unit.h"

#include "carrier/tunnel_down.h"

#include <string.h>

enum { ROUND_TRIP_MS = 100, MARKER_MS = TUNNEL_MARKER_MS + 2 * ROUND_TRIP_MS };

static uint8_t memory[TUNNEL_WINDOW_BYTES];
static struct tunnel_down down;
static uint32_t number;
static size_t i;

static int set_up(void **state)
{
	(void)state;
	number = 0;
	tunnel_down_init(&down, memory, ROUND_TRIP_MS);
	return 0;
}

/* Something is asked for now. */
static size_t asks(int64_t now_ms, enum tunnel_verb verb, bool is_again)
{
	assert_true(tunnel_down_next(&down, ++number, now_ms, &i));
	assert_int_equal(down.gets[i].verb, verb);
	assert_int_equal(down.gets[i].is_again, is_again);
	return i;
}

static void waits(int64_t now_ms)
{
	size_t index;
	assert_false(tunnel_down_late(&down, now_ms, &index));
	assert_false(tunnel_down_next(&down, number + 1, now_ms, &index));
}

static enum result hear(size_t index, struct tunnel_block block, int64_t now_ms)
{
	return tunnel_down_heard(&down, index, &block, now_ms);
}

static void starts(size_t index, uint64_t place, int64_t now_ms)
{
	struct tunnel_block block = {.kind = TUNNEL_BLOCK_START, .start = {down.gets[index].number, place, 0}};
	assert_int_equal(hear(index, block, now_ms), RESULT_OK);
}

static void brings(size_t index, const char *text, int64_t now_ms)
{
	struct tunnel_block block = {.kind = TUNNEL_BLOCK_DATA, .data = bytes_of_text(text)};
	assert_int_equal(hear(index, block, now_ms), RESULT_OK);
}

static void ends(size_t index, enum tunnel_block_kind kind, int64_t now_ms)
{
	struct tunnel_block block = {.kind = kind, .place = down.gets[index].place};
	assert_int_equal(hear(index, block, now_ms), RESULT_OK);
	tunnel_down_over(&down, index, now_ms);
}

static void reads(const char *text)
{
	uint8_t got[100];
	size_t size = tunnel_down_take(&down, got, sizeof got);
	assert_int_equal(size, strlen(text));
	assert_memory_equal(got, text, size);
}

static void one_stream_is_asked_for_and_read(void **state)
{
	(void)state;
	size_t stream = asks(0, TUNNEL_STREAM, false);
	waits(10);
	starts(stream, 0, 100);
	brings(stream, "ab", 100);
	brings(stream, "cd", 200);
	reads("abcd");
	assert_int_equal(tunnel_down_tell(&down), 4);
	waits(300);
}

static void a_stream_that_does_not_begin_in_time_becomes_polls(void **state)
{
	(void)state;
	size_t stream = asks(0, TUNNEL_STREAM, false), late;
	assert_int_equal(tunnel_down_timeout_ms(&down, 0), MARKER_MS);
	waits(MARKER_MS - 1);
	assert_true(tunnel_down_late(&down, MARKER_MS, &late));
	assert_int_equal(late, stream);
	asks(MARKER_MS, TUNNEL_POLL, true);
	asks(MARKER_MS, TUNNEL_POLL, false);
	waits(MARKER_MS);
}

static void answers_to_polls_are_put_in_order(void **state)
{
	(void)state;
	down.is_polling = true;
	size_t first = asks(0, TUNNEL_POLL, false), second = asks(0, TUNNEL_POLL, false);
	starts(second, 3, 50);
	brings(second, "def", 50);
	ends(second, TUNNEL_BLOCK_LAST, 50);
	reads("");
	size_t third = asks(50, TUNNEL_POLL, false);
	starts(first, 0, 60);
	brings(first, "abc", 60);
	ends(first, TUNNEL_BLOCK_LAST, 60);
	reads("abcdef");
	assert_int_not_equal(third, first);
}

static void a_cut_answer_is_asked_for_again(void **state)
{
	(void)state;
	size_t stream = asks(0, TUNNEL_STREAM, false);
	starts(stream, 0, 10);
	brings(stream, "abc", 10);
	tunnel_down_over(&down, stream, 2000);
	stream = asks(2000, TUNNEL_STREAM, true);
	starts(stream, 1, 2010); /* what was read is not sent again, the rest may be */
	brings(stream, "bcde", 2010);
	reads("abcde");
}

static void failures_in_a_row_are_asked_less_and_less_often(void **state)
{
	static const int pauses_ms[] = {0, 250, 500, 1000, 1000};
	int64_t now_ms = 0;
	(void)state;
	down.is_polling = true;
	for (size_t n = 0; n < sizeof pauses_ms / sizeof *pauses_ms; n++) {
		size_t poll = asks(now_ms, TUNNEL_POLL, n > 0), other;
		if (!tunnel_down_next(&down, ++number, now_ms, &other))
			other = TUNNEL_GETS;
		tunnel_down_over(&down, poll, now_ms);
		if (pauses_ms[n] > 0)
			assert_false(tunnel_down_next(&down, number, now_ms + pauses_ms[n] - 1, &i));
		now_ms += pauses_ms[n];
		if (other < TUNNEL_GETS)
			down.gets[other].verb = TUNNEL_NONE;
	}
}

static void streams_that_fail_twice_before_they_begin_become_polls(void **state)
{
	(void)state;
	size_t stream = asks(0, TUNNEL_STREAM, false);
	tunnel_down_over(&down, stream, 10);
	stream = asks(10, TUNNEL_STREAM, true);
	tunnel_down_over(&down, stream, 20);
	asks(1000, TUNNEL_POLL, true);
}

static void a_stream_has_its_successor_before_it_ends(void **state)
{
	(void)state;
	size_t old = asks(0, TUNNEL_STREAM, false);
	starts(old, 0, 10);
	brings(old, "abc", 10);
	struct tunnel_block idle = {.kind = TUNNEL_BLOCK_IDLE};
	for (int64_t now_ms = 30000; now_ms < TUNNEL_SUCCESSOR_MS; now_ms += 30000)
		assert_int_equal(hear(old, idle, now_ms), RESULT_OK);
	waits(TUNNEL_SUCCESSOR_MS - 1);
	size_t new = asks(TUNNEL_SUCCESSOR_MS, TUNNEL_STREAM, false);
	assert_int_not_equal(new, old);
	starts(new, 5, TUNNEL_SUCCESSOR_MS + 100);
	brings(new, "fg", TUNNEL_SUCCESSOR_MS + 100);
	brings(old, "de", TUNNEL_SUCCESSOR_MS + 200);
	ends(old, TUNNEL_BLOCK_LAST, TUNNEL_SUCCESSOR_MS + 200);
	reads("abcdefg");
	waits(TUNNEL_SUCCESSOR_MS + 300);
}

static void an_old_stream_that_does_not_end_is_given_up(void **state)
{
	(void)state;
	size_t old = asks(0, TUNNEL_STREAM, false), late;
	starts(old, 0, 10);
	assert_int_equal(hear(old, (struct tunnel_block){.kind = TUNNEL_BLOCK_IDLE}, 44000), RESULT_OK);
	size_t new = asks(TUNNEL_SUCCESSOR_MS, TUNNEL_STREAM, false);
	starts(new, 0, TUNNEL_SUCCESSOR_MS);
	assert_true(tunnel_down_late(&down, TUNNEL_SUCCESSOR_MS + TUNNEL_OLD_MS, &late));
	assert_int_equal(late, old);
	asks(TUNNEL_SUCCESSOR_MS + TUNNEL_OLD_MS, TUNNEL_STREAM, true); /* it may have had something */
}

/* A network that ends every answer after a minute: the next one is asked for before that from then on. */
static void cut_streams_are_renewed_in_time(void **state)
{
	(void)state;
	size_t stream = asks(0, TUNNEL_STREAM, false);
	starts(stream, 0, 10);
	tunnel_down_over(&down, stream, TUNNEL_CUT_MS - 1); /* the line has broken */
	stream = asks(TUNNEL_CUT_MS, TUNNEL_STREAM, true);
	starts(stream, 0, TUNNEL_CUT_MS + 10);
	brings(stream, "ab", TUNNEL_CUT_MS + 30000);
	assert_int_equal(down.successor_ms, TUNNEL_SUCCESSOR_MS);
	int64_t now_ms = TUNNEL_CUT_MS + 60000;
	tunnel_down_over(&down, stream, now_ms);
	stream = asks(now_ms, TUNNEL_STREAM, true);
	starts(stream, 2, now_ms + 10);
	brings(stream, "cd", now_ms + 30000);
	waits(now_ms + TUNNEL_SUCCESSOR_CUT_MS - 1);
	asks(now_ms + TUNNEL_SUCCESSOR_CUT_MS, TUNNEL_STREAM, false);
	reads("abcd");
}

static void a_silent_stream_is_given_up(void **state)
{
	size_t late;
	(void)state;
	size_t stream = asks(0, TUNNEL_STREAM, false);
	starts(stream, 0, 10);
	assert_int_equal(tunnel_down_timeout_ms(&down, 10), TUNNEL_SILENT_MS);
	waits(10 + TUNNEL_SILENT_MS - 1);
	assert_true(tunnel_down_late(&down, 10 + TUNNEL_SILENT_MS, &late));
	asks(10 + TUNNEL_SILENT_MS, TUNNEL_STREAM, true);
}

static void what_was_sent_and_does_not_come_is_asked_for_again_and_then_polled(void **state)
{
	(void)state;
	size_t stream = asks(0, TUNNEL_STREAM, false), late;
	starts(stream, 0, 10);
	tunnel_down_sent(&down, 100, 1000); /* as an answer to a POST says */
	assert_int_equal(tunnel_down_timeout_ms(&down, 1000), TUNNEL_STALL_MS);
	waits(1000 + TUNNEL_STALL_MS - 1);
	size_t second = asks(1000 + TUNNEL_STALL_MS, TUNNEL_STREAM, true);
	starts(second, 0, 2600);
	waits(2500 + 2 * TUNNEL_STALL_MS - 1); /* twice as patient */
	asks(2500 + 2 * TUNNEL_STALL_MS, TUNNEL_POLL, true);
	assert_true(tunnel_down_late(&down, 2500 + 2 * TUNNEL_STALL_MS, &late)); /* streams are of no use */
	assert_true(down.is_polling);
}

static void bytes_that_trickle_are_no_stall(void **state)
{
	(void)state;
	size_t stream = asks(0, TUNNEL_STREAM, false);
	starts(stream, 0, 10);
	tunnel_down_sent(&down, 100, 1000);
	for (int64_t ms = 1000; ms < 30000; ms += TUNNEL_STALL_MS - 1) {
		brings(stream, "a", ms);
		waits(ms);
	}
}

static void a_poll_is_given_up_when_even_the_relay_would_have_answered(void **state)
{
	size_t late;
	(void)state;
	down.is_polling = true;
	asks(0, TUNNEL_POLL, false);
	asks(0, TUNNEL_POLL, false);
	waits(TUNNEL_POLL_MS + TUNNEL_POLL_LATE_MS - 1);
	assert_true(tunnel_down_late(&down, TUNNEL_POLL_MS + TUNNEL_POLL_LATE_MS, &late));
	assert_true(tunnel_down_late(&down, TUNNEL_POLL_MS + TUNNEL_POLL_LATE_MS, &late));
	asks(TUNNEL_POLL_MS + TUNNEL_POLL_LATE_MS, TUNNEL_POLL, true);
}

static void answers_to_other_requests_are_refused(void **state)
{
	(void)state;
	size_t stream = asks(0, TUNNEL_STREAM, false);
	struct tunnel_block block = {.kind = TUNNEL_BLOCK_START, .start = {number + 1, 0, 0}};
	assert_int_equal(hear(stream, block, 1), RESULT_BAD_FRAME);
	starts(stream, 0, 1);
	block = (struct tunnel_block){.kind = TUNNEL_BLOCK_LAST, .place = 1}; /* but nothing has come */
	assert_int_equal(hear(stream, block, 1), RESULT_BAD_FRAME);
}

static void more_than_the_window_is_refused(void **state)
{
	static uint8_t much[TUNNEL_WINDOW_BYTES + 1];
	(void)state;
	size_t stream = asks(0, TUNNEL_STREAM, false);
	starts(stream, 0, 1);
	struct tunnel_block block = {.kind = TUNNEL_BLOCK_DATA, .data = {much, sizeof much}};
	assert_int_equal(hear(stream, block, 1), RESULT_BAD_FRAME);
}

static void what_was_read_is_to_be_told_now_and_then(void **state)
{
	static uint8_t much[TUNNEL_TELL_BYTES];
	(void)state;
	size_t stream = asks(0, TUNNEL_STREAM, false);
	starts(stream, 0, 1);
	struct tunnel_block block = {.kind = TUNNEL_BLOCK_DATA, .data = {much, sizeof much}};
	assert_int_equal(hear(stream, block, 1), RESULT_OK);
	assert_false(tunnel_down_must_tell(&down));
	tunnel_down_take(&down, much, sizeof much - 1);
	assert_false(tunnel_down_must_tell(&down));
	tunnel_down_take(&down, much, 1);
	assert_true(tunnel_down_must_tell(&down));
	assert_int_equal(tunnel_down_tell(&down), sizeof much);
	assert_false(tunnel_down_must_tell(&down));
}

static void the_end_is_the_end_when_all_was_read(void **state)
{
	(void)state;
	down.is_polling = true;
	size_t first = asks(0, TUNNEL_POLL, false), second = asks(0, TUNNEL_POLL, false);
	starts(second, 3, 1);
	ends(second, TUNNEL_BLOCK_END, 1);
	assert_false(tunnel_down_is_over(&down));
	starts(first, 0, 2);
	brings(first, "abc", 2);
	ends(first, TUNNEL_BLOCK_LAST, 2);
	assert_false(tunnel_down_is_over(&down));
	reads("abc");
	assert_true(tunnel_down_is_over(&down));
	waits(3);
	assert_int_equal(tunnel_down_timeout_ms(&down, 3), -1);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_stream_is_asked_for_and_read),
		TEST(a_stream_that_does_not_begin_in_time_becomes_polls),
		TEST(answers_to_polls_are_put_in_order),
		TEST(a_cut_answer_is_asked_for_again),
		TEST(failures_in_a_row_are_asked_less_and_less_often),
		TEST(streams_that_fail_twice_before_they_begin_become_polls),
		TEST(a_stream_has_its_successor_before_it_ends),
		TEST(an_old_stream_that_does_not_end_is_given_up),
		TEST(cut_streams_are_renewed_in_time),
		TEST(a_silent_stream_is_given_up),
		TEST(what_was_sent_and_does_not_come_is_asked_for_again_and_then_polled),
		TEST(bytes_that_trickle_are_no_stall),
		TEST(a_poll_is_given_up_when_even_the_relay_would_have_answered),
		TEST(answers_to_other_requests_are_refused),
		TEST(more_than_the_window_is_refused),
		TEST(what_was_read_is_to_be_told_now_and_then),
		TEST(the_end_is_the_end_when_all_was_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The window over a simulated line: a queue of a given rate, a delay both ways, a viewer that decodes. */
#include "support/unit.h"

#include "picture/pace.h"
#include "support/noise.h"

#include <string.h>

enum { MS = 1000, STEP_US = 500, WAY_MAX = 4096 };

struct way {
	uint32_t counter;
	int64_t sent_us, leaves_us, arrives_us; /* leaves: the queue in front of the line */
};

struct line {
	double bytes_per_s;
	int64_t delay_us;  /* one way */
	int64_t jitter_us; /* at most so much more, never out of order */
	int64_t decode_us; /* at the viewer, before it acknowledges */
	struct way messages[WAY_MAX], acks[WAY_MAX];
	size_t message_first, message_count, ack_first, ack_count;
	int64_t free_us; /* when the line has sent all that it was given */
	uint64_t delivered_bytes;
	int64_t now_us, last_delivery_us;
	int64_t worst_queue_us; /* since it was last set to 0 */
	uint32_t next_counter;
	struct noise noise;
	uint32_t sizes[WAY_MAX];
};

static struct pace pace;
static struct line line;

static void line_start(double bytes_per_s, int64_t delay_us)
{
	memset(&line, 0, sizeof line);
	line.bytes_per_s = bytes_per_s;
	line.delay_us = delay_us;
	line.decode_us = 1 * MS;
	line.now_us = 1000 * MS;
	line.next_counter = UINT32_MAX - 5; /* it wraps on the way */
	line.noise = noise_start(7);
	pace_init(&pace, line.now_us);
}

static void line_send(size_t bytes)
{
	size_t at = (line.message_first + line.message_count++) % WAY_MAX;
	struct way *way = &line.messages[at];
	assert_true(line.message_count < WAY_MAX);
	if (line.free_us < line.now_us)
		line.free_us = line.now_us;
	int64_t queue_us = line.free_us - line.now_us;
	if (queue_us > line.worst_queue_us)
		line.worst_queue_us = queue_us;
	line.free_us += (int64_t)((double)bytes * 1e6 / line.bytes_per_s);
	*way = (struct way){line.next_counter, line.now_us, line.free_us, line.free_us + line.delay_us};
	if (line.jitter_us > 0)
		way->arrives_us += noise_below(&line.noise, (uint32_t)line.jitter_us);
	struct way *before = &line.messages[(at + WAY_MAX - 1) % WAY_MAX];
	if (line.message_count > 1 && way->arrives_us < before->arrives_us)
		way->arrives_us = before->arrives_us;
	line.sizes[at] = (uint32_t)bytes;
	pace_sent(&pace, line.next_counter++, bytes, line.now_us);
}

/* Moves what arrives by now. */
static void line_move(void)
{
	while (line.message_count > 0 && line.messages[line.message_first].arrives_us <= line.now_us) {
		struct way message = line.messages[line.message_first];
		line.delivered_bytes += line.sizes[line.message_first];
		line.last_delivery_us = line.now_us;
		line.message_first = (line.message_first + 1) % WAY_MAX;
		line.message_count--;
		message.arrives_us += line.decode_us + line.delay_us;
		line.acks[(line.ack_first + line.ack_count++) % WAY_MAX] = message;
	}
	while (line.ack_count > 0 && line.acks[line.ack_first].arrives_us <= line.now_us) {
		pace_acked(&pace, line.acks[line.ack_first].counter, (uint32_t)line.decode_us, 3 * MS, line.now_us);
		line.ack_first = (line.ack_first + 1) % WAY_MAX;
		line.ack_count--;
	}
}

/* Sends as much as the window allows for so long. Gives the share of the line that was used. */
static double bulk_for(int64_t duration_us)
{
	uint64_t before = line.delivered_bytes;
	for (int64_t end_us = line.now_us + duration_us; line.now_us < end_us; line.now_us += STEP_US) {
		line_move();
		for (size_t bytes; (bytes = pace_budget(&pace, line.now_us)) > 0;)
			line_send(bytes);
	}
	return (double)(line.delivered_bytes - before) * 1e6 / (double)duration_us / line.bytes_per_s;
}

/* A short message each `every_us`, when the window allows it. */
static void typing_for(int64_t duration_us, int64_t every_us, size_t bytes)
{
	int64_t next_us = line.now_us;
	for (int64_t end_us = line.now_us + duration_us; line.now_us < end_us; line.now_us += STEP_US) {
		line_move();
		if (line.now_us < next_us || pace_budget(&pace, line.now_us) < bytes)
			continue;
		line_send(bytes);
		next_us = line.now_us + every_us;
	}
}

static void new_line_grants_a_first_chunk(void **state)
{
	(void)state;
	pace_init(&pace, 5);
	size_t bytes = pace_budget(&pace, 5);
	assert_in_range(bytes, PACE_CHUNK_BYTES_MIN, PACE_WINDOW_BYTES_START);
	assert_int_equal(pace_line_bytes_per_s(&pace), 0);
	assert_int_equal(pace_rtt_us(&pace), 0);
	assert_true(pace_is_idle(&pace));
}

static void full_window_grants_nothing_until_acknowledged(void **state)
{
	(void)state;
	pace_init(&pace, 5);
	uint32_t counter = 9;
	for (size_t bytes; (bytes = pace_budget(&pace, 5)) > 0;)
		pace_sent(&pace, counter++, bytes, 5);
	assert_in_range(counter, 10, 30);
	assert_false(pace_is_idle(&pace));
	pace_acked(&pace, 8, 0, 0, 10 * MS); /* older than all */
	assert_int_equal(pace_budget(&pace, 10 * MS), 0);
	pace_acked(&pace, 10, 0, 0, 20 * MS); /* the first two */
	assert_int_not_equal(pace_budget(&pace, 20 * MS), 0);
	assert_int_equal(pace_rtt_us(&pace), 20 * MS - 5);
}

static void restart_forgets_what_was_on_the_way_and_keeps_the_line(void **state)
{
	(void)state;
	line_start(100000, 20 * MS);
	bulk_for(2000 * MS);
	uint32_t known = pace_line_bytes_per_s(&pace);
	assert_int_not_equal(known, 0);
	pace_restart(&pace, line.now_us);
	assert_true(pace_is_idle(&pace));
	assert_int_not_equal(pace_budget(&pace, line.now_us), 0);
	assert_int_equal(pace_line_bytes_per_s(&pace), known);
}

static void acknowledgement_of_all_empties_a_full_ring(void **state)
{
	(void)state;
	pace_init(&pace, 5);
	for (uint32_t i = 0; i < PACE_FLIGHT_MAX + 10; i++)
		pace_sent(&pace, i, 1, 5);
	assert_int_equal(pace_budget(&pace, 6), 0);
	pace_acked(&pace, PACE_FLIGHT_MAX + 9, UINT32_MAX, UINT32_MAX, 10);
	assert_true(pace_is_idle(&pace));
	assert_int_not_equal(pace_budget(&pace, 11), 0);
}

static void lan_soon_allows_whole_pages(void **state)
{
	(void)state;
	line_start(100e6, 150);
	line.decode_us = 2 * MS;
	bulk_for(100 * MS);
	assert_true(pace.window_bytes > 250000);
	assert_int_equal(pace_budget(&pace, line.now_us + 1000 * MS) > 0 || pace.flight_count > 0, true);
	typing_for(30000 * MS, 100 * MS, 150);
	assert_true(pace.window_bytes > 100000); /* typing does not make it forget */
}

static void typing_says_nothing_about_the_line(void **state)
{
	(void)state;
	line_start(5e6, 20 * MS);
	bulk_for(2000 * MS);
	uint32_t known = pace_line_bytes_per_s(&pace);
	assert_in_range(known, 3500000, 6500000);
	typing_for(20000 * MS, 8 * MS, 120); /* as a moving pointer: several are on the way at a time */
	assert_in_range(pace_line_bytes_per_s(&pace), known / 2, known * 2);
}

static void slow_line_is_used_without_a_long_queue(void **state)
{
	(void)state;
	static const double rates[] = {3600, 24000, 256000, 2e6};
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		line_start(rates[i], rates[i] < 10000 ? 75 * MS : 25 * MS);
		bulk_for(5000 * MS);
		line.worst_queue_us = 0;
		double used = bulk_for(30000 * MS);
		assert_true(used > 0.85);
		/* Two chunks of the smallest size are more than 50 ms of the slowest line. */
		assert_true(line.worst_queue_us < 150 * MS + (int64_t)(2 * PACE_CHUNK_BYTES_MIN * 1e6 / rates[i]));
	}
}

/* While somebody types, what he waits for is less; the line is still used, and found to be faster. */
static void who_types_over_a_slow_line_waits_for_less(void **state)
{
	(void)state;
	int64_t queue_us[2];
	double used[2];
	for (int i = 0; i < 2; i++) {
		line_start(3600, 75 * MS);
		pace_set_urgent(&pace, i == 1);
		bulk_for(5000 * MS);
		line.worst_queue_us = 0;
		used[i] = bulk_for(8000 * MS);
		queue_us[i] = line.worst_queue_us;
	}
	assert_true(queue_us[1] < queue_us[0] * 9 / 10);
	assert_true(used[1] > 0.8 && used[0] > 0.9);
	line.bytes_per_s = 100000;
	bulk_for(7000 * MS);
	assert_true(bulk_for(3000 * MS) > 0.8);
}

static void longer_way_is_noticed_under_load(void **state)
{
	(void)state;
	line_start(256000, 25 * MS);
	bulk_for(5000 * MS);
	line.delay_us = 200 * MS;
	bulk_for(14000 * MS);
	assert_in_range(pace_rtt_us(&pace), 395 * MS, 480 * MS);
	assert_true(bulk_for(8000 * MS) > 0.8);
}

static void slower_line_is_noticed(void **state)
{
	(void)state;
	line_start(256000, 25 * MS);
	bulk_for(5000 * MS);
	line.bytes_per_s = 24000;
	bulk_for(4000 * MS);
	line.worst_queue_us = 0;
	assert_true(bulk_for(10000 * MS) > 0.85);
	assert_true(line.worst_queue_us < 250 * MS);
}

/* Something of it comes again only 300 ms later, and TCP keeps all behind it until then. */
static void what_waited_for_a_loss_says_nothing_of_the_line(void **state)
{
	(void)state;
	line_start(1e6, 100 * MS);
	bulk_for(8000 * MS);
	double window_bytes = pace.window_bytes;
	uint32_t line_bytes_per_s = pace_line_bytes_per_s(&pace);
	for (int loss = 0; loss < 5; loss++) {
		for (size_t i = 0; i < line.message_count; i++)
			line.messages[(line.message_first + i) % WAY_MAX].arrives_us = line.now_us + 300 * MS;
		bulk_for(900 * MS);
	}
	assert_true(pace.window_bytes > 0.9 * window_bytes);
	assert_true(pace_line_bytes_per_s(&pace) > 0.9 * line_bytes_per_s);
	assert_true(pace_line_bytes_per_s(&pace) < 1.1 * line_bytes_per_s);
}

/* Once in 10 s one message goes alone, for the length of the way; what follows it does not wait for its
 * acknowledgement. */
static void looking_how_long_the_way_is_costs_one_round_trip(void **state)
{
	(void)state;
	line_start(256000, 150 * MS);
	bulk_for(5000 * MS);
	double used = bulk_for(20000 * MS);
	assert_true(used > 0.955);
}

static void faster_line_is_noticed(void **state)
{
	(void)state;
	line_start(24000, 25 * MS);
	bulk_for(5000 * MS);
	line.bytes_per_s = 256000;
	bulk_for(2000 * MS);
	assert_true(bulk_for(3000 * MS) > 0.8);
}

/* Hundreds of lines by chance: it never stalls, and no queue grows without end. */
static void random_lines_neither_stall_nor_fill_up(void **state)
{
	(void)state;
	struct noise noise = noise_start(11);
	for (int i = 0; i < 300; i++) {
		double rate = 3000.0 * (1 + noise_below(&noise, 1000));
		line_start(rate, noise_below(&noise, 250 * MS));
		line.noise = noise_start((uint64_t)i);
		line.jitter_us = noise_below(&noise, 3) == 0 ? noise_below(&noise, 40 * MS) : 0;
		line.decode_us = noise_below(&noise, 30 * MS);
		bulk_for(6000 * MS);
		line.worst_queue_us = 0;
		double used = bulk_for(8000 * MS);
		int64_t allowed_us = 300 * MS + 2 * line.jitter_us + line.delay_us / 2 + 2 * line.decode_us +
		                     (int64_t)(2 * PACE_CHUNK_BYTES_MIN * 1e6 / rate);
		if (used < 0.5 || line.worst_queue_us > allowed_us)
			print_message("line %d: %.0f B/s, delay %lld us, jitter %lld us, decode %lld us: used %.2f, "
			              "queue %lld us\n",
			              i, rate, (long long)line.delay_us, (long long)line.jitter_us,
			              (long long)line.decode_us, used, (long long)line.worst_queue_us);
		assert_true(used > 0.5);
		assert_true(line.worst_queue_us < allowed_us);
		assert_true(line.now_us - line.last_delivery_us < 1500 * MS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_line_grants_a_first_chunk),
		cmocka_unit_test(full_window_grants_nothing_until_acknowledged),
		cmocka_unit_test(restart_forgets_what_was_on_the_way_and_keeps_the_line),
		cmocka_unit_test(acknowledgement_of_all_empties_a_full_ring),
		cmocka_unit_test(lan_soon_allows_whole_pages),
		cmocka_unit_test(typing_says_nothing_about_the_line),
		cmocka_unit_test(slow_line_is_used_without_a_long_queue),
		cmocka_unit_test(who_types_over_a_slow_line_waits_for_less),
		cmocka_unit_test(longer_way_is_noticed_under_load),
		cmocka_unit_test(slower_line_is_noticed),
		cmocka_unit_test(what_waited_for_a_loss_says_nothing_of_the_line),
		cmocka_unit_test(looking_how_long_the_way_is_costs_one_round_trip),
		cmocka_unit_test(faster_line_is_noticed),
		cmocka_unit_test(random_lines_neither_stall_nor_fill_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

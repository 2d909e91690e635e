/*
 * Thousands of lines by chance, each with its rate, delay, jitter, buffer and losses, whose rate changes
 * twice: on each of them the window of pace.h never stalls, keeps no queue beyond what it aims at, and uses
 * the line within 2 s of a change (used_min, more_max_us: how much of it, and where nobody could).
 *
 * The line is event by event: a message waits behind those before it (`free_us`), then travels. TCP hides
 * what is lost: everything behind it stands still until it has come again, and then comes at once
 * (`stalled_until_us`). A bottleneck whose buffer overflows loses too.
 */
#include "support/unit.h"

#include "picture/pace.h"
#include "support/noise.h"

#include <string.h>

enum {
	MS = 1000,
	SECOND = 1000 * MS,
	LINES = 12000,
	PHASES = 3,
	PHASE_US = 5 * SECOND,
	SETTLE_US = 2 * SECOND,
	WAY_MAX = 1024,
};

struct message {
	uint32_t counter, bytes;
	int64_t arrives_us;
};

/* What a line is; made by chance. */
struct kind {
	double bytes_per_s[PHASES];
	int64_t delay_us, jitter_us, decode_us, buffer_us;
	int64_t loss_each_us; /* 0: none */
};

/* What happened in a phase after it has settled. */
struct seen {
	double used;        /* share of the line, of the time in which it was not stalled by a loss */
	int64_t queue_us;   /* the longest */
	int64_t silence_us; /* the longest time without a delivery, losses left out */
	int64_t overflows;
};

static struct {
	struct kind kind;
	struct noise noise;
	struct pace pace;
	struct message down[WAY_MAX], up[WAY_MAX];
	size_t down_first, down_count, up_first, up_count;
	double bytes_per_s;
	int64_t now_us, free_us, last_arrival_us, stalled_until_us, next_loss_us, stalls_us;
	int64_t last_delivery_us;
	uint64_t delivered;
	uint32_t counter;
	struct seen seen;
} s;

static void start(const struct kind *kind, uint64_t seed)
{
	memset(&s, 0, sizeof s);
	s.kind = *kind;
	s.noise = noise_start(seed);
	s.now_us = SECOND;
	s.next_loss_us = kind->loss_each_us != 0 ? SECOND + kind->loss_each_us : INT64_MAX;
	pace_init(&s.pace, s.now_us);
}

/* It comes again after a round trip and a bit, or after TCP's patience. */
static void lose(void)
{
	int64_t again_us = 2 * s.kind.delay_us + 10 * MS;

	if (noise_below(&s.noise, 4) == 0)
		again_us += 200 * MS;
	if (s.stalled_until_us < s.now_us + again_us) {
		s.stalls_us += s.now_us + again_us - (s.stalled_until_us > s.now_us ? s.stalled_until_us : s.now_us);
		s.stalled_until_us = s.now_us + again_us;
	}
}

static void send(size_t bytes)
{
	if (s.free_us < s.now_us)
		s.free_us = s.now_us;
	int64_t queue_us = s.free_us - s.now_us;
	if (queue_us > s.seen.queue_us)
		s.seen.queue_us = queue_us;
	if (queue_us > s.kind.buffer_us && s.stalled_until_us <= s.now_us) {
		s.seen.overflows++;
		lose();
	}
	s.free_us += (int64_t)((double)bytes * 1e6 / s.bytes_per_s);
	int64_t arrives_us = s.free_us + s.kind.delay_us;
	if (s.kind.jitter_us > 0)
		arrives_us += noise_below(&s.noise, (uint32_t)s.kind.jitter_us);
	if (arrives_us < s.stalled_until_us)
		arrives_us = s.stalled_until_us;
	if (arrives_us < s.last_arrival_us)
		arrives_us = s.last_arrival_us;
	s.last_arrival_us = arrives_us;
	assert_true(s.down_count < WAY_MAX);
	s.down[(s.down_first + s.down_count++) % WAY_MAX] =
		(struct message){s.counter, (uint32_t)bytes, arrives_us};
	pace_sent(&s.pace, s.counter++, bytes, s.now_us);
}

static void arrive(void)
{
	struct message message = s.down[s.down_first];
	int64_t silence_us = s.now_us - s.last_delivery_us;

	s.down_first = (s.down_first + 1) % WAY_MAX;
	s.down_count--;
	s.delivered += message.bytes;
	if (s.last_delivery_us != 0 && silence_us > s.seen.silence_us && s.now_us > s.stalled_until_us + SECOND)
		s.seen.silence_us = silence_us;
	s.last_delivery_us = s.now_us;
	message.arrives_us = s.now_us + s.kind.decode_us + s.kind.delay_us;
	assert_true(s.up_count < WAY_MAX);
	s.up[(s.up_first + s.up_count++) % WAY_MAX] = message;
}

static void acknowledge(void)
{
	struct message message = s.up[s.up_first];

	s.up_first = (s.up_first + 1) % WAY_MAX;
	s.up_count--;
	pace_acked(&s.pace, message.counter, (uint32_t)s.kind.decode_us, 3 * MS, s.now_us);
}

/* Everything that is there to send goes out as the window allows, for so long. */
static void bulk_until(int64_t end_us)
{
	for (;;) {
		for (size_t bytes; (bytes = pace_budget(&s.pace, s.now_us)) > 0;)
			send(bytes);
		int64_t down_us = s.down_count > 0 ? s.down[s.down_first].arrives_us : INT64_MAX;
		int64_t up_us = s.up_count > 0 ? s.up[s.up_first].arrives_us : INT64_MAX;
		int64_t next_us = down_us < up_us ? down_us : up_us;
		int64_t due_us = pace_due_us(&s.pace, s.now_us);
		if (s.next_loss_us < next_us)
			next_us = s.next_loss_us;
		if (due_us < next_us)
			next_us = due_us;
		assert_true(next_us <
		            INT64_MAX); /* nothing is on the way, and nothing may be sent: it would stand for ever */
		if (next_us >= end_us) {
			s.now_us = end_us;
			return;
		}
		s.now_us = next_us > s.now_us ? next_us : s.now_us;
		if (next_us == s.next_loss_us) {
			s.next_loss_us += s.kind.loss_each_us / 2 + noise_below(&s.noise, (uint32_t)s.kind.loss_each_us);
			lose();
		} else if (next_us == down_us) {
			arrive();
		} else if (next_us == up_us) {
			acknowledge();
		}
	}
}

static struct seen run_phase(int phase)
{
	int64_t begin_us = s.now_us;

	s.bytes_per_s = s.kind.bytes_per_s[phase];
	if (phase == 0)
		bulk_until(begin_us + SECOND); /* a line of which nothing is known has a second more */
	else if (s.kind.bytes_per_s[phase] <
	         s.kind.bytes_per_s[phase - 1]) /* what is on the way has to get through */
		bulk_until(begin_us + (int64_t)(s.kind.bytes_per_s[phase - 1] / s.bytes_per_s *
		                                (double)(2 * s.kind.delay_us + 50 * MS)));
	bulk_until(s.now_us + SETTLE_US);
	uint64_t before = s.delivered;
	int64_t stalls_us = s.stalls_us, from_us = s.now_us;
	s.seen = (struct seen){0};
	bulk_until(s.now_us + PHASE_US - SETTLE_US);
	double lost_s = (double)(s.stalls_us - stalls_us) / 1e6;
	double all_s = (double)(s.now_us - from_us) / 1e6;
	s.seen.used =
		(double)(s.delivered - before) / s.bytes_per_s / (all_s - lost_s > 0.2 ? all_s - lost_s : 0.2);
	return s.seen;
}

static double rate_by_chance(struct noise *noise)
{
	/* 28.8 kbit/s to 100 Mbit/s, evenly over the scale of ratios */
	double rate = 3600;
	for (int i = noise_below(noise, 48); i > 0; i--)
		rate *= 1.1892;
	return rate;
}

static struct kind kind_by_chance(struct noise *noise, bool has_losses)
{
	struct kind kind = {.delay_us = 200 + noise_below(noise, 150 * MS),
	                    .decode_us = noise_below(noise, 20 * MS),
	                    .buffer_us = 50 * MS + noise_below(noise, 1950 * MS)};

	if (noise_below(noise, 3) == 0)
		kind.jitter_us = noise_below(noise, 30 * MS);
	kind.bytes_per_s[0] = rate_by_chance(noise);
	for (int i = 1; i < PHASES; i++) {
		kind.bytes_per_s[i] = kind.bytes_per_s[i - 1];
		int steps = noise_below(noise, 13);
		bool is_up = noise_below(noise, 2) == 0;
		for (; steps > 0; steps--)
			kind.bytes_per_s[i] *= is_up ? 1.1892 : 1 / 1.1892; /* up to 8 times */
		if (kind.bytes_per_s[i] < 3600)
			kind.bytes_per_s[i] = 3600;
		if (kind.bytes_per_s[i] > 12500000)
			kind.bytes_per_s[i] = 12500000;
	}
	if (has_losses)
		kind.loss_each_us = SECOND + noise_below(noise, 4 * SECOND);
	return kind;
}

static void show(int line, int phase, const struct seen *seen)
{
	print_message("line %d.%d: %.0f then %.0f then %.0f B/s, delay %.1f ms, jitter %.1f, decode %.1f, buffer "
	              "%.0f, loss "
	              "each %.0f: used %.2f, queue %.0f ms, silence %.0f ms, overflows %d; window %.0f, line "
	              "%.0f, rtt %.1f\n",
	              line, phase, s.kind.bytes_per_s[0], s.kind.bytes_per_s[1], s.kind.bytes_per_s[2],
	              (double)s.kind.delay_us / MS, (double)s.kind.jitter_us / MS, (double)s.kind.decode_us / MS,
	              (double)s.kind.buffer_us / MS, (double)s.kind.loss_each_us / MS, seen->used,
	              (double)seen->queue_us / MS, (double)seen->silence_us / MS, (int)seen->overflows,
	              s.pace.window_bytes, s.pace.line_bytes_per_s, (double)s.pace.rtt_min_us / MS);
}

/* The least that any window can hold is two chunks, which are long on a slow line. */
static int64_t least_us(double bytes_per_s)
{
	double chunk = bytes_per_s * 0.2;

	if (chunk > PACE_CHUNK_BYTES_SLOW_MIN)
		chunk = PACE_CHUNK_BYTES_SLOW_MIN;
	if (chunk < PACE_CHUNK_BYTES_MIN)
		chunk = PACE_CHUNK_BYTES_MIN;
	return (int64_t)(2 * chunk * 1e6 / bytes_per_s);
}

/* Once in 10 s the line is left alone for a round trip, to learn how long the way is. */
static double alone_s(double bytes_per_s, int64_t delay_us)
{
	return (double)(2 * delay_us + 100 * MS + least_us(bytes_per_s)) / 1e6;
}

/* Below some 100 kbit/s it is a matter of two or three chunks. */
static bool is_slow(void)
{
	return s.bytes_per_s < 12500;
}

/* The share of each line that has to be used, but for one kind: where something is lost within ten round
 * trips again and again, and nothing was known of the line before, it is not found in 3 s. (TCP's own window
 * does not open there either: this simulated one is more generous.) */
static double used_min(int phase)
{
	bool is_hopeless =
		phase == 0 && s.kind.loss_each_us != 0 && s.kind.loss_each_us < 10 * (2 * s.kind.delay_us + 10 * MS);

	return is_hopeless ? 0.15 : is_slow() ? 0.7 : 0.8;
}

/* The longest queue beyond the two chunks. On a slow line four of them: a line that becomes three times
 * slower just while it is left alone is met with the window that was right before. */
static int64_t more_max_us(void)
{
	return (is_slow() ? 450 : 260) * MS;
}

static void lines_by_chance(uint64_t seed, bool has_losses)
{
	struct noise noise = noise_start(seed);
	double worst = 2, sum = 0;
	int64_t worst_us = 0;
	int bad = 0;

	for (int line = 0; line < LINES / 2; line++) {
		struct kind kind = kind_by_chance(&noise, has_losses);
		start(&kind, (uint64_t)line);
		for (int phase = 0; phase < PHASES; phase++) {
			struct seen seen = run_phase(phase);
			double part =
				1 - alone_s(s.bytes_per_s, s.kind.delay_us) / ((double)(PHASE_US - SETTLE_US) / 1e6);
			int64_t more_us = seen.queue_us - least_us(s.bytes_per_s) - s.kind.jitter_us - s.kind.decode_us;
			bool is_good = seen.used >= used_min(phase) * part && more_us <= more_max_us() &&
			               seen.silence_us <= 80 * MS + 4 * s.kind.delay_us + least_us(s.bytes_per_s);
			if (!is_good && bad++ < 12)
				show(line, phase, &seen);
			worst = seen.used < worst ? seen.used : worst;
			worst_us = more_us > worst_us ? more_us : worst_us;
			sum += seen.used;
		}
	}
	print_message(
		"%d lines: used %.3f in the mean, %.2f at the worst; queue beyond the least %.0f ms at the worst; "
		"%d bad\n",
		LINES / 2, sum / PHASES / (LINES / 2), worst, (double)worst_us / MS, bad);
	assert_int_equal(bad, 0);
	assert_true(sum / PHASES / (LINES / 2) > 0.97);
}

static void lines_that_lose_nothing_are_used_without_a_queue(void **state)
{
	(void)state;
	lines_by_chance(11, false);
}

static void lines_that_lose_are_used_as_well(void **state)
{
	(void)state;
	lines_by_chance(12, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_that_lose_nothing_are_used_without_a_queue),
		cmocka_unit_test(lines_that_lose_are_used_as_well),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The media threads' two loops over a simulated line: pace, encoder and decoder
 * together, with time that only the simulation moves. What a person would notice.
 */
#include "support/unit.h"

#include "picture/decoder.h"
#include "picture/encoder.h"
#include "picture/pace.h"
#include "unit/picture/screens.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 1280, HEIGHT = 720, MS = 1000, OVERHEAD = 90, FLIGHT_MAX = 512, STEP_US = 1000 };

struct message {
	uint8_t *bytes;
	size_t size;
	uint32_t counter;
	int64_t arrives_us, acked_us; /* at the viewer; its acknowledgement at the sharer */
};

static struct encoder *encoder;
static struct decoder *decoder;
static struct pace pace;
static struct image screen;
static struct message flight[FLIGHT_MAX];
static size_t first, arrived, count; /* first: not acknowledged; arrived: of these, at the viewer */
static int64_t now_us, line_free_us, delay_us;
static double bytes_per_s;
static uint64_t sent_bytes;
static uint32_t state_number;
static int64_t input_us;

static int start(void **state)
{
	(void)state;
	encoder = encoder_create();
	decoder = decoder_create();
	now_us = 1000 * MS;
	first = arrived = count = 0;
	line_free_us = 0;
	sent_bytes = 0;
	state_number = 0;
	input_us = 0;
	pace_init(&pace, now_us);
	return encoder == NULL || decoder == NULL || image_init(&screen, WIDTH, HEIGHT) != RESULT_OK;
}

static int finish(void **state)
{
	(void)state;
	for (; count > 0; count--, first = (first + 1) % FLIGHT_MAX)
		free(flight[first].bytes);
	encoder_destroy(encoder);
	decoder_destroy(decoder);
	image_finish(&screen);
	return 0;
}

static void line(double rate_bytes_per_s, int64_t one_way_us)
{
	bytes_per_s = rate_bytes_per_s;
	delay_us = one_way_us;
}

static void put_on_line(const struct writer *out, uint32_t counter)
{
	struct message *message = &flight[(first + count++) % FLIGHT_MAX];
	assert_true(count < FLIGHT_MAX);
	message->bytes = malloc(out->size);
	message->size = out->size;
	message->counter = counter;
	memcpy(message->bytes, out->start, out->size);
	size_t on_line = out->size + OVERHEAD;
	if (line_free_us < now_us)
		line_free_us = now_us;
	line_free_us += (int64_t)((double)on_line * 1e6 / bytes_per_s);
	message->arrives_us = line_free_us + delay_us;
	message->acked_us = message->arrives_us + 2 * MS + delay_us;
	pace_sent(&pace, counter, on_line, now_us);
	sent_bytes += on_line;
}

/* The sharer's loop: pace, encoder, line. */
static void send_what_may_be_sent(void)
{
	static uint8_t memory[PICTURE_MESSAGE_BYTES_MAX];
	for (size_t budget; (budget = pace_budget(&pace, now_us)) > OVERHEAD;) {
		struct encoder_message message;
		struct encoder_ask ask = {.now_us = now_us,
		                          .budget_bytes = budget - OVERHEAD,
		                          .line_bytes_per_s = pace_line_bytes_per_s(&pace),
		                          .is_line_idle = pace_is_idle(&pace),
		                          .focus = {.input_us = input_us}};
		struct writer out = writer_into(memory, sizeof memory);
		if (encoder_next(encoder, &ask, &out, &message) != RESULT_OK)
			return;
		put_on_line(&out, message.counter);
	}
}

static void step(void)
{
	while (arrived < count && flight[(first + arrived) % FLIGHT_MAX].arrives_us <= now_us) {
		struct message *message = &flight[(first + arrived++) % FLIGHT_MAX];
		struct decoder_news news;
		assert_int_equal(decoder_apply(decoder, (struct bytes){message->bytes, message->size}, &news),
		                 RESULT_OK);
	}
	while (count > 0 && arrived > 0 && flight[first].acked_us <= now_us) {
		pace_acked(&pace, flight[first].counter, 2 * MS, 2 * MS, now_us);
		free(flight[first].bytes);
		first = (first + 1) % FLIGHT_MAX;
		arrived--;
		count--;
	}
	send_what_may_be_sent();
	now_us += STEP_US;
}

static void see(void)
{
	assert_int_equal(encoder_see(encoder, &screen, NULL, ++state_number, now_us), RESULT_OK);
}

static bool is_right(struct rect rect)
{
	const struct image *shown = decoder_image(decoder);
	return shown->width_px == WIDTH && image_is_equal(shown, &screen, rect);
}

/* Milliseconds until the viewer has the part of the screen exactly. */
static int64_t until_right(struct rect rect)
{
	int64_t since_us = now_us;
	while (!is_right(rect) && now_us - since_us < 120000 * (int64_t)MS)
		step();
	return (now_us - since_us) / MS;
}

static void rest(int64_t ms)
{
	for (int64_t end_us = now_us + ms * MS; now_us < end_us;)
		step();
}

static void first_page(void)
{
	screens_page(&screen, 1, 0);
	see();
	assert_true(until_right(image_rect(&screen)) < 60000);
	rest(1000);
}

static void lan_flips_a_page_within_a_few_round_trips(void **state)
{
	(void)state;
	line(100e6, 200);
	first_page();
	for (uint32_t page = 2; page < 8; page++) {
		screens_page(&screen, page, 0);
		see();
		assert_true(until_right(image_rect(&screen)) < 40);
		rest(2000);
	}
}

static void lan_shows_a_photo_exactly_at_once(void **state)
{
	(void)state;
	line(100e6, 200);
	first_page();
	screens_photo(&screen, (struct rect){300, 200, 520, 320}, 3, 0);
	see();
	assert_true(until_right(image_rect(&screen)) < 60);
	assert_int_equal(encoder_counts(encoder).vp8_frames, 0);
}

static void isdn_page_is_exact_when_its_bytes_are_through(void **state)
{
	(void)state;
	line(24000, 25 * MS); /* 192 kbit/s, 50 ms */
	first_page();
	uint64_t before = sent_bytes;
	screens_page(&screen, 2, 0);
	see();
	int64_t ms = until_right(image_rect(&screen));
	int64_t least_ms = (int64_t)((double)(sent_bytes - before) * 1000 / bytes_per_s);
	assert_true(ms < least_ms * 5 / 4 + 150);
}

static void typing_is_seen_soon_while_a_page_is_under_way(void **state)
{
	(void)state;
	int64_t worst_ms = 0;
	line(24000, 25 * MS);
	first_page();
	for (int i = 0; i < 12; i++) {
		struct rect letter = {600 + i * SCREENS_GLYPH_WIDTH, 400, SCREENS_GLYPH_WIDTH, SCREENS_GLYPH_HEIGHT};
		if (i == 3)
			screens_page(&screen, 2, 0);
		image_fill(&screen, letter, 0xffffff);
		screens_letter(&screen, letter.x, letter.y, (uint32_t)i, 0xffffff, 0);
		input_us = now_us;
		see();
		int64_t ms = until_right(letter);
		worst_ms = i != 3 && ms > worst_ms ? ms : worst_ms;
		rest(150);
	}
	assert_false(is_right(image_rect(&screen))); /* the page was under way all the time */
	assert_true(worst_ms < 250);
}

static void video_over_a_slow_line_is_never_far_behind(void **state)
{
	(void)state;
	line(256000, 25 * MS); /* 2 Mbit/s */
	first_page();
	int64_t longest_us = 0;
	for (int i = 0; i < 90; i++) {
		screens_photo(&screen, (struct rect){300, 200, 640, 360}, 3, 2 * i);
		see();
		rest(33);
		int64_t behind_us = line_free_us - now_us;
		longest_us = i > 10 && behind_us > longest_us ? behind_us : longest_us;
	}
	assert_true(longest_us < 120 * MS);
	assert_true(encoder_counts(encoder).vp8_frames > 70);
	assert_true(until_right(image_rect(&screen)) < 20000);
}

static void slowest_line_gets_there_without_a_stall(void **state)
{
	(void)state;
	line(3600, 75 * MS); /* 28.8 kbit/s, 150 ms */
	screens_page(&screen, 1, 0);
	see();
	int64_t ms = until_right(image_rect(&screen));
	int64_t least_ms = (int64_t)((double)sent_bytes * 1000 / bytes_per_s);
	assert_true(ms < least_ms * 5 / 4 + 1000);
}

static void resting_screen_sends_nothing(void **state)
{
	(void)state;
	line(24000, 25 * MS);
	first_page();
	screens_photo(&screen, (struct rect){300, 200, 300, 200}, 3, 0);
	see();
	until_right(image_rect(&screen));
	rest(6000);
	uint64_t before = sent_bytes;
	rest(20000);
	assert_int_equal(sent_bytes, before);
	assert_int_equal(encoder_due_us(encoder), INT64_MAX);
	assert_true(encoder_is_exact(encoder));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, start, finish)
		CLAIM(lan_flips_a_page_within_a_few_round_trips),
		CLAIM(lan_shows_a_photo_exactly_at_once),
		CLAIM(isdn_page_is_exact_when_its_bytes_are_through),
		CLAIM(typing_is_seen_soon_while_a_page_is_under_way),
		CLAIM(video_over_a_slow_line_is_never_far_behind),
		CLAIM(slowest_line_gets_there_without_a_stall),
		CLAIM(resting_screen_sends_nothing),
#undef CLAIM
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

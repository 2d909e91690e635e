/* The decoder against what an encoder would never send. */
#include "support/unit.h"

#include "picture/vp8_encode.h"
#include "support/guarded.h"
#include "support/noise.h"
#include "unit/picture/lane.h"
#include "unit/picture/screens.h"

#include <string.h>

enum { WIDTH = 256, HEIGHT = 192, MESSAGES_MAX = 64 };

static struct decoder *decoder;
static struct decoder_news news;
static uint8_t memory[PICTURE_MESSAGE_BYTES_MAX];
static struct writer writer;

static int start(void **state)
{
	(void)state;
	decoder = decoder_create();
	return decoder == NULL;
}

static int finish(void **state)
{
	(void)state;
	decoder_destroy(decoder);
	decoder_destroy(NULL);
	return 0;
}

static struct picture_header header_of(uint32_t counter, uint8_t flags, uint32_t to, uint32_t base)
{
	return (struct picture_header){counter, flags, to, base, WIDTH, HEIGHT, 7};
}

static void begin(struct picture_header header)
{
	writer = writer_into(memory, sizeof memory);
	picture_header_encode(&writer, &header);
}

static void put(enum picture_kind kind, bool has_more, struct bytes body)
{
	picture_part_encode(&writer, &(struct picture_part){kind, has_more, body});
}

static enum result apply(void)
{
	struct bytes message = writer_bytes(&writer);
	uint8_t *copy = guarded_copy(message);
	enum result result = decoder_apply(decoder, (struct bytes){copy, message.size}, &news);
	guarded_free(copy);
	return result;
}

/* A started lane of state 5, next counter 1. */
static void start_lane(void)
{
	begin(header_of(0, PICTURE_START | PICTURE_LAST, 5, 0));
	assert_int_equal(apply(), RESULT_OK);
	assert_true(news.is_new_size);
	assert_int_equal(news.state, 5);
	assert_int_equal(news.time_ms, 7);
}

/* The message is refused, and nothing but a start is taken after it. */
static void assert_refused(void)
{
	assert_int_equal(apply(), RESULT_BAD_FRAME);
	begin(header_of(1, 0, 6, 5));
	assert_int_equal(apply(), RESULT_NEED_MORE);
	begin(header_of(1, PICTURE_START, 6, 0));
	assert_int_equal(apply(), RESULT_OK);
}

static void nothing_is_decoded_before_a_start(void **state)
{
	(void)state;
	begin(header_of(0, PICTURE_LAST, 5, 0));
	assert_int_equal(apply(), RESULT_NEED_MORE);
	assert_int_equal(decoder_image(decoder)->width_px, 0);
	assert_int_equal(decoder_state(decoder), 0);
	start_lane();
}

static void counter_must_follow(void **state)
{
	(void)state;
	static const uint32_t wrong[] = {0, 2, UINT32_MAX};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		start_lane();
		begin(header_of(wrong[i], 0, 6, 5));
		assert_refused();
		decoder_destroy(decoder);
		decoder = decoder_create();
	}
	start_lane();
	begin(header_of(1, PICTURE_LAST, 6, 5)); /* the control */
	assert_int_equal(apply(), RESULT_OK);
	assert_int_equal(decoder_state(decoder), 6);
}

static void base_must_be_what_is_there(void **state)
{
	(void)state;
	start_lane();
	begin(header_of(1, 0, 6, 4));
	assert_refused();
}

static void size_may_change_at_a_start_alone(void **state)
{
	(void)state;
	start_lane();
	struct picture_header h = header_of(1, 0, 6, 5);
	h.width_px = WIDTH + 1;
	begin(h); /* which does not say it */
	assert_int_equal(apply(), RESULT_OK);
	assert_false(news.is_new_size);
	assert_int_equal(decoder_image(decoder)->width_px, WIDTH);
	h.flags = PICTURE_START;
	h.base = 0;
	begin(h);
	assert_int_equal(apply(), RESULT_OK);
	assert_true(news.is_new_size);
	assert_int_equal(decoder_image(decoder)->width_px, WIDTH + 1);
}

static enum result start_of_width(int width)
{
	struct picture_header h = header_of(0, PICTURE_START | PICTURE_LAST, 5, 0);
	h.width_px = (uint16_t)width;
	begin(h);
	return apply();
}

/* Each new size takes memory here and in the window: a sender can't ask for it as often as it likes. */
static void new_sizes_come_one_a_second(void **state)
{
	(void)state;
	int64_t now_us = 1000000;
	decoder_tick(decoder, now_us);
	for (int i = 0; i < DECODER_SIZES_BURST; i++)
		assert_int_equal(start_of_width(WIDTH + i), RESULT_OK);
	assert_int_equal(start_of_width(WIDTH + 50), RESULT_BAD_FRAME);
	assert_int_equal(decoder_image(decoder)->width_px,
	                 WIDTH + DECODER_SIZES_BURST - 1);                            /* what there was stays */
	assert_int_equal(start_of_width(WIDTH + DECODER_SIZES_BURST - 1), RESULT_OK); /* no new size */
	decoder_tick(decoder, now_us + 999999);
	assert_int_equal(start_of_width(WIDTH + 50), RESULT_BAD_FRAME);
	decoder_tick(decoder, now_us + 1000000);
	assert_int_equal(start_of_width(WIDTH + 50), RESULT_OK);
	assert_int_equal(start_of_width(WIDTH + 51), RESULT_BAD_FRAME);
	decoder_tick(decoder, now_us + 3600000000); /* an hour of rest is no more than the burst */
	for (int i = 0; i < DECODER_SIZES_BURST; i++)
		assert_int_equal(start_of_width(WIDTH + i), RESULT_OK);
	assert_int_equal(start_of_width(WIDTH + 50), RESULT_BAD_FRAME);
}

static enum result coder_made_and_ended(uint32_t *counter, struct bytes key)
{
	uint8_t body[4096];
	struct writer w = writer_into(body, sizeof body);
	struct picture_vp8 vp8 = {.rect = {0, 0, 64, 64}};
	picture_vp8_encode(&w, &vp8);
	struct bytes end = {body, w.size};
	begin(header_of((*counter)++, PICTURE_LAST, 5, 5));
	write_bytes(&w, key);
	put(PICTURE_VP8, false, writer_bytes(&w));
	put(PICTURE_VP8, false, end);
	return apply();
}

static void coders_are_not_made_endlessly(void **state)
{
	(void)state;
	struct vp8_encoder *encoder;
	struct bytes key;
	uint32_t counter = 1;
	assert_int_equal(vp8_encoder_create(&encoder, 64, 64), RESULT_OK);
	assert_int_equal(vp8_encoder_frame(encoder, 40, &key), RESULT_OK);
	decoder_tick(decoder, 1000000);
	start_lane();
	for (int i = 0; i < DECODER_CODERS_BURST; i++)
		assert_int_equal(coder_made_and_ended(&counter, key), RESULT_OK);
	assert_int_equal(coder_made_and_ended(&counter, key), RESULT_BAD_FRAME);
	decoder_tick(decoder, 1000000 + 1000000 / DECODER_CODERS_PER_S);
	assert_int_equal(start_of_width(WIDTH), RESULT_OK);
	counter = 1;
	assert_int_equal(coder_made_and_ended(&counter, key), RESULT_OK);
	vp8_encoder_destroy(encoder);
}

/* Lanes may change under a viewer without a repaint, if it has exactly what the new one builds on. */
static void start_on_a_base_needs_that_very_state(void **state)
{
	(void)state;
	start_lane();
	begin(header_of(70, PICTURE_START | PICTURE_LAST, 6, 5));
	assert_int_equal(apply(), RESULT_OK);
	assert_false(news.is_new_size);
	begin(header_of(200, PICTURE_START, 8, 7));
	assert_int_equal(apply(), RESULT_BAD_FRAME); /* it has 6 */
	begin(header_of(0, PICTURE_START | PICTURE_LAST, 9, 0));
	assert_int_equal(apply(), RESULT_OK);
	begin(header_of(1, 0, 10, 9)); /* half of 10 */
	assert_int_equal(apply(), RESULT_OK);
	begin(header_of(0, PICTURE_START, 11, 9));
	assert_int_equal(apply(), RESULT_BAD_FRAME); /* 9 is not what it has any more */
}

static void copy_moves_pixels_that_are_there(void **state)
{
	(void)state;
	uint8_t body[32];
	struct writer w = writer_into(body, sizeof body);
	struct image screen;
	struct lane *lane = lane_create();
	assert_int_equal(image_init(&screen, WIDTH, HEIGHT), RESULT_OK);
	screens_page(&screen, 3, 0);
	lane_see(lane, &screen);
	lane_flush(lane);
	picture_copy_encode(&w, &(struct picture_copy){{10, 20, 100, 90}, 15, 26}); /* they overlap */
	begin(header_of(lane->last.counter + 1, PICTURE_LAST, 9, lane->state));
	put(PICTURE_COPY, false, writer_bytes(&w));
	assert_int_equal(decoder_apply(lane->decoder, writer_bytes(&writer), &news), RESULT_OK);
	image_copy_to(&screen, 15, 26, &screen, (struct rect){10, 20, 100, 90});
	assert_true(lane_is_exact(lane, &screen));
	image_finish(&screen);
	lane_destroy(lane);
}

static void bodies_that_make_no_sense_are_refused(void **state)
{
	(void)state;
	static const uint8_t no_codec[] = {9, 1, 0, 0, 8, 8, 1, 2, 3},
						 context[] = {2, 1, 0, 0, 8, 8, 1, 2, 3, 4, 5, 6, 7, 8};
	static const uint8_t outside[] = {1, 1, 0xff, 1, 0, 8, 8, 1},
						 garbage[] = {1, 1, 0, 0, 8, 8, 0xff, 0xff, 0xff};
	static const uint8_t orphan[] = {0, 0, 0, 64, 64, 0x31, 1, 2, 3, 4, 5, 6, 7, 8, 9};
	static const uint8_t show[] = {0, 0, 1}, shape[] = {4, 4, 0, 0, 1, 2, 3}, place[] = {0, 0, 0, 0};
	static const struct {
		enum picture_kind kind;
		struct bytes body;
	} bad[] = {
		{PICTURE_TILES, {no_codec, sizeof no_codec}},
		{PICTURE_TILES, {context, sizeof context}},
		{PICTURE_TILES, {outside, sizeof outside}},
		{PICTURE_TILES, {garbage, sizeof garbage}},
		{PICTURE_TILES, {NULL, 0}},
		{PICTURE_VP8, {orphan, sizeof orphan}},
		{PICTURE_SHOW, {show, sizeof show}},
		{PICTURE_CURSOR_SHAPE, {shape, sizeof shape}},
		{PICTURE_CURSOR_PLACE, {place, sizeof place}},
		{PICTURE_COPY, {place, sizeof place}},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		decoder_destroy(decoder);
		decoder = decoder_create();
		start_lane();
		begin(header_of(1, 0, 6, 5));
		put(bad[i].kind, false, bad[i].body);
		assert_refused();
	}
}

static void body_that_never_ends_is_refused(void **state)
{
	(void)state;
	static const uint8_t part[60000];
	enum result result = RESULT_OK;
	uint32_t counter = 1;
	start_lane();
	for (; result == RESULT_OK && counter < 200; counter++) {
		begin(header_of(counter, 0, 6, 5));
		put(PICTURE_VP8, true, (struct bytes){part, sizeof part});
		result = apply();
	}
	assert_int_equal(result, RESULT_BAD_FRAME);
	assert_in_range(counter, 60, 80); /* 4 MB */
}

static void show_beyond_the_rectangle_is_refused(void **state)
{
	(void)state;
	struct image screen;
	struct lane *lane = lane_create();
	lane->line_bytes_per_s = 20000;
	assert_int_equal(image_init(&screen, WIDTH, HEIGHT), RESULT_OK);
	screens_photo(&screen, image_rect(&screen), 3, 0);
	lane_see(lane, &screen);
	lane_flush(lane);
	assert_int_equal(encoder_counts(lane->encoder).vp8_frames, 1); /* instance 1 covers the 8 x 6 tiles */
	static const uint8_t all[] = {1, 0, 48}, more[] = {1, 1, 48},
						 wrap[] = {1, 0xff, 0xff, 0xff, 0xff, 0x0f, 2};
	begin(header_of(lane->last.counter + 1, 0, 9, lane->state));
	put(PICTURE_SHOW, false, (struct bytes){all, sizeof all});
	assert_int_equal(decoder_apply(lane->decoder, writer_bytes(&writer), &news), RESULT_OK);
	begin(header_of(lane->last.counter + 2, 0, 9, lane->state));
	put(PICTURE_SHOW, false, (struct bytes){more, sizeof more});
	assert_int_equal(decoder_apply(lane->decoder, writer_bytes(&writer), &news), RESULT_BAD_FRAME);
	encoder_start(lane->encoder);
	lane_flush(lane);
	assert_int_equal(lane->result, RESULT_OK);
	begin(header_of(lane->last.counter + 1, 0, 9, lane->state));
	put(PICTURE_SHOW, false, (struct bytes){wrap, sizeof wrap});
	assert_int_equal(decoder_apply(lane->decoder, writer_bytes(&writer), &news), RESULT_BAD_FRAME);
	image_finish(&screen);
	lane_destroy(lane);
}

struct recording {
	uint8_t *messages[MESSAGES_MAX];
	size_t sizes[MESSAGES_MAX];
	size_t count;
};

/* A session with text, photos, video, a cursor, in small messages. */
static void record(struct recording *recording)
{
	struct image screen;
	static struct cursor cursor = {.is_visible = true};
	struct lane *lane = lane_create();
	struct writer out;
	memset(recording, 0, sizeof *recording);
	assert_int_equal(image_init(&screen, WIDTH, HEIGHT), RESULT_OK);
	lane->line_bytes_per_s = 30000;
	lane->budget_bytes = 3000;
	screens_page(&screen, 3, 0);
	cursor_set_shape(&cursor, 16, 16, 1, 1, screen.pixels);
	for (int i = 0; recording->count < MESSAGES_MAX - 8; i++) {
		lane->now_us += 40000;
		screens_photo(&screen, (struct rect){40, 60, 150, 90}, 1, i);
		screens_letter(&screen, 20 + i, 10, (uint32_t)i, 0xffffff, 0);
		cursor.x_px = i;
		encoder_see_cursor(lane->encoder, &cursor);
		lane_see(lane, &screen);
		while (recording->count < MESSAGES_MAX && lane_pull(lane, &out) == RESULT_OK) {
			recording->messages[recording->count] = guarded_copy(writer_bytes(&out));
			recording->sizes[recording->count++] = out.size;
		}
	}
	assert_true(encoder_counts(lane->encoder).vp8_frames > 5);
	image_finish(&screen);
	lane_destroy(lane);
}

static void recording_free(struct recording *recording)
{
	for (size_t i = 0; i < recording->count; i++)
		guarded_free(recording->messages[i]);
}

/* Feeds the recording with message `at` replaced; all must be answered, and the control must be taken whole.
 */
static size_t replay(const struct recording *recording, size_t at, struct bytes instead)
{
	size_t taken = 0;
	decoder_destroy(decoder);
	decoder = decoder_create();
	for (size_t i = 0; i < recording->count; i++) {
		struct bytes message = {recording->messages[i], recording->sizes[i]};
		enum result result = decoder_apply(decoder, i == at ? instead : message, &news);
		assert_true(result == RESULT_OK || result == RESULT_BAD_FRAME || result == RESULT_NEED_MORE ||
		            result == RESULT_TOO_LARGE);
		taken += result == RESULT_OK;
	}
	return taken;
}

static void recording_is_taken_whole(void **state)
{
	(void)state;
	struct recording recording;
	record(&recording);
	assert_int_equal(replay(&recording, SIZE_MAX, (struct bytes){0}), recording.count);
	recording_free(&recording);
}

static void cut_messages_are_refused(void **state)
{
	(void)state;
	struct recording recording;
	record(&recording);
	for (size_t at = 0; at < recording.count; at += 7) {
		for (size_t size = 0; size < recording.sizes[at]; size += size < 60 ? 1 : 211) {
			uint8_t *cut = guarded_copy((struct bytes){recording.messages[at], size});
			size_t taken = replay(&recording, at, (struct bytes){cut, size});
			/* A cut between two parts looks whole, but then something is missing for later ones or was not
			 * vital. */
			assert_true(taken >= at && taken <= recording.count);
			guarded_free(cut);
		}
	}
	recording_free(&recording);
}

static void flipped_bits_are_answered(void **state)
{
	(void)state;
	struct recording recording;
	struct noise noise = noise_start(12);
	record(&recording);
	for (int i = 0; i < 1500; i++) {
		size_t at = noise_below(&noise, (uint32_t)recording.count), size = recording.sizes[at];
		uint8_t *flipped = guarded_copy((struct bytes){recording.messages[at], size});
		for (uint32_t n = 1 + noise_below(&noise, 3); n > 0; n--)
			flipped[noise_below(&noise, (uint32_t)size)] ^= (uint8_t)(1 << noise_below(&noise, 8));
		replay(&recording, at, (struct bytes){flipped, size});
		guarded_free(flipped);
	}
	recording_free(&recording);
}

static void chance_parts_after_a_start_are_answered(void **state)
{
	(void)state;
	struct noise noise = noise_start(13);
	for (int i = 0; i < 3000; i++) {
		begin(header_of(0, PICTURE_START, 5, 0));
		for (uint32_t n = noise_below(&noise, 5); n > 0; n--) {
			uint8_t body[64];
			size_t size = noise_below(&noise, sizeof body);
			noise_fill(&noise, body, size);
			for (size_t k = 0; k < size && k < 8; k++)
				body[k] &= noise_below(&noise, 2) ? 0x1f : 0x7f;
			put((enum picture_kind)(1 + noise_below(&noise, PICTURE_CURSOR_PLACE)), false,
			    (struct bytes){body, size});
		}
		enum result result = apply();
		assert_true(result == RESULT_OK || result == RESULT_BAD_FRAME);
		assert_int_equal(decoder_image(decoder)->width_px, WIDTH);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, start, finish)
		CLAIM(nothing_is_decoded_before_a_start), CLAIM(counter_must_follow),
		CLAIM(base_must_be_what_is_there),        CLAIM(size_may_change_at_a_start_alone),
		CLAIM(new_sizes_come_one_a_second),       CLAIM(start_on_a_base_needs_that_very_state),
		CLAIM(coders_are_not_made_endlessly),     CLAIM(start_on_a_base_needs_that_very_state),
		CLAIM(copy_moves_pixels_that_are_there),  CLAIM(bodies_that_make_no_sense_are_refused),
		CLAIM(body_that_never_ends_is_refused),   CLAIM(show_beyond_the_rectangle_is_refused),
		CLAIM(recording_is_taken_whole),          CLAIM(cut_messages_are_refused),
		CLAIM(flipped_bits_are_answered),         CLAIM(chance_parts_after_a_start_are_answered),
#undef CLAIM
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

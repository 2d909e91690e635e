/* Encoder and decoder with a line between them: what must hold for the viewer's picture. */
#include "support/unit.h"

#include "picture/tile.h"
#include "support/noise.h"
#include "unit/picture/lane.h"
#include "unit/picture/screens.h"

#include <string.h>

enum { WIDTH = 640, HEIGHT = 400, MS = 1000 };

static struct lane *lane;
static struct image screen;

static int start(void **state)
{
	(void)state;
	lane = lane_create();
	return image_init(&screen, WIDTH, HEIGHT) != RESULT_OK;
}

static int finish(void **state)
{
	(void)state;
	lane_destroy(lane);
	image_finish(&screen);
	return 0;
}

static void see(void)
{
	assert_int_equal(lane_see(lane, &screen), RESULT_OK);
}

static void resize(int width, int height)
{
	image_finish(&screen);
	assert_int_equal(image_init(&screen, width, height), RESULT_OK);
	screens_page(&screen, 5, 0);
}

/* The picture of the first page is there, exactly. */
static void show_page(uint32_t seed)
{
	screens_page(&screen, seed, 0);
	see();
	lane_flush(lane);
	assert_int_equal(lane->result, RESULT_OK);
	assert_true(lane_is_exact(lane, &screen));
}

static void photo_at(int x, int y, int width, int height, uint32_t seed, int phase)
{
	screens_photo(&screen, (struct rect){x, y, width, height}, seed, phase);
}

static void text_page_is_exact_at_once_and_never_vp8(void **state)
{
	(void)state;
	show_page(1);
	assert_true(lane->last.is_last);
	assert_true(encoder_is_exact(lane->encoder));
	show_page(2);
	assert_int_equal(encoder_counts(lane->encoder).vp8_frames, 0);
	assert_int_equal(encoder_counts(lane->encoder).bytes, lane->bytes);
}

static void nothing_new_gives_no_message(void **state)
{
	(void)state;
	struct writer out;
	assert_int_equal(lane_pull(lane, &out), RESULT_NEED_MORE); /* nothing was seen */
	show_page(1);
	see();
	assert_int_equal(lane_pull(lane, &out), RESULT_NEED_MORE);
	assert_int_equal(encoder_due_us(lane->encoder), INT64_MAX);
}

static void budget_too_small_for_a_message_gives_none(void **state)
{
	(void)state;
	struct writer out;
	screens_page(&screen, 1, 0);
	see();
	lane->budget_bytes = ENCODER_BUDGET_BYTES_MIN - 1;
	assert_int_equal(lane_pull(lane, &out), RESULT_NEED_MORE);
	lane->budget_bytes = ENCODER_BUDGET_BYTES_MIN;
	assert_int_equal(lane_pull(lane, &out), RESULT_OK);
}

static void headers_count_and_name_states(void **state)
{
	(void)state;
	struct writer out;
	struct picture_header h;
	screens_page(&screen, 1, 0);
	see();
	lane->budget_bytes = 4000;
	for (uint32_t counter = 0;; counter++) {
		assert_int_equal(lane_pull(lane, &out), RESULT_OK);
		struct reader r = reader_over(writer_bytes(&out));
		assert_int_equal(picture_header_decode(&r, &h), RESULT_OK);
		assert_int_equal(h.counter, counter);
		assert_int_equal(h.state, 1);
		assert_int_equal(h.base, 0);
		assert_int_equal(h.width_px, counter == 0 ? WIDTH : 0);
		assert_int_equal(h.height_px, counter == 0 ? HEIGHT : 0);
		assert_int_equal(h.time_ms, (uint32_t)(lane->now_us / MS));
		assert_int_equal((h.flags & PICTURE_START) != 0, counter == 0);
		assert_int_equal((h.flags & PICTURE_LAST) != 0, lane->last.is_last);
		if (lane->last.is_last)
			break;
		assert_true(counter < 100);
	}
	lane->state = 40;
	image_fill(&screen, (struct rect){5, 5, 5, 5}, 0x00ff00);
	see();
	assert_int_equal(lane_pull(lane, &out), RESULT_OK);
	struct reader r = reader_over(writer_bytes(&out));
	assert_int_equal(picture_header_decode(&r, &h), RESULT_OK);
	assert_int_equal(h.state, 41);
	assert_int_equal(h.base, 1);
}

static void messages_are_cut_to_any_budget(void **state)
{
	(void)state;
	static const size_t budgets[] = {ENCODER_BUDGET_BYTES_MIN, 200, 400, 1500, 16384,
	                                 PICTURE_MESSAGE_BYTES_MAX};
	for (size_t i = 0; i < sizeof budgets / sizeof *budgets; i++) {
		lane->budget_bytes = budgets[i]; /* lane_pull asserts that none is longer */
		screens_page(&screen, 10 + (uint32_t)i, 0);
		photo_at(100, 150, 200, 100, (uint32_t)i, 0);
		lane->now_us += 2000 * MS;
		see();
		lane_flush(lane);
		assert_true(lane_is_exact(lane, &screen));
	}
}

/* A small budget is used, not wasted: most messages are nearly full. */
static void messages_come_close_to_the_budget(void **state)
{
	(void)state;
	enum { PAGES = 4 };
	lane->budget_bytes = 500;
	for (uint32_t page = 1; page <= PAGES; page++) {
		screens_page(&screen, page, 0);
		see();
		lane_flush(lane);
	}
	assert_true(lane->messages > 3 * PAGES);
	assert_true(lane->bytes > 400 * (lane->messages - PAGES));
}

static uint64_t second_page_bytes(size_t budget_bytes)
{
	lane_destroy(lane);
	lane = lane_create();
	lane->budget_bytes = budget_bytes;
	show_page(1);
	uint64_t first = encoder_counts(lane->encoder).tile_bytes;
	show_page(2);
	assert_true(lane_is_exact(lane, &screen));
	return encoder_counts(lane->encoder).tile_bytes - first;
}

/* Pieces are cut to the line's measure, but not into slivers, whose edges cost. */
static void page_in_small_messages_costs_little_more_than_in_large_ones(void **state)
{
	(void)state;
	assert_true(second_page_bytes(700) * 100 < second_page_bytes(PICTURE_MESSAGE_BYTES_MAX) * 104);
}

/* Which tile codecs a message uses, a bit each; of bodies that begin in it. */
static unsigned codecs_of(struct bytes message)
{
	static bool is_under_way;
	struct reader from = reader_over(message);
	struct picture_header header;
	struct picture_part part;
	unsigned codecs = 0;
	assert_int_equal(picture_header_decode(&from, &header), RESULT_OK);
	while (picture_part_next(&from, &part) == RESULT_OK) {
		if (part.kind != PICTURE_TILES)
			continue;
		codecs |= is_under_way ? 0 : 1u << part.body.data[0];
		is_under_way = part.has_more;
	}
	return codecs;
}

static unsigned codecs_for_page(uint32_t seed)
{
	struct writer out;
	unsigned codecs = 0;
	screens_page(&screen, seed, 0);
	lane->now_us += 2000 * MS;
	see();
	while (lane_pull(lane, &out) == RESULT_OK) {
		codecs |= codecs_of(writer_bytes(&out));
		assert_int_equal(decoder_apply(lane->decoder, writer_bytes(&out), &lane->news), RESULT_OK);
	}
	assert_true(lane_is_exact(lane, &screen));
	return codecs;
}

static void who_does_not_know_the_context_codec_does_not_get_it(void **state)
{
	(void)state;
	encoder_set_context(lane->encoder, false);
	assert_int_equal(codecs_for_page(1) & 1u << TILE_CODEC_CONTEXT, 0);
	encoder_set_context(lane->encoder, true);
	assert_int_equal(codecs_for_page(2), 1u << TILE_CODEC_CONTEXT);
	encoder_set_context(lane->encoder, false); /* and back, in the middle of a lane */
	assert_int_equal(codecs_for_page(3) & 1u << TILE_CODEC_CONTEXT, 0);
	encoder_set_context(lane->encoder, true);
	assert_int_equal(codecs_for_page(4), 1u << TILE_CODEC_CONTEXT);
}

/* Noise is no photo to the sorter, and takes the context codec long: it is soon left to the other one. */
static void noise_is_kept_from_the_context_codec(void **state)
{
	(void)state;
	struct writer out;
	size_t by_context = 0, by_planes = 0;
	screens_noise(&screen, image_rect(&screen), 7);
	lane->budget_bytes = 16384;
	see();
	while (lane_pull(lane, &out) == RESULT_OK) {
		unsigned codecs = codecs_of(writer_bytes(&out));
		by_context += (codecs & 1u << TILE_CODEC_CONTEXT) != 0;
		by_planes += (codecs & 1u << TILE_CODEC_PLANES) != 0;
		assert_int_equal(decoder_apply(lane->decoder, writer_bytes(&out), &lane->news), RESULT_OK);
	}
	assert_true(lane_is_exact(lane, &screen));
	assert_true(by_context > 0);
	assert_true(by_planes > 2 * by_context);
}

static void what_is_not_sent_is_overtaken_by_what_is_newer(void **state)
{
	(void)state;
	lane->budget_bytes = 600;
	for (uint32_t page = 0; page < 30; page++) {
		screens_page(&screen, page, 0);
		see();
		assert_true(lane_step(lane));
	}
	uint64_t before = lane->bytes;
	lane_flush(lane);
	assert_true(lane_is_exact(lane, &screen));
	assert_true(lane->bytes - before < 80000); /* one page, not thirty */
}

static void change_near_the_caret_goes_first(void **state)
{
	(void)state;
	show_page(1);
	lane->focus.input_us = lane->now_us;
	struct writer none;
	assert_int_equal(lane_pull(lane, &none), RESULT_NEED_MORE); /* it now knows of the input */
	screens_letter(&screen, 300, 300, 3, 0xffffff, 0x202020);
	lane->now_us += 20 * MS;
	see();
	lane_flush(lane);
	screens_page(&screen, 2, 0);
	screens_letter(&screen, 300, 300, 4, 0xffffff, 0x202020);
	see();
	lane->budget_bytes = 1500;
	assert_true(lane_step(lane));
	struct rect near = {288, 288, 32, 32};
	assert_true(image_is_equal(decoder_image(lane->decoder), &screen, near));
	assert_false(lane_is_exact(lane, &screen));
}

static void change_near_the_pointer_goes_before_the_top(void **state)
{
	(void)state;
	show_page(1);
	lane->focus = (struct encoder_focus){.has_pointer = true, .pointer_x_px = 320, .pointer_y_px = 330};
	screens_page(&screen, 2, 0);
	see();
	lane->budget_bytes = 800;
	assert_true(lane_step(lane));
	assert_true(image_is_equal(decoder_image(lane->decoder), &screen, (struct rect){288, 320, 64, 32}));
	assert_false(lane_is_exact(lane, &screen));
	assert_false(image_is_equal(decoder_image(lane->decoder), &screen, (struct rect){96, 96, 128, 64}));
}

static void photo_is_exact_at_once_on_a_fast_line(void **state)
{
	(void)state;
	show_page(1);
	lane->now_us += 2000 * MS;
	photo_at(100, 100, 300, 200, 2, 0);
	see();
	lane_flush(lane);
	assert_true(lane_is_exact(lane, &screen));
	assert_int_equal(encoder_counts(lane->encoder).vp8_frames, 0);
}

static void photo_on_a_slow_line_comes_by_vp8_and_is_refined_at_rest(void **state)
{
	(void)state;
	lane->line_bytes_per_s = 24000;
	show_page(1);
	lane->now_us += 2000 * MS;
	uint64_t before = lane->bytes;
	photo_at(100, 100, 300, 200, 2, 0);
	see();
	lane_flush(lane);
	assert_int_equal(encoder_counts(lane->encoder).vp8_frames, 1);
	assert_true(lane->bytes - before < 24000);
	assert_false(lane_is_exact(lane, &screen));
	assert_false(encoder_is_exact(lane->encoder));
	assert_true(lane->last.is_last); /* complete, though not exact */
	int64_t due_us = encoder_due_us(lane->encoder);
	assert_in_range(due_us, lane->now_us + 200 * MS, lane->now_us + 400 * MS);
	lane->now_us = due_us - 1;
	assert_false(lane_step(lane));
	lane->now_us = due_us;
	lane_flush(lane);
	assert_true(lane_is_exact(lane, &screen));
	assert_true(encoder_is_exact(lane->encoder));
	assert_true(encoder_counts(lane->encoder).refined_tiles > 0);
}

static void refinement_waits_for_an_idle_line(void **state)
{
	(void)state;
	struct writer out;
	lane->line_bytes_per_s = 24000;
	show_page(1);
	photo_at(100, 100, 300, 200, 2, 0);
	lane->now_us += 2000 * MS;
	see();
	lane_flush(lane);
	lane->now_us += 1000 * MS;
	struct encoder_ask busy = {.now_us = lane->now_us, .budget_bytes = 5000, .line_bytes_per_s = 24000};
	out = writer_into(lane->memory, sizeof lane->memory);
	assert_int_equal(encoder_next(lane->encoder, &busy, &out, &lane->last), RESULT_NEED_MORE);
	busy.is_line_idle = true;
	assert_int_equal(encoder_next(lane->encoder, &busy, &out, &lane->last), RESULT_OK);
}

/* Frames of a video at a place that is on no tile's border. */
static void play(int frames, struct rect rect)
{
	for (int i = 0; i < frames; i++) {
		lane->now_us += 33 * MS;
		screens_photo(&screen, rect, 7, 3 * i);
		see();
		lane_flush(lane);
		assert_int_equal(lane->result, RESULT_OK);
	}
}

static void video_goes_by_vp8_and_leaves_all_else_exact(void **state)
{
	(void)state;
	struct rect rect = {203, 111, 322, 182};
	show_page(1);
	play(30, rect);
	struct encoder_counts counts = encoder_counts(lane->encoder);
	assert_true(counts.vp8_frames >= 26);
	assert_true(counts.vp8_bytes < 30 * 8000);
	assert_false(lane_is_exact(lane, &screen));
	struct image shown;
	assert_int_equal(image_init(&shown, WIDTH, HEIGHT), RESULT_OK);
	image_copy(&shown, decoder_image(lane->decoder), image_rect(&shown));
	struct rect around = {rect.x - rect.x % 2, rect.y - rect.y % 2, 336, 192};
	image_copy(&shown, &screen, around); /* only what the coder's rectangle covers may differ */
	assert_true(image_is_equal(&shown, &screen, image_rect(&screen)));
	image_finish(&shown);
	assert_true(lane_settle(lane));
	assert_true(lane_is_exact(lane, &screen));
}

static void text_appears_while_a_video_plays(void **state)
{
	(void)state;
	show_page(1);
	for (int i = 0; i < 20; i++) {
		screens_letter(&screen, 60 + i * SCREENS_GLYPH_WIDTH, 340, (uint32_t)i, 0xffffff, 0);
		play(1, (struct rect){200, 100, 320, 180});
		assert_true(image_is_equal(decoder_image(lane->decoder), &screen, (struct rect){0, 320, WIDTH, 60}));
	}
}

static void page_over_a_video_is_exact_at_once(void **state)
{
	(void)state;
	show_page(1);
	play(20, (struct rect){200, 100, 320, 180});
	lane->now_us += 33 * MS;
	screens_page(&screen, 3, 0);
	see();
	lane_flush(lane);
	assert_true(lane_is_exact(lane, &screen));
}

static void vp8_coder_that_nothing_wants_is_ended(void **state)
{
	(void)state;
	show_page(1);
	play(10, (struct rect){200, 100, 320, 180});
	assert_true(lane_settle(lane));
	int64_t due_us = encoder_due_us(lane->encoder);
	if (due_us == INT64_MAX)
		assert_false(lane_step(lane)), due_us = encoder_due_us(lane->encoder);
	assert_true(due_us < lane->now_us + 6000 * MS);
	lane->now_us = due_us;
	lane_flush(lane);
	assert_int_equal(lane->result, RESULT_OK);
	lane->now_us += 10000 * MS;
	assert_false(lane_step(lane));
	assert_int_equal(encoder_due_us(lane->encoder), INT64_MAX);
	play(10, (struct rect){200, 100, 320, 180}); /* and comes back */
	assert_true(lane_settle(lane));
	assert_true(lane_is_exact(lane, &screen));
}

static void gap_is_noticed_and_a_start_mends_it(void **state)
{
	(void)state;
	struct writer out;
	show_page(1);
	screens_page(&screen, 2, 0);
	see();
	lane->budget_bytes = 300;
	assert_int_equal(lane_pull(lane, &out), RESULT_OK); /* lost */
	assert_true(lane_step(lane));
	assert_int_equal(lane->result, RESULT_BAD_FRAME);
	assert_true(lane_step(lane));
	assert_int_equal(lane->result, RESULT_NEED_MORE);
	assert_true(region_is_empty(&lane->news.changed));
	encoder_start(lane->encoder);
	assert_true(lane_step(lane));
	assert_int_equal(lane->result, RESULT_OK);
	assert_true(lane->last.is_start);
	lane_flush(lane);
	assert_true(lane_is_exact(lane, &screen));
	assert_int_equal(decoder_state(lane->decoder), lane->state);
}

static void start_in_the_middle_of_anything_is_clean(void **state)
{
	(void)state;
	struct noise noise = noise_start(2);
	for (int i = 0; i < 60; i++) {
		lane->budget_bytes = 150 + noise_below(&noise, 4000);
		lane->line_bytes_per_s = noise_below(&noise, 2) ? 20000 : 50000000;
		lane->now_us += 40 * MS;
		screens_page(&screen, noise_u32(&noise), 0);
		if (noise_below(&noise, 2))
			photo_at(100, 50, 300, 200, noise_u32(&noise), 0);
		see();
		for (uint32_t n = noise_below(&noise, 12); n > 0; n--) {
			lane_step(lane);
			assert_int_equal(lane->result, RESULT_OK);
		}
		encoder_start(lane->encoder);
	}
	assert_true(lane_settle(lane));
	assert_true(lane_is_exact(lane, &screen));
}

static void new_size_starts_the_lane_anew(void **state)
{
	(void)state;
	static const int sizes[][2] = {{800, 600}, {33, 17},     {1, 1},  {600, 800},
	                               {641, 479}, {1920, 1080}, {31, 32}};
	show_page(1);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		resize(sizes[i][0], sizes[i][1]);
		see();
		assert_true(lane_step(lane));
		assert_true(lane->last.is_start);
		assert_true(lane->news.is_new_size);
		lane_flush(lane);
		assert_true(lane_is_exact(lane, &screen));
		image_fill(&screen, (struct rect){0, 0, 20, 10}, 0x336699);
		see();
		lane_flush(lane);
		assert_true(lane_is_exact(lane, &screen));
	}
}

static void screen_beyond_the_limit_is_refused(void **state)
{
	(void)state;
	struct image large = {.width_px = 8000, .height_px = 8000, .stride_px = 8000}; /* not looked into */
	struct writer out;
	show_page(1);
	assert_int_equal(lane_see(lane, &large), RESULT_TOO_LARGE);
	assert_int_equal(lane_pull(lane, &out), RESULT_NEED_MORE);
	show_page(1);
}

static void cursor_travels_apart(void **state)
{
	(void)state;
	static struct cursor cursor;
	static uint32_t pixels[128 * 128];
	struct noise noise = noise_start(1);
	noise_fill(&noise, pixels, sizeof pixels); /* does not compress: it is split */
	cursor_set_shape(&cursor, 128, 128, 3, 4, pixels);
	cursor.x_px = -5;
	cursor.y_px = 399;
	cursor.is_visible = true;
	show_page(1);
	lane->budget_bytes = 1500;
	lane->now_us += 100 * MS;
	encoder_see_cursor(lane->encoder, &cursor);
	uint64_t before = lane->messages;
	lane_flush(lane);
	assert_true(lane->messages > before + 20);
	const struct cursor *shown = decoder_cursor(lane->decoder);
	assert_int_equal(shown->x_px, -5);
	assert_int_equal(shown->y_px, 399);
	assert_int_equal(shown->hot_y_px, 4);
	assert_true(shown->is_visible);
	assert_memory_equal(shown->pixels, cursor.pixels, sizeof pixels);
	assert_true(lane_is_exact(lane, &screen)); /* it is not in the picture */
	encoder_see_cursor(lane->encoder, &cursor);
	assert_false(lane_step(lane));
}

static void moving_cursor_is_sent_at_intervals(void **state)
{
	(void)state;
	static struct cursor cursor = {.is_visible = true};
	show_page(1);
	lane->now_us += 100 * MS;
	uint64_t before = lane->messages;
	for (int i = 1; i <= 100; i++, lane->now_us += 1 * MS) {
		cursor.x_px = i;
		encoder_see_cursor(lane->encoder, &cursor);
		lane_flush(lane);
	}
	assert_in_range(lane->messages - before, 10, 14);
	assert_true(encoder_due_us(lane->encoder) <= lane->now_us + 8 * MS);
	lane->now_us += 8 * MS;
	lane_flush(lane);
	assert_int_equal(decoder_cursor(lane->decoder)->x_px, 100);
	assert_true(lane->last.size_bytes < 40);
}

static void scroll_goes_as_a_copy(void **state)
{
	(void)state;
	screens_page(&screen, 1, 0);
	see();
	lane_flush(lane);
	for (int i = 1; i <= 10; i++) {
		uint64_t before = lane->bytes;
		screens_page(&screen, 1, 3 * i);
		lane->now_us += 50 * MS;
		see();
		lane_flush(lane);
		assert_true(lane_is_exact(lane, &screen));
		assert_true(lane->bytes - before < 8000);
	}
	assert_int_equal(encoder_counts(lane->encoder).copies, 10);
	assert_int_equal(encoder_counts(lane->encoder).vp8_frames, 0);
}

static void what_the_viewer_has_not_got_is_not_copied(void **state)
{
	(void)state;
	screens_page(&screen, 1, 0);
	see();
	lane->budget_bytes = 300;
	lane_step(lane); /* next to nothing of the page */
	screens_page(&screen, 1, 3);
	see();
	lane_flush(lane);
	assert_int_equal(encoder_counts(lane->encoder).copies, 0);
	assert_true(lane_is_exact(lane, &screen));
}

/* Pages that scroll faster than the line can follow, with a photo on them and VP8 under way. */
static void scrolling_over_a_slow_line_ends_exact(void **state)
{
	(void)state;
	struct noise noise = noise_start(21);
	struct image tall;
	assert_int_equal(image_init(&tall, WIDTH, 4 * HEIGHT), RESULT_OK);
	screens_page(&tall, 3, 0);
	screens_photo(&tall, (struct rect){200, 500, 300, 220}, 1, 0);
	screens_photo(&tall, (struct rect){100, 1000, 400, 300}, 2, 0);
	lane->line_bytes_per_s = 60000;
	for (int i = 0; i < 150; i++) {
		int y = 100 + (int)noise_below(&noise, 30) + 6 * i;
		image_copy_to(&screen, 0, 40, &tall, (struct rect){0, y, WIDTH, HEIGHT - 40});
		lane->now_us += 20 * MS;
		see();
		lane->budget_bytes = 200 + noise_below(&noise, 6000);
		for (uint32_t n = noise_below(&noise, 4); n > 0; n--) {
			lane_step(lane);
			assert_int_equal(lane->result, RESULT_OK);
		}
		if (i % 30 != 29)
			continue;
		lane->budget_bytes = 20000;
		assert_true(lane_settle(lane));
		assert_true(lane_is_exact(lane, &screen));
	}
	assert_true(encoder_counts(lane->encoder).copies > 10);
	assert_true(encoder_counts(lane->encoder).vp8_frames > 0);
	image_finish(&tall);
}

/* One step of a desktop that does anything. */
static void anything(struct noise *noise)
{
	struct rect rect = {(int)noise_below(noise, WIDTH), (int)noise_below(noise, HEIGHT),
	                    1 + (int)noise_below(noise, 300), 1 + (int)noise_below(noise, 200)};
	rect = rect_intersect(rect, image_rect(&screen));
	switch (noise_below(noise, 8)) {
	case 0:
		screens_page(&screen, noise_u32(noise), (int)noise_below(noise, 50));
		break;
	case 1:
		screens_photo(&screen, rect, noise_u32(noise), 0);
		break;
	case 2:
		screens_noise(&screen, rect, noise_u32(noise));
		break;
	case 3:
		image_fill(&screen, rect, noise_u32(noise));
		break;
	case 4:
		image_copy_to(&screen, rect.x + (int)noise_below(noise, 9) - 4, rect.y - (int)noise_below(noise, 40),
		              &screen, rect);
		break;
	case 5:
		screens_photo(&screen, (struct rect){200, 100, 300, 200}, 1, (int)noise_below(noise, 1000));
		break;
	default:
		screens_letter(&screen, rect.x, rect.y, noise_below(noise, 40), 0xffffff, 0x101010);
	}
}

/* The main promise: whatever the screen does and however little may be sent, it ends exact. */
static void anything_ends_exact(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct noise noise = noise_start(seed);
		for (int i = 0; i < 150; i++) {
			anything(&noise);
			lane->now_us += noise_below(&noise, 60 * MS);
			lane->budget_bytes =
				ENCODER_BUDGET_BYTES_MIN + noise_below(&noise, noise_below(&noise, 2) ? 600 : 60000);
			lane->line_bytes_per_s =
				noise_below(&noise, 3) ? 30000 + noise_below(&noise, 1000000) : 100000000;
			see();
			for (uint32_t n = noise_below(&noise, 8); n > 0; n--) {
				lane_step(lane);
				assert_int_equal(lane->result, RESULT_OK);
			}
		}
		lane->budget_bytes = 20000;
		assert_true(lane_settle(lane));
		assert_true(lane_is_exact(lane, &screen));
	}
	assert_true(encoder_counts(lane->encoder).vp8_frames > 20);
	assert_true(encoder_counts(lane->encoder).copies > 5);
}

/* What `changed` names is all that changed. */
static void news_cover_every_changed_pixel(void **state)
{
	(void)state;
	struct noise noise = noise_start(99);
	struct image before;
	assert_int_equal(image_init(&before, WIDTH, HEIGHT), RESULT_OK);
	show_page(1);
	for (int i = 0; i < 60; i++) {
		anything(&noise);
		lane->now_us += 50 * MS;
		lane->line_bytes_per_s = noise_below(&noise, 2) ? 30000 : 100000000;
		lane->budget_bytes = 500 + noise_below(&noise, 50000);
		see();
		while (true) {
			image_copy(&before, decoder_image(lane->decoder), image_rect(&before));
			if (!lane_step(lane))
				break;
			for (size_t k = 0; k < lane->news.changed.count; k++)
				image_copy(&before, decoder_image(lane->decoder), lane->news.changed.rects[k]);
			assert_true(image_is_equal(&before, decoder_image(lane->decoder), image_rect(&before)));
		}
	}
	image_finish(&before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, start, finish)
		CLAIM(text_page_is_exact_at_once_and_never_vp8),
		CLAIM(nothing_new_gives_no_message),
		CLAIM(budget_too_small_for_a_message_gives_none),
		CLAIM(headers_count_and_name_states),
		CLAIM(messages_are_cut_to_any_budget),
		CLAIM(messages_come_close_to_the_budget),
		CLAIM(page_in_small_messages_costs_little_more_than_in_large_ones),
		CLAIM(who_does_not_know_the_context_codec_does_not_get_it),
		CLAIM(noise_is_kept_from_the_context_codec),
		CLAIM(what_is_not_sent_is_overtaken_by_what_is_newer),
		CLAIM(change_near_the_caret_goes_first),
		CLAIM(change_near_the_pointer_goes_before_the_top),
		CLAIM(photo_is_exact_at_once_on_a_fast_line),
		CLAIM(photo_on_a_slow_line_comes_by_vp8_and_is_refined_at_rest),
		CLAIM(refinement_waits_for_an_idle_line),
		CLAIM(video_goes_by_vp8_and_leaves_all_else_exact),
		CLAIM(text_appears_while_a_video_plays),
		CLAIM(page_over_a_video_is_exact_at_once),
		CLAIM(vp8_coder_that_nothing_wants_is_ended),
		CLAIM(gap_is_noticed_and_a_start_mends_it),
		CLAIM(start_in_the_middle_of_anything_is_clean),
		CLAIM(new_size_starts_the_lane_anew),
		CLAIM(screen_beyond_the_limit_is_refused),
		CLAIM(cursor_travels_apart),
		CLAIM(moving_cursor_is_sent_at_intervals),
		CLAIM(scroll_goes_as_a_copy),
		CLAIM(what_the_viewer_has_not_got_is_not_copied),
		CLAIM(scrolling_over_a_slow_line_ends_exact),
		CLAIM(anything_ends_exact),
		CLAIM(news_cover_every_changed_pixel),
#undef CLAIM
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

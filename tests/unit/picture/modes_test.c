/*
 * What viewers may ask for: VP8 alone, and saving data; and in which order what is lossy
 * becomes exact for all others.
 */
#include "support/unit.h"

#include "unit/picture/lane.h"
#include "unit/picture/screens.h"

enum { WIDTH = 640, HEIGHT = 400, MS = 1000, SLOW = 24000 };

static struct lane *lane;
static struct image screen;
static unsigned kinds; /* bits of enum picture_kind that were seen */

static int start(void **state)
{
	(void)state;
	lane = lane_create();
	kinds = 0;
	return image_init(&screen, WIDTH, HEIGHT) != RESULT_OK;
}

static int finish(void **state)
{
	(void)state;
	lane_destroy(lane);
	image_finish(&screen);
	return 0;
}

static void note_kinds(struct bytes message)
{
	struct reader from = reader_over(message);
	struct picture_header header;
	struct picture_part part;
	assert_int_equal(picture_header_decode(&from, &header), RESULT_OK);
	while (picture_part_next(&from, &part) == RESULT_OK)
		kinds |= 1u << part.kind;
}

/* All that there is to send within the next seconds. */
static void run(int64_t ms)
{
	for (int64_t end_us = lane->now_us + ms * MS; lane->now_us < end_us; lane->now_us += 5 * MS) {
		struct writer out;
		while (lane_pull(lane, &out) == RESULT_OK) {
			note_kinds(writer_bytes(&out));
			assert_int_equal(decoder_apply(lane->decoder, writer_bytes(&out), &lane->news), RESULT_OK);
		}
	}
}

/* The mean of how far off the channels are. */
static double off_by(struct rect rect)
{
	double sum = 0;
	for (int y = rect.y; y < rect.y + rect.height; y++) {
		for (int x = rect.x; x < rect.x + rect.width; x++) {
			uint32_t a = image_row(&screen, y)[x], b = image_row(decoder_image(lane->decoder), y)[x];
			for (int shift = 0; shift < 24; shift += 8)
				sum += abs((int)(a >> shift & 255) - (int)(b >> shift & 255));
		}
	}
	return sum / (3.0 * rect.width * rect.height);
}

static void photo_page(void)
{
	screens_page(&screen, 1, 0);
	screens_photo(&screen, (struct rect){200, 120, 320, 200}, 2, 0);
}

static bool has(enum picture_kind kind)
{
	return (kinds & 1u << kind) != 0;
}

static void vp8_alone_is_all_that_such_a_peer_gets(void **state)
{
	(void)state;
	encoder_set_vp8_only(lane->encoder, true);
	photo_page();
	lane_see(lane, &screen);
	run(3000);
	for (int line = 1; line < 6; line++) {
		screens_page(&screen, 1, line); /* a scroll; elsewhere that is a copy */
		lane_see(lane, &screen);
		run(100);
	}
	run(3000);
	assert_true(has(PICTURE_VP8) && has(PICTURE_SHOW));
	assert_false(has(PICTURE_TILES));
	assert_false(has(PICTURE_COPY));
	assert_true(off_by(image_rect(&screen)) < 3);
	assert_int_equal(encoder_due_us(lane->encoder), INT64_MAX); /* it comes to rest */
}

static void vp8_alone_gets_better_until_it_rests(void **state)
{
	(void)state;
	lane->line_bytes_per_s = SLOW;
	encoder_set_vp8_only(lane->encoder, true);
	lane_see(lane, &screen);
	run(2000);
	photo_page();
	lane_see(lane, &screen);
	run(50);
	double first = off_by(image_rect(&screen));
	assert_true(encoder_counts(lane->encoder).last_q > 15);
	run(5000);
	double last = off_by(image_rect(&screen));
	assert_true(last < first);
	assert_int_equal(encoder_counts(lane->encoder).last_q, 10);
	uint64_t bytes = lane->bytes;
	run(10000);
	assert_int_equal(lane->bytes, bytes);
}

static void vp8_alone_has_one_coder_of_the_size_of_the_screen(void **state)
{
	(void)state;
	encoder_set_vp8_only(lane->encoder, true);
	screens_page(&screen, 1, 0);
	lane_see(lane, &screen);
	for (int i = 0; i < 20; i++) {
		struct writer out;
		screens_photo(&screen, (struct rect){64, 64, 160, 96}, 3, i);
		lane_see(lane, &screen);
		while (lane_pull(lane, &out) == RESULT_OK) {
			struct reader from = reader_over(writer_bytes(&out));
			struct picture_header header;
			struct picture_part part;
			struct picture_vp8 vp8;
			picture_header_decode(&from, &header);
			while (picture_part_next(&from, &part) == RESULT_OK)
				if (part.kind == PICTURE_VP8 && !part.has_more) {
					assert_int_equal(picture_vp8_decode(part.body, image_rect(&screen), &vp8), RESULT_OK);
					assert_int_equal(vp8.rect.width * vp8.rect.height, WIDTH * HEIGHT);
				}
			assert_int_equal(decoder_apply(lane->decoder, writer_bytes(&out), &lane->news), RESULT_OK);
		}
		lane->now_us += 33 * MS;
	}
	assert_true(encoder_counts(lane->encoder).vp8_frames > 10);
}

static void setting_vp8_alone_back_makes_all_exact(void **state)
{
	(void)state;
	encoder_set_vp8_only(lane->encoder, true);
	photo_page();
	lane_see(lane, &screen);
	run(1000);
	assert_false(lane_is_exact(lane, &screen));
	encoder_set_vp8_only(lane->encoder, false);
	run(2000);
	assert_true(lane_is_exact(lane, &screen));
	assert_true(encoder_is_exact(lane->encoder));
}

static void saving_data_leaves_photos_at_q10_and_text_exact(void **state)
{
	(void)state;
	struct rect around = {192, 96, 352, 256};
	lane->line_bytes_per_s = SLOW;
	encoder_set_save_data(lane->encoder, true);
	photo_page();
	lane_see(lane, &screen);
	run(10000);
	assert_false(lane_is_exact(lane, &screen));
	assert_true(off_by(around) < 2);
	assert_in_range(encoder_counts(lane->encoder).last_q, 1, 10);
	assert_int_equal(encoder_counts(lane->encoder).refined_tiles, 0);
	assert_int_equal(encoder_due_us(lane->encoder), INT64_MAX);
	struct image shown;
	assert_int_equal(image_init(&shown, WIDTH, HEIGHT), RESULT_OK);
	image_copy(&shown, decoder_image(lane->decoder), image_rect(&shown));
	image_copy(&shown, &screen, around);
	assert_true(image_is_equal(&shown, &screen, image_rect(&screen)));
	image_finish(&shown);
}

static void saving_data_saves(void **state)
{
	(void)state;
	lane->line_bytes_per_s = SLOW;
	photo_page();
	lane_see(lane, &screen);
	run(10000);
	assert_true(lane_is_exact(lane, &screen));
	uint64_t exact = lane->bytes;
	lane_destroy(lane);
	lane = lane_create();
	lane->line_bytes_per_s = SLOW;
	encoder_set_save_data(lane->encoder, true);
	lane_see(lane, &screen);
	run(10000);
	assert_true(lane->bytes * 2 < exact);
}

static void ending_to_save_data_makes_all_exact(void **state)
{
	(void)state;
	lane->line_bytes_per_s = SLOW;
	encoder_set_save_data(lane->encoder, true);
	photo_page();
	lane_see(lane, &screen);
	run(3000);
	encoder_set_save_data(lane->encoder, false);
	run(3000);
	assert_true(lane_is_exact(lane, &screen));
}

/* The first place that becomes exact after a photo of the whole screen has rested. */
static struct rect first_refined(void)
{
	lane->line_bytes_per_s = SLOW;
	screens_photo(&screen, image_rect(&screen), 2, 0);
	lane_see(lane, &screen);
	lane->budget_bytes = 1200;
	for (int i = 0; i < 2000; i++, lane->now_us += 5 * MS) {
		while (lane_step(lane)) {
			if (encoder_counts(lane->encoder).refined_tiles > 0)
				return lane->news.changed.rects[0];
		}
	}
	fail_msg("nothing was refined");
	return (struct rect){0};
}

static void what_is_near_the_pointer_is_refined_first(void **state)
{
	(void)state;
	lane->focus = (struct encoder_focus){.has_pointer = true, .pointer_x_px = 560, .pointer_y_px = 350};
	struct rect first = first_refined();
	assert_true(first.x + first.width > 420 && first.y + first.height > 230);
}

static void what_is_near_the_caret_is_refined_before_the_pointers_place(void **state)
{
	(void)state;
	struct rect letter = {500, 300, SCREENS_GLYPH_WIDTH, SCREENS_GLYPH_HEIGHT};
	lane->focus = (struct encoder_focus){.has_pointer = true, .pointer_x_px = 20, .pointer_y_px = 20};
	screens_page(&screen, 1, 0);
	lane_see(lane, &screen);
	run(500);
	lane->focus.input_us = lane->now_us;
	run(10);
	image_fill(&screen, letter, 0);
	lane_see(lane, &screen);
	run(1000);
	struct rect first = first_refined();
	assert_true(first.x + first.width > 380 && first.y + first.height > 190);
}

static void without_hands_refinement_starts_at_the_top(void **state)
{
	(void)state;
	struct rect first = first_refined();
	assert_true(first.x == 0 && first.y == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, start, finish)
		CLAIM(vp8_alone_is_all_that_such_a_peer_gets),
		CLAIM(vp8_alone_gets_better_until_it_rests),
		CLAIM(vp8_alone_has_one_coder_of_the_size_of_the_screen),
		CLAIM(setting_vp8_alone_back_makes_all_exact),
		CLAIM(saving_data_leaves_photos_at_q10_and_text_exact),
		CLAIM(saving_data_saves),
		CLAIM(ending_to_save_data_makes_all_exact),
		CLAIM(what_is_near_the_pointer_is_refined_first),
		CLAIM(what_is_near_the_caret_is_refined_before_the_pointers_place),
		CLAIM(without_hands_refinement_starts_at_the_top),
#undef CLAIM
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

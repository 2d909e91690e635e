/* The context coder: small where it has learned, alike at both ends whatever was coded, never in disorder. */
#include "support/unit.h"

#include "picture/tile.h"
#include "support/guarded.h"
#include "support/noise.h"
#include "unit/picture/screens.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 600, HEIGHT = 160, FRAME = 0x5a5a5a };

static struct image image, copy;
static struct buffer coded;
static struct tile_encoder *encoder;
static struct tile_decoder *decoder;

static void start_lane(void)
{
	tile_encoder_destroy(encoder);
	tile_decoder_destroy(decoder);
	encoder = tile_encoder_create(TILE_CODEC_CONTEXT);
	decoder = tile_decoder_create(TILE_CODEC_CONTEXT);
	assert_non_null(encoder);
	assert_non_null(decoder);
}

static int start(void **state)
{
	(void)state;
	start_lane();
	buffer_init(&coded, TILE_CODED_BYTES_MAX);
	return image_init(&image, WIDTH, HEIGHT) != RESULT_OK || image_init(&copy, WIDTH, HEIGHT) != RESULT_OK;
}

static int finish(void **state)
{
	(void)state;
	tile_encoder_destroy(encoder);
	tile_decoder_destroy(decoder);
	encoder = NULL;
	decoder = NULL;
	buffer_finish(&coded);
	image_finish(&image);
	image_finish(&copy);
	return 0;
}

static size_t code(struct rect rect)
{
	buffer_consume(&coded, SIZE_MAX);
	assert_int_equal(tile_encoder_add(encoder, &image, rect, 0, &coded), RESULT_OK);
	assert_int_equal(tile_encoder_end(encoder, &coded), RESULT_OK);
	return coded.size_bytes;
}

static enum result decode(struct tile_decoder *with, struct rect rect, struct bytes piece)
{
	struct picture_tiles tiles = {.codec = TILE_CODEC_CONTEXT, .count = 1, .rects = {rect}};
	uint8_t *guarded = guarded_copy(piece);
	tiles.coded = (struct bytes){guarded, piece.size};
	enum result result = tile_decode(with, &tiles, &copy);
	guarded_free(guarded);
	return result;
}

static size_t assert_exact(struct rect rect)
{
	size_t size = code(rect);
	assert_int_equal(decode(decoder, rect, buffer_bytes(&coded)), RESULT_OK);
	assert_true(image_is_equal(&image, &copy, rect));
	return size;
}

static void letters(uint32_t seed)
{
	image_fill(&image, image_rect(&image), 0xFFFFFF);
	for (int y = 2; y + SCREENS_LINE < HEIGHT; y += SCREENS_LINE)
		screens_line(&image, 4, y, WIDTH, seed + (uint32_t)y);
}

/* Pieces of the page one after the other, each beside what is there already, in a picture that has just this.
 */
static size_t assert_exact_with(unsigned known, struct rect rect)
{
	buffer_consume(&coded, SIZE_MAX);
	assert_int_equal(tile_encoder_add(encoder, &image, rect, known, &coded), RESULT_OK);
	assert_int_equal(tile_encoder_end(encoder, &coded), RESULT_OK);
	assert_int_equal(decode(decoder, rect, buffer_bytes(&coded)), RESULT_OK);
	assert_true(image_is_equal(&image, &copy, rect));
	return coded.size_bytes;
}

static size_t page_in_pieces(bool tells)
{
	enum { PIECE_WIDTH = 75, PIECE_HEIGHT = 20 };
	size_t size = 0;
	start_lane();
	for (int y = 0; y < HEIGHT; y += PIECE_HEIGHT) {
		for (int x = 0; x < WIDTH; x += PIECE_WIDTH) {
			/* Above a piece that is not the last of its row there is more to the right: it was sent too. */
			unsigned known = (y > 0 ? TILE_KNOWN_ABOVE : 0) | (x > 0 ? TILE_KNOWN_LEFT : 0);
			size += assert_exact_with(tells ? known : 0, (struct rect){x, y, PIECE_WIDTH, PIECE_HEIGHT});
		}
	}
	return size;
}

static void what_is_there_already_makes_its_neighbours_smaller(void **state)
{
	(void)state;
	letters(5);
	size_t alone = page_in_pieces(false);
	image_fill(&copy, image_rect(&copy), FRAME);
	assert_in_range(page_in_pieces(true), 1, alone * 9 / 10);
}

static void what_would_be_outside_of_the_picture_is_never_taken_for_known(void **state)
{
	(void)state;
	static const int places[] = {0, 1, 3, 4, 5};
	enum { PLACES = sizeof places / sizeof *places };
	screens_noise(&image, image_rect(&image), 3);
	image_copy(&copy, &image, image_rect(&image));
	for (int i = 0; i < PLACES * PLACES; i++) {
		int x = places[i / PLACES], y = places[i % PLACES];
		assert_exact_with(TILE_KNOWN_ABOVE | TILE_KNOWN_LEFT, (struct rect){x, y, 9, 5});
		assert_exact_with(TILE_KNOWN_ABOVE, (struct rect){WIDTH - 9 - x, HEIGHT - 5 - y, 9, 5});
		assert_exact_with(TILE_KNOWN_LEFT, (struct rect){x, y, WIDTH - x, 2});
	}
}

static void rectangle_wider_than_a_strip_is_exact(void **state)
{
	(void)state;
	static const int widths[] = {256, 257, 259, 260, 261, 511, 512, 513, 600};
	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
		letters((uint32_t)i);
		assert_exact((struct rect){WIDTH - widths[i], 3, widths[i], 90});
	}
}

/* What a pixel is like: a few kinds of picture that text programs do not draw. */
static uint32_t adverse_pixel(int kind, int x, int y, uint32_t chance)
{
	switch (kind) {
	case 0: /* never what it was in the same surroundings */
		return (uint32_t)(x * 7919 + y * 104729) & 0xffffff;
	case 1: /* the dearest: each pixel is another one */
		return chance & 0xffffff;
	case 2:
		return (x + y) % 2 == 0 ? 0 : 0xffffff;
	case 3: /* alike for long, then not */
		return chance % 97 == 0 ? chance >> 8 : 0x123456;
	case 4: /* more recent colours than the list has places */
		return screens_mix((uint32_t)(x % 40), 3) & 0xffffff;
	default: /* what lies above the colours is none of its business */
		return chance % 2 == 0 ? UINT32_C(0xff000000) : UINT32_C(0x7f0000ff);
	}
}

static void all_sizes_of_all_kinds_come_out_as_they_went_in(void **state)
{
	(void)state;
	static const int sides[] = {1, 2, 3, 7, 31, 32, 33, 63, 64, 65, 255, 256};
	enum { SIDES = sizeof sides / sizeof *sides };
	struct noise noise = noise_start(1);
	for (int kind = 0; kind < 6; kind++) {
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++)
				image_row(&image, y)[x] =
					adverse_pixel(kind, x, y, noise_below(&noise, UINT32_C(0xfffffffe)));
		for (int i = 0; i < SIDES; i++)
			for (int j = 0; j < SIDES && sides[j] <= 64; j += 1 + kind % 2)
				assert_exact((struct rect){i * 3, j, sides[i], sides[j]});
	}
}

static void image_without_anything_alike_costs_little_more_than_itself(void **state)
{
	(void)state;
	screens_noise(&image, image_rect(&image), 1);
	size_t size = 0;
	for (int x = 0; x + 256 <= WIDTH; x += 128)
		size += assert_exact((struct rect){x, 0, 256, 64});
	assert_true(size < 3 * (size_t)(3 * 256 * 64) * 11 / 10);
}

static void letters_seen_before_cost_a_fraction(void **state)
{
	(void)state;
	size_t first = 0, next = 0;
	for (uint32_t page = 0; page < 12; page++) {
		letters(page);
		size_t size = assert_exact((struct rect){0, 0, WIDTH, HEIGHT});
		first = page == 0 ? size : first;
		next = size;
	}
	assert_in_range(next, 1, first * 9 / 10);
}

static void letter_seen_before_costs_a_few_bytes(void **state)
{
	(void)state;
	size_t size = 0, count = 0;
	for (uint32_t page = 0; page < 12; page++) {
		letters(page);
		assert_exact((struct rect){0, 0, WIDTH, HEIGHT});
	}
	for (uint32_t letter = 0; letter < SCREENS_LETTERS; letter++, count++) {
		screens_letter(&image, 100, 50, letter, 0xFFFFFF, 0x202020);
		size += assert_exact((struct rect){100, 50, SCREENS_GLYPH_WIDTH, SCREENS_GLYPH_HEIGHT});
	}
	assert_in_range(size / count, 1, 20); /* this font has more chance in it than real ones: those take 10 */
}

static void plain_rectangle_takes_a_byte_or_two(void **state)
{
	(void)state;
	image_fill(&image, image_rect(&image), 0xFFFFFF);
	for (int i = 0; i < 8; i++)
		assert_exact((struct rect){0, 0, 256, 64});
	assert_in_range(assert_exact((struct rect){0, 64, 256, 64}), 1, 2);
}

/* The same pixels must be the same bytes after any history that was the same, and only then. */
static void both_ends_are_alike_after_any_sequence(void **state)
{
	(void)state;
	struct noise noise = noise_start(5);
	for (int i = 0; i < 150; i++) {
		uint32_t what = noise_below(&noise, 10);
		if (what == 0)
			start_lane(); /* as a START does, whatever was lost before it */
		else if (what == 1)
			screens_noise(&image, (struct rect){0, 0, WIDTH, 40}, (uint32_t)i);
		else if (what < 5)
			letters((uint32_t)i);
		struct rect rect = {(int)noise_below(&noise, WIDTH - 1), (int)noise_below(&noise, HEIGHT - 1),
		                    1 + (int)noise_below(&noise, 256), 1 + (int)noise_below(&noise, 64)};
		assert_exact(rect_intersect(rect, image_rect(&image)));
	}
}

static void lane_that_starts_anew_has_forgotten_everything(void **state)
{
	(void)state;
	struct rect rect = {0, 0, 256, 64};
	letters(1);
	size_t first = assert_exact(rect);
	uint8_t *before = malloc(first);
	memcpy(before, coded.data + coded.start, first);
	letters(2);
	assert_exact(rect);
	start_lane();
	letters(1);
	assert_int_equal(assert_exact(rect), first);
	assert_memory_equal(coded.data + coded.start, before, first);
	free(before);
}

static void piece_that_is_cut_does_no_harm_and_is_hardly_ever_taken(void **state)
{
	(void)state;
	struct rect rect = {8, 4, 64, 32};
	int taken = 0;
	letters(3);
	size_t whole = code(rect);
	for (size_t size = 0; size < whole; size++) {
		struct tile_decoder *fresh = tile_decoder_create(TILE_CODEC_CONTEXT);
		taken += decode(fresh, rect, (struct bytes){coded.data + coded.start, size}) == RESULT_OK;
		tile_decoder_destroy(fresh);
	}
	assert_in_range(taken, 0, 2);
	assert_int_equal(decode(decoder, rect, buffer_bytes(&coded)), RESULT_OK); /* the control */
}

static void bytes_behind_a_piece_are_refused(void **state)
{
	(void)state;
	uint8_t more[4096];
	struct rect rect = {8, 4, 64, 32};
	letters(3);
	size_t whole = code(rect);
	assert_in_range(whole, 1, sizeof more - 1);
	memcpy(more, coded.data + coded.start, whole);
	more[whole] = 0;
	assert_int_equal(decode(decoder, rect, (struct bytes){more, whole + 1}), RESULT_BAD_FRAME);
}

static void damage_and_chance_stay_in_their_rectangle(void **state)
{
	(void)state;
	struct noise noise = noise_start(7);
	struct rect rect = {17, 9, 70, 30};
	letters(4);
	size_t whole = code(rect);
	uint8_t *bytes = malloc(whole);
	for (int i = 0; i < 600; i++) {
		memcpy(bytes, coded.data + coded.start, whole);
		bytes[noise_below(&noise, (uint32_t)whole)] ^= (uint8_t)(1 << noise_below(&noise, 8));
		for (size_t k = 0; i % 3 == 0 && k < whole; k++)
			bytes[k] = (uint8_t)noise_below(&noise, 256);
		struct tile_decoder *fresh = tile_decoder_create(TILE_CODEC_CONTEXT);
		image_fill(&copy, image_rect(&copy), FRAME);
		decode(fresh, rect, (struct bytes){bytes, whole});
		tile_decoder_destroy(fresh);
		image_fill(&copy, rect, FRAME);
		for (int k = 0; k < WIDTH * HEIGHT; k++)
			assert_true(copy.pixels[k] == FRAME);
	}
	free(bytes);
}

static void out_of_room_is_said(void **state)
{
	(void)state;
	struct buffer small;
	buffer_init(&small, 5000);
	screens_noise(&image, image_rect(&image), 1);
	assert_int_equal(tile_encoder_add(encoder, &image, (struct rect){0, 0, 256, 64}, 0, &small),
	                 RESULT_OUT_OF_MEMORY);
	buffer_finish(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_sizes_of_all_kinds_come_out_as_they_went_in, start, finish),
		cmocka_unit_test_setup_teardown(what_is_there_already_makes_its_neighbours_smaller, start, finish),
		cmocka_unit_test_setup_teardown(what_would_be_outside_of_the_picture_is_never_taken_for_known, start,
	                                    finish),
		cmocka_unit_test_setup_teardown(rectangle_wider_than_a_strip_is_exact, start, finish),
		cmocka_unit_test_setup_teardown(image_without_anything_alike_costs_little_more_than_itself, start,
	                                    finish),
		cmocka_unit_test_setup_teardown(letters_seen_before_cost_a_fraction, start, finish),
		cmocka_unit_test_setup_teardown(letter_seen_before_costs_a_few_bytes, start, finish),
		cmocka_unit_test_setup_teardown(plain_rectangle_takes_a_byte_or_two, start, finish),
		cmocka_unit_test_setup_teardown(both_ends_are_alike_after_any_sequence, start, finish),
		cmocka_unit_test_setup_teardown(lane_that_starts_anew_has_forgotten_everything, start, finish),
		cmocka_unit_test_setup_teardown(piece_that_is_cut_does_no_harm_and_is_hardly_ever_taken, start,
	                                    finish),
		cmocka_unit_test_setup_teardown(bytes_behind_a_piece_are_refused, start, finish),
		cmocka_unit_test_setup_teardown(damage_and_chance_stay_in_their_rectangle, start, finish),
		cmocka_unit_test_setup_teardown(out_of_room_is_said, start, finish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

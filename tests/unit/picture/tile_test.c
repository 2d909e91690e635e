/* The codecs: what goes in comes out, both ends stay alike, and damage is noticed or harmless. */
#include "support/unit.h"

#include "picture/tile.h"
#include "support/guarded.h"
#include "support/noise.h"
#include "unit/picture/screens.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 520, HEIGHT = 200 };

static struct image image, copy;
static struct buffer coded;
static struct tile_encoder *encoder;
static struct tile_decoder *decoder;
static enum tile_codec_id codec;

static int start_with(enum tile_codec_id id)
{
	codec = id;
	encoder = tile_encoder_create(id);
	decoder = tile_decoder_create(id);
	buffer_init(&coded, TILE_CODED_BYTES_MAX);
	if (encoder == NULL || decoder == NULL || image_init(&image, WIDTH, HEIGHT) != RESULT_OK)
		return 1;
	return image_init(&copy, WIDTH, HEIGHT) != RESULT_OK;
}

static int start_palette(void **state)
{
	(void)state;
	return start_with(TILE_CODEC_PALETTE);
}

static int start_context(void **state)
{
	(void)state;
	return start_with(TILE_CODEC_CONTEXT);
}

static int start_planes(void **state)
{
	(void)state;
	return start_with(TILE_CODEC_PLANES);
}

static int start_photo(void **state)
{
	(void)state;
	return start_with(TILE_CODEC_PHOTO);
}

static int finish(void **state)
{
	(void)state;
	tile_encoder_destroy(encoder);
	tile_decoder_destroy(decoder);
	buffer_finish(&coded);
	image_finish(&image);
	image_finish(&copy);
	return 0;
}

/* Codes a piece of one rectangle; RESULT_UNSUPPORTED as the codec says. */
static enum result code(struct rect rect)
{
	buffer_consume(&coded, SIZE_MAX);
	enum result result = tile_encoder_add(encoder, &image, rect, 0, &coded);
	return result == RESULT_OK ? tile_encoder_end(encoder, &coded) : result;
}

/* Decodes a piece from memory that ends at a guarded page. */
static enum result decode(struct rect rect, struct bytes piece)
{
	struct picture_tiles tiles = {.codec = (uint8_t)codec, .count = 1, .rects = {rect}};
	uint8_t *guarded = guarded_copy(piece);
	tiles.coded = (struct bytes){guarded, piece.size};
	enum result result = tile_decode(decoder, &tiles, &copy);
	guarded_free(guarded);
	return result;
}

static void assert_exact(struct rect rect)
{
	assert_int_equal(code(rect), RESULT_OK);
	assert_int_equal(decode(rect, buffer_bytes(&coded)), RESULT_OK);
	assert_true(image_is_equal(&image, &copy, rect));
}

static struct rect chance_rect(struct noise *noise, int side)
{
	struct rect rect = {(int)noise_below(noise, WIDTH), (int)noise_below(noise, HEIGHT), 0, 0};
	rect.width = 1 + (int)noise_below(noise, (uint32_t)side);
	rect.height = 1 + (int)noise_below(noise, (uint32_t)side);
	return rect_intersect(rect, image_rect(&image));
}

static void text_comes_out_as_it_went_in(void **state)
{
	(void)state;
	struct noise noise = noise_start(1);
	for (uint32_t page = 0; page < 8; page++) {
		screens_page(&image, page, 0);
		for (int i = 0; i < 40; i++) {
			tile_encoder_set_effort(encoder, 1 + (int)noise_below(&noise, 9));
			assert_exact(chance_rect(&noise, 256));
		}
	}
}

static void photos_and_noise_come_out_as_they_went_in(void **state)
{
	(void)state;
	struct noise noise = noise_start(2);
	for (uint32_t page = 0; page < 6; page++) {
		if (page % 2 == 0)
			screens_photo(&image, image_rect(&image), page, 0);
		else
			screens_noise(&image, image_rect(&image), page);
		for (int i = 0; i < 20; i++) {
			tile_encoder_set_effort(encoder, 1 + (int)noise_below(&noise, 9));
			assert_exact(chance_rect(&noise, 256));
		}
	}
}

static void single_pixels_rows_and_columns_come_out(void **state)
{
	(void)state;
	screens_page(&image, 4, 0);
	static const struct rect rects[] = {{0, 0, 1, 1},     {519, 199, 1, 1}, {0, 40, 520, 1},
	                                    {100, 0, 1, 200}, {300, 100, 2, 3}, {0, 0, 520, 200}};
	for (size_t i = 0; i < sizeof rects / sizeof *rects; i++)
		assert_exact(rects[i]);
}

static void several_rectangles_in_one_piece_come_out(void **state)
{
	(void)state;
	screens_page(&image, 5, 0);
	struct picture_tiles tiles = {
		.codec = (uint8_t)codec, .count = 3, .rects = {{0, 0, 64, 64}, {200, 60, 100, 30}, {7, 90, 33, 1}}};
	for (int i = 0; i < tiles.count; i++)
		assert_int_equal(tile_encoder_add(encoder, &image, tiles.rects[i], 0, &coded), RESULT_OK);
	assert_int_equal(tile_encoder_end(encoder, &coded), RESULT_OK);
	tiles.coded = buffer_bytes(&coded);
	assert_int_equal(tile_decode(decoder, &tiles, &copy), RESULT_OK);
	for (int i = 0; i < tiles.count; i++)
		assert_true(image_is_equal(&image, &copy, tiles.rects[i]));
}

static void page_seen_before_costs_less(void **state)
{
	(void)state;
	struct rect rect = {60, 100, 256, 64};
	screens_page(&image, 9, 0);
	assert_exact(rect);
	size_t first = coded.size_bytes;
	assert_exact(rect);
	assert_true(coded.size_bytes * 2 < first);
}

/* More colours over the session than the table has places: it goes on being exact. */
static void table_outlives_many_colours(void **state)
{
	(void)state;
	struct noise noise = noise_start(4);
	for (int i = 0; i < 200; i++) {
		struct rect rect = chance_rect(&noise, 100);
		uint32_t colours = 1 + noise_below(&noise, 200), salt = noise_below(&noise, 6) * 100;
		for (int y = rect.y; y < rect.y + rect.height; y++)
			for (int x = rect.x; x < rect.x + rect.width; x++)
				image_row(&image, y)[x] = screens_mix(noise_below(&noise, colours) + salt, 1);
		assert_exact(rect);
	}
}

static void too_many_colours_are_refused_and_leave_no_trace(void **state)
{
	(void)state;
	struct rect rect = {0, 0, 64, 64};
	screens_page(&image, 9, 0);
	assert_exact(rect);
	screens_noise(&image, image_rect(&image), 1);
	assert_int_equal(code(rect), RESULT_UNSUPPORTED);
	assert_int_equal(coded.size_bytes, 0);
	for (int y = 0; y < 64; y += 4)
		assert_exact((struct rect){0, y, 32, 4}); /* the same colours, fewer at a time */
	screens_page(&image, 10, 0);
	for (int x = 0; x < 400; x += 64)
		assert_exact((struct rect){x, 40, 64, 64});
}

static void exactly_as_many_colours_as_places_are_taken(void **state)
{
	(void)state;
	for (int y = 0; y < 64; y++)
		for (int x = 0; x < 64; x++)
			image_row(&image, y)[x] = (uint32_t)(x * 64 + y) % 256 * 0x010305;
	assert_exact((struct rect){0, 0, 64, 64});
	image_row(&image, 63)[63] = 0xfffffe;
	assert_int_equal(code((struct rect){0, 0, 64, 64}), RESULT_UNSUPPORTED);
}

static void plain_rectangle_costs_next_to_nothing(void **state)
{
	(void)state;
	image_fill(&image, image_rect(&image), 0x123456);
	assert_exact((struct rect){0, 0, 256, 64});
	assert_true(coded.size_bytes < 12);
}

static void piece_that_is_cut_is_refused(void **state)
{
	(void)state;
	struct rect rect = {100, 40, 64, 32};
	screens_page(&image, 3, 0);
	assert_int_equal(code(rect), RESULT_OK);
	struct bytes whole = buffer_bytes(&coded);
	for (size_t size = 0; size < whole.size; size++) {
		tile_decoder_destroy(decoder);
		decoder = tile_decoder_create(codec);
		assert_int_equal(decode(rect, (struct bytes){whole.data, size}), RESULT_BAD_FRAME);
	}
	tile_decoder_destroy(decoder);
	decoder = tile_decoder_create(codec);
	assert_int_equal(decode(rect, whole), RESULT_OK); /* the control */
}

static void piece_for_a_smaller_rectangle_is_refused(void **state)
{
	(void)state;
	screens_page(&image, 3, 0);
	assert_int_equal(code((struct rect){100, 40, 64, 32}), RESULT_OK);
	assert_int_equal(decode((struct rect){100, 40, 64, 31}, buffer_bytes(&coded)), RESULT_BAD_FRAME);
}

/* Nothing outside of the rectangle is ever drawn, whatever the bytes are. */
static void damaged_pieces_stay_in_their_rectangle(void **state)
{
	(void)state;
	struct noise noise = noise_start(8);
	struct rect rect = {100, 40, 64, 32};
	screens_page(&image, 3, 0);
	assert_int_equal(code(rect), RESULT_OK);
	struct bytes whole = buffer_bytes(&coded);
	uint8_t *damaged = malloc(whole.size);
	for (int i = 0; i < 2000; i++) {
		memcpy(damaged, whole.data, whole.size);
		damaged[noise_below(&noise, (uint32_t)whole.size)] ^= (uint8_t)(1 << noise_below(&noise, 8));
		tile_decoder_destroy(decoder);
		decoder = tile_decoder_create(codec);
		image_fill(&copy, image_rect(&copy), 0x5a5a5a);
		decode(rect, (struct bytes){damaged, whole.size});
		image_fill(&copy, rect, 0x5a5a5a);
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++)
				assert_int_equal(image_row(&copy, y)[x], 0x5a5a5a);
	}
	free(damaged);
}

static size_t photo_bytes(enum tile_codec_id id)
{
	struct tile_encoder *other = tile_encoder_create(id);
	buffer_consume(&coded, SIZE_MAX);
	for (int x = 0; x < 512; x += 64)
		assert_int_equal(tile_encoder_add(other, &image, (struct rect){x, 0, 64, 192}, 0, &coded), RESULT_OK);
	assert_int_equal(tile_encoder_end(other, &coded), RESULT_OK);
	tile_encoder_destroy(other);
	return coded.size_bytes;
}

/* What makes it worth its time. */
static void photo_codec_is_smaller_than_the_others_on_photos(void **state)
{
	(void)state;
	screens_photo(&image, image_rect(&image), 5, 0);
	size_t bytes = photo_bytes(TILE_CODEC_PHOTO);
	assert_true(bytes * 100 < photo_bytes(TILE_CODEC_PLANES) * 95);
	assert_true(bytes * 100 < photo_bytes(TILE_CODEC_CONTEXT) * 95);
}

/* The extremes of every channel, side by side: no guess or error leaves its range. */
static void hardest_edges_come_out(void **state)
{
	(void)state;
	struct noise noise = noise_start(12);
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++)
			image_row(&image, y)[x] = (noise_below(&noise, 2) * 0xffu) << 16 |
			                          (noise_below(&noise, 2) * 0xffu) << 8 | noise_below(&noise, 2) * 0xffu;
	for (int i = 0; i < 20; i++)
		assert_exact(chance_rect(&noise, 200));
}

static void unknown_codec_has_no_coders(void **state)
{
	(void)state;
	static const int unknown[] = {TILE_CODEC_NONE, TILE_CODEC_COUNT, 200};
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		assert_null(tile_encoder_create((enum tile_codec_id)unknown[i]));
		assert_null(tile_decoder_create((enum tile_codec_id)unknown[i]));
	}
	tile_encoder_destroy(NULL);
	tile_decoder_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(text_comes_out_as_it_went_in, start_palette, finish),
		cmocka_unit_test_setup_teardown(text_comes_out_as_it_went_in, start_planes, finish),
		cmocka_unit_test_setup_teardown(text_comes_out_as_it_went_in, start_context, finish),
		cmocka_unit_test_setup_teardown(text_comes_out_as_it_went_in, start_photo, finish),
		cmocka_unit_test_setup_teardown(photos_and_noise_come_out_as_they_went_in, start_planes, finish),
		cmocka_unit_test_setup_teardown(photos_and_noise_come_out_as_they_went_in, start_context, finish),
		cmocka_unit_test_setup_teardown(photos_and_noise_come_out_as_they_went_in, start_photo, finish),
		cmocka_unit_test_setup_teardown(single_pixels_rows_and_columns_come_out, start_palette, finish),
		cmocka_unit_test_setup_teardown(single_pixels_rows_and_columns_come_out, start_planes, finish),
		cmocka_unit_test_setup_teardown(single_pixels_rows_and_columns_come_out, start_context, finish),
		cmocka_unit_test_setup_teardown(single_pixels_rows_and_columns_come_out, start_photo, finish),
		cmocka_unit_test_setup_teardown(several_rectangles_in_one_piece_come_out, start_palette, finish),
		cmocka_unit_test_setup_teardown(several_rectangles_in_one_piece_come_out, start_planes, finish),
		cmocka_unit_test_setup_teardown(several_rectangles_in_one_piece_come_out, start_context, finish),
		cmocka_unit_test_setup_teardown(several_rectangles_in_one_piece_come_out, start_photo, finish),
		cmocka_unit_test_setup_teardown(page_seen_before_costs_less, start_palette, finish),
		cmocka_unit_test_setup_teardown(table_outlives_many_colours, start_palette, finish),
		cmocka_unit_test_setup_teardown(table_outlives_many_colours, start_context, finish),
		cmocka_unit_test_setup_teardown(table_outlives_many_colours, start_photo, finish),
		cmocka_unit_test_setup_teardown(too_many_colours_are_refused_and_leave_no_trace, start_palette,
	                                    finish),
		cmocka_unit_test_setup_teardown(exactly_as_many_colours_as_places_are_taken, start_palette, finish),
		cmocka_unit_test_setup_teardown(plain_rectangle_costs_next_to_nothing, start_palette, finish),
		cmocka_unit_test_setup_teardown(plain_rectangle_costs_next_to_nothing, start_context, finish),
		cmocka_unit_test_setup_teardown(piece_that_is_cut_is_refused, start_palette, finish),
		cmocka_unit_test_setup_teardown(piece_that_is_cut_is_refused, start_planes, finish),
		cmocka_unit_test_setup_teardown(piece_that_is_cut_is_refused, start_context, finish),
		cmocka_unit_test_setup_teardown(piece_that_is_cut_is_refused, start_photo, finish),
		cmocka_unit_test_setup_teardown(piece_for_a_smaller_rectangle_is_refused, start_palette, finish),
		cmocka_unit_test_setup_teardown(piece_for_a_smaller_rectangle_is_refused, start_planes, finish),
		cmocka_unit_test_setup_teardown(damaged_pieces_stay_in_their_rectangle, start_palette, finish),
		cmocka_unit_test_setup_teardown(damaged_pieces_stay_in_their_rectangle, start_planes, finish),
		cmocka_unit_test_setup_teardown(damaged_pieces_stay_in_their_rectangle, start_context, finish),
		cmocka_unit_test_setup_teardown(damaged_pieces_stay_in_their_rectangle, start_photo, finish),
		cmocka_unit_test_setup_teardown(photo_codec_is_smaller_than_the_others_on_photos, start_photo,
	                                    finish),
		cmocka_unit_test_setup_teardown(hardest_edges_come_out, start_photo, finish),
		cmocka_unit_test_setup_teardown(hardest_edges_come_out, start_context, finish),
		cmocka_unit_test_setup_teardown(hardest_edges_come_out, start_planes, finish),
		cmocka_unit_test(unknown_codec_has_no_coders),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

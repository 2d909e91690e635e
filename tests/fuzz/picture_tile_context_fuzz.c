/*
 * The two codecs that guess, from both sides. Whatever bytes come: nothing outside of the rectangles is
 * drawn. And whatever pixels there are (the bytes again, as places in a small table of colours): they come
 * out as they went in, piece after piece.
 */
#include "picture/tile.h"
#include "support/guarded.h"

#include <stdlib.h>

enum { SIDE = 80, FRAME = 0x123456, PIECES = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum tile_codec_id codec;

static enum result decode(struct tile_decoder *decoder, struct rect rect, struct bytes piece,
                          struct image *image)
{
	struct picture_tiles tiles = {.codec = (uint8_t)codec, .count = 1, .rects = {rect}};
	uint8_t *copy = guarded_copy(piece);
	tiles.coded = (struct bytes){copy, piece.size};
	enum result result = tile_decode(decoder, &tiles, image);
	guarded_free(copy);
	return result;
}

static void take_anything(struct rect rect, struct bytes bytes, struct image *image)
{
	struct tile_decoder *decoder = tile_decoder_create(codec);
	image_fill(image, image_rect(image), FRAME);
	for (size_t i = 0; i < PIECES; i++) {
		size_t from = bytes.size * i / PIECES, to = bytes.size * (i + 1) / PIECES;
		decode(decoder, rect, (struct bytes){bytes.data + from, to - from}, image);
	}
	image_fill(image, rect, FRAME);
	for (int i = 0; i < SIDE * SIDE; i++)
		if (image->pixels[i] != FRAME)
			abort();
	tile_decoder_destroy(decoder);
}

static void go_round(struct rect rect, struct bytes bytes, struct image *image, struct image *shown)
{
	struct tile_encoder *encoder = tile_encoder_create(codec);
	struct tile_decoder *decoder = tile_decoder_create(codec);
	struct buffer coded;
	buffer_init(&coded, TILE_CODED_BYTES_MAX);
	for (size_t piece = 0; piece < PIECES; piece++) {
		for (size_t i = 0; i < SIDE * SIDE; i++)
			image->pixels[i] = bytes.data[(i * (piece + 1)) % bytes.size] * UINT32_C(0x010305);
		if (tile_encoder_add(encoder, image, rect, 0, &coded) != RESULT_OK ||
		    tile_encoder_end(encoder, &coded) != RESULT_OK ||
		    decode(decoder, rect, buffer_bytes(&coded), shown) != RESULT_OK ||
		    !image_is_equal(image, shown, rect))
			abort();
		buffer_consume(&coded, SIZE_MAX);
	}
	buffer_finish(&coded);
	tile_encoder_destroy(encoder);
	tile_decoder_destroy(decoder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image image, shown;
	if (size < 3)
		return 0;
	codec = data[0] < 128 ? TILE_CODEC_CONTEXT : TILE_CODEC_PHOTO;
	if (image_init(&image, SIDE, SIDE) != RESULT_OK || image_init(&shown, SIDE, SIDE) != RESULT_OK)
		return 0;
	struct rect rect = {3, 5, 1 + data[0] % 70, 1 + data[1] % 70};
	struct bytes rest = {data + 2, size - 2};
	take_anything(rect, rest, &image);
	go_round(rect, rest, &image, &shown);
	image_finish(&image);
	image_finish(&shown);
	return 0;
}

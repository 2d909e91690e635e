/*
 * Whatever bytes come for the two zlib codecs: nothing outside of the rectangles is
 * drawn. The first bytes say which codec, and the rectangles' sizes; the rest is cut
 * into two pieces, as state goes from one to the next.
 */
#include "picture/tile.h"
#include "support/guarded.h"

#include <stdlib.h>

enum { SIDE = 80, FRAME = 0x123456 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode(struct tile_decoder *decoder, struct picture_tiles *tiles, struct bytes piece,
                   struct image *image)
{
	uint8_t *copy = guarded_copy(piece);
	tiles->coded = (struct bytes){copy, piece.size};
	tile_decode(decoder, tiles, image);
	guarded_free(copy);
}

static void expect_frame(struct image *image, const struct picture_tiles *tiles)
{
	for (size_t i = 0; i < tiles->count; i++)
		image_fill(image, tiles->rects[i], FRAME);
	for (int i = 0; i < SIDE * SIDE; i++)
		if (image->pixels[i] != FRAME)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image image;
	if (size < 4 || image_init(&image, SIDE, SIDE) != RESULT_OK)
		return 0;
	struct picture_tiles tiles = {.codec = data[0] & 1 ? TILE_CODEC_PALETTE : TILE_CODEC_PLANES, .count = 2};
	tiles.rects[0] = (struct rect){3, 5, 1 + data[1] % 64, 1 + data[2] % 40};
	tiles.rects[1] = (struct rect){20, 50, 1 + data[2] % 50, 1 + data[1] % 20};
	struct bytes rest = {data + 4, size - 4};
	size_t first = rest.size * data[3] / 255;
	struct tile_decoder *decoder = tile_decoder_create(tiles.codec);
	image_fill(&image, image_rect(&image), FRAME);
	decode(decoder, &tiles, (struct bytes){rest.data, first}, &image);
	decode(decoder, &tiles, (struct bytes){rest.data + first, rest.size - first}, &image);
	expect_frame(&image, &tiles);
	tile_decoder_destroy(decoder);
	image_finish(&image);
	return 0;
}

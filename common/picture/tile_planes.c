/*
 * Rectangles of any colours: green, then red less green, then blue less green, each
 * pixel as the error of a prediction from its left, upper and upper left neighbours
 * (the median predictor of LOCO-I: Weinberger, Seroussi, Sapiro, "The LOCO-I lossless
 * image compression algorithm"), through one zlib stream. All arithmetic is modulo 256.
 */
#include "picture/tile_codec.h"
#include "picture/zstream.h"

#include <stdlib.h>
#include <string.h>

enum { PLANES = 3, TEXT_EFFORT = 4 };

struct planes_encoder {
	struct packer *packer;
	uint8_t row[2][IMAGE_SIDE_MAX_PX + 1]; /* this row and the one above, with one place to their left */
	uint8_t errors[IMAGE_SIDE_MAX_PX];
};

struct planes_decoder {
	struct unpacker *unpacker;
	uint8_t errors[IMAGE_SIDE_MAX_PX];
	uint8_t row[2][IMAGE_SIDE_MAX_PX + 1];
};

/* The median of left, up and left + up - corner. */
static uint8_t predict(uint8_t left, uint8_t up, uint8_t corner)
{
	uint8_t low = left < up ? left : up, high = left < up ? up : left;
	if (corner >= high)
		return low;
	if (corner <= low)
		return high;
	return (uint8_t)(left + up - corner);
}

/* One plane of a row of pixels. */
static void plane_of(const uint32_t *pixels, int width, int plane, uint8_t *to)
{
	int shift = plane == 0 ? 8 : plane == 1 ? 16 : 0;
	if (plane == 0) {
		for (int x = 0; x < width; x++)
			to[x] = (uint8_t)(pixels[x] >> 8);
		return;
	}
	for (int x = 0; x < width; x++)
		to[x] = (uint8_t)((pixels[x] >> shift) - (pixels[x] >> 8));
}

static enum result add_plane(struct planes_encoder *p, const struct image *image, struct rect rect, int plane,
                             struct buffer *out)
{
	memset(p->row[0], 0, (size_t)rect.width + 1);
	memset(p->row[1], 0, (size_t)rect.width + 1);
	for (int y = 0; y < rect.height; y++) {
		uint8_t *row = p->row[y % 2] + 1;
		const uint8_t *up = p->row[(y + 1) % 2] + 1;
		plane_of(image_row(image, rect.y + y) + rect.x, rect.width, plane, row);
		row[-1] = y > 0 ? up[0] : 0;
		for (int x = 0; x < rect.width; x++)
			p->errors[x] = (uint8_t)(row[x] - predict(row[x - 1], up[x], up[x - 1]));
		enum result result = packer_add(p->packer, (struct bytes){p->errors, (size_t)rect.width}, out);
		if (result != RESULT_OK)
			return result;
	}
	return RESULT_OK;
}

static enum result planes_add(void *state, const struct image *image, struct rect rect, unsigned known,
                              struct buffer *out)
{
	(void)known;
	enum result result = RESULT_OK;
	for (int plane = 0; plane < PLANES && result == RESULT_OK; plane++)
		result = add_plane(state, image, rect, plane, out);
	return result;
}

static enum result planes_end(void *state, struct buffer *out)
{
	return packer_end(((struct planes_encoder *)state)->packer, out);
}

/* Only many-coloured text repeats; looking for repeats in photos costs time and finds nothing. */
static void planes_set_effort(void *state, int effort)
{
	enum packer_kind kind = effort >= TEXT_EFFORT ? PACKER_REPEATS : PACKER_RESIDUES;
	packer_set(((struct planes_encoder *)state)->packer, kind, effort);
}

static void planes_encoder_destroy(void *state)
{
	struct planes_encoder *p = state;
	if (p == NULL)
		return;
	packer_destroy(p->packer);
	free(p);
}

static void *planes_encoder_create(void)
{
	struct planes_encoder *p = calloc(1, sizeof *p);
	if (p == NULL)
		return NULL;
	p->packer = packer_create();
	if (p->packer == NULL) {
		free(p);
		return NULL;
	}
	packer_set(p->packer, PACKER_RESIDUES, 1);
	return p;
}

/* Adds a plane's row to the pixels: the first sets them, the others are relative to it. */
static void plane_into(const uint8_t *row, int width, int plane, uint32_t *pixels)
{
	int shift = plane == 1 ? 16 : 0;
	for (int x = 0; x < width; x++) {
		if (plane == 0)
			pixels[x] = (uint32_t)row[x] << 8;
		else
			pixels[x] |= ((row[x] + (pixels[x] >> 8)) & 0xff) << shift;
	}
}

static bool decode_plane(struct planes_decoder *p, struct rect rect, int plane, struct image *image)
{
	memset(p->row[0], 0, (size_t)rect.width + 1);
	memset(p->row[1], 0, (size_t)rect.width + 1);
	for (int y = 0; y < rect.height; y++) {
		uint8_t *row = p->row[y % 2] + 1;
		const uint8_t *up = p->row[(y + 1) % 2] + 1;
		if (!unpacker_read(p->unpacker, p->errors, (size_t)rect.width))
			return false;
		row[-1] = y > 0 ? up[0] : 0;
		for (int x = 0; x < rect.width; x++)
			row[x] = (uint8_t)(p->errors[x] + predict(row[x - 1], up[x], up[x - 1]));
		plane_into(row, rect.width, plane, image_row(image, rect.y + y) + rect.x);
	}
	return true;
}

static bool planes_decode(void *state, const struct picture_tiles *tiles, struct image *image)
{
	struct planes_decoder *p = state;
	unpacker_begin(p->unpacker, tiles->coded);
	for (size_t i = 0; i < tiles->count; i++)
		for (int plane = 0; plane < PLANES; plane++)
			if (!decode_plane(p, tiles->rects[i], plane, image))
				return false;
	return unpacker_end(p->unpacker);
}

static void planes_decoder_destroy(void *state)
{
	struct planes_decoder *p = state;
	if (p == NULL)
		return;
	unpacker_destroy(p->unpacker);
	free(p);
}

static void *planes_decoder_create(void)
{
	struct planes_decoder *p = calloc(1, sizeof *p);
	if (p == NULL)
		return NULL;
	p->unpacker = unpacker_create();
	if (p->unpacker == NULL) {
		free(p);
		return NULL;
	}
	return p;
}

const struct tile_codec tile_codec_planes = {
	planes_encoder_create, planes_encoder_destroy, planes_set_effort, planes_add, planes_end,
	planes_decoder_create, planes_decoder_destroy, planes_decode,
};

/*
 * Screens for tests and benchmarks, drawn here so that they are the same
 * everywhere: text in a made-up font with soft edges, photo-like noise, pages.
 */
#ifndef LOTSE_TESTS_PICTURE_SCREENS_H
#define LOTSE_TESTS_PICTURE_SCREENS_H

#include "base/image.h"

#include <stdint.h>

enum { SCREENS_GLYPH_WIDTH = 9, SCREENS_GLYPH_HEIGHT = 14, SCREENS_LINE = 20, SCREENS_LETTERS = 40 };

/* A number that looks random and depends on both. */
static inline uint32_t screens_mix(uint32_t a, uint32_t b)
{
	uint32_t x = a * UINT32_C(0x9E3779B1) ^ (b + UINT32_C(0x7F4A7C15)) * UINT32_C(0x85EBCA6B);
	x = (x ^ x >> 16) * UINT32_C(0x7FEB352D);
	x = (x ^ x >> 15) * UINT32_C(0x846CA68B);
	return x ^ x >> 16;
}

static inline uint32_t screens_between(uint32_t paper, uint32_t ink, uint32_t part)
{
	uint32_t out = 0;
	for (int shift = 0; shift < 24; shift += 8) {
		uint32_t p = paper >> shift & 255, i = ink >> shift & 255;
		out |= (p * (255 - part) + i * part) / 255 << shift;
	}
	return out;
}

/* How much ink letter `letter` has at a place of its cell: strokes of full ink with a soft edge, in 8 steps.
 */
static inline uint32_t screens_ink(uint32_t letter, int x, int y)
{
	if (x >= SCREENS_GLYPH_WIDTH - 2)
		return 0;
	uint32_t strokes = screens_mix(letter, 77);
	int column = (int)(strokes % 3) * 2 + 1, row = (int)(strokes >> 4) % 3 * 5 + 1;
	int across = x > column ? x - column : column - x, down = y > row ? y - row : row - y;
	int near = across < down ? across : down;
	if (near == 0)
		return 255;
	return near == 1 ? screens_mix(letter * 1024 + (uint32_t)(y * 32 + x), 5) % 6 * 36 : 0;
}

static inline void screens_letter(struct image *image, int x, int y, uint32_t letter, uint32_t paper,
                                  uint32_t ink)
{
	for (int j = 0; j < SCREENS_GLYPH_HEIGHT; j++)
		for (int i = 0; i < SCREENS_GLYPH_WIDTH; i++)
			if (rect_has_point(image_rect(image), x + i, y + j))
				image_row(image, y + j)[x + i] = screens_between(paper, ink, screens_ink(letter, i, j));
}

/* A line of words from x to right. */
static inline void screens_line(struct image *image, int x, int y, int right, uint32_t seed)
{
	uint32_t ink = screens_mix(seed, 3) % 19 == 0 ? 0x0645AD : 0x202020;
	for (uint32_t n = 0; x + SCREENS_GLYPH_WIDTH < right; n++, x += SCREENS_GLYPH_WIDTH)
		if (screens_mix(seed, n) % 6 != 0)
			screens_letter(image, x, y, screens_mix(seed, n + 1000) % SCREENS_LETTERS, 0xFFFFFF, ink);
}

/* A page of an office program: bars, a toolbar, paper with lines from line `first` on. */
static inline void screens_page(struct image *image, uint32_t seed, int first)
{
	int width = image->width_px, height = image->height_px;
	image_fill(image, image_rect(image), 0xE8E8EC);
	image_fill(image, (struct rect){0, 0, width, 34}, 0x2B579A);
	for (int i = 0; i < width / 62; i++)
		image_fill(image, (struct rect){20 + i * 62, 46, 30, 30},
		           0xC0C8D0 ^ screens_mix(seed, (uint32_t)i) % 64 << 8);
	struct rect paper = {width / 9, 100, width - 2 * (width / 9), height - 140};
	image_fill(image, paper, 0xFFFFFF);
	for (int line = 0; (line + 1) * SCREENS_LINE < paper.height; line++)
		if ((line + first) % 17 != 0)
			screens_line(image, paper.x + 40, paper.y + line * SCREENS_LINE, paper.x + paper.width - 40,
			             screens_mix(seed, (uint32_t)(line + first)));
}

/* Smooth noise in four sizes with a little grain; `phase` moves it. */
static inline void screens_photo(struct image *image, struct rect rect, uint32_t seed, int phase)
{
	for (int y = 0; y < rect.height; y++) {
		uint32_t *row = image_row(image, rect.y + y) + rect.x;
		for (int x = 0; x < rect.width; x++) {
			int at = x + phase, value[3] = {128, 120, 110};
			for (int cell = 128, depth = 64; cell >= 16; cell /= 2, depth /= 2) {
				int fx = at % cell, fy = y % cell;
				for (int k = 0; k < 3; k++) {
					uint32_t salt = seed * 8 + (uint32_t)(cell + k);
					uint32_t column = (uint32_t)(at / cell), line = (uint32_t)(y / cell) << 16;
					int a = (int)(screens_mix(salt, column + line) % 256),
						b = (int)(screens_mix(salt, column + 1 + line) % 256);
					int c = (int)(screens_mix(salt, column + line + 65536) % 256);
					int d = (int)(screens_mix(salt, column + 1 + line + 65536) % 256);
					int top = a * (cell - fx) + b * fx, bottom = c * (cell - fx) + d * fx;
					value[k] += ((top * (cell - fy) + bottom * fy) / (cell * cell) - 128) * depth / 100;
				}
			}
			uint32_t pixel = 0;
			int grain = (int)(screens_mix((uint32_t)(x + y * 4096), seed + (uint32_t)phase) % 7) - 3;
			for (int k = 0; k < 3; k++) {
				int v = value[k] + grain;
				pixel = pixel << 8 | (uint32_t)(v < 0 ? 0 : v > 255 ? 255 : v);
			}
			row[x] = pixel;
		}
	}
}

/* Every pixel by chance. */
static inline void screens_noise(struct image *image, struct rect rect, uint32_t seed)
{
	for (int y = rect.y; y < rect.y + rect.height; y++)
		for (int x = rect.x; x < rect.x + rect.width; x++)
			image_row(image, y)[x] = screens_mix(seed, (uint32_t)(y * IMAGE_SIDE_MAX_PX + x));
}

#endif

/*
 * How the picture that a viewer has came, in squares of PICTURE_TILE_PX: exactly, or by VP8, which is not
 * exact. What is said to be exact is so; of a square that came in pieces the worst is said. For people who
 * look after the picture; nothing depends on it. A value; no thread of its own.
 */
#ifndef LOTSE_PICTURE_ORIGIN_H
#define LOTSE_PICTURE_ORIGIN_H

#include "base/image.h"
#include "base/region.h"
#include "wire/picture_header.h"

enum origin {
	ORIGIN_NONE,  /* nothing has come yet */
	ORIGIN_TEXT,  /* exact, by a coder for text */
	ORIGIN_PHOTO, /* exact, by a coder for photos */
	ORIGIN_VP8,   /* not exact */
	ORIGIN_COUNT
};

/* More than a picture of PICTURE_PIXELS_MAX can have, whatever its shape. */
enum { ORIGIN_TILES_MAX = PICTURE_PIXELS_MAX / (PICTURE_TILE_PX * PICTURE_TILE_PX) + 2048 };

struct origin_map {
	int width_px, height_px, columns, rows;
	uint8_t tiles[ORIGIN_TILES_MAX];  /* row by row; enum origin */
	uint8_t before[ORIGIN_TILES_MAX]; /* within origin_copy */
};

/* A picture of that size of which nothing has come. 0 x 0 is fine. */
void origin_begin(struct origin_map *map, int width_px, int height_px);

/* `rect` (clipped) has come like that. */
void origin_mark(struct origin_map *map, struct rect rect, enum origin origin);

/* The picture's part `from` now stands also at x,y. Both are in the picture. */
void origin_copy(struct origin_map *map, struct rect from, int x_px, int y_px);

/* Copies it, no more than is used. */
void origin_assign(struct origin_map *to, const struct origin_map *from);

/* How many of a thousand pixels came how. All 0 for a picture without pixels. */
void origin_shares(const struct origin_map *map, int per_mille[ORIGIN_COUNT]);

#endif

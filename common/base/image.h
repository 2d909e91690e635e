/*
 * A picture in memory: 32 bits a pixel, 0x00RRGGBB in the machine's order (the
 * upper byte is not picture and may hold anything). A value; who created it
 * owns its pixels. One thread at a time.
 */
#ifndef LOTSE_BASE_IMAGE_H
#define LOTSE_BASE_IMAGE_H

#include "base/result.h"

#include <stdbool.h>
#include <stdint.h>

enum { IMAGE_SIDE_MAX_PX = 16384 };

/* A rectangle in pixels; empty if a side is 0 or less. */
struct rect {
	int x, y, width, height;
};

/* The part that both cover; empty (all 0) if none. */
struct rect rect_intersect(struct rect a, struct rect b);

/* The smallest rectangle around both; an empty one does not count. */
struct rect rect_around(struct rect a, struct rect b);

bool rect_is_empty(struct rect rect); /* No pixel in it. */
bool rect_contains(struct rect outer,
                   struct rect inner); /* All of inner is in outer; an empty one always is. */
bool rect_has_point(struct rect rect, int x_px, int y_px); /* The pixel is in it. */

struct image {
	uint32_t *pixels;
	int width_px, height_px;
	int stride_px; /* from one row to the next */
};

/* A black picture. RESULT_TOO_LARGE over IMAGE_SIDE_MAX_PX or below 1, RESULT_OUT_OF_MEMORY; then *image is
 * zeroed. */
enum result image_init(struct image *image, int width_px, int height_px);

/* Frees; fine on zeroed memory and twice. */
void image_finish(struct image *image);

/* All of it, as a rectangle at 0,0. */
struct rect image_rect(const struct image *image);

/* The first pixel of a row. `y_px` must be inside. */
uint32_t *image_row(const struct image *image, int y_px);

/* Copies `rect` of `from` to the same place of `to`, clipped to both. */
void image_copy(struct image *to, const struct image *from, struct rect rect);

/* Copies `rect` of `from` so that its corner is at x,y of `to`, clipped to both. May be the same image,
 * overlapping. */
void image_copy_to(struct image *to, int x_px, int y_px, const struct image *from, struct rect rect);

/* Fills `rect`, clipped. */
void image_fill(struct image *image, struct rect rect, uint32_t pixel);

/* Whether the colours (not the upper bytes) of `rect` are the same in both; it must be inside both. */
bool image_is_equal(const struct image *a, const struct image *b, struct rect rect);

#endif

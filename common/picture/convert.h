/*
 * Between the screen's pixels and VP8's planes: 4:2:0, BT.601 in full range (J420;
 * VP8's stream has no mark for it, so it is fixed here). libyuv does the work. Pure.
 */
#ifndef LOTSE_PICTURE_CONVERT_H
#define LOTSE_PICTURE_CONVERT_H

#include "base/image.h"

/* Three planes that somebody else owns; the second and third have half the width and height, rounded up. */
struct planes {
	uint8_t *plane[3]; /* Y, U, V */
	int stride[3];
	int width_px, height_px;
};

/* Converts `rect` of the image (inside it) to the place x, y of the planes, which are even and leave room. */
void convert_to_planes(const struct image *image, struct rect rect, const struct planes *to, int x_px,
                       int y_px);

/* Converts `rect` of the planes (inside them, x and y even) to the place x, y of the image, which leaves
 * room. */
void convert_to_image(const struct planes *planes, struct rect rect, struct image *to, int x_px, int y_px);

/* Middle grey everywhere: what costs least to code. */
void convert_blank(const struct planes *planes);

#endif

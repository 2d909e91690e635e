/*
 * Which tile goes where: text-like goes exact, photo-like goes to VP8, and what
 * keeps changing is video. First values are PICTURE.md 5's. Pure.
 */
#ifndef LOTSE_PICTURE_SORT_H
#define LOTSE_PICTURE_SORT_H

#include "picture/dirty.h"

enum {
	SORT_VIDEO_CHANGES = 3,        /* so many changes ... */
	SORT_VIDEO_WITHIN_US = 500000, /* ... in this time make a photo-like tile video ... */
	SORT_VIDEO_QUIET_US = 1000000, /* ... until it is quiet for so long */
	SORT_TO_PHOTO_PERMILLE = 80,   /* above: text becomes photo */
	SORT_TO_TEXT_PERMILLE = 50,    /* below: photo becomes text */
};

/* The share of pixels of `rect` (inside the image) whose left neighbour differs slightly: by at most 16 in
 * each channel, but not equal. Looks at every second row. In thousandths. */
int sort_smooth_permille(const struct image *image, struct rect rect);

/* The kind that follows, with hysteresis against flipping back and forth. */
enum dirty_kind sort_kind(enum dirty_kind before, int smooth_permille);

/* Sorts one tile anew: kind, and whether it is video. Clears is_kind_stale. */
void sort_tile(const struct image *image, struct rect rect, struct dirty_tile *tile, int64_t now_us);

#endif

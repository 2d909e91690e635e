/*
 * Which tile goes where: text-like goes exact, photo-like goes to VP8, and what
 * keeps changing is video. Pure.
 *
 * Two shares of a tile's pixels tell them apart: smooth ones differ slightly from the
 * left neighbour (letters with hard edges don't), rough ones equal neither the left nor the upper
 * neighbour (letters on paper and gradients mostly do, so that the context coder guesses
 * them, and a photo hardly ever does). Where this errs is counted in tests/bench/README.md.
 */
#ifndef LOTSE_PICTURE_SORT_H
#define LOTSE_PICTURE_SORT_H

#include "picture/dirty.h"

enum {
	SORT_VIDEO_CHANGES = 3,        /* so many changes ... */
	SORT_VIDEO_WITHIN_US = 500000, /* ... in this time make a photo-like tile video ... */
	SORT_VIDEO_QUIET_US = 1000000, /* ... until it is quiet for so long */
	SORT_PHOTO_SMOOTH = 80,        /* text becomes photo over this ... */
	SORT_PHOTO_ROUGH = 520,        /* ... and this ... */
	SORT_BUSY_ROUGH = 400,         /* ... or this, if it keeps changing */
	SORT_TEXT_SMOOTH = 50,         /* photo becomes text below one of these */
	SORT_TEXT_ROUGH = 300,
	SORT_EDGE_ROUGH = 150, /* smooth as a photo and over this: the edge of one, if one is beside it */
};

/* What a tile looks like, in thousandths of its pixels. */
struct sort_look {
	int smooth, rough;
};

/* Looks at every second row of `rect` (inside the image). A step is smooth if it is at most 16 in each
 * channel, but not none. */
struct sort_look sort_look(const struct image *image, struct rect rect);

/* The kind that follows, with hysteresis against flipping back and forth. `is_busy`: it keeps changing. */
enum dirty_kind sort_kind(enum dirty_kind before, struct sort_look look, bool is_busy);

/* Sorts one tile anew: kind, whether it is video, and whether it may be the edge of a photo. Clears
 * is_kind_stale. */
void sort_tile(const struct image *image, struct rect rect, struct dirty_tile *tile, int64_t now_us);

#endif

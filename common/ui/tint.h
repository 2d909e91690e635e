/*
 * A veil of colours over a picture, square by square of the picture: what is to be seen of how it came. A
 * value; `tiles` is owned. Thread: ui.
 */
#ifndef LOTSE_UI_TINT_H
#define LOTSE_UI_TINT_H

#include "ui/fit.h"

#include <stddef.h>

enum { TINT_COLOURS_MAX = 4 };

/* Squares of side_px from the picture's left top corner, row by row: each the number of a colour. */
struct tint_map {
	const uint8_t *tiles;
	int columns, rows, side_px;
	uint32_t colours[TINT_COLOURS_MAX]; /* 0xAARRGGBB: AA of 255 of it are seen; 0: none */
};

struct tint {
	struct tint_map map;
	uint8_t *tiles; /* owned; NULL: no veil */
};

void tint_finish(struct tint *tint); /* Frees; fine on zeroed memory and twice. */

/* Takes another veil (copied; NULL: none); whether anything is different now. Without memory there is none.
 */
bool tint_set(struct tint *tint, const struct tint_map *map);

/* Lays it over `rect` of the window's image, where the picture lies as `fit` says. */
void tint_draw(const struct tint *tint, const struct fit *fit, struct image *to, struct rect rect);

#endif

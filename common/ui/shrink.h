/*
 * Shows a picture smaller (each pixel is the mean of the area that it stands for) or larger by whole factors.
 * Every pixel of the result depends on its own area alone: a part drawn by itself equals the same part of the
 * whole. Pure; one thread at a time per shrink.
 */
#ifndef LOTSE_UI_SHRINK_H
#define LOTSE_UI_SHRINK_H

#include "base/image.h"

struct shrink_span; /* one pixel's share along an axis */

struct shrink {
	struct shrink_span *columns, *rows; /* owned */
	uint32_t *sums;                     /* owned: one row of the result, three channels */
	uint16_t *means;                    /* owned: one row of the source at the width of the result */
	int from_width_px, from_height_px, to_width_px, to_height_px;
};

/* Prepares for these sizes; costs nothing if they are as before. RESULT_OUT_OF_MEMORY: *shrink is as it was.
 */
enum result shrink_prepare(struct shrink *shrink, const struct image *from, int to_width_px,
                           int to_height_px);

/* Fine on zeroed memory and twice. */
void shrink_finish(struct shrink *shrink);

/* Draws `part` (of the result, which begins at x,y of `to`) clipped to `to` and to the result. `from` has the
 * size that was prepared for. */
void shrink_draw(struct shrink *shrink, struct image *to, int x_px, int y_px, const struct image *from,
                 struct rect part);

#endif

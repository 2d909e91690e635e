/*
 * Finds what of a window's page has changed since the last frame, without drawing it: each tile of the window
 * keeps a hash of the pieces that touch it. Thread: ui. Owner: the caller's memory.
 */
#ifndef LOTSE_UI_TILES_H
#define LOTSE_UI_TILES_H

#include "base/region.h"
#include "ui/mesh.h"

enum { TILES_SIDE_PX = 32 };

struct tiles {
	uint64_t *now, *before; /* owned; one hash a tile */
	int columns, rows;
	int width_px, height_px;
	bool is_all_new; /* nothing of `before` counts */
};

/* Fine on zeroed memory and twice. */
void tiles_finish(struct tiles *tiles);

/* A new frame of a window of this size starts. Another size than before makes all of it changed.
 * RESULT_OUT_OF_MEMORY. */
enum result tiles_begin(struct tiles *tiles, int width_px, int height_px, uint32_t generation);

/* The frame contains this mesh too. */
void tiles_add(struct tiles *tiles, const struct mesh *mesh);

/* The frame is complete: adds the changed tiles, clipped to the window, to `out`, and keeps the frame for the
 * next. */
void tiles_end(struct tiles *tiles, struct region *out);

/* All of the next frame counts as changed. */
void tiles_forget(struct tiles *tiles);

#endif

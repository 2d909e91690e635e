/*
 * What Dear ImGui wants drawn, as plain numbers: triangles over one alpha texture. And the pieces that it
 * consists of, as the rasteriser and the search for changed tiles see them. Pure; values; any thread.
 */
#ifndef LOTSE_UI_MESH_H
#define LOTSE_UI_MESH_H

#include "base/image.h"

#include <stddef.h>
#include <stdint.h>

/* The same bytes as an ImDrawVert with colours packed as 0xAARRGGBB (not premultiplied). */
struct mesh_vertex {
	float x, y, u, v;
	uint32_t argb;
};

/* Coverage of glyphs, one byte a pixel. Where u and v don't change over a piece, the piece is solid. */
struct mesh_texture {
	const uint8_t *alpha;
	int width_px, height_px;
	uint32_t generation; /* another number: other glyphs in the same places */
};

/* One draw command: every three indices are a triangle. Borrowed. */
struct mesh {
	const struct mesh_vertex *vertices;
	const uint16_t *indices;
	size_t index_count; /* a multiple of 3 */
	struct rect clip;   /* nothing outside of it */
};

/* A rectangle along the axes in one colour, with or without texture, or else a triangle. */
struct mesh_piece {
	bool is_rect;
	bool is_textured;                /* rectangles alone */
	const struct mesh_vertex *at[3]; /* of a rectangle: left top, right top, right bottom */
};

/* The piece at `*index`, which moves behind it; false at the end. Two triangles that form a rectangle are one
 * piece. */
bool mesh_next(const struct mesh *mesh, size_t *index, struct mesh_piece *out);

/* All pixels that it may touch, clipped to the mesh's clip. */
struct rect mesh_piece_bounds(const struct mesh *mesh, const struct mesh_piece *piece);

#endif

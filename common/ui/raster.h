/*
 * Draws a mesh into an image. A pixel belongs to a piece if its middle lies in it (on an edge: in the piece
 * right of or below it), so pieces that touch neither overlap nor leave a gap. Pure; any thread.
 */
#ifndef LOTSE_UI_RASTER_H
#define LOTSE_UI_RASTER_H

#include "ui/mesh.h"

/* Draws what of `mesh` lies in `clip`, over what `to` holds there. Textures are read without filter: glyphs
 * lie on whole pixels. */
void raster_draw(struct image *to, struct rect clip, const struct mesh *mesh,
                 const struct mesh_texture *texture);

/* `pixel` with `alpha` of 255 of `argb`'s colour over it, exactly rounded. */
uint32_t raster_blend(uint32_t pixel, uint32_t argb, uint32_t alpha);

#endif

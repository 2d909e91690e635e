/*
 * A set of rectangles, bounded: when it is full, the two that waste least are
 * merged, so it may cover more than was added, never less. A value. One thread.
 */
#ifndef LOTSE_BASE_REGION_H
#define LOTSE_BASE_REGION_H

#include "base/image.h"

#include <stddef.h>

enum { REGION_RECTS_MAX = 32 };

struct region {
	struct rect rects[REGION_RECTS_MAX];
	size_t count;
};

void region_clear(struct region *region);                 /* Covers nothing. */
void region_add(struct region *region, struct rect rect); /* Covers `rect` too; an empty one is ignored. */
void region_add_all(struct region *region, const struct region *other); /* Covers `other` too. */
void region_clip(struct region *region, struct rect to);                /* Covers nothing outside `to`. */
/* Covers nothing of `hole` any more, but where rectangles had to be merged. */
void region_cut(struct region *region, struct rect hole);
bool region_is_empty(const struct region *region);                /* Covers nothing. */
bool region_meets(const struct region *region, struct rect rect); /* Covers a pixel of `rect`. */
struct rect region_bounds(const struct region *region);           /* The smallest rectangle around it. */

#endif

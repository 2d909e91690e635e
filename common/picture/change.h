/*
 * What has really changed on the screen: the new picture against the shadow (what
 * was seen last), tile by tile, inside the damage that the system reported. The
 * upper byte of a pixel is not picture. Pure.
 */
#ifndef LOTSE_PICTURE_CHANGE_H
#define LOTSE_PICTURE_CHANGE_H

#include "base/region.h"
#include "picture/dirty.h"

/* Fills the `fresh` boxes of the map's tiles that differ inside `damage` (NULL: anywhere), and gives the
 * rectangle around all that differs; empty if nothing does. Shadow, screen and map must have one size.
 * Nothing else is changed. */
struct rect change_find(const struct image *shadow, const struct image *screen, const struct region *damage,
                        struct dirty_map *map);

/* Takes what change_find has put into `fresh` inside `bounds` over: copied into the shadow and marked dirty;
 * `fresh` is empty again. Returns how many tiles that were. */
int change_take(struct image *shadow, const struct image *screen, struct rect bounds, struct dirty_map *map,
                int64_t now_us);

/* Forgets it instead. */
void change_drop(struct rect bounds, struct dirty_map *map);

#endif

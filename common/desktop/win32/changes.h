/* What differs between two pictures of the same size, found tile by tile. Pure. */
#ifndef LOTSE_DESKTOP_WIN32_CHANGES_H
#define LOTSE_DESKTOP_WIN32_CHANGES_H

#include "base/region.h"

/* Brings `now` up to `fresh` (all of it if `is_all`) and adds what was different to *damage. Returns whether
 * anything was. */
bool changes_take(struct image *now, const struct image *fresh, bool is_all, struct region *damage);

#endif

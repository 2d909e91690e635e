/*
 * Which rectangle of the dirty map is sent next. Tiles are joined up to 256x64, as
 * edges cost bytes; rows of pairs of tiles are gone through from the top left. Pure.
 */
#ifndef LOTSE_PICTURE_PLAN_H
#define LOTSE_PICTURE_PLAN_H

#include "picture/dirty.h"

enum { PLAN_COLUMNS_MAX = 8 };

struct plan {
	enum dirty_state state; /* dirty tiles of a route, or lossy ones that have rested */
	enum dirty_route route;
	int64_t rested_since_us; /* lossy: changed no later; video: no later than video_rested_since_us */
	int64_t video_rested_since_us;
	struct rect within; /* only tiles that meet this part of the screen */
	int columns_max;    /* 1 to PLAN_COLUMNS_MAX */
	int pixels_max;     /* of a rectangle; that of one tile is always allowed */
	int row;            /* where the search goes on; 0 at first */
};

/* The next rectangle, inside the screen; empty if there is none. The same again unless its tiles are marked
 * as sent. */
struct rect plan_next(const struct dirty_map *map, struct plan *plan);

#endif

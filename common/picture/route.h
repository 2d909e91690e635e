/*
 * How each dirty tile will be sent: sorted where it has changed, then weighed
 * against what the line carries. The encoder's thread.
 */
#ifndef LOTSE_PICTURE_ROUTE_H
#define LOTSE_PICTURE_ROUTE_H

#include "picture/dirty.h"

enum { ROUTE_EXACT_PX_MAX = 1 << 19 }; /* more photo at once is too much work to be coded exactly */

struct route_sums {
	int pixels[DIRTY_AS_COUNT];
};

struct route_limits {
	int64_t now_us;
	uint32_t line_bytes_per_s; /* 0: not known */
	bool may_use_vp8;
	bool is_vp8_only; /* all of it, as stills */
	bool saves_data;  /* no more than a few tiles of photo are worth being exact */
};

/* Gives every dirty tile its route, and sums up their pixels (of their boxes). `bytes_per_px` is what exact
 * photos cost. */
struct route_sums route_tiles(struct dirty_map *map, const struct image *screen,
                              const struct route_limits *limits, double bytes_per_px);

#endif

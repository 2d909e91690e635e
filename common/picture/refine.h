/*
 * When what was sent lossy becomes exact: after it has rested, in portions that
 * hold nothing up. Pure.
 */
#ifndef LOTSE_PICTURE_REFINE_H
#define LOTSE_PICTURE_REFINE_H

#include "picture/plan.h"

enum {
	REFINE_REST_US = 300000,        /* a photo at rest */
	REFINE_VIDEO_REST_US = 1000000, /* what was video: it may be a pause */
	REFINE_PORTION_PX = 1 << 15,
};

/* The lossy tiles that have rested by now. */
struct plan refine_plan(const struct dirty_map *map, int64_t now_us);

/* When the next lossy tile will have rested; INT64_MAX: there is none. */
int64_t refine_due_us(const struct dirty_map *map);

#endif

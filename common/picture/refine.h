/*
 * When what was sent lossy is sent better: after it has rested, in portions that
 * hold nothing up, those near the person's hands first. Pure.
 */
#ifndef LOTSE_PICTURE_REFINE_H
#define LOTSE_PICTURE_REFINE_H

#include "picture/plan.h"

enum {
	REFINE_REST_US = 300000,        /* a photo at rest */
	REFINE_VIDEO_REST_US = 1000000, /* what was video: it may be a pause */
	REFINE_PORTION_PX = 1 << 15,
	REFINE_RINGS = 4, /* around the hands; the last is the whole screen */
	REFINE_RING_PX = 96,
};

/* The lossy tiles that have rested by now. */
struct plan refine_plan(const struct dirty_map *map, int64_t now_us);

/* Ring 0 to REFINE_RINGS - 1 around a place (empty: there is none), each larger than the last. */
struct rect refine_ring(const struct dirty_map *map, struct rect place, int ring);

/* Marks lossy tiles of the plan that are of a higher quantizer than `q` as dirty again, as stills, up to
 * about `pixels_max`. Returns how many pixels these are. */
int refine_again(struct dirty_map *map, const struct plan *plan, int q, int pixels_max);

/* When the next lossy tile of a higher quantizer than `q` (0: any) will have rested; INT64_MAX: there is
 * none. */
int64_t refine_due_us(const struct dirty_map *map, int q);

#endif

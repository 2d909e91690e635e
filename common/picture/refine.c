#include "picture/refine.h"

struct plan refine_plan(const struct dirty_map *map, int64_t now_us)
{
	return (struct plan){
		.state = DIRTY_LOSSY,
		.rested_since_us = now_us - REFINE_REST_US,
		.video_rested_since_us = now_us - REFINE_VIDEO_REST_US,
		.within = {0, 0, map->width_px, map->height_px},
	};
}

int64_t refine_due_us(const struct dirty_map *map)
{
	int64_t due_us = INT64_MAX;
	if (map->lossy_count == 0)
		return due_us;
	for (int i = 0; i < map->columns * map->rows; i++) {
		const struct dirty_tile *tile = &map->tiles[i];
		if (tile->state != DIRTY_LOSSY)
			continue;
		int64_t rested_us = tile->changed_us + (tile->is_video ? REFINE_VIDEO_REST_US : REFINE_REST_US);
		due_us = rested_us < due_us ? rested_us : due_us;
	}
	return due_us;
}

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

struct rect refine_ring(const struct dirty_map *map, struct rect place, int ring)
{
	struct rect screen = {0, 0, map->width_px, map->height_px};
	int px = REFINE_RING_PX << (2 * ring);
	if (ring == REFINE_RINGS - 1)
		return screen;
	if (rect_is_empty(place))
		return place;
	struct rect around = {place.x - px, place.y - px, place.width + 2 * px, place.height + 2 * px};
	return rect_intersect(around, screen);
}

int refine_again(struct dirty_map *map, const struct plan *plan, int q, int pixels_max)
{
	int pixels = 0;
	struct rect tiles = dirty_tiles_of(plan->within);
	for (int row = tiles.y; row < tiles.y + tiles.height; row++) {
		for (int column = tiles.x; column < tiles.x + tiles.width && pixels < pixels_max; column++) {
			struct dirty_tile *tile = dirty_at(map, column, row);
			int64_t since_us = tile->is_video ? plan->video_rested_since_us : plan->rested_since_us;
			if (tile->state != DIRTY_LOSSY || tile->q <= q || tile->changed_us > since_us)
				continue;
			struct rect box = dirty_box_rect(map, column, row);
			dirty_set_state(map, tile, DIRTY_DIRTY);
			tile->route = DIRTY_AS_STILL;
			pixels += box.width * box.height;
		}
	}
	return pixels;
}

int64_t refine_due_us(const struct dirty_map *map, int q)
{
	int64_t due_us = INT64_MAX;
	if (map->lossy_count == 0)
		return due_us;
	for (int i = 0; i < map->columns * map->rows; i++) {
		const struct dirty_tile *tile = &map->tiles[i];
		if (tile->state != DIRTY_LOSSY || (q > 0 && tile->q <= q))
			continue;
		int64_t rested_us = tile->changed_us + (tile->is_video ? REFINE_VIDEO_REST_US : REFINE_REST_US);
		due_us = rested_us < due_us ? rested_us : due_us;
	}
	return due_us;
}

#include "picture/plan.h"

static bool tile_is_wanted(const struct dirty_map *map, const struct plan *plan, int column, int row)
{
	if (column >= map->columns || row >= map->rows)
		return false;
	const struct dirty_tile *tile = dirty_at(map, column, row);
	if (tile->state != plan->state ||
	    rect_is_empty(rect_intersect(plan->within, dirty_tile_rect(map, column, row))))
		return false;
	if (plan->state == DIRTY_DIRTY)
		return tile->route == plan->route;
	return tile->changed_us <= (tile->is_video ? plan->video_rested_since_us : plan->rested_since_us);
}

static int area(struct rect rect)
{
	return rect.width * rect.height;
}

/* What a column of the pair adds; the pattern says which of its two tiles. */
static struct rect column_box(const struct dirty_map *map, int column, int row, int pattern)
{
	struct rect box = {0};
	if ((pattern & 1) != 0)
		box = dirty_box_rect(map, column, row);
	if ((pattern & 2) != 0)
		box = rect_around(box, dirty_box_rect(map, column, row + 1));
	return box;
}

static int pattern_at(const struct dirty_map *map, const struct plan *plan, int column, int row)
{
	return tile_is_wanted(map, plan, column, row) + 2 * tile_is_wanted(map, plan, column, row + 1);
}

/* The rectangle that starts at a column: as long as the same tiles of the pair are wanted and it wastes
 * little. */
static struct rect join_from(const struct dirty_map *map, const struct plan *plan, int column, int row,
                             int pattern)
{
	struct rect joined = column_box(map, column, row, pattern);
	if (pattern == 3 && area(joined) > plan->pixels_max) {
		pattern = 1;
		joined = column_box(map, column, row, pattern);
	}
	int asked_for = area(joined);
	for (int next = column + 1; next < column + plan->columns_max; next++) {
		if ((pattern_at(map, plan, next, row) & pattern) != pattern)
			break;
		struct rect box = column_box(map, next, row, pattern), around = rect_around(joined, box);
		asked_for += area(box);
		if (area(around) > plan->pixels_max ||
		    area(around) > 2 * asked_for + PICTURE_TILE_PX * PICTURE_TILE_PX)
			break;
		joined = around;
	}
	return joined;
}

struct rect plan_next(const struct dirty_map *map, struct plan *plan)
{
	struct rect tiles =
		dirty_tiles_of(rect_intersect(plan->within, (struct rect){0, 0, map->width_px, map->height_px}));
	if (plan->row < tiles.y - tiles.y % 2)
		plan->row = tiles.y - tiles.y % 2;
	for (; plan->row < tiles.y + tiles.height; plan->row += 2) {
		for (int column = tiles.x; column < tiles.x + tiles.width; column++) {
			int pattern = pattern_at(map, plan, column, plan->row);
			if (pattern != 0)
				return join_from(map, plan, column, plan->row, pattern);
		}
	}
	return (struct rect){0};
}

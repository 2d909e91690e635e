#include "picture/change.h"

#include <string.h>

enum { COLOUR_BITS = 0x00ffffff };

/* The first and the last differing pixel of `count`; false if none differs in colour. */
static bool row_difference(const uint32_t *a, const uint32_t *b, int count, int *first, int *last)
{
	int i = 0;
	while (i < count && ((a[i] ^ b[i]) & COLOUR_BITS) == 0)
		i++;
	if (i == count)
		return false;
	int k = count - 1;
	while (((a[k] ^ b[k]) & COLOUR_BITS) == 0)
		k--;
	*first = i;
	*last = k;
	return true;
}

/* One row of pixels of one tile: `x` to `right`. */
static void find_in_segment(const uint32_t *shadow, const uint32_t *screen, struct rect at,
                            struct dirty_tile *tile)
{
	int first, last;
	if (memcmp(shadow + at.x, screen + at.x, (size_t)at.width * sizeof *shadow) == 0)
		return;
	if (!row_difference(shadow + at.x, screen + at.x, at.width, &first, &last))
		return;
	int left = at.x % PICTURE_TILE_PX, y = at.y % PICTURE_TILE_PX;
	struct dirty_box box = {(uint8_t)(left + first), (uint8_t)y, (uint8_t)(left + last + 1),
	                        (uint8_t)(y + 1)};
	tile->fresh = dirty_box_around(tile->fresh, box);
}

static void find_in_row(const struct image *shadow, const struct image *screen, struct rect row,
                        struct dirty_map *map)
{
	const uint32_t *old = image_row(shadow, row.y), *new = image_row(screen, row.y);
	if (memcmp(old + row.x, new + row.x, (size_t)row.width * sizeof *old) == 0)
		return;
	for (int x = row.x; x < row.x + row.width;) {
		int end = (x / PICTURE_TILE_PX + 1) * PICTURE_TILE_PX;
		if (end > row.x + row.width)
			end = row.x + row.width;
		struct rect segment = {x, row.y, end - x, 1};
		find_in_segment(old, new, segment, dirty_at(map, x / PICTURE_TILE_PX, row.y / PICTURE_TILE_PX));
		x = end;
	}
}

static struct rect fresh_rect(int column, int row, struct dirty_box box)
{
	return (struct rect){column * PICTURE_TILE_PX + box.left, row * PICTURE_TILE_PX + box.top,
	                     box.right - box.left, box.bottom - box.top};
}

static struct rect fresh_bounds(const struct dirty_map *map, struct rect within)
{
	struct rect bounds = {0}, tiles = dirty_tiles_of(within);
	for (int row = tiles.y; row < tiles.y + tiles.height; row++)
		for (int column = tiles.x; column < tiles.x + tiles.width; column++)
			bounds = rect_around(bounds, fresh_rect(column, row, dirty_at(map, column, row)->fresh));
	return bounds;
}

struct rect change_find(const struct image *shadow, const struct image *screen, const struct region *damage,
                        struct dirty_map *map)
{
	struct region all = {.rects = {image_rect(screen)}, .count = 1};
	if (damage == NULL)
		damage = &all;
	struct rect bounds = {0};
	for (size_t i = 0; i < damage->count; i++) {
		struct rect rect = rect_intersect(damage->rects[i], image_rect(screen));
		for (int y = rect.y; y < rect.y + rect.height; y++)
			find_in_row(shadow, screen, (struct rect){rect.x, y, rect.width, 1}, map);
		bounds = rect_around(bounds, fresh_bounds(map, rect));
	}
	return bounds;
}

int change_take(struct image *shadow, const struct image *screen, struct rect bounds, struct dirty_map *map,
                int64_t now_us)
{
	int count = 0;
	struct rect tiles = dirty_tiles_of(bounds);
	for (int row = tiles.y; row < tiles.y + tiles.height; row++) {
		for (int column = tiles.x; column < tiles.x + tiles.width; column++) {
			struct dirty_tile *tile = dirty_at(map, column, row);
			if (tile->fresh.right == 0)
				continue;
			image_copy(shadow, screen, fresh_rect(column, row, tile->fresh));
			dirty_mark(map, tile, tile->fresh, now_us);
			tile->fresh = (struct dirty_box){0};
			count++;
		}
	}
	return count;
}

void change_drop(struct rect bounds, struct dirty_map *map)
{
	struct rect tiles = dirty_tiles_of(bounds);
	for (int row = tiles.y; row < tiles.y + tiles.height; row++)
		for (int column = tiles.x; column < tiles.x + tiles.width; column++)
			dirty_at(map, column, row)->fresh = (struct dirty_box){0};
}

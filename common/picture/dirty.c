#include "picture/dirty.h"

#include <stdlib.h>
#include <string.h>

/* Bursts of one drawing count once: nobody's video is faster. */
enum { HISTORY_SPACING_US = 12000 };

enum result dirty_init(struct dirty_map *map, int width_px, int height_px)
{
	*map = (struct dirty_map){0};
	int columns = (width_px + PICTURE_TILE_PX - 1) / PICTURE_TILE_PX;
	int rows = (height_px + PICTURE_TILE_PX - 1) / PICTURE_TILE_PX;
	struct dirty_tile *tiles = calloc((size_t)columns * (size_t)rows, sizeof *tiles);
	if (tiles == NULL)
		return RESULT_OUT_OF_MEMORY;
	*map = (struct dirty_map){tiles, columns, rows, width_px, height_px, 0, 0};
	dirty_mark_all(map);
	return RESULT_OK;
}

void dirty_finish(struct dirty_map *map)
{
	free(map->tiles);
	*map = (struct dirty_map){0};
}

void dirty_mark_all(struct dirty_map *map)
{
	for (int row = 0; row < map->rows; row++) {
		for (int column = 0; column < map->columns; column++) {
			struct dirty_tile *tile = dirty_at(map, column, row);
			struct rect rect = dirty_tile_rect(map, column, row);
			tile->box = (struct dirty_box){0, 0, (uint8_t)rect.width, (uint8_t)rect.height};
			tile->in_frame = 0;
			tile->is_kind_stale = true;
			dirty_set_state(map, tile, DIRTY_DIRTY);
		}
	}
}

void dirty_mark_none(struct dirty_map *map)
{
	for (int i = 0; i < map->columns * map->rows; i++) {
		map->tiles[i].in_frame = 0;
		dirty_set_state(map, &map->tiles[i], DIRTY_CLEAN);
	}
}

struct dirty_tile *dirty_at(const struct dirty_map *map, int column, int row)
{
	return &map->tiles[(size_t)row * (size_t)map->columns + (size_t)column];
}

struct rect dirty_tile_rect(const struct dirty_map *map, int column, int row)
{
	struct rect rect = {column * PICTURE_TILE_PX, row * PICTURE_TILE_PX, PICTURE_TILE_PX, PICTURE_TILE_PX};
	if (rect.x + rect.width > map->width_px)
		rect.width = map->width_px - rect.x;
	if (rect.y + rect.height > map->height_px)
		rect.height = map->height_px - rect.y;
	return rect;
}

struct rect dirty_box_rect(const struct dirty_map *map, int column, int row)
{
	struct dirty_box box = dirty_at(map, column, row)->box;
	return (struct rect){column * PICTURE_TILE_PX + box.left, row * PICTURE_TILE_PX + box.top,
	                     box.right - box.left, box.bottom - box.top};
}

struct rect dirty_tiles_of(struct rect rect)
{
	if (rect_is_empty(rect))
		return (struct rect){0};
	int left = rect.x / PICTURE_TILE_PX, right = (rect.x + rect.width - 1) / PICTURE_TILE_PX;
	int top = rect.y / PICTURE_TILE_PX, bottom = (rect.y + rect.height - 1) / PICTURE_TILE_PX;
	return (struct rect){left, top, right - left + 1, bottom - top + 1};
}

static uint8_t u8_min(uint8_t a, uint8_t b)
{
	return a < b ? a : b;
}

static uint8_t u8_max(uint8_t a, uint8_t b)
{
	return a > b ? a : b;
}

struct dirty_box dirty_box_around(struct dirty_box a, struct dirty_box b)
{
	if (a.right == 0)
		return b;
	if (b.right == 0)
		return a;
	return (struct dirty_box){u8_min(a.left, b.left), u8_min(a.top, b.top), u8_max(a.right, b.right),
	                          u8_max(a.bottom, b.bottom)};
}

void dirty_mark(struct dirty_map *map, struct dirty_tile *tile, struct dirty_box box, int64_t now_us)
{
	tile->box = dirty_box_around(tile->box, box);
	tile->changed_us = now_us;
	tile->is_kind_stale = true;
	if (now_us - tile->history_us[0] >= HISTORY_SPACING_US || tile->history_us[0] == 0) {
		for (int i = DIRTY_HISTORY - 1; i > 0; i--)
			tile->history_us[i] = tile->history_us[i - 1];
		tile->history_us[0] = now_us;
	}
	dirty_set_state(map, tile, DIRTY_DIRTY);
}

void dirty_set_state(struct dirty_map *map, struct dirty_tile *tile, enum dirty_state state)
{
	map->dirty_count += (state == DIRTY_DIRTY) - (tile->state == DIRTY_DIRTY);
	map->lossy_count += (state == DIRTY_LOSSY) - (tile->state == DIRTY_LOSSY);
	tile->state = (uint8_t)state;
	if (state == DIRTY_CLEAN)
		tile->box = (struct dirty_box){0};
}

void dirty_sent_exact(struct dirty_map *map, struct rect rect)
{
	struct rect tiles = dirty_tiles_of(rect);
	for (int row = tiles.y; row < tiles.y + tiles.height; row++) {
		for (int column = tiles.x; column < tiles.x + tiles.width; column++) {
			struct dirty_tile *tile = dirty_at(map, column, row);
			if (tile->state == DIRTY_CLEAN || !rect_contains(rect, dirty_box_rect(map, column, row)))
				continue;
			dirty_set_state(map, tile, DIRTY_CLEAN);
			tile->in_frame = 0;
		}
	}
}

/* A SHOW that is still to come counts as lacking: the copy comes before it. */
static enum dirty_state state_now(const struct dirty_tile *tile)
{
	return tile->in_frame != 0 ? DIRTY_DIRTY : (enum dirty_state)tile->state;
}

int dirty_pixels(const struct dirty_map *map, struct rect rect)
{
	int pixels = 0;
	struct rect tiles = dirty_tiles_of(rect);
	for (int row = tiles.y; row < tiles.y + tiles.height; row++) {
		for (int column = tiles.x; column < tiles.x + tiles.width; column++) {
			struct rect part = rect_intersect(rect, dirty_box_rect(map, column, row));
			if (state_now(dirty_at(map, column, row)) == DIRTY_DIRTY)
				pixels += part.width * part.height;
		}
	}
	return pixels;
}

bool dirty_is_clean(const struct dirty_map *map, struct rect rect)
{
	rect = rect_intersect(rect, (struct rect){0, 0, map->width_px, map->height_px});
	struct rect tiles = dirty_tiles_of(rect);
	for (int row = tiles.y; row < tiles.y + tiles.height; row++)
		for (int column = tiles.x; column < tiles.x + tiles.width; column++)
			if (!rect_is_empty(rect_intersect(rect, dirty_box_rect(map, column, row))))
				return false;
	return true;
}

/* The place of a copy is overwritten: what was lacking there is history. A tile that is also outside keeps
 * its box, and what it was promised by a SHOW must come otherwise. */
static void overwrite(struct dirty_map *map, struct rect to)
{
	struct rect tiles = dirty_tiles_of(to);
	for (int row = tiles.y; row < tiles.y + tiles.height; row++) {
		for (int column = tiles.x; column < tiles.x + tiles.width; column++) {
			struct dirty_tile *tile = dirty_at(map, column, row);
			bool is_all = rect_contains(to, dirty_box_rect(map, column, row));
			dirty_set_state(map, tile, is_all ? DIRTY_CLEAN : state_now(tile));
			tile->in_frame = 0;
			tile->is_kind_stale = true;
		}
	}
}

/* What was wrong inside `wrong` (pixels of the screen, after the copy) is wrong there. */
static void carry(struct dirty_map *map, struct rect wrong, const struct dirty_tile *from)
{
	struct rect tiles = dirty_tiles_of(wrong);
	for (int row = tiles.y; row < tiles.y + tiles.height; row++) {
		for (int column = tiles.x; column < tiles.x + tiles.width; column++) {
			struct dirty_tile *tile = dirty_at(map, column, row);
			struct rect part = rect_intersect(wrong, dirty_tile_rect(map, column, row));
			int left = part.x % PICTURE_TILE_PX, top = part.y % PICTURE_TILE_PX;
			struct dirty_box box = {(uint8_t)left, (uint8_t)top, (uint8_t)(left + part.width),
			                        (uint8_t)(top + part.height)};
			tile->box = dirty_box_around(tile->box, box);
			if (tile->state != DIRTY_DIRTY)
				dirty_set_state(map, tile, state_now(from));
			tile->changed_us = from->changed_us > tile->changed_us ? from->changed_us : tile->changed_us;
			tile->q = from->q > tile->q ? from->q : tile->q;
		}
	}
}

enum result dirty_move(struct dirty_map *map, struct rect from, int dx, int dy)
{
	size_t bytes = (size_t)map->columns * (size_t)map->rows * sizeof *map->tiles;
	struct dirty_map before = *map;
	before.tiles = malloc(bytes);
	if (before.tiles == NULL)
		return RESULT_OUT_OF_MEMORY;
	memcpy(before.tiles, map->tiles, bytes);
	struct rect tiles = dirty_tiles_of(from);
	overwrite(map, (struct rect){from.x + dx, from.y + dy, from.width, from.height});
	for (int row = tiles.y; row < tiles.y + tiles.height; row++) {
		for (int column = tiles.x; column < tiles.x + tiles.width; column++) {
			const struct dirty_tile *tile = dirty_at(&before, column, row);
			struct rect wrong = rect_intersect(from, dirty_box_rect(&before, column, row));
			wrong.x += dx;
			wrong.y += dy;
			if (tile->state != DIRTY_CLEAN && !rect_is_empty(wrong))
				carry(map, wrong, tile);
		}
	}
	free(before.tiles);
	return RESULT_OK;
}

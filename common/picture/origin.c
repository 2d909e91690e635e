#include "picture/origin.h"

#include <string.h>

void origin_begin(struct origin_map *map, int width_px, int height_px)
{
	*map = (struct origin_map){.width_px = width_px, .height_px = height_px};
	map->columns = (width_px + PICTURE_TILE_PX - 1) / PICTURE_TILE_PX;
	map->rows = (height_px + PICTURE_TILE_PX - 1) / PICTURE_TILE_PX;
	if (map->columns * map->rows > ORIGIN_TILES_MAX)
		map->columns = map->rows = 0;
}

static struct rect tile_rect(const struct origin_map *map, int column, int row)
{
	struct rect tile = {column * PICTURE_TILE_PX, row * PICTURE_TILE_PX, PICTURE_TILE_PX, PICTURE_TILE_PX};
	return rect_intersect(tile, (struct rect){0, 0, map->width_px, map->height_px});
}

/* A part alone makes a tile worse, never better. */
static void mark_tile(struct origin_map *map, int column, int row, struct rect rect, enum origin origin)
{
	uint8_t *tile = &map->tiles[row * map->columns + column];
	if (*tile == ORIGIN_NONE || origin > *tile || rect_contains(rect, tile_rect(map, column, row)))
		*tile = (uint8_t)origin;
}

void origin_mark(struct origin_map *map, struct rect rect, enum origin origin)
{
	rect = rect_intersect(rect, (struct rect){0, 0, map->width_px, map->height_px});
	if (rect_is_empty(rect) || map->columns == 0)
		return;
	int right = (rect.x + rect.width - 1) / PICTURE_TILE_PX;
	int bottom = (rect.y + rect.height - 1) / PICTURE_TILE_PX;
	for (int row = rect.y / PICTURE_TILE_PX; row <= bottom; row++) {
		for (int column = rect.x / PICTURE_TILE_PX; column <= right; column++)
			mark_tile(map, column, row, rect, origin);
	}
}

/* Of what was there before a copy. */
static enum origin worst_in(const struct origin_map *map, struct rect rect)
{
	enum origin worst = ORIGIN_NONE;
	int right = (rect.x + rect.width - 1) / PICTURE_TILE_PX;
	int bottom = (rect.y + rect.height - 1) / PICTURE_TILE_PX;
	for (int row = rect.y / PICTURE_TILE_PX; row <= bottom; row++) {
		for (int column = rect.x / PICTURE_TILE_PX; column <= right; column++) {
			enum origin here = (enum origin)map->before[row * map->columns + column];
			worst = here > worst ? here : worst;
		}
	}
	return worst;
}

void origin_copy(struct origin_map *map, struct rect from, int x_px, int y_px)
{
	const struct rect to = {x_px, y_px, from.width, from.height};
	if (rect_is_empty(from) || map->columns == 0)
		return;
	memcpy(map->before, map->tiles, (size_t)map->columns * (size_t)map->rows); /* the two may overlap */
	int right = (to.x + to.width - 1) / PICTURE_TILE_PX, bottom = (to.y + to.height - 1) / PICTURE_TILE_PX;
	for (int row = to.y / PICTURE_TILE_PX; row <= bottom; row++) {
		for (int column = to.x / PICTURE_TILE_PX; column <= right; column++) {
			struct rect part = rect_intersect(tile_rect(map, column, row), to), source = part;
			source.x += from.x - to.x;
			source.y += from.y - to.y;
			mark_tile(map, column, row, part, worst_in(map, source));
		}
	}
}

void origin_assign(struct origin_map *to, const struct origin_map *from)
{
	to->width_px = from->width_px;
	to->height_px = from->height_px;
	to->columns = from->columns;
	to->rows = from->rows;
	memcpy(to->tiles, from->tiles, (size_t)from->columns * (size_t)from->rows);
}

void origin_shares(const struct origin_map *map, int per_mille[ORIGIN_COUNT])
{
	int64_t pixels[ORIGIN_COUNT] = {0}, all = (int64_t)map->width_px * map->height_px;
	for (int row = 0; row < map->rows; row++) {
		for (int column = 0; column < map->columns; column++) {
			struct rect tile = tile_rect(map, column, row);
			pixels[map->tiles[row * map->columns + column]] += (int64_t)tile.width * tile.height;
		}
	}
	for (int i = 0; i < ORIGIN_COUNT; i++)
		per_mille[i] = all > 0 ? (int)(pixels[i] * 1000 / all) : 0;
}

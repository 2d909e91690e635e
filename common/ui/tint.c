#include "ui/tint.h"

#include <stdlib.h>
#include <string.h>

void tint_finish(struct tint *tint)
{
	free(tint->tiles);
	*tint = (struct tint){0};
}

static bool is_same(const struct tint *tint, const struct tint_map *map)
{
	return tint->tiles != NULL && tint->map.columns == map->columns && tint->map.rows == map->rows &&
	       tint->map.side_px == map->side_px &&
	       memcmp(tint->map.colours, map->colours, sizeof map->colours) == 0 &&
	       memcmp(tint->tiles, map->tiles, (size_t)map->columns * (size_t)map->rows) == 0;
}

bool tint_set(struct tint *tint, const struct tint_map *map)
{
	bool had = tint->tiles != NULL;
	if (map == NULL || map->columns <= 0 || map->rows <= 0 || map->side_px <= 0) {
		tint_finish(tint);
		return had;
	}
	if (is_same(tint, map))
		return false;
	size_t count = (size_t)map->columns * (size_t)map->rows;
	tint_finish(tint);
	tint->tiles = malloc(count);
	if (tint->tiles == NULL)
		return had;
	memcpy(tint->tiles, map->tiles, count);
	tint->map = *map;
	tint->map.tiles = tint->tiles;
	return true;
}

static uint32_t mix(uint32_t pixel, uint32_t colour)
{
	uint32_t share = colour >> 24, mixed = 0;
	for (int shift = 0; shift < 24; shift += 8) {
		uint32_t under = pixel >> shift & 0xFF, over = colour >> shift & 0xFF;
		mixed |= (under * (255 - share) + over * share) / 255 << shift;
	}
	return mixed;
}

static void draw_square(struct image *to, struct rect part, uint32_t colour)
{
	for (int y = part.y; y < part.y + part.height; y++) {
		uint32_t *row = image_row(to, y);
		for (int x = part.x; x < part.x + part.width; x++)
			row[x] = mix(row[x], colour);
	}
}

/* Where the edge of a square is; squares have no pixel in common. */
static int edge(int64_t at_px, int start, int length, int picture_px)
{
	at_px = at_px < picture_px ? at_px : picture_px;
	return start + (int)(at_px * length / picture_px);
}

void tint_draw(const struct tint *tint, const struct fit *fit, struct image *to, struct rect rect)
{
	const struct tint_map *map = &tint->map;
	struct rect place = fit->place;
	rect = rect_intersect(rect_intersect(rect, place), image_rect(to));
	if (tint->tiles == NULL || rect_is_empty(rect))
		return;
	for (int row = 0; row < map->rows; row++) {
		int64_t y_px = (int64_t)row * map->side_px;
		int top = edge(y_px, place.y, place.height, fit->picture_height_px);
		int bottom = edge(y_px + map->side_px, place.y, place.height, fit->picture_height_px);
		if (bottom <= rect.y || top >= rect.y + rect.height)
			continue;
		for (int column = 0; column < map->columns; column++) {
			int64_t x_px = (int64_t)column * map->side_px;
			int left = edge(x_px, place.x, place.width, fit->picture_width_px);
			int right = edge(x_px + map->side_px, place.x, place.width, fit->picture_width_px);
			uint32_t colour = map->colours[map->tiles[row * map->columns + column] % TINT_COLOURS_MAX];
			struct rect square = {left, top, right - left, bottom - top};
			if (colour >> 24 != 0)
				draw_square(to, rect_intersect(square, rect), colour);
		}
	}
}

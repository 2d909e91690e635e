#include "picture/route.h"

#include "picture/sort.h"

enum {
	LINE_UNKNOWN_BYTES_PER_S = 100000,
	ALWAYS_EXACT_BYTES = 4096, /* less is not worth a VP8 instance */
	PATIENCE_MS = 120,         /* so long an exact photo may keep the line busy */
};

/* How a tile would like to go; photos are decided on together. */
static enum dirty_route wish_of(const struct dirty_tile *tile)
{
	if (tile->kind == DIRTY_PHOTO)
		return tile->is_video ? DIRTY_AS_VIDEO : DIRTY_AS_PHOTO;
	return tile->route == DIRTY_AS_MANY ? DIRTY_AS_MANY : DIRTY_AS_TEXT;
}

/* Whether any is an edge that is to be joined to a photo. */
static bool sort_all(struct dirty_map *map, const struct image *screen, int64_t now_us)
{
	bool has_edges = false;
	for (int row = 0; row < map->rows; row++) {
		for (int column = 0; column < map->columns; column++) {
			struct dirty_tile *tile = dirty_at(map, column, row);
			if (tile->state != DIRTY_DIRTY || !tile->is_kind_stale)
				continue;
			sort_tile(screen, dirty_tile_rect(map, column, row), tile, now_us);
			tile->route = DIRTY_AS_TEXT; /* whether it has too many colours is found out anew */
			has_edges |= tile->may_be_edge;
		}
	}
	return has_edges;
}

/* The photo beside (or across the corner from) a tile that is none of itself; NULL: there is none. */
static const struct dirty_tile *photo_beside(const struct dirty_map *map, int column, int row)
{
	for (int r = row - 1; r <= row + 1; r++) {
		for (int c = column - 1; c <= column + 1; c++) {
			if (r < 0 || c < 0 || r >= map->rows || c >= map->columns)
				continue;
			const struct dirty_tile *beside = dirty_at(map, c, r);
			if (beside->kind == DIRTY_PHOTO && !beside->is_edge)
				return beside;
		}
	}
	return NULL;
}

/* A photo's edge costs the text codec as much as the middle would: it goes where the photo goes. */
static void join_edges(struct dirty_map *map)
{
	for (int row = 0; row < map->rows; row++) {
		for (int column = 0; column < map->columns; column++) {
			struct dirty_tile *tile = dirty_at(map, column, row);
			if (tile->state != DIRTY_DIRTY || !tile->may_be_edge || tile->kind != DIRTY_TEXT)
				continue;
			const struct dirty_tile *photo = photo_beside(map, column, row);
			if (photo == NULL)
				continue;
			tile->kind = DIRTY_PHOTO;
			tile->is_edge = true;
			tile->is_video = photo->is_video;
		}
	}
}

static void sort_and_wish(struct dirty_map *map, const struct image *screen, int64_t now_us,
                          struct route_sums *sums)
{
	if (sort_all(map, screen, now_us))
		join_edges(map);
	for (int row = 0; row < map->rows; row++) {
		for (int column = 0; column < map->columns; column++) {
			struct dirty_tile *tile = dirty_at(map, column, row);
			if (tile->state != DIRTY_DIRTY)
				continue;
			tile->route = (uint8_t)wish_of(tile);
			struct rect box = dirty_box_rect(map, column, row);
			sums->pixels[tile->route] += box.width * box.height;
		}
	}
}

static struct route_sums all_as_still(struct dirty_map *map)
{
	struct route_sums sums = {0};
	for (int row = 0; row < map->rows; row++) {
		for (int column = 0; column < map->columns; column++) {
			struct rect box = dirty_box_rect(map, column, row);
			if (dirty_at(map, column, row)->state != DIRTY_DIRTY)
				continue;
			dirty_at(map, column, row)->route = DIRTY_AS_STILL;
			sums.pixels[DIRTY_AS_STILL] += box.width * box.height;
		}
	}
	return sums;
}

static void reroute(struct dirty_map *map, enum dirty_route from, enum dirty_route to,
                    struct route_sums *sums)
{
	for (int i = 0; i < map->columns * map->rows; i++)
		if (map->tiles[i].state == DIRTY_DIRTY && map->tiles[i].route == from)
			map->tiles[i].route = (uint8_t)to;
	sums->pixels[to] += sums->pixels[from];
	sums->pixels[from] = 0;
}

static bool may_be_exact(int pixels, double bytes_per_px, const struct route_limits *limits)
{
	double line = limits->line_bytes_per_s == 0 ? LINE_UNKNOWN_BYTES_PER_S : limits->line_bytes_per_s;
	double bytes = pixels * bytes_per_px;
	return bytes <= ALWAYS_EXACT_BYTES ||
	       (pixels <= ROUTE_EXACT_PX_MAX && !limits->saves_data && bytes * 1000 <= line * PATIENCE_MS);
}

struct route_sums route_tiles(struct dirty_map *map, const struct image *screen,
                              const struct route_limits *limits, double bytes_per_px)
{
	struct route_sums sums = {0};
	if (map->dirty_count == 0)
		return sums;
	if (limits->may_use_vp8 && limits->is_vp8_only)
		return all_as_still(map);
	sort_and_wish(map, screen, limits->now_us, &sums);
	int *pixels = sums.pixels;
	if (!limits->may_use_vp8)
		reroute(map, DIRTY_AS_VIDEO, DIRTY_AS_PHOTO, &sums);
	else if (pixels[DIRTY_AS_VIDEO] * bytes_per_px <= ALWAYS_EXACT_BYTES)
		reroute(map, DIRTY_AS_VIDEO, DIRTY_AS_PHOTO, &sums);
	if (limits->may_use_vp8 && !may_be_exact(pixels[DIRTY_AS_PHOTO], bytes_per_px, limits))
		reroute(map, DIRTY_AS_PHOTO, DIRTY_AS_STILL, &sums);
	return sums;
}

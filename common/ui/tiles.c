#include "ui/tiles.h"

#include <stdlib.h>
#include <string.h>

void tiles_finish(struct tiles *tiles)
{
	free(tiles->now);
	free(tiles->before);
	*tiles = (struct tiles){0};
}

void tiles_forget(struct tiles *tiles)
{
	tiles->is_all_new = true;
}

static enum result tiles_resize(struct tiles *tiles, int width_px, int height_px)
{
	int columns = (width_px + TILES_SIDE_PX - 1) / TILES_SIDE_PX;
	int rows = (height_px + TILES_SIDE_PX - 1) / TILES_SIDE_PX;
	size_t count = (size_t)columns * rows;
	uint64_t *now = calloc(count + 1, sizeof *now), *before = calloc(count + 1, sizeof *before);
	if (now == NULL || before == NULL) {
		free(now);
		free(before);
		return RESULT_OUT_OF_MEMORY;
	}
	tiles_finish(tiles);
	*tiles = (struct tiles){now, before, columns, rows, width_px, height_px, true};
	return RESULT_OK;
}

enum result tiles_begin(struct tiles *tiles, int width_px, int height_px, uint32_t generation)
{
	if (tiles->now == NULL || width_px != tiles->width_px || height_px != tiles->height_px) {
		enum result result = tiles_resize(tiles, width_px, height_px);
		if (result != RESULT_OK)
			return result;
	}
	for (int i = 0; i < tiles->columns * tiles->rows; i++)
		tiles->now[i] = generation;
	return RESULT_OK;
}

/* Each step is a bijection of `hash` (an odd factor, a rotation), so earlier pieces are never forgotten. */
static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
	return hash << 29 | hash >> 35;
}

static uint64_t hash_piece(const struct mesh_piece *piece)
{
	uint64_t hash = piece->is_rect;
	for (int i = 0; i < 3; i++) {
		uint32_t words[5];
		_Static_assert(sizeof words == sizeof(struct mesh_vertex), "a vertex has no gaps");
		memcpy(words, piece->at[i], sizeof words);
		hash = mix(hash, (uint64_t)words[0] << 32 | words[1]);
		hash = mix(hash, (uint64_t)words[2] << 32 | words[3]);
		hash = mix(hash, words[4]);
	}
	return hash;
}

void tiles_add(struct tiles *tiles, const struct mesh *mesh)
{
	struct rect window = {0, 0, tiles->width_px, tiles->height_px};
	uint64_t clip = mix(mix(mix(mix(0, mesh->clip.x), mesh->clip.y), mesh->clip.width), mesh->clip.height);
	struct mesh_piece piece;
	for (size_t index = 0; mesh_next(mesh, &index, &piece);) {
		struct rect area = rect_intersect(mesh_piece_bounds(mesh, &piece), window);
		if (rect_is_empty(area))
			continue;
		uint64_t hash = mix(hash_piece(&piece), clip);
		int first = area.x / TILES_SIDE_PX, last = (area.x + area.width - 1) / TILES_SIDE_PX;
		for (int row = area.y / TILES_SIDE_PX; row * TILES_SIDE_PX < area.y + area.height; row++) {
			for (int column = first; column <= last; column++) {
				uint64_t *tile = &tiles->now[row * tiles->columns + column];
				*tile = mix(*tile, hash);
			}
		}
	}
}

/* Adds the run of changed tiles in this row from `column` on; gives the column behind it. */
static int add_run(struct tiles *tiles, int row, int column, struct region *out)
{
	const uint64_t *now = tiles->now + row * tiles->columns, *before = tiles->before + row * tiles->columns;
	int end = column;
	while (end < tiles->columns && now[end] != before[end])
		end++;
	struct rect run = {column * TILES_SIDE_PX, row * TILES_SIDE_PX, (end - column) * TILES_SIDE_PX,
	                   TILES_SIDE_PX};
	region_add(out, rect_intersect(run, (struct rect){0, 0, tiles->width_px, tiles->height_px}));
	return end;
}

void tiles_end(struct tiles *tiles, struct region *out)
{
	if (tiles->is_all_new) {
		region_add(out, (struct rect){0, 0, tiles->width_px, tiles->height_px});
	} else {
		for (int row = 0; row < tiles->rows; row++) {
			for (int column = 0; column < tiles->columns;)
				column = add_run(tiles, row, column, out) + 1;
		}
	}
	uint64_t *swap = tiles->before;
	tiles->before = tiles->now;
	tiles->now = swap;
	tiles->is_all_new = false;
}

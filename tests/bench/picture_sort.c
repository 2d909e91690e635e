/*
 * picture_sort FILM [X Y WIDTH HEIGHT]
 *
 * How the tiles of a film (desktop_record) are sorted, against what is known of it: photo
 * or video is in the rectangle given and nowhere else. Counts what was sorted wrongly,
 * and how often a tile's kind turned while it was known not to. Tiles that the rectangle
 * cuts are not judged.
 */
#include "picture/change.h"
#include "picture/route.h"

#include <stdio.h>
#include <stdlib.h>

enum { MS = 1000 };

struct tally {
	long sorted[2], wrong[2]; /* text, photo */
	long turned;
};

static bool film_next(FILE *file, struct image *frame)
{
	size_t pixels = (size_t)frame->width_px * (size_t)frame->height_px;
	return fread(frame->pixels, 4, pixels, file) == pixels;
}

static void judge(const struct dirty_map *map, struct rect photo, uint8_t *before, struct tally *tally)
{
	for (int row = 0; row < map->rows; row++) {
		for (int column = 0; column < map->columns; column++) {
			const struct dirty_tile *tile = dirty_at(map, column, row);
			struct rect rect = dirty_tile_rect(map, column, row);
			bool is_photo = rect_contains(photo, rect);
			uint8_t *was = &before[row * map->columns + column];
			if (tile->state != DIRTY_DIRTY || (!is_photo && !rect_is_empty(rect_intersect(photo, rect))))
				continue;
			tally->sorted[is_photo]++;
			tally->wrong[is_photo] += (tile->kind == DIRTY_PHOTO) != is_photo;
			tally->turned += *was != DIRTY_UNSORTED && *was != tile->kind;
			*was = tile->kind;
		}
	}
}

/* All that is dirty counts as sent. */
static void clean(struct dirty_map *map)
{
	for (int i = 0; i < map->columns * map->rows; i++)
		dirty_set_state(map, &map->tiles[i], DIRTY_CLEAN);
}

static bool run(FILE *file, struct rect photo, struct tally *tally)
{
	struct image frame, shadow;
	struct dirty_map map;
	int width, height, interval_ms;
	if (fscanf(file, "LOTSEFILM %d %d %d", &width, &height, &interval_ms) != 3 || fgetc(file) != '\n')
		return false;
	if (image_init(&frame, width, height) != RESULT_OK || image_init(&shadow, width, height) != RESULT_OK ||
	    dirty_init(&map, width, height) != RESULT_OK)
		return false;
	uint8_t *before = calloc((size_t)map.columns * (size_t)map.rows, 1); /* kinds */
	if (before == NULL)
		return false;
	struct route_limits limits = {.now_us = 1000 * MS, .line_bytes_per_s = 24000, .may_use_vp8 = true};
	for (; film_next(file, &frame); limits.now_us += interval_ms * MS) {
		struct rect bounds = change_find(&shadow, &frame, NULL, &map);
		change_take(&shadow, &frame, bounds, &map, limits.now_us);
		route_tiles(&map, &shadow, &limits, 1.8);
		judge(&map, photo, before, tally);
		clean(&map);
	}
	free(before);
	dirty_finish(&map);
	image_finish(&frame);
	image_finish(&shadow);
	return true;
}

int main(int argc, char **argv)
{
	struct tally tally = {0};
	struct rect photo = {0};
	FILE *file = argc == 2 || argc == 6 ? fopen(argv[1], "rb") : NULL;
	if (argc == 6)
		photo = (struct rect){atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), atoi(argv[5])};
	if (file == NULL || !run(file, photo, &tally)) {
		fprintf(stderr, "usage: picture_sort FILM [X Y WIDTH HEIGHT]\n");
		return 2;
	}
	printf("%s: text %ld, of these as photo %ld; photo %ld, of these as text %ld; turned %ld\n", argv[1],
	       tally.sorted[0], tally.wrong[0], tally.sorted[1], tally.wrong[1], tally.turned);
	fclose(file);
	return 0;
}

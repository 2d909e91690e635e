#include "picture/sort.h"

#include <stdlib.h>

enum { SMOOTH_STEP_MAX = 16 };

static bool is_smooth_step(uint32_t a, uint32_t b)
{
	for (int shift = 0; shift < 24; shift += 8) {
		int step = (int)(a >> shift & 255) - (int)(b >> shift & 255);
		if (step > SMOOTH_STEP_MAX || step < -SMOOTH_STEP_MAX)
			return false;
	}
	return true;
}

int sort_smooth_permille(const struct image *image, struct rect rect)
{
	int smooth = 0, looked_at = 0;
	for (int y = rect.y; y < rect.y + rect.height; y += 2) {
		const uint32_t *row = image_row(image, y) + rect.x;
		for (int x = 1; x < rect.width; x++)
			smooth += ((row[x] ^ row[x - 1]) & 0xffffff) != 0 && is_smooth_step(row[x], row[x - 1]);
		looked_at += rect.width - 1;
	}
	return looked_at == 0 ? 0 : smooth * 1000 / looked_at;
}

enum dirty_kind sort_kind(enum dirty_kind before, int smooth_permille)
{
	if (before == DIRTY_PHOTO)
		return smooth_permille < SORT_TO_TEXT_PERMILLE ? DIRTY_TEXT : DIRTY_PHOTO;
	return smooth_permille > SORT_TO_PHOTO_PERMILLE ? DIRTY_PHOTO : DIRTY_TEXT;
}

void sort_tile(const struct image *image, struct rect rect, struct dirty_tile *tile, int64_t now_us)
{
	tile->kind = (uint8_t)sort_kind(tile->kind, sort_smooth_permille(image, rect));
	tile->is_kind_stale = false;
	int64_t earliest_us = tile->history_us[SORT_VIDEO_CHANGES - 1];
	bool is_busy = earliest_us != 0 && now_us - earliest_us <= SORT_VIDEO_WITHIN_US;
	bool was_quiet = now_us - tile->history_us[1] > SORT_VIDEO_QUIET_US; /* before this change */
	tile->is_video = tile->kind == DIRTY_PHOTO && (is_busy || (tile->is_video && !was_quiet));
}

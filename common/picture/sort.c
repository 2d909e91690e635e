#include "picture/sort.h"

enum { SMOOTH_STEP_MAX = 16, COLOUR_BITS = 0xffffff };

static bool is_smooth_step(uint32_t a, uint32_t b)
{
	for (int shift = 0; shift < 24; shift += 8) {
		int step = (int)(a >> shift & 255) - (int)(b >> shift & 255);
		if (step > SMOOTH_STEP_MAX || step < -SMOOTH_STEP_MAX)
			return false;
	}
	return true;
}

static void look_at_row(const uint32_t *row, const uint32_t *up, int width, struct sort_look *counts)
{
	for (int x = 1; x < width; x++) {
		if (((row[x] ^ row[x - 1]) & COLOUR_BITS) == 0)
			continue;
		counts->smooth += is_smooth_step(row[x], row[x - 1]);
		counts->rough += ((row[x] ^ up[x]) & COLOUR_BITS) != 0;
	}
}

struct sort_look sort_look(const struct image *image, struct rect rect)
{
	struct sort_look counts = {0, 0};
	int steps = (rect.width - 1) * (rect.height / 2);
	for (int y = rect.y + 1; y < rect.y + rect.height; y += 2)
		look_at_row(image_row(image, y) + rect.x, image_row(image, y - 1) + rect.x, rect.width, &counts);
	if (steps == 0)
		return counts;
	return (struct sort_look){counts.smooth * 1000 / steps, counts.rough * 1000 / steps};
}

enum dirty_kind sort_kind(enum dirty_kind before, struct sort_look look, bool is_busy)
{
	if (before == DIRTY_PHOTO)
		return look.smooth < SORT_TEXT_SMOOTH || look.rough < SORT_TEXT_ROUGH ? DIRTY_TEXT : DIRTY_PHOTO;
	int rough = is_busy ? SORT_BUSY_ROUGH : SORT_PHOTO_ROUGH;
	return look.smooth > SORT_PHOTO_SMOOTH && look.rough > rough ? DIRTY_PHOTO : DIRTY_TEXT;
}

void sort_tile(const struct image *image, struct rect rect, struct dirty_tile *tile, int64_t now_us)
{
	int64_t earliest_us = tile->history_us[SORT_VIDEO_CHANGES - 1];
	bool is_busy = earliest_us != 0 && now_us - earliest_us <= SORT_VIDEO_WITHIN_US;
	bool was_quiet = now_us - tile->history_us[1] > SORT_VIDEO_QUIET_US; /* before this change */
	struct sort_look look = sort_look(image, rect);
	tile->kind = (uint8_t)sort_kind(tile->kind, look, is_busy);
	tile->may_be_edge =
		tile->kind == DIRTY_TEXT && look.smooth > SORT_PHOTO_SMOOTH && look.rough > SORT_EDGE_ROUGH;
	tile->is_kind_stale = tile->is_edge = false;
	tile->is_video = tile->kind == DIRTY_PHOTO && (is_busy || (tile->is_video && !was_quiet));
}

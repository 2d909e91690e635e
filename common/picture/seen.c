#include "picture/seen.h"

#include "picture/change.h"

enum {
	CARET_AFTER_INPUT_US = 300000,
	CARET_WIDTH_MAX_PX = 640,
	CARET_HEIGHT_MAX_PX = 96,
	MOTION_TILES_MIN = 12, /* fewer are as well sent */
};

void seen_finish(struct seen *seen)
{
	image_finish(&seen->shadow);
	dirty_finish(&seen->map);
	motion_finder_destroy(seen->finder);
	*seen = (struct seen){.is_copying = seen->is_copying};
}

void seen_start(struct seen *seen)
{
	dirty_mark_all(&seen->map);
	seen->copy_count = 0;
}

enum result seen_first(struct seen *seen, const struct image *screen)
{
	seen_finish(seen);
	if ((int64_t)screen->width_px * screen->height_px > PICTURE_PIXELS_MAX)
		return RESULT_TOO_LARGE;
	enum result result = image_init(&seen->shadow, screen->width_px, screen->height_px);
	if (result == RESULT_OK)
		result = dirty_init(&seen->map, screen->width_px, screen->height_px);
	if (result != RESULT_OK) {
		seen_finish(seen);
		return result;
	}
	image_copy(&seen->shadow, screen, image_rect(screen));
	return RESULT_OK;
}

/* A small change soon after input is most likely where the person types. */
static void find_caret(struct seen *seen, struct rect bounds, int64_t input_us, int64_t now_us)
{
	if (input_us == 0 || now_us - input_us > CARET_AFTER_INPUT_US)
		return;
	if (bounds.width <= CARET_WIDTH_MAX_PX && bounds.height <= CARET_HEIGHT_MAX_PX)
		seen->caret = bounds;
}

/* Small changes are as well sent, and what is video changes everywhere without moving as a whole. */
static bool may_have_moved(const struct seen *seen, struct rect bounds)
{
	int changed = 0, video = 0;
	struct rect tiles = dirty_tiles_of(bounds);
	if (bounds.width < MOTION_SIDE_MIN_PX || bounds.height < MOTION_SIDE_MIN_PX)
		return false;
	for (int row = tiles.y; row < tiles.y + tiles.height; row++) {
		for (int column = tiles.x; column < tiles.x + tiles.width; column++) {
			const struct dirty_tile *tile = dirty_at(&seen->map, column, row);
			changed += tile->fresh.right != 0;
			video += tile->fresh.right != 0 && tile->is_video;
		}
	}
	return changed >= MOTION_TILES_MIN && video * 2 < changed && seen->copy_count < SEEN_COPIES_MAX;
}

/* If most of the change is a move of what the viewer has, it is made in the shadow as the viewer will make
 * it. Whether it was; then the change is another one. */
static bool move(struct seen *seen, const struct image *screen, struct rect bounds)
{
	struct motion motion;
	if (seen->finder == NULL)
		seen->finder = motion_finder_create();
	if (seen->finder == NULL || !motion_find(seen->finder, &seen->shadow, screen, bounds, &motion))
		return false;
	struct rect from = motion.from;
	if (dirty_pixels(&seen->map, from) * 2 > from.width * from.height)
		return false; /* the viewer has not got it yet: nothing to copy */
	if (dirty_move(&seen->map, from, motion.dx, motion.dy) != RESULT_OK)
		return false;
	image_copy_to(&seen->shadow, from.x + motion.dx, from.y + motion.dy, &seen->shadow, from);
	seen->copies[seen->copy_count++] = (struct picture_copy){from, from.x + motion.dx, from.y + motion.dy};
	return true;
}

void seen_next(struct seen *seen, const struct image *screen, const struct region *damage, int64_t input_us,
               int64_t now_us)
{
	struct rect bounds = change_find(&seen->shadow, screen, damage, &seen->map);
	if (rect_is_empty(bounds))
		return;
	if (seen->is_copying && may_have_moved(seen, bounds) && move(seen, screen, bounds)) {
		struct region changed = {.rects = {bounds}, .count = 1};
		change_drop(bounds, &seen->map);
		bounds = change_find(&seen->shadow, screen, &changed, &seen->map);
	}
	change_take(&seen->shadow, screen, bounds, &seen->map, now_us);
	find_caret(seen, bounds, input_us, now_us);
}

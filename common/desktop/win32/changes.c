#include "desktop/win32/changes.h"

enum { TILE_PX = 64 };

bool changes_take(struct image *now, const struct image *fresh, bool is_all, struct region *damage)
{
	bool has_changed = false;
	struct rect all = image_rect(now);
	for (int y = 0; y < all.height; y += TILE_PX) {
		struct rect run = {0}; /* tiles of a row joined */
		for (int x = 0; x < all.width; x += TILE_PX) {
			struct rect tile = rect_intersect(all, (struct rect){x, y, TILE_PX, TILE_PX});
			if (!is_all && image_is_equal(fresh, now, tile)) {
				region_add(damage, run);
				run = (struct rect){0};
				continue;
			}
			image_copy(now, fresh, tile);
			run = rect_around(run, tile);
			has_changed = true;
		}
		region_add(damage, run);
	}
	return has_changed;
}

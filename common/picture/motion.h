/*
 * Scrolls and moved windows: finds the one displacement, of any direction and
 * distance, that explains most of a change. What it finds is worth sending as a copy,
 * not proved: the caller applies the copy to its shadow and looks for what still
 * differs. Pure, but for scratch memory and the last answer, which is tried first. One thread.
 */
#ifndef LOTSE_PICTURE_MOTION_H
#define LOTSE_PICTURE_MOTION_H

#include "base/image.h"

struct motion_finder; /* opaque, heap: scratch memory of about 600 kB */

struct motion {
	struct rect from; /* what of the old picture is elsewhere in the new one */
	int dx, dy;
};

enum { MOTION_SIDE_MIN_PX = 64 }; /* changes with a shorter side are not looked into */

struct motion_finder *motion_finder_create(void);         /* NULL: no memory. */
void motion_finder_destroy(struct motion_finder *finder); /* Fine with NULL. */

/* Looks inside `bounds` (of both pictures, which have one size: the rectangle around all that has changed)
 * for what has moved there. False: nothing that would save at least half of the pixels that it covers. */
bool motion_find(struct motion_finder *finder, const struct image *old, const struct image *new,
                 struct rect bounds, struct motion *out);

#endif

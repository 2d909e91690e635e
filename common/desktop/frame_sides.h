/*
 * Where the coloured frame round what is shared is: the same on every kind of
 * desktop. Four thin windows each, outside of what is framed as far as the
 * screen goes, so that no window of ours lies over it. Pure; any thread.
 */
#ifndef LOTSE_DESKTOP_FRAME_SIDES_H
#define LOTSE_DESKTOP_FRAME_SIDES_H

#include "base/image.h"

enum {
	FRAME_PX = 4,
	FRAME_COLOUR = 0xE8590C,
	FRAMES_MAX = 8, /* windows that get one; the rest of many stays without */
	FRAME_SIDES = 4,
	FRAME_RAISE_MS = 500, /* it comes back above all others at most so often: others may want that, too */
};

/* The name of each of its windows, for people who look at a list of them. */
#define FRAME_TITLE "Lotse frame"

/* The sides of the frame round `rect`, inside of it where it reaches the screen's sides; empty ones if there
 * is no place for it. */
void frame_sides(struct rect rect, struct rect screen, struct rect out[static FRAME_SIDES]);

#endif

/*
 * The coloured frame round what is shared, so that the person here always sees
 * it: thin windows of ours above all others, through which clicks fall. They are
 * never captured, as no window of ours is. A value. Thread: media.
 */
#ifndef LOTSE_DESKTOP_X11_EDGE_H
#define LOTSE_DESKTOP_X11_EDGE_H

#include "base/region.h"
#include "desktop/frame_sides.h"
#include "desktop/x11/windows.h"

struct edge {
	const struct display *display;
	xcb_window_t sides[FRAMES_MAX * FRAME_SIDES]; /* 0: not made yet */
	struct rect rects[FRAMES_MAX * FRAME_SIDES];  /* where they are; empty: hidden */
	int64_t raised_ms;
};

/* Puts a frame round each of `count` rectangles; inside them if they reach the screen's sides. Also to be
 * called when windows have changed their order. Sends requests and waits for nothing. Returns in how many ms
 * to call again; -1: no need. */
int edge_follow(struct edge *edge, const struct windows *windows, const struct rect *around, size_t count,
                int64_t now_ms);

/* Takes them off the screen; fine on zeroed memory and twice. */
void edge_close(struct edge *edge);

#endif

/*
 * The coloured frame round what is shared, so that the person here always sees
 * it: thin windows of ours above all others, through which clicks fall. Windows
 * leaves them out of what programs read of the screen, from 10 (2004) on; before
 * that they are cut out as every window of ours is. A value. Thread: media, which
 * takes their messages in with each call.
 */
#ifndef LOTSE_DESKTOP_WIN32_EDGE_H
#define LOTSE_DESKTOP_WIN32_EDGE_H

#include "desktop/frame_sides.h"
#include "desktop/win32/window_list.h"

struct edge {
	HWND sides[FRAMES_MAX * FRAME_SIDES];        /* NULL: not made yet */
	struct rect rects[FRAMES_MAX * FRAME_SIDES]; /* where they are, in the screen's pixels; empty: hidden */
	int64_t raised_ms;
};

/* Puts a frame round each of `count` rectangles of the desktop `windows->around`, and brings it back above
 * what lies over it in that list. */
void edge_follow(struct edge *edge, const struct window_list *windows, const struct rect *around,
                 size_t count, int64_t now_ms);

/* Takes them off the screen; fine on zeroed memory and twice. */
void edge_close(struct edge *edge);

#endif

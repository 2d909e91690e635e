/*
 * Which part of a page has the keyboard: a ring of everything that can be used, in the order in which it was
 * built. Pure; one per window; thread ui.
 */
#ifndef LOTSE_UI_RING_H
#define LOTSE_UI_RING_H

#include <stdbool.h>
#include <stdint.h>

enum { RING_PARTS_MAX = 128 };

/* Zeroed is an empty ring. Parts have ids other than 0. */
struct ring {
	uint32_t parts[RING_PARTS_MAX]; /* of the frame that is being built */
	int count;
	int own_count;                  /* of them, those that are no page's own are behind these */
	uint32_t known[RING_PARTS_MAX]; /* of the last complete frame */
	int known_count, known_own_count;
	uint32_t focused; /* 0: none */
	uint32_t wished;  /* of this frame: the part that wants to be first */
	bool has_moved;   /* since the last frame: what is focused should be scrolled into view */
};

/* A new frame starts. */
void ring_begin(struct ring *ring);

/* This part can be used; `is_first`: it wants the focus when the page is new. Returns whether it has the
 * focus. */
bool ring_add(struct ring *ring, uint32_t part, bool is_first);

/* What is added from here on stands on every page, and says nothing of which one this is. */
void ring_add_common(struct ring *ring);

/* The frame is complete. On a new page (no part of its own is one of the last frame's) the wished part has
 * the focus. If only what had it is gone, nothing has it: never the neighbour, which may be the opposite, and
 * never something that has just come up. Returns whether the focus has changed. */
bool ring_end(struct ring *ring);

/* One on (1) or back (-1), round. */
void ring_step(struct ring *ring, int by);

/* This part has the focus: a click. */
void ring_focus(struct ring *ring, uint32_t part);

#endif

/*
 * Whether a press of the pointer was aimed at what is really there: the sharer
 * remembers when which part of its screen changed, by the number of the screen
 * state, and drops a press whose place had changed long before the press came
 * (the controller can't have meant what is there now). Pure, time passed in.
 * Threads: the owner guards it (control.c).
 */
#ifndef LOTSE_SESSION_AIM_H
#define LOTSE_SESSION_AIM_H

#include "base/image.h"

#include <stddef.h>

enum { AIM_CHANGES_MAX = 256, AIM_LATE_MS = 2000 };

struct aim_change {
	uint32_t state;
	int64_t at_ms;
	struct rect rect;
};

struct aim {
	struct aim_change changes[AIM_CHANGES_MAX]; /* a ring; the oldest is forgotten */
	size_t next;
};

/* `rect` became different with screen state `state`. */
void aim_changed(struct aim *aim, uint32_t state, struct rect rect, int64_t now_ms);

/* Whether a press at x,y, made while `state` was on the controller's screen, may count. A state of 0 (no
 * view) may. */
bool aim_is_true(const struct aim *aim, uint32_t state, int x_px, int y_px, int round_trip_ms,
                 int64_t now_ms);

#endif

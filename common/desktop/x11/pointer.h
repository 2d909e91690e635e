/*
 * The mouse pointer's shape and place. XFixes tells of a new shape; raw motion
 * tells that it has moved, and where to is asked at most each POINTER_PAUSE_MS.
 * Without raw motion it is asked that often. Never waits. Thread: media.
 */
#ifndef LOTSE_DESKTOP_X11_POINTER_H
#define LOTSE_DESKTOP_X11_POINTER_H

#include "desktop/backend.h"
#include "desktop/x11/display.h"

enum { POINTER_PAUSE_MS = 8, POINTER_POLL_MS = 40 };

struct pointer {
	struct pending shape, place; /* asked for */
	bool has_raw;                /* motion is told */
	bool is_shape_due, is_place_due;
	int64_t asked_us; /* for the place */
};

/* Asks to be told; the first shape and place come by pointer_poll. Waits for the server. */
void pointer_open(struct pointer *pointer, const struct display *display);

/* Takes an event if it is about the pointer. */
bool pointer_event(struct pointer *pointer, const struct display *display, const xcb_generic_event_t *event);

/* Takes answers in and asks for what is due. Returns whether an answer was there. */
bool pointer_poll(struct pointer *pointer, const struct display *display, struct desktop_cursor *cursor,
                  struct capture_news *news);

#endif

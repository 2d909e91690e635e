/*
 * A picture of another computer in a window of kind WINDOW_PICTURE, and the hand that works on it.
 *
 * Pictures come from a newest (base/newest.h) that another thread writes and whose on_publish is ui_wake:
 * each time the ui thread wakes, the damaged rectangles are copied straight into the window's surface, what
 * the page has over them is drawn again, and only they are presented. What the hand does comes out as input
 * events in picture coordinates.
 *
 * Thread: ui. Owner: its window; surface_destroy ends it earlier.
 */
#ifndef LOTSE_UI_SURFACE_H
#define LOTSE_UI_SURFACE_H

#include "base/input_event.h"
#include "base/newest.h"
#include "ui/window.h"

struct surface; /* opaque, heap */

enum surface_fit {
	SURFACE_FIT_NONE,
	SURFACE_FIT_WINDOW, /* made smaller until it fits, or larger by whole factors; aspect kept */
	SURFACE_FIT_ACTUAL, /* pixel for pixel; near the window's edge the pointer moves what is seen */
};

struct surface_config {
	struct newest *pictures; /* stays the caller's, longer than the surface */
	enum surface_fit fit;
	/* What the hand did, while surface_set_control is on. F12 never comes here. */
	void (*on_input)(void *context, const struct input_event *event);
	/* F12 was pressed in this window, control or not. Or NULL. */
	void (*on_give_back)(void *context);
	/* Ctrl+Shift+F11 was pressed in this window, control or not; it goes nowhere else. Or NULL: it is a key
	 * as others. */
	void (*on_figures)(void *context);
	/* The picture with this mark is on the display as of `time_us` (clock_now_us). Or NULL. */
	void (*on_presented)(void *context, uint64_t mark, int64_t time_us);
	void *context;
};

/* A cursor's shape: premultiplied 0xAARRGGBB, rows without gaps. */
struct surface_cursor {
	const uint32_t *pixels;
	int width_px, height_px;
	int hot_x_px, hot_y_px;
};

enum { SURFACE_CURSOR_SIDE_MAX_PX = 256 };

/* RESULT_BAD_ARGUMENT if the window is no WINDOW_PICTURE or has one, RESULT_OUT_OF_MEMORY; then *out is NULL.
 */
enum result surface_create(struct surface **out, struct window *window, const struct surface_config *config);

/* Fine with NULL. Releases what is held. */
void surface_destroy(struct surface *surface);

/* Whether the hand works there: input events go out, the pointer takes the shape of the other computer's.
 * Turning it off releases all that is held (INPUT_RELEASE_ALL). Off at first. */
void surface_set_control(struct surface *surface, bool is_on);

/* Keys that make a character go as INPUT_TEXT instead of as INPUT_KEY: for layouts that differ. Off at first.
 */
void surface_set_text(struct surface *surface, bool is_on);

/* How it lies in the window. */
void surface_set_fit(struct surface *surface, enum surface_fit fit);
enum surface_fit surface_fit(const struct surface *surface); /* As set. */

/* Whether the picture is shown as one that is no longer live: pale and without colour. Off at first. */
void surface_set_faded(struct surface *surface, bool is_faded);

struct tint_map; /* tint.h */

/* A veil of colours over the picture (copied), or none (NULL). */
void surface_set_tint(struct surface *surface, const struct tint_map *map);

/* The other computer's cursor: its shape (copied; NULL: an invisible one). RESULT_TOO_LARGE,
 * RESULT_OUT_OF_MEMORY. */
enum result surface_set_cursor(struct surface *surface, const struct surface_cursor *cursor);

/* Where that cursor is in the picture: drawn there while the hand does not work there. */
void surface_move_cursor(struct surface *surface, int x_px, int y_px, bool is_visible);

/* The picture's place in the window, in window pixels; empty before the first picture. */
struct rect surface_rect(const struct surface *surface);

#endif

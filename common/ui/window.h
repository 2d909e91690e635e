/*
 * A window on the person's desktop, and what it did so far.
 *
 * Sizes are in pixels at 100 % and are multiplied by the scale, unless a name says `_px`.
 * Thread: ui. Owner: the ui; window_destroy ends one earlier.
 */
#ifndef LOTSE_UI_WINDOW_H
#define LOTSE_UI_WINDOW_H

#include "base/image.h"
#include "ui/ui.h"

struct window; /* opaque, heap */
struct page;   /* a frame that is being built: widgets.h */

enum window_kind {
	WINDOW_NONE,
	WINDOW_PLAIN,   /* with frame and title; its page scrolls when it is longer than the window */
	WINDOW_PICTURE, /* for a surface: its page lies over the picture, without a background */
	WINDOW_STRIP, /* small, no frame, above all others, at the top centre; as wide as its page; can be dragged
	               */
};

struct window_config {
	enum window_kind kind;
	const char *title;
	int width, height;                              /* of a strip the height alone counts */
	void (*draw)(void *context, struct page *page); /* builds the page; called several times per event: the
	                                                   same state must give the same page */
	void (*on_close)(
		void *context); /* somebody wants it closed; it stays open until window_destroy. Or NULL */
	void *context;
	bool is_hidden; /* until window_show */
};

/* How often what was done, for tests and measurements. */
struct window_counts {
	uint64_t frames;   /* pages built */
	uint64_t presents; /* times that pixels went to the display */
	uint64_t presented_px;
};

/* RESULT_NO_DISPLAY, RESULT_OUT_OF_MEMORY; then *out is NULL. */
enum result window_create(struct window **out, struct ui *ui, const struct window_config *config);

/* Closes it, and its surface. Not from within its own draw. Fine with NULL. */
void window_destroy(struct window *window);

void window_show(struct window *window, bool is_shown); /* Opens or hides it. A strip takes no focus. */
void window_raise(struct window *window);               /* To the front, with the keyboard. */
void window_set_title(struct window *window, const char *title); /* Copied. */
void window_redraw(struct window *window); /* Builds a new frame in this turn or the next. */
void window_set_full_screen(struct window *window,
                            bool is_full);               /* All of the display that it is on, no frame. */
bool window_is_full_screen(const struct window *window); /* As set. */
struct rect window_rect(const struct window *window);    /* Where it is on the desktop, without its frame. */
uint64_t window_system_id(const struct window *window);  /* The system's own handle (XID); 0: none. */
const struct image *window_image(struct window *window); /* What it shows; until the next turn. */
struct window_counts window_counts(const struct window *window); /* So far. */

#endif

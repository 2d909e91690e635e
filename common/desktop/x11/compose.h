/*
 * The picture of chosen applications, put together by the X server in a pixmap of
 * ours: SHARE_CALM, and over it the pictures of their own windows in their order
 * (XComposite). The root is never read, so nothing else can be in it.
 *
 * What makes that true of the windows' pictures as well: the server fills a new
 * one with what lies beneath the window at that moment, so the first thing done
 * with each is to paint it calm, and then its program is made to paint it anew,
 * before anything is taken from it. One thread, that of the connection.
 */
#ifndef LOTSE_DESKTOP_X11_COMPOSE_H
#define LOTSE_DESKTOP_X11_COMPOSE_H

#include "base/region.h"
#include "desktop/x11/windows.h"

#include <xcb/damage.h>
#include <xcb/render.h>

struct layer {
	xcb_window_t window;
	xcb_pixmap_t picture; /* its pixels; 0: none (yet) */
	xcb_damage_damage_t damage;
	uint32_t pictures; /* of the window, when this one was taken */
	struct rect rect;  /* on the screen */
	uint8_t depth;
	bool is_drawn; /* told of; the damage has to be taken away before it is copied from */
};

struct compose {
	const struct display *display;
	xcb_pixmap_t canvas; /* of the screen's size */
	xcb_gcontext_t calm, copy;
	xcb_render_pictformat_t formats[2]; /* of 24 and 32 bits a pixel; 0: none */
	struct rect size;
	struct layer *layers; /* from the bottom up; owned */
	size_t count;
};

/* Whether the server can. Waits for it. */
bool compose_can(const struct display *display);

/* Begins, with an empty canvas of that size. */
void compose_open(struct compose *compose, const struct display *display, struct rect size);

/* Gives the windows back to the screen. Fine on zeroed memory. */
void compose_close(struct compose *compose);

/* Brings the layers in step with the windows; adds what has to be painted anew to *damage. Waits for the
 * server where a window has a new picture. RESULT_OUT_OF_MEMORY. */
enum result compose_follow(struct compose *compose, const struct windows *windows,
                           const struct share_choice *choice, struct region *damage);

/* Takes an event if it says that a layer was drawn on. */
bool compose_event(struct compose *compose, const xcb_generic_event_t *event, struct region *damage);

/* Paints that part of the canvas anew. Sends requests and waits for nothing. */
void compose_paint(struct compose *compose, const struct region *region);

/* Has all of a window's inside, of at most that size, painted anew: a window over all of it comes and goes,
 * unseen and out of the pointer's way. */
void compose_have_painted(const struct display *display, xcb_window_t window, struct rect size);

/* What to read the pixels from. */
xcb_drawable_t compose_drawable(const struct compose *compose);

#endif

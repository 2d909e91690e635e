/*
 * What capture may read: the screen without this program's own windows, or the
 * composed picture of chosen applications. Thread: media.
 */
#ifndef LOTSE_DESKTOP_X11_SCOPE_H
#define LOTSE_DESKTOP_X11_SCOPE_H

#include "desktop/share.h"
#include "desktop/x11/compose.h"
#include "desktop/x11/edge.h"
#include "desktop/x11/windows.h"

struct scope {
	const struct display *display;
	struct rect screen;
	struct share_choice choice;
	struct windows windows;
	struct compose compose; /* while applications are shared */
	struct region own;      /* where our own windows are to be seen */
	struct region own_read; /* where they were while what was asked for was read */
	struct region damage;   /* of events, not told yet */
	struct edge edge;
	struct rect monitor; /* of SHARE_MONITOR */
	int64_t edge_due_ms; /* when to look at the frame again; 0: no need */
};

/* WINDOWS_EVENTS are selected already. RESULT_OUT_OF_MEMORY, RESULT_NO_DISPLAY. Waits for the server. */
enum result scope_open(struct scope *scope, const struct display *display, struct rect screen);

/* Fine on zeroed memory. */
void scope_close(struct scope *scope);

/* Holds from now on. `monitor`: the place of the chosen one. */
void scope_choose(struct scope *scope, const struct share_choice *choice, struct rect monitor);

/* The screen has another size. */
void scope_resize(struct scope *scope, struct rect screen);

/* Whether applications are shared, so that nothing but their own windows counts. */
bool scope_is_composed(const struct scope *scope);

/* Takes an event if it is about windows. */
bool scope_event(struct scope *scope, const xcb_generic_event_t *event);

/* Follows what the events have told; adds what has to be read anew. RESULT_OUT_OF_MEMORY. */
enum result scope_follow(struct scope *scope, struct region *damage);

/* Keeps the frame where it belongs; sets *again_ms to less if it has to be called again sooner. */
void scope_frame(struct scope *scope, int *again_ms);

/* That part is about to be read from scope_drawable. */
void scope_prepare(struct scope *scope, const struct region *want);

/* The root's window, or the composed picture. */
xcb_drawable_t scope_drawable(const struct scope *scope);

/* Makes it calm where our own windows were in what was read. */
void scope_cover(struct scope *scope, struct image *image, const struct region *read);

#endif

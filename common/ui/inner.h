/*
 * What the C files of ui/ share: a window from within, and how ui.c drives windows and surfaces. Thread: ui.
 */
#ifndef LOTSE_UI_INNER_H
#define LOTSE_UI_INNER_H

#include "base/region.h"
#include "base/timer.h"
#include "ui/fonts.h"
#include "ui/gui.h"
#include "ui/surface.h"
#include "ui/tiles.h"
#include "ui/window.h"

#include <SDL.h>

enum { UI_WINDOWS_MAX = 16 };

enum ui_pointer { UI_POINTER_ARROW, UI_POINTER_HAND, UI_POINTER_BEAM, UI_POINTER_COUNT };

struct ui {
	struct ui_config config;
	struct fonts *fonts;                    /* owned */
	struct window *windows[UI_WINDOWS_MAX]; /* owned */
	int window_count;
	SDL_Cursor *pointers[UI_POINTER_COUNT]; /* owned */
	Uint32 wake_event;
	struct timer wake_timer;
	int scale_percent;
	bool has_quit, has_capture, has_contrast;
};

struct window {
	struct ui *ui;
	struct window_config config;
	SDL_Window *sdl;         /* owned */
	struct gui *gui;         /* owned */
	struct surface *surface; /* owned; or NULL */
	struct tiles tiles;
	struct image image; /* the SDL surface's pixels; or our own, if the display has another format */
	bool owns_image;
	struct region damage; /* to be drawn and presented */
	struct timer caret;
	struct window_counts counts;
	struct rect before_full; /* where it was before it filled the display */
	uint32_t generation;     /* of the glyphs that its page was built with */
	struct timer drag;       /* a strip: it is being moved */
	int drag_x, drag_y;      /* where the pointer holds it */
	bool needs_build, is_shown, is_full, has_keyboard, is_dead;
};

/* An SDL event of this window. Only notes what is to be done, and tells the page and the surface. */
void window_take(struct window *window, const SDL_Event *event, int64_t now_ms);

/* A button came up in another window, or in none: it is not down in this one either. */
void window_let_go(struct window *window, const SDL_Event *event, int64_t now_ms);

/* What is due by time: a strip that is being moved. */
void window_tick(struct window *window, int64_t now_ms);

/* Builds the page if something asks for it, draws what has changed and presents it. */
void window_refresh(struct window *window, int64_t now_us);

/* Draws and presents what is damaged, and what is new in the picture. */
void window_present(struct window *window, int64_t now_us);

/* Milliseconds until it wants to be refreshed without an event; -1: never. */
int window_due_ms(const struct window *window, int64_t now_ms);

/* Really ends what window_destroy has marked. */
void window_bury(struct window *window);

/* Its size in pixels as of now. */
void window_size(const struct window *window, int *width_px, int *height_px);

/* Shows the pointer that fits what is under it, if the window has it. */
void window_point(struct window *window);

/* The window has the keyboard, or its surface wants other input: starts or stops the system's text input. */
void window_sync_text(struct window *window);

/* Adds what has changed in the picture to `region`, then has `paint` called once while the picture is held.
 */
void surface_hold(struct surface *surface, struct region *region, void (*paint)(void *context),
                  void *context);

/* Within surface_hold: draws the picture's part of `rect`, and the ground beside it. */
void surface_paint(struct surface *surface, struct image *to, struct rect rect);

/* Whether a picture has come that is not on the display. */
void surface_shown(struct surface *surface, int64_t now_us);

/* An event of the window that is not for its page; true if it was used. */
bool surface_take(struct surface *surface, const SDL_Event *event, int64_t now_ms);

/* A button came up elsewhere. */
void surface_let_go(struct surface *surface, const SDL_Event *event, int64_t now_ms);

/* The window has another size. */
void surface_resize(struct surface *surface);

/* So much of the window's top is the page's bar. */
void surface_inset(struct surface *surface, int inset_px);

/* What is due by time: still held, scrolling at an edge. */
void surface_tick(struct surface *surface, int64_t now_ms);
int surface_due_ms(const struct surface *surface, int64_t now_ms); /* -1: nothing. */

/* The pointer for it while the hand works there; NULL: the usual one. */
SDL_Cursor *surface_pointer(const struct surface *surface);

/* Whether text input is to be on while its window has the keyboard. */
bool surface_wants_text(const struct surface *surface);

/* Gives an event of mouse or keyboard to the page (glue.c). True if it has to be built anew. */
bool glue_feed(struct gui *gui, const SDL_Event *event);

#endif

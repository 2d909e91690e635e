/*
 * The windows of a program: SDL2's events, Dear ImGui's widgets, and a rasteriser of our own into SDL window
 * surfaces.
 *
 * Event-driven: without an event, a wake or a due timer nothing is built, drawn or presented.
 * Thread: ui (the one that called ui_create, which must be main's), except ui_wake.
 * What is drawn in the windows: window.h, widgets.h, surface.h.
 */
#ifndef LOTSE_UI_UI_H
#define LOTSE_UI_UI_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ui; /* opaque, heap; owns its windows */

struct ui_config {
	const char *name; /* of the program, for the desktop ("lotse-client"); stays the caller's */
	void (*on_wake)(
		void *context); /* ui thread: after ui_wake, and when ui_wake_in's time has come; or NULL */
	void *context;      /* for on_wake */
	int scale_percent;  /* 0: LOTSE_SCALE, else what the desktop says */
};

enum {
	UI_SCALE_MIN_PERCENT = 100,
	UI_SCALE_MAX_PERCENT = 300,
};

/* Connects to the display and loads the fonts. RESULT_NO_DISPLAY, RESULT_OUT_OF_MEMORY; then *out is NULL. */
enum result ui_create(struct ui **out, const struct ui_config *config);

/* Closes all windows. Nobody may call ui_wake any more. Fine with NULL. */
void ui_destroy(struct ui *ui);

/* Turns until ui_quit. */
void ui_run(struct ui *ui);

/* One turn: sleeps until something happens, at most `timeout_ms` (-1: for ever), then handles all that is
 * there. False after ui_quit. */
bool ui_turn(struct ui *ui, int timeout_ms);

/* Ends ui_run after the present turn. */
void ui_quit(struct ui *ui);

/* Any thread, also often: the ui thread wakes, presents what the surfaces have got, and calls on_wake. Takes
 * the struct ui as void so that it fits newest_create. */
void ui_wake(void *ui);

/* on_wake is called in `ms` at the latest, once. A later call with less time shortens it. */
void ui_wake_in(struct ui *ui, int ms);

/* Every window builds a new frame in this turn (or the next): what they show has changed. */
void ui_redraw(struct ui *ui);

/* What lengths are multiplied with: 100, 125, 150 .. */
int ui_scale_percent(const struct ui *ui);

/* All windows in white on black, or not. At first as LOTSE_CONTRAST or the desktop says. */
void ui_set_contrast(struct ui *ui, bool is_high);
bool ui_has_contrast(const struct ui *ui); /* As set. */

/* Opens an address (a mail to be written) with the program that the desktop has for it; whether it has one.
 */
bool ui_open(struct ui *ui, const char *url);

/* Puts text into the desktop's clipboard. */
void ui_copy(struct ui *ui, const char *text);

/* The path of a file beside the running program; false if it does not fit or is not known. Needs no ui. */
bool ui_beside_program(const char *name, char *to, size_t room);

#endif

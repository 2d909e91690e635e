/*
 * Handing what was put to the programs that paste it, whole or in pieces (INCR).
 * A program that stops taking its pieces is forgotten. Thread: the clipboard's.
 */
#ifndef LOTSE_DESKTOP_X11_CLIPBOARD_SERVE_H
#define LOTSE_DESKTOP_X11_CLIPBOARD_SERVE_H

#include "desktop/clipboard_backend.h"
#include "desktop/x11/clipboard_atoms.h"

enum {
	CLIPBOARD_PIECE_BYTES = 64 * 1024,
	CLIPBOARD_SENDS_MAX = 4, /* in pieces, at a time; one more is refused */
};

/* Somebody takes the text in pieces; its own copy, as another may be put meanwhile. */
struct clipboard_send {
	xcb_window_t to; /* 0: the place is free */
	xcb_atom_t property, form;
	struct clipboard_text text;
	size_t sent_bytes;
	int64_t until_ms;
};

struct clipboard_serve {
	const struct display *display; /* the owner's */
	const struct clipboard_atoms *atoms;
	struct clipboard_text text;
	bool has_text;
	xcb_timestamp_t time; /* since when it is the selection; 0: not known yet */
	struct clipboard_send sends[CLIPBOARD_SENDS_MAX];
};

/* Another text, which is moved, is what is pasted from now on. */
void clipboard_serve_set(struct clipboard_serve *serve, struct clipboard_text *text);

/* None any more; who takes pieces gets the rest. */
void clipboard_serve_clear(struct clipboard_serve *serve);

/* None, and nobody gets anything. Fine on zeroed memory. */
void clipboard_serve_finish(struct clipboard_serve *serve);

/* Somebody pastes. */
void clipboard_serve_request(struct clipboard_serve *serve, const xcb_selection_request_event_t *event,
                             int64_t now_ms);

/* A property of somebody's window was taken. */
void clipboard_serve_taken(struct clipboard_serve *serve, const xcb_property_notify_event_t *event,
                           int64_t now_ms);

/* Forgets who is silent; shortens news->again_ms. */
void clipboard_serve_tick(struct clipboard_serve *serve, int64_t now_ms, struct clipboard_news *news);

#endif

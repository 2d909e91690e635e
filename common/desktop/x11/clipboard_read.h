/*
 * Reading what another program has copied: which forms there are, whether it is a
 * secret, then the text, whole or in pieces (INCR). Each step waits for the owner,
 * who may never answer: nothing here waits with it. Thread: the clipboard's.
 */
#ifndef LOTSE_DESKTOP_X11_CLIPBOARD_READ_H
#define LOTSE_DESKTOP_X11_CLIPBOARD_READ_H

#include "base/buffer.h"
#include "desktop/clipboard_backend.h"
#include "desktop/x11/clipboard_atoms.h"

enum clipboard_step {
	CLIPBOARD_IDLE,
	CLIPBOARD_FORMS,
	CLIPBOARD_SECRET,
	CLIPBOARD_TEXT,
	CLIPBOARD_PIECES,
};

struct clipboard_read {
	const struct display *display; /* the owner's */
	const struct clipboard_atoms *atoms;
	xcb_window_t window;
	enum clipboard_step step;
	int place;            /* which of the ATOM_PLACEs the answer comes to */
	xcb_atom_t form;      /* of the text */
	xcb_timestamp_t time; /* of the copying */
	int64_t until_ms;     /* when the owner is given up */
	struct buffer text;   /* so far */
};

/* Nothing is read yet; the rest of *read is zeroed and set by the caller before. */
void clipboard_read_init(struct clipboard_read *read);

/* Fine on zeroed memory. */
void clipboard_read_finish(struct clipboard_read *read);

/* Asks the owner since `time`; what was being read is given up. */
void clipboard_read_start(struct clipboard_read *read, xcb_timestamp_t time, int64_t now_ms);

/* Gives up. */
void clipboard_read_stop(struct clipboard_read *read);

/* The owner has answered. */
void clipboard_read_answered(struct clipboard_read *read, const xcb_selection_notify_event_t *event,
                             int64_t now_ms, struct clipboard_news *news);

/* A property of the window was written. */
void clipboard_read_written(struct clipboard_read *read, const xcb_property_notify_event_t *event,
                            int64_t now_ms, struct clipboard_news *news);

/* Gives up an owner who is silent for too long; shortens news->again_ms to when that would be. */
void clipboard_read_tick(struct clipboard_read *read, int64_t now_ms, struct clipboard_news *news);

#endif

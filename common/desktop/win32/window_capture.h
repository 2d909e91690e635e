/*
 * The picture of chosen applications: SHARE_CALM, and over it the pictures of
 * their own windows in their order. The screen is never read, so nothing else can
 * be in it. What can't be read for now stays as it was seen last. Thread: media.
 */
#ifndef LOTSE_DESKTOP_WIN32_WINDOW_CAPTURE_H
#define LOTSE_DESKTOP_WIN32_WINDOW_CAPTURE_H

#include "desktop/share.h"
#include "desktop/win32/tempo.h"
#include "desktop/win32/window_picture.h"

/* A window as it was seen last. */
struct kept_window {
	HWND handle; /* NULL: the place is free */
	struct image seen;
	bool is_used; /* in this round */
};

struct window_capture {
	struct rect around;
	struct image now, fresh;
	bool is_whole; /* `now` is of this choice */
	struct window_list windows, after;
	struct window_picture picture;
	struct kept_window *kept; /* WINDOW_LIST_MAX; owned */
	struct tempo tempo;
	DWORD input_tick;
};

/* For the desktop in `around`. RESULT_OUT_OF_MEMORY, RESULT_TOO_LARGE. */
enum result window_capture_open(struct window_capture *capture, struct rect around);

/* Fine on zeroed memory. */
void window_capture_close(struct window_capture *capture);

/* Brings `now` up to date if it is time to; adds what has changed to *damage. *again_ms: when to come back.
 */
void window_capture_poll(struct window_capture *capture, const struct share_choice *choice,
                         struct region *damage, int *again_ms);

/* Whether the topmost window at that place, as of the last poll, is one of the chosen. */
bool window_capture_is_over(const struct window_capture *capture, const struct share_choice *choice, int x_px,
                            int y_px);

#endif

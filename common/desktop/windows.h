/*
 * For implementers: which windows there are and whose they are. A table as in
 * backend.h; `open` makes a connection of its own, used by one thread. Here the
 * calls may wait for the display, since each is about this very moment.
 *
 * The build chooses the folder (x11, win32) that defines the constant below.
 */
#ifndef LOTSE_DESKTOP_WINDOWS_H
#define LOTSE_DESKTOP_WINDOWS_H

#include "base/image.h"
#include "base/result.h"
#include "desktop/applications.h"

#include <stdbool.h>
#include <stdint.h>

/* Whose a window is; a value. */
struct window_owner {
	bool is_own;          /* this program's: never shared, never injected into */
	uint64_t programs[2]; /* ids as in applications.h: its own program, and that of the window for which it is
	                         a dialog; 0: none */
	struct rect area;     /* of the whole window, with its frame, in the screen's pixels */
};

/* A window to be seen, with its frame; a value. */
struct window_info {
	uint64_t window; /* for `picture` */
	struct window_owner owner;
	char program[APPLICATION_NAME_BYTES], title[APPLICATION_NAME_BYTES];
};

enum { WINDOWS_PICTURE_MS = 150 };

struct windows_backend {
	/* Results as desktop_open. */
	enum result (*open)(void **out, const char *display_name);
	void (*close)(void *windows);
	/* Up to `room` windows of people's programs (not this one's), from the top down; returns how many. Their
	 * pictures are good WINDOWS_PICTURE_MS later. */
	size_t (*list)(void *windows, struct window_info *to, size_t room);
	/* The pixels of one window whatever covers it, for a thumbnail. *out is the caller's.
	 * RESULT_NO_APPLICATIONS, RESULT_SYSTEM. */
	enum result (*picture)(void *windows, uint64_t window, struct image *out);
	/* The topmost window at that place, or with NULL under the pointer. False: only the desktop itself, or it
	 * can't be told. */
	bool (*at)(void *windows, const struct rect *place, struct window_owner *out);
	/* The window that gets the keys. False: none, or it can't be told. */
	bool (*focus)(void *windows, struct window_owner *out);
	/* The place of the monitor with that name; empty: there is none. */
	struct rect (*monitor)(void *windows, const char *name);
};

extern const struct windows_backend desktop_windows_backend; /* of the folder that was built */

#endif

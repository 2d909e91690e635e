/* Finds windows of an X display by their titles, with and without a window manager. One thread. */
#ifndef LOTSE_TESTS_PROGRAMS_FINDER_H
#define LOTSE_TESTS_PROGRAMS_FINDER_H

#include "base/image.h"

#include <X11/Xlib.h>
#include <stdbool.h>

struct found {
	Window window;
	struct rect rect; /* on the root */
	char title[256];
};

/* Calls `see` for each window that is to be seen and has a title, and, untitled, for those right below the
 * root; from the lowest to the topmost. It goes on while that gives true. */
void finder_each(Display *display, bool (*see)(void *context, const struct found *found), void *context);

/* The topmost one whose title holds `title`, or is what follows its "="; any title if it is NULL: then the
 * largest, as the one that fills a screen. */
bool finder_find(Display *display, const char *title, struct found *out);

#endif

/*
 * Which keyboard layout a computer has, so that two can be compared: where they
 * differ, characters are sent instead of keys. Any thread.
 */
#ifndef LOTSE_DESKTOP_LAYOUT_H
#define LOTSE_DESKTOP_LAYOUT_H

#include <stddef.h>

enum { LAYOUT_NAME_BYTES = 65 };

/* The name of the layout of a display (NULL: the present one), such as "de nodeadkeys"; "" if it can't be
 * told. Connects for itself and waits for the server. */
void layout_name(const char *display, char to[static LAYOUT_NAME_BYTES]);

#endif

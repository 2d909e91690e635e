/* What a display's clipboard holds, as a person would get it by pasting. */
#ifndef LOTSE_TESTS_CLIP_H
#define LOTSE_TESTS_CLIP_H

#include <X11/Xlib.h>
#include <stdbool.h>

/* Its text into `to`; false: it holds none, or its owner does not answer in time. */
bool clip_read(Display *display, char *to, size_t room);

#endif

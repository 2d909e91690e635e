/* The mouse pointer's shape and place. Thread: media. */
#ifndef LOTSE_DESKTOP_WIN32_POINTER_H
#define LOTSE_DESKTOP_WIN32_POINTER_H

#include "desktop/backend.h"

#include <windows.h>

struct pointer {
	HCURSOR shape; /* the one that `cursor` has; compared, never used */
};

/* Brings *cursor up to date and says in *news what was new. `around` as in monitors.h. */
void pointer_poll(struct pointer *pointer, struct rect around, struct desktop_cursor *cursor,
                  struct capture_news *news);

#endif

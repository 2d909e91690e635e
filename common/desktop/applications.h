/*
 * The programs that have windows on a display, to choose from. A picture of each
 * is made for the person here; it never goes anywhere else.
 */
#ifndef LOTSE_DESKTOP_APPLICATIONS_H
#define LOTSE_DESKTOP_APPLICATIONS_H

#include "base/image.h"
#include "base/result.h"

#include <stddef.h>
#include <stdint.h>

enum {
	APPLICATIONS_MAX = 64,
	APPLICATION_NAME_BYTES = 128,
	APPLICATION_WIDTH_MAX_PX = 320,
	APPLICATION_HEIGHT_MAX_PX = 200,
};

/* One program; a value whose picture is owned: applications_finish. */
struct desktop_application {
	uint64_t id;                        /* the same for as long as the program runs; for share.h */
	char name[APPLICATION_NAME_BYTES];  /* of the program, "XTerm" */
	char title[APPLICATION_NAME_BYTES]; /* of its largest window */
	struct image picture;               /* of its largest window, not larger than the limits; zeroed: none */
	int window_count;                   /* mapped */
};

/* Fills `to` with up to `room` programs that have windows to be seen (never this one itself), those with the
 * topmost windows first; *count is set. On a connection of its own (NULL: the present display); takes up to
 * half a second, so not on a thread that draws. RESULT_NO_DISPLAY, RESULT_WAYLAND; RESULT_NO_APPLICATIONS:
 * single programs can't be shown here; RESULT_OUT_OF_MEMORY. */
enum result desktop_applications(const char *display_name, struct desktop_application *to, size_t room,
                                 size_t *count);

/* Frees the pictures. */
void applications_finish(struct desktop_application *applications, size_t count);

#endif

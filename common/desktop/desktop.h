/*
 * This computer's screen, for those who show it: read where it has changed, and
 * only as far as it is shared (share.h).
 *
 * Thread: media alone, on a connection of its own; desktop_share may be called
 * from any thread. Owner: who opened it.
 *
 * The order in a loop: wake_wait on desktop_handle; desktop_poll; send the
 * pointer if it has changed; if something is damaged and there is budget to send
 * it, desktop_capture; then desktop_poll again before the next sleep, since
 * every other call may have taken events off the connection.
 */
#ifndef LOTSE_DESKTOP_DESKTOP_H
#define LOTSE_DESKTOP_DESKTOP_H

#include "base/region.h"
#include "base/result.h"
#include "base/wake.h"
#include "desktop/share.h"

#include <stdbool.h>
#include <stdint.h>

enum { DESKTOP_MONITORS_MAX = 16, DESKTOP_MONITOR_NAME_BYTES = SHARE_MONITOR_NAME_BYTES };

struct desktop; /* opaque, heap */

/* One monitor of the screen; a value. */
struct desktop_monitor {
	char name[DESKTOP_MONITOR_NAME_BYTES];
	struct rect area; /* in the screen's pixels */
	bool is_primary;
};

/* The mouse pointer; a value that borrows its shape. */
struct desktop_cursor {
	struct image
		shape; /* 0xAARRGGBB, premultiplied; the desktop's, valid until the next desktop_poll; zeroed: none */
	uint32_t shape_number;  /* another one for each new shape */
	int hot_x_px, hot_y_px; /* the pixel of the shape that points */
	int x_px, y_px;         /* where it points, in the screen's pixels */
	bool is_visible;        /* false while nothing is shared */
};

/* What there is to do; a value. */
struct desktop_news {
	bool is_damaged;       /* desktop_capture would read something */
	bool is_resized;       /* since the last desktop_poll: size or monitors; all is damaged then */
	bool is_cursor_moved;  /* since the last desktop_poll */
	bool is_cursor_shaped; /* since the last desktop_poll: a new shape */
	int again_ms;          /* call desktop_poll again after so long even if nothing comes; -1: no need */
};

/* Opens a display ("…:0"; NULL: the present one); nothing is shared yet. RESULT_NO_DISPLAY; RESULT_WAYLAND:
 * there is one, but it can't be read; RESULT_COLOURS: not 24 bits of them; RESULT_UNSUPPORTED: too old;
 * RESULT_OUT_OF_MEMORY. */
enum result desktop_open(struct desktop **out, const char *display_name);

/* Fine with NULL. */
void desktop_close(struct desktop *desktop);

/* What can be seen from now on: a change takes hold at once, also in a capture under way. Any thread.
 * RESULT_BAD_ARGUMENT: this kind needs a choice. */
enum result desktop_share(struct desktop *desktop, enum share_kind kind);

/* The same with a choice of one monitor or of applications. RESULT_NO_APPLICATIONS: single programs can't be
 * shown on this display; RESULT_BAD_ARGUMENT. Then nothing has changed. Any thread. */
enum result desktop_choose(struct desktop *desktop, const struct share_choice *choice);

/* Whether SHARE_APPLICATIONS can be had. */
bool desktop_can_compose(const struct desktop *desktop);

/* The size of the picture in pixels, as of the last desktop_poll: of the screen, or of the one monitor that
 * is shared. What else is given here (changes, pointer) is in the picture's pixels. */
struct rect desktop_size(const struct desktop *desktop);

/* Copies up to `room` monitors; returns how many. As of the last desktop_poll. */
size_t desktop_monitors(const struct desktop *desktop, struct desktop_monitor *to, size_t room);

/* What a loop sleeps on (for reading); good until desktop_close. */
wake_handle desktop_handle(const struct desktop *desktop);

/* Takes in all that has arrived; never waits. RESULT_NO_DISPLAY: the display is gone; close it. */
enum result desktop_poll(struct desktop *desktop, struct desktop_news *news);

/* Waits until drawing has been quiet for 1 ms, at most 4 ms after it began, reads what is damaged into
 * *screen and sets *changed to it; nothing is read if nothing is damaged. *screen (zeroed at first, then
 * always the same) is the caller's to finish, and is made anew, with all of it changed, when the size is
 * another. While nothing is shared *screen is finished (zeroed) and nothing has changed. RESULT_WOULD_BLOCK:
 * the display is slow, call again when the handle wakes; RESULT_NO_DISPLAY: it is gone; RESULT_OUT_OF_MEMORY;
 * RESULT_SYSTEM: it can't be read. Then *changed is empty. */
enum result desktop_capture(struct desktop *desktop, struct image *screen, struct region *changed);

/* All of the screen counts as changed: for a viewer that begins. */
void desktop_damage_all(struct desktop *desktop);

/* The pointer as of the last desktop_poll. */
void desktop_cursor(const struct desktop *desktop, struct desktop_cursor *out);

#endif

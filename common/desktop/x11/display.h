/* A connection to an X server, and what kind of server it is. One thread at a time. */
#ifndef LOTSE_DESKTOP_X11_DISPLAY_H
#define LOTSE_DESKTOP_X11_DISPLAY_H

#include "base/result.h"

#include <stdbool.h>
#include <xcb/xcb.h>

struct display {
	xcb_connection_t *connection; /* owned */
	const xcb_screen_t *screen;   /* the connection's */
	xcb_window_t root;
	bool is_local; /* by a socket of this computer: it can be given memory */
};

/* Connects; NULL: the present display. RESULT_NO_DISPLAY, RESULT_WAYLAND (there is only Wayland). */
enum result display_open(struct display *display, const char *name);

/* Fine on zeroed memory and twice. */
void display_close(struct display *display);

/* RESULT_OK or, once the server is gone, RESULT_NO_DISPLAY. */
enum result display_state(const struct display *display);

/* Whether the server has the extension. Waits for the server the first time. */
bool display_has(const struct display *display, xcb_extension_t *extension);

/* RESULT_OK if the screen's pixels are 0x00RRGGBB in this machine's order, else RESULT_COLOURS. */
enum result display_check_pixels(const struct display *display);

/* Whether the server is XWayland, whose root and keys are not the desktop's. Waits for the server. */
bool display_is_xwayland(const struct display *display);

/* Whether each pixel of the screen has the same colour. Waits for the server. */
bool display_is_blank(const struct display *display);

/* A request whose answer is not waited for; zeroed: none is open. */
struct pending {
	unsigned sequence;
	bool is_open;
};

/* If the answer to an open request has come: true, and *reply (the caller's to free) or NULL for an error. */
bool pending_take(const struct display *display, struct pending *pending, void **reply);

#endif

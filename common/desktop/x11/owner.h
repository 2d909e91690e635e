/*
 * Whose a window of an X server is. By the process at the other end of the
 * client's connection (XRes), which the server knows and the program can't make
 * up; menus and tooltips, which say nothing of themselves, come from the same
 * connection. Of programs that run elsewhere (ssh) the connection is all that is
 * known. Waits for the server. One thread.
 */
#ifndef LOTSE_DESKTOP_X11_OWNER_H
#define LOTSE_DESKTOP_X11_OWNER_H

#include "desktop/windows.h"
#include "desktop/x11/display.h"

#include <stdint.h>

struct owner_atoms {
	xcb_atom_t wm_state, pid, type, type_desktop, type_dock, name, utf8, client_list;
};

struct owner_reader {
	const struct display *display;
	struct owner_atoms atoms;
	uint32_t own_pid; /* as the server sees it; 0: unknown */
	uint32_t id_mask; /* of an XID: what a client chooses; the rest is the client */
	bool has_ids;     /* XRes 1.2 */
	char host[256];
};

/* What was found of a window; a value. */
struct owner_found {
	xcb_window_t client; /* the program's window: itself, or inside its frame */
	xcb_window_t main;   /* for which it is a dialog; 0: none */
	uint64_t program;    /* id of applications.h; 0: unknown */
	bool is_own;         /* this process's */
	bool is_desktop;     /* the desktop's own background, or a panel */
	bool is_menu;        /* it says nothing of itself: a menu, a tooltip */
	bool is_mixed;       /* windows of several programs are in one frame: belongs to nobody */
};

/* Learns what it needs to know of the server. */
void owner_reader_open(struct owner_reader *reader, const struct display *display);

/* Of a window at the top (a child of the root). */
void owner_find(const struct owner_reader *reader, xcb_window_t top, struct owner_found *out);

/* The connection that made an XID. */
uint32_t owner_connection(const struct owner_reader *reader, uint32_t xid);

/* The process that made an XID; 0: not known. */
uint32_t owner_pid(const struct owner_reader *reader, uint32_t xid);

/* Name of the program and title of a client's window, both of APPLICATION_NAME_BYTES. */
void owner_names(const struct owner_reader *reader, xcb_window_t client, char *program, char *title);

#endif

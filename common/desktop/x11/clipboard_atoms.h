/* The words by which X11 programs hand selections to each other (ICCCM 2). One connection's; values. */
#ifndef LOTSE_DESKTOP_X11_CLIPBOARD_ATOMS_H
#define LOTSE_DESKTOP_X11_CLIPBOARD_ATOMS_H

#include "desktop/x11/display.h"

enum clipboard_atom {
	ATOM_CLIPBOARD,
	ATOM_TARGETS,
	ATOM_TIMESTAMP,
	ATOM_INCR,
	ATOM_UTF8_STRING,
	ATOM_TEXT_PLAIN_UTF8,
	ATOM_HINT, /* of password managers: its value "secret" says that nobody should keep the text */
	ATOM_PLACE_0,
	ATOM_PLACE_1, /* properties of our window for answers; in turn, so that a late one is told apart */
	ATOM_PLACE_2,
	ATOM_PLACE_3,
	CLIPBOARD_ATOMS
};

enum { CLIPBOARD_PLACES = 4 };

struct clipboard_atoms {
	xcb_atom_t of[CLIPBOARD_ATOMS];
};

/* Waits for the server. RESULT_NO_DISPLAY. */
enum result clipboard_atoms_get(struct clipboard_atoms *atoms, const struct display *display);

#endif

#include "desktop/x11/clipboard_atoms.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[CLIPBOARD_ATOMS] = {
	[ATOM_CLIPBOARD] = "CLIPBOARD",
	[ATOM_TARGETS] = "TARGETS",
	[ATOM_TIMESTAMP] = "TIMESTAMP",
	[ATOM_INCR] = "INCR",
	[ATOM_UTF8_STRING] = "UTF8_STRING",
	[ATOM_TEXT_PLAIN_UTF8] = "text/plain;charset=utf-8",
	[ATOM_HINT] = "x-kde-passwordManagerHint",
	[ATOM_PLACE_0] = "LOTSE_CLIPBOARD_0",
	[ATOM_PLACE_1] = "LOTSE_CLIPBOARD_1",
	[ATOM_PLACE_2] = "LOTSE_CLIPBOARD_2",
	[ATOM_PLACE_3] = "LOTSE_CLIPBOARD_3",
};

enum result clipboard_atoms_get(struct clipboard_atoms *atoms, const struct display *display)
{
	xcb_intern_atom_cookie_t cookies[CLIPBOARD_ATOMS];
	enum result result = RESULT_OK;

	for (int i = 0; i < CLIPBOARD_ATOMS; i++)
		cookies[i] = xcb_intern_atom(display->connection, 0, (uint16_t)strlen(names[i]), names[i]);
	for (int i = 0; i < CLIPBOARD_ATOMS; i++) {
		xcb_intern_atom_reply_t *reply = xcb_intern_atom_reply(display->connection, cookies[i], NULL);
		atoms->of[i] = reply != NULL ? reply->atom : XCB_ATOM_NONE;
		if (reply == NULL)
			result = RESULT_NO_DISPLAY;
		free(reply);
	}
	return result;
}

/* The root window's _XKB_RULES_NAMES has what setxkbmap was last told: rules, model, layout, variant,
 * options, each with its NUL. */
#include "desktop/layout.h"

#include "desktop/x11/display.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAYOUT = 2, VARIANT = 3, NAMES_WORDS_MAX = 256 };

/* The text number `wanted` of those in `names`; its length in *length; NULL if there are fewer. */
static const char *text_at(const char *names, int size, int wanted, int *length)
{
	const char *at = names, *end = names + size;

	for (int i = 0; at < end; i++) {
		*length = (int)strnlen(at, (size_t)(end - at));
		if (i == wanted)
			return at;
		at += *length + 1;
	}
	return NULL;
}

static void take_names(const char *names, int size, char to[static LAYOUT_NAME_BYTES])
{
	int layout_length = 0, variant_length = 0;
	const char *layout = text_at(names, size, LAYOUT, &layout_length);
	const char *variant = text_at(names, size, VARIANT, &variant_length);

	if (layout == NULL || layout_length == 0)
		return;
	snprintf(to, LAYOUT_NAME_BYTES, "%.*s%s%.*s", layout_length, layout, variant_length > 0 ? " " : "",
	         variant_length, variant != NULL ? variant : "");
}

static xcb_atom_t names_atom(const struct display *display)
{
	static const char name[] = "_XKB_RULES_NAMES";
	xcb_intern_atom_cookie_t cookie = xcb_intern_atom(display->connection, 1, sizeof name - 1, name);
	xcb_intern_atom_reply_t *reply = xcb_intern_atom_reply(display->connection, cookie, NULL);
	xcb_atom_t atom = reply != NULL ? reply->atom : XCB_ATOM_NONE;

	free(reply);
	return atom;
}

void layout_name(const char *display_name, char to[static LAYOUT_NAME_BYTES])
{
	struct display display = {0};

	to[0] = '\0';
	if (display_open(&display, display_name) != RESULT_OK)
		return;
	xcb_get_property_cookie_t cookie = xcb_get_property(
		display.connection, 0, display.root, names_atom(&display), XCB_ATOM_STRING, 0, NAMES_WORDS_MAX);
	xcb_get_property_reply_t *reply = xcb_get_property_reply(display.connection, cookie, NULL);
	if (reply != NULL && reply->format == 8)
		take_names(xcb_get_property_value(reply), xcb_get_property_value_length(reply), to);
	free(reply);
	display_close(&display);
}

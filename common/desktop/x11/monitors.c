#include "desktop/x11/monitors.h"

#include <stdio.h>
#include <stdlib.h>
#include <xcb/randr.h>

void monitors_open(const struct display *display)
{
	if (display_has(display, &xcb_randr_id))
		xcb_randr_select_input(display->connection, display->root,
		                       XCB_RANDR_NOTIFY_MASK_SCREEN_CHANGE | XCB_RANDR_NOTIFY_MASK_CRTC_CHANGE |
		                           XCB_RANDR_NOTIFY_MASK_OUTPUT_CHANGE);
}

bool monitors_event(const struct display *display, const xcb_generic_event_t *event)
{
	if (!display_has(display, &xcb_randr_id))
		return false;
	int type = (event->response_type & 0x7F) -
	           xcb_get_extension_data(display->connection, &xcb_randr_id)->first_event;
	return type == XCB_RANDR_SCREEN_CHANGE_NOTIFY || type == XCB_RANDR_NOTIFY;
}

static void set_name(const struct display *display, xcb_atom_t atom, char *to)
{
	xcb_connection_t *c = display->connection;
	xcb_get_atom_name_reply_t *name = xcb_get_atom_name_reply(c, xcb_get_atom_name(c, atom), NULL);
	if (name != NULL)
		snprintf(to, DESKTOP_MONITOR_NAME_BYTES, "%.*s", xcb_get_atom_name_name_length(name),
		         xcb_get_atom_name_name(name));
	free(name);
}

/* Monitors came with RandR 1.5. */
static xcb_randr_get_monitors_reply_t *ask_monitors(const struct display *display)
{
	xcb_connection_t *c = display->connection;
	if (!display_has(display, &xcb_randr_id))
		return NULL;
	xcb_randr_query_version_reply_t *version =
		xcb_randr_query_version_reply(c, xcb_randr_query_version(c, 1, 5), NULL);
	bool is_known = version != NULL && (version->major_version > 1 ||
	                                    (version->major_version == 1 && version->minor_version >= 5));
	free(version);
	return is_known ? xcb_randr_get_monitors_reply(c, xcb_randr_get_monitors(c, display->root, 1), NULL)
	                : NULL;
}

size_t monitors_read(const struct display *display, struct rect screen, struct desktop_monitor *to,
                     size_t room)
{
	size_t count = 0;
	xcb_randr_get_monitors_reply_t *reply = ask_monitors(display);
	if (reply != NULL) {
		xcb_randr_monitor_info_iterator_t at = xcb_randr_get_monitors_monitors_iterator(reply);
		for (; at.rem > 0 && count < room; xcb_randr_monitor_info_next(&at)) {
			const xcb_randr_monitor_info_t *info = at.data;
			struct desktop_monitor *monitor = &to[count++];
			*monitor = (struct desktop_monitor){.is_primary = info->primary,
			                                    .area = {info->x, info->y, info->width, info->height}};
			set_name(display, info->name, monitor->name);
		}
		free(reply);
	}
	if (count == 0 && room > 0)
		to[count++] = (struct desktop_monitor){.name = "screen", .area = screen, .is_primary = true};
	return count;
}

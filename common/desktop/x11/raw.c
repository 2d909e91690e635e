#include "desktop/x11/raw.h"

#include <stdlib.h>

bool raw_is_there(const struct display *display)
{
	if (!display_has(display, &xcb_input_id))
		return false;
	/* What we say here decides what we get: 2.1 made raw events independent of grabs. */
	xcb_input_xi_query_version_reply_t *version = xcb_input_xi_query_version_reply(
		display->connection, xcb_input_xi_query_version(display->connection, 2, 2), NULL);
	bool is_there = version != NULL && (version->major_version > 2 ||
	                                    (version->major_version == 2 && version->minor_version >= 1));
	free(version);
	return is_there;
}

void raw_select(const struct display *display, xcb_input_device_id_t device, uint32_t mask)
{
	struct {
		xcb_input_event_mask_t head;
		uint32_t mask;
	} selected = {.head = {.deviceid = device, .mask_len = 1}, .mask = mask};
	xcb_input_xi_select_events(display->connection, display->root, 1, &selected.head);
}

const xcb_input_raw_key_press_event_t *raw_event(const struct display *display,
                                                 const xcb_generic_event_t *event)
{
	if ((event->response_type & 0x7F) != XCB_GE_GENERIC)
		return NULL;
	const xcb_input_raw_key_press_event_t *raw = (const void *)event;
	return raw->extension == xcb_get_extension_data(display->connection, &xcb_input_id)->major_opcode ? raw
	                                                                                                  : NULL;
}

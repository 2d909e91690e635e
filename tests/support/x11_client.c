#include "support/x11_client.h"

#include "base/clock.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xcb/xinput.h>
#include <xcb/xkb.h>
#include <xcb/xtest.h>
#include <xkbcommon/xkbcommon-x11.h>

enum { PATIENCE_MS = 5000, TURN_MS = 20, DEVICE_KEY_PRESS = 1, DEVICE_KEY_RELEASE = 2 };

static void read_keymap(struct x11_client *client)
{
	int32_t device = xkb_x11_get_core_keyboard_device_id(client->connection);
	xkb_keymap_unref(client->keymap);
	xkb_state_unref(client->state);
	client->keymap = xkb_x11_keymap_new_from_device(client->context, client->connection, device,
	                                                XKB_KEYMAP_COMPILE_NO_FLAGS);
	client->state = xkb_state_new(client->keymap);
}

static void make_window(struct x11_client *client)
{
	xcb_connection_t *c = client->connection;
	client->window = xcb_generate_id(c);
	client->gc = xcb_generate_id(c);
	uint32_t values[] = {0, 1,
	                     XCB_EVENT_MASK_KEY_PRESS | XCB_EVENT_MASK_KEY_RELEASE | XCB_EVENT_MASK_BUTTON_PRESS |
	                         XCB_EVENT_MASK_BUTTON_RELEASE | XCB_EVENT_MASK_POINTER_MOTION |
	                         XCB_EVENT_MASK_EXPOSURE};
	xcb_create_window(c, XCB_COPY_FROM_PARENT, client->window, client->screen->root, 0, 0,
	                  client->screen->width_in_pixels, client->screen->height_in_pixels, 0,
	                  XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT,
	                  XCB_CW_BACK_PIXEL | XCB_CW_OVERRIDE_REDIRECT | XCB_CW_EVENT_MASK, values);
	xcb_create_gc(c, client->gc, client->window, 0, NULL);
	xcb_map_window(c, client->window);
	xcb_set_input_focus(c, XCB_INPUT_FOCUS_POINTER_ROOT, client->window, XCB_CURRENT_TIME);
	x11_client_sync(client);
}

void x11_client_open(struct x11_client *client, const char *display)
{
	*client = (struct x11_client){.connection = xcb_connect(display, NULL)};
	xcb_connection_t *c = client->connection;
	if (xcb_connection_has_error(c) != 0) {
		fprintf(stderr, "x11_client: can't connect to %s\n", display);
		exit(1);
	}
	client->screen = xcb_setup_roots_iterator(xcb_get_setup(c)).data;
	client->context = xkb_context_new(XKB_CONTEXT_NO_DEFAULT_INCLUDES);
	xkb_x11_setup_xkb_extension(c, 1, 0, XKB_X11_SETUP_XKB_EXTENSION_NO_FLAGS, NULL, NULL, &client->xkb_event,
	                            NULL);
	uint16_t which = XCB_XKB_EVENT_TYPE_NEW_KEYBOARD_NOTIFY | XCB_XKB_EVENT_TYPE_MAP_NOTIFY;
	uint16_t parts = XCB_XKB_MAP_PART_KEY_TYPES | XCB_XKB_MAP_PART_KEY_SYMS | XCB_XKB_MAP_PART_MODIFIER_MAP;
	xcb_xkb_select_events(c, XCB_XKB_ID_USE_CORE_KBD, which, 0, which, parts, parts, NULL);
	read_keymap(client);
	make_window(client);
}

void x11_client_close(struct x11_client *client)
{
	if (client->connection == NULL)
		return;
	xkb_state_unref(client->state);
	xkb_keymap_unref(client->keymap);
	xkb_context_unref(client->context);
	xcb_disconnect(client->connection);
	*client = (struct x11_client){0};
}

/* The state of a core event: real modifiers, and the layout in bits 13 and 14. */
static void read_key(struct x11_client *client, const xcb_key_press_event_t *key, struct x11_client_event *to)
{
	xkb_state_update_mask(client->state, key->state & 0xFF, 0, 0, 0, 0, key->state >> 13 & 3);
	to->symbol = xkb_state_key_get_one_sym(client->state, key->detail);
	if (to->type == XCB_KEY_PRESS) {
		size_t used = strlen(client->text);
		xkb_state_key_get_utf8(client->state, key->detail, client->text + used, sizeof client->text - used);
	}
}

static void take_event(struct x11_client *client, const xcb_generic_event_t *event)
{
	uint8_t type = event->response_type & 0x7F;
	if (type == client->xkb_event) {
		read_keymap(client);
		return;
	}
	if (type < XCB_KEY_PRESS || type > XCB_MOTION_NOTIFY || client->count == X11_CLIENT_EVENTS_MAX)
		return;
	const xcb_key_press_event_t *key = (const void *)event; /* all five have this layout */
	struct x11_client_event *to = &client->events[client->count++];
	*to = (struct x11_client_event){
		.type = type, .detail = key->detail, .state = key->state, .x = key->root_x, .y = key->root_y};
	if (type <= XCB_KEY_RELEASE)
		read_key(client, key, to);
}

static void take_events(struct x11_client *client)
{
	xcb_generic_event_t *event;
	while ((event = xcb_poll_for_event(client->connection)) != NULL) {
		take_event(client, event);
		free(event);
	}
}

void x11_client_sync(struct x11_client *client)
{
	xcb_connection_t *c = client->connection;
	free(xcb_get_input_focus_reply(c, xcb_get_input_focus(c), NULL));
	take_events(client);
}

void x11_client_fill(struct x11_client *client, int x, int y, int width, int height, uint32_t pixel)
{
	xcb_rectangle_t rect = {(int16_t)x, (int16_t)y, (uint16_t)width, (uint16_t)height};
	xcb_change_gc(client->connection, client->gc, XCB_GC_FOREGROUND, &pixel);
	xcb_poly_fill_rectangle(client->connection, client->window, client->gc, 1, &rect);
	x11_client_sync(client);
}

bool x11_client_wait(struct x11_client *client, uint8_t type, int count)
{
	struct pollfd on = {.fd = xcb_get_file_descriptor(client->connection), .events = POLLIN};
	for (int64_t until_ms = clock_now_ms() + PATIENCE_MS; clock_now_ms() < until_ms;) {
		x11_client_sync(client);
		if (x11_client_count(client, type) >= count)
			return true;
		poll(&on, 1, TURN_MS);
	}
	return false;
}

int x11_client_count(const struct x11_client *client, uint8_t type)
{
	int count = 0;
	for (int i = 0; i < client->count; i++)
		count += type == 0 || client->events[i].type == type;
	return count;
}

void x11_client_forget(struct x11_client *client)
{
	client->count = 0;
	client->text[0] = 0;
}

const struct x11_client_event *x11_client_first(const struct x11_client *client, uint8_t type)
{
	for (int i = 0; i < client->count; i++) {
		if (client->events[i].type == type)
			return &client->events[i];
	}
	return NULL;
}

/* The keyboard that is no XTEST device: its name says so on Xvfb and Xephyr. */
static uint8_t hand_keyboard(struct x11_client *client)
{
	xcb_connection_t *c = client->connection;
	uint8_t found = 0;
	free(xcb_input_xi_query_version_reply(c, xcb_input_xi_query_version(c, 2, 2), NULL));
	xcb_input_xi_query_device_reply_t *reply =
		xcb_input_xi_query_device_reply(c, xcb_input_xi_query_device(c, XCB_INPUT_DEVICE_ALL), NULL);
	xcb_input_xi_device_info_iterator_t at = xcb_input_xi_query_device_infos_iterator(reply);
	for (; at.rem > 0; xcb_input_xi_device_info_next(&at)) {
		const char *name = xcb_input_xi_device_info_name(at.data);
		if (at.data->type == XCB_INPUT_DEVICE_TYPE_SLAVE_KEYBOARD &&
		    memmem(name, at.data->name_len, "XTEST", 5) == NULL)
			found = (uint8_t)at.data->deviceid;
	}
	free(reply);
	return found;
}

void x11_client_fake_key(struct x11_client *client, uint8_t keycode, bool is_down, bool is_hand)
{
	xcb_connection_t *c = client->connection;
	uint8_t type = is_down ? XCB_KEY_PRESS : XCB_KEY_RELEASE, device = 0;
	if (is_hand) {
		uint8_t first = xcb_get_extension_data(c, &xcb_input_id)->first_event;
		type = (uint8_t)(first + (is_down ? DEVICE_KEY_PRESS : DEVICE_KEY_RELEASE));
		device = hand_keyboard(client);
	}
	xcb_test_fake_input(c, type, keycode, XCB_CURRENT_TIME, XCB_NONE, 0, 0, device);
	x11_client_sync(client);
}

#include "desktop/x11/listen.h"

#include "desktop/x11/raw.h"

#include <stdlib.h>
#include <string.h>
#include <xcb/xtest.h>

enum {
	EVENTS = XCB_INPUT_XI_EVENT_MASK_RAW_KEY_PRESS | XCB_INPUT_XI_EVENT_MASK_RAW_KEY_RELEASE |
	         XCB_INPUT_XI_EVENT_MASK_RAW_BUTTON_PRESS | XCB_INPUT_XI_EVENT_MASK_RAW_BUTTON_RELEASE |
	         XCB_INPUT_XI_EVENT_MASK_HIERARCHY,
	EVENTS_CONTROLLED = EVENTS | XCB_INPUT_XI_EVENT_MASK_RAW_MOTION, /* a thousand a second of some mice */
	DEVICE_KEY_RELEASE = 2, /* of XInput 1, after its first event: what a device may be told to have done */
};

/* The server itself marks the devices through which programs make up input. */
static bool is_programs(const struct display *display, xcb_input_device_id_t device, xcb_atom_t mark)
{
	xcb_connection_t *c = display->connection;
	xcb_input_xi_get_property_reply_t *property = xcb_input_xi_get_property_reply(
		c, xcb_input_xi_get_property(c, device, 0, mark, XCB_GET_PROPERTY_TYPE_ANY, 0, 1), NULL);
	bool is = property != NULL && property->num_items > 0;
	free(property);
	return is;
}

static xcb_atom_t find_mark(const struct display *display)
{
	static const char name[] = "XTEST Device";
	xcb_connection_t *c = display->connection;
	xcb_intern_atom_reply_t *atom =
		xcb_intern_atom_reply(c, xcb_intern_atom(c, 1, sizeof name - 1, name), NULL);
	xcb_atom_t mark = atom == NULL ? XCB_ATOM_NONE : atom->atom;
	free(atom);
	return mark;
}

static void read_devices(struct listen *listen, const struct display *display)
{
	xcb_connection_t *c = display->connection;
	listen->device_count = 0;
	listen->keyboard = 0;
	xcb_atom_t mark = find_mark(display);
	xcb_input_xi_query_device_reply_t *reply =
		xcb_input_xi_query_device_reply(c, xcb_input_xi_query_device(c, XCB_INPUT_DEVICE_ALL), NULL);
	if (reply == NULL)
		return;
	xcb_input_xi_device_info_iterator_t at = xcb_input_xi_query_device_infos_iterator(reply);
	for (; at.rem > 0 && listen->device_count < LISTEN_DEVICES_MAX; xcb_input_xi_device_info_next(&at)) {
		const xcb_input_xi_device_info_t *info = at.data;
		bool is_keyboard = info->type == XCB_INPUT_DEVICE_TYPE_SLAVE_KEYBOARD;
		if (!is_keyboard && info->type != XCB_INPUT_DEVICE_TYPE_SLAVE_POINTER)
			continue;
		listen->devices[listen->device_count++] = (struct listen_device){
			.id = info->deviceid,
			.is_keyboard = is_keyboard,
			.is_program = is_programs(display, info->deviceid, mark),
		};
	}
	free(reply);
}

static bool has_xtest(const struct display *display)
{
	if (!display_has(display, &xcb_test_id))
		return false;
	xcb_connection_t *c = display->connection;
	xcb_test_get_version_reply_t *version =
		xcb_test_get_version_reply(c, xcb_test_get_version(c, 2, 2), NULL);
	bool has = version != NULL;
	free(version);
	return has;
}

enum result listen_open(struct listen *listen, const struct display *display)
{
	*listen = (struct listen){.probe_code = xcb_get_setup(display->connection)->max_keycode};
	if (!has_xtest(display) || !raw_is_there(display))
		return display_state(display) == RESULT_OK ? RESULT_UNSUPPORTED : RESULT_NO_DISPLAY;
	raw_select(display, XCB_INPUT_DEVICE_ALL, EVENTS);
	read_devices(listen, display); /* after asking, so that no new one is missed */
	return display_state(display);
}

static const struct listen_device *find_device(const struct listen *listen, uint16_t id)
{
	for (size_t i = 0; i < listen->device_count; i++) {
		if (listen->devices[i].id == id)
			return &listen->devices[i];
	}
	return NULL;
}

static bool is_of_program(const struct listen *listen, const xcb_input_raw_key_press_event_t *raw)
{
	const struct listen_device *device = find_device(listen, raw->sourceid);
	return device != NULL && device->is_program;
}

static void take_press(struct listen *listen, const struct keymap *keymap,
                       const xcb_input_raw_key_press_event_t *raw, struct input_news *news)
{
	if (is_of_program(listen, raw))
		news->is_program = true;
	else
		news->is_hand = true;
	if (raw->event_type == XCB_INPUT_RAW_KEY_PRESS && raw->detail < KEYMAP_CODES &&
	    keymap->is_f12[raw->detail])
		news->is_f12 = true;
}

static void take_release(struct listen *listen, const xcb_input_raw_key_press_event_t *raw,
                         struct input_news *news)
{
	bool is_probe = raw->event_type == XCB_INPUT_RAW_KEY_RELEASE && raw->detail == listen->probe_code;
	news->is_hand |= !is_probe && !is_of_program(listen, raw);
	if (!is_probe || listen->probes == 0)
		return;
	listen->probes--;
	news->is_proved |= listen->probes == 0; /* an older answer says nothing about now */
}

/* Unknown: that of this computer's own first, since a hand will use it next. */
static uint16_t used_keyboard(const struct listen *listen)
{
	if (listen->keyboard != 0)
		return listen->keyboard;
	for (size_t i = 0; i < listen->device_count; i++) {
		if (listen->devices[i].is_keyboard && !listen->devices[i].is_program)
			return listen->devices[i].id;
	}
	return 0;
}

void listen_probe(struct listen *listen, const struct display *display)
{
	xcb_connection_t *c = display->connection;
	uint16_t keyboard = used_keyboard(listen);
	const struct listen_device *device = find_device(listen, keyboard);
	uint8_t first = xcb_get_extension_data(c, &xcb_input_id)->first_event;
	/* XInput 1, by which devices are named here, has only 7 bits for them. */
	bool is_plain = listen->is_plain || device == NULL || device->is_program || keyboard > 0x7F;
	if (is_plain)
		xcb_test_fake_input(c, XCB_KEY_RELEASE, listen->probe_code, XCB_CURRENT_TIME, XCB_NONE, 0, 0, 0);
	else
		xcb_test_fake_input(c, (uint8_t)(first + DEVICE_KEY_RELEASE), listen->probe_code, XCB_CURRENT_TIME,
		                    XCB_NONE, 0, 0, (uint8_t)keyboard);
	listen->probes++;
}

/* Of XTEST: the keyboard that was used last is gone, or may not be named so. Nothing else here fails that
 * way. */
static void take_error(struct listen *listen, const struct display *display, const xcb_generic_error_t *error)
{
	bool is_probe =
		error->major_code == xcb_get_extension_data(display->connection, &xcb_test_id)->major_opcode;
	if (!is_probe || listen->probes == 0)
		return;
	listen->probes--;
	if (!listen->is_plain) {
		listen->is_plain = true;
		listen_probe(listen, display);
	}
}

bool listen_event(struct listen *listen, const struct display *display, const struct keymap *keymap,
                  const xcb_generic_event_t *event, struct input_news *news)
{
	if (event->response_type == 0) {
		take_error(listen, display, (const void *)event);
		return true;
	}
	const xcb_input_raw_key_press_event_t *raw = raw_event(display, event);
	if (raw == NULL)
		return false;
	if (raw->event_type == XCB_INPUT_HIERARCHY) {
		listen->is_plain = false;
		read_devices(listen, display);
		return true;
	}
	if (raw->deviceid != raw->sourceid)
		return true; /* the same once more, as the pointer's or keyboard's that all devices share */
	bool is_key = raw->event_type == XCB_INPUT_RAW_KEY_PRESS || raw->event_type == XCB_INPUT_RAW_KEY_RELEASE;
	bool is_press =
		raw->event_type == XCB_INPUT_RAW_KEY_PRESS || raw->event_type == XCB_INPUT_RAW_BUTTON_PRESS;
	if (is_key)
		listen->keyboard = raw->sourceid;
	if (raw->event_type == XCB_INPUT_RAW_MOTION)
		news->hand_motions += !is_of_program(listen, raw);
	else if (is_press)
		take_press(listen, keymap, raw, news);
	else
		take_release(listen, raw, news);
	return true;
}

void listen_swallow(struct listen *listen, const struct display *display, const struct keymap *keymap,
                    bool is_wanted)
{
	xcb_connection_t *c = display->connection;
	raw_select(display, XCB_INPUT_DEVICE_ALL, is_wanted ? EVENTS_CONTROLLED : EVENTS);
	for (unsigned code = 1; code < KEYMAP_CODES; code++) {
		bool is_grabbed = is_wanted && keymap->is_f12[code];
		if (is_grabbed == listen->swallowed[code])
			continue;
		listen->swallowed[code] = is_grabbed;
		if (is_grabbed)
			xcb_grab_key(c, 0, display->root, XCB_MOD_MASK_ANY, (uint8_t)code, XCB_GRAB_MODE_ASYNC,
			             XCB_GRAB_MODE_ASYNC);
		else
			xcb_ungrab_key(c, (uint8_t)code, display->root, XCB_MOD_MASK_ANY);
	}
}

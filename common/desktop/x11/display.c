#include "desktop/x11/display.h"

#include "base/log.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <xcb/randr.h>
#include <xcb/xcbext.h>

enum { DEPTH = 24, PIXEL_BITS = 32, BLANK_ROWS = 64 };

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);
	return value != NULL && *value != 0;
}

static bool is_local(xcb_connection_t *connection)
{
	struct sockaddr_storage address = {0};
	socklen_t size = sizeof address;
	return getsockname(xcb_get_file_descriptor(connection), (struct sockaddr *)&address, &size) == 0 &&
	       address.ss_family == AF_UNIX;
}

/* libXau keeps the name of the file with the display's password in memory of its own, without a lock: two
 * threads must not connect at once (found by the thread sanitizer). */
static xcb_connection_t *connect_alone(const char *name, int *number)
{
	static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&mutex);
	xcb_connection_t *connection = xcb_connect(name, number);
	pthread_mutex_unlock(&mutex);
	return connection;
}

enum result display_open(struct display *display, const char *name)
{
	*display = (struct display){0};
	int number = 0;
	display->connection = connect_alone(name, &number);
	if (xcb_connection_has_error(display->connection) != 0) {
		bool is_wayland = name == NULL && !is_set("DISPLAY") && is_set("WAYLAND_DISPLAY");
		log_info("desktop", "no X display: %s", is_wayland ? "Wayland alone" : "can't connect");
		display_close(display);
		return is_wayland ? RESULT_WAYLAND : RESULT_NO_DISPLAY;
	}
	xcb_screen_iterator_t at = xcb_setup_roots_iterator(xcb_get_setup(display->connection));
	while (number > 0 && at.rem > 1) {
		xcb_screen_next(&at);
		number--;
	}
	display->screen = at.data;
	display->root = at.data->root;
	display->is_local = is_local(display->connection);
	return RESULT_OK;
}

void display_close(struct display *display)
{
	if (display->connection != NULL)
		xcb_disconnect(display->connection);
	*display = (struct display){0};
}

enum result display_state(const struct display *display)
{
	return xcb_connection_has_error(display->connection) == 0 ? RESULT_OK : RESULT_NO_DISPLAY;
}

bool display_has(const struct display *display, xcb_extension_t *extension)
{
	const xcb_query_extension_reply_t *data = xcb_get_extension_data(display->connection, extension);
	return data != NULL && data->present;
}

static const xcb_visualtype_t *root_visual(const xcb_screen_t *screen)
{
	xcb_depth_iterator_t depth = xcb_screen_allowed_depths_iterator(screen);
	for (; depth.rem > 0; xcb_depth_next(&depth)) {
		xcb_visualtype_iterator_t visual = xcb_depth_visuals_iterator(depth.data);
		for (; visual.rem > 0; xcb_visualtype_next(&visual)) {
			if (visual.data->visual_id == screen->root_visual)
				return visual.data;
		}
	}
	return NULL;
}

static int pixel_bits(const xcb_setup_t *setup, uint8_t depth)
{
	xcb_format_iterator_t format = xcb_setup_pixmap_formats_iterator(setup);
	for (; format.rem > 0; xcb_format_next(&format)) {
		if (format.data->depth == depth)
			return format.data->bits_per_pixel;
	}
	return 0;
}

enum result display_check_pixels(const struct display *display)
{
	const xcb_setup_t *setup = xcb_get_setup(display->connection);
	const xcb_visualtype_t *visual = root_visual(display->screen);
	uint8_t depth = display->screen->root_depth;
	uint8_t order =
		__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? XCB_IMAGE_ORDER_LSB_FIRST : XCB_IMAGE_ORDER_MSB_FIRST;
	bool is_good = visual != NULL && depth == DEPTH && pixel_bits(setup, depth) == PIXEL_BITS &&
	               visual->red_mask == 0xFF0000 && visual->green_mask == 0xFF00 &&
	               visual->blue_mask == 0xFF && setup->image_byte_order == order;
	if (is_good)
		return RESULT_OK;
	log_warn("desktop", "the screen has %d bits of colour in %d, not %d in %d", depth,
	         pixel_bits(setup, depth), DEPTH, PIXEL_BITS);
	return RESULT_COLOURS;
}

static bool has_xwayland_output(const struct display *display)
{
	static const char name[] = "XWAYLAND";
	xcb_connection_t *c = display->connection;
	xcb_randr_get_screen_resources_current_reply_t *resources = xcb_randr_get_screen_resources_current_reply(
		c, xcb_randr_get_screen_resources_current(c, display->root), NULL);
	if (resources == NULL)
		return false;
	bool is_found = false;
	const xcb_randr_output_t *outputs = xcb_randr_get_screen_resources_current_outputs(resources);
	for (int i = 0; i < resources->num_outputs && !is_found; i++) {
		xcb_randr_get_output_info_reply_t *output = xcb_randr_get_output_info_reply(
			c, xcb_randr_get_output_info(c, outputs[i], resources->config_timestamp), NULL);
		is_found = output != NULL && output->name_len >= sizeof name - 1 &&
		           memcmp(xcb_randr_get_output_info_name(output), name, sizeof name - 1) == 0;
		free(output);
	}
	free(resources);
	return is_found;
}

/* Newer ones have an extension of this name for nothing but to be recognised, older ones name their outputs
 * so. */
bool display_is_xwayland(const struct display *display)
{
	static const char name[] = "XWAYLAND";
	xcb_connection_t *c = display->connection;
	xcb_query_extension_reply_t *extension =
		xcb_query_extension_reply(c, xcb_query_extension(c, sizeof name - 1, name), NULL);
	bool is_named = extension != NULL && extension->present;
	free(extension);
	return is_named || (display_has(display, &xcb_randr_id) && has_xwayland_output(display));
}

bool display_is_blank(const struct display *display)
{
	xcb_connection_t *c = display->connection;
	const xcb_screen_t *screen = display->screen;
	uint32_t first = 0;
	for (int y = 0; y < screen->height_in_pixels; y += BLANK_ROWS) {
		int rows = screen->height_in_pixels - y < BLANK_ROWS ? screen->height_in_pixels - y : BLANK_ROWS;
		xcb_get_image_cookie_t cookie =
			xcb_get_image(c, XCB_IMAGE_FORMAT_Z_PIXMAP, display->root, 0, (int16_t)y, screen->width_in_pixels,
		                  (uint16_t)rows, UINT32_MAX);
		xcb_get_image_reply_t *reply = xcb_get_image_reply(c, cookie, NULL);
		if (reply == NULL)
			return true; /* what can't be read can't be shown either */
		const uint32_t *pixels = (const uint32_t *)(const void *)xcb_get_image_data(reply);
		int count = xcb_get_image_data_length(reply) / (int)sizeof *pixels;
		if (y == 0 && count > 0)
			first = pixels[0] & 0xFFFFFF;
		int same = 0;
		while (same < count && (pixels[same] & 0xFFFFFF) == first)
			same++;
		free(reply);
		if (same < count)
			return false;
	}
	return true;
}

bool pending_take(const struct display *display, struct pending *pending, void **reply)
{
	*reply = NULL;
	xcb_generic_error_t *error = NULL;
	if (!pending->is_open || xcb_poll_for_reply(display->connection, pending->sequence, reply, &error) == 0)
		return false;
	free(error);
	pending->is_open = false;
	return true;
}

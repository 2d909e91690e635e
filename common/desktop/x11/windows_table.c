/*
 * The windows backend for X11 (desktop/windows.h), on a connection of its own: to list programs for the
 * person who chooses, and to tell the guard what is under the pointer and what gets the keys.
 */
#include "desktop/windows.h"

#include "desktop/monitor.h"
#include "desktop/x11/compose.h"
#include "desktop/x11/monitors.h"
#include "desktop/x11/windows.h"

#include <stdlib.h>
#include <string.h>
#include <xcb/composite.h>
#include <xcb/shape.h>

enum { ANCESTORS_MAX = 32 };

struct table {
	struct display display;
	struct windows windows;
};

static void table_close(void *self)
{
	struct table *table = self;
	windows_finish(&table->windows);
	display_close(&table->display); /* which also gives redirected windows back to the screen */
	free(table);
}

static enum result table_open(void **out, const char *display_name)
{
	*out = NULL;
	struct table *table = calloc(1, sizeof *table);
	if (table == NULL)
		return RESULT_OUT_OF_MEMORY;
	const uint32_t mask = WINDOWS_EVENTS;
	enum result result = display_open(&table->display, display_name);
	if (result == RESULT_OK) {
		xcb_change_window_attributes(table->display.connection, table->display.root, XCB_CW_EVENT_MASK,
		                             &mask);
		result = windows_start(&table->windows, &table->display);
	}
	if (result != RESULT_OK) {
		table_close(table);
		return result;
	}
	*out = table;
	return RESULT_OK;
}

static void take_events(struct table *table)
{
	xcb_generic_event_t *event;
	while ((event = xcb_poll_for_event(table->display.connection)) != NULL) {
		windows_event(&table->windows, event);
		free(event);
	}
}

static struct window_owner owner_of(const struct window *window)
{
	return (struct window_owner){.is_own = window->found.is_own,
	                             .programs = {window->programs[0], window->programs[1]},
	                             .area = window->rect};
}

/* --- for the person who chooses
 * ---------------------------------------------------------------------------------- */

/* Into a picture of its own, painted whole: a window over all of it comes and goes. */
static void make_picture(const struct table *table, const struct window *window)
{
	xcb_connection_t *c = table->display.connection;
	xcb_composite_redirect_window(c, window->id, XCB_COMPOSITE_REDIRECT_AUTOMATIC);
	compose_have_painted(&table->display, window->id, window->rect);
}

static size_t table_list(void *self, struct window_info *to, size_t room)
{
	struct table *table = self;
	size_t count = 0;
	bool can_compose = compose_can(&table->display);
	take_events(table);
	for (size_t i = table->windows.count; i > 0 && count < room; i--) {
		const struct window *window = &table->windows.list[i - 1];
		bool is_peoples = window->is_mapped && window->is_found && !window->found.is_own &&
		                  !window->found.is_desktop && window->programs[0] != 0;
		if (!is_peoples)
			continue;
		struct window_info *info = &to[count++];
		*info = (struct window_info){.window = window->id, .owner = owner_of(window)};
		owner_names(&table->windows.reader, window->found.client, info->program, info->title);
		if (can_compose)
			make_picture(table, window);
	}
	xcb_flush(table->display.connection);
	return count;
}

static enum result copy_pixels(const xcb_get_image_reply_t *reply, struct rect size, struct image *out)
{
	const uint32_t *pixels = (const void *)xcb_get_image_data(reply);
	int length = xcb_get_image_data_length(reply) / (int)sizeof *pixels;
	enum result result =
		length < size.width * size.height ? RESULT_SYSTEM : image_init(out, size.width, size.height);
	for (int y = 0; result == RESULT_OK && y < size.height; y++)
		memcpy(image_row(out, y), pixels + (size_t)y * (size_t)size.width,
		       (size_t)size.width * sizeof *pixels);
	return result;
}

static enum result table_picture(void *self, uint64_t id, struct image *out)
{
	struct table *table = self;
	xcb_connection_t *c = table->display.connection;
	*out = (struct image){0};
	if (!compose_can(&table->display))
		return RESULT_NO_APPLICATIONS;
	take_events(table);
	const struct window *window = windows_find(&table->windows, (xcb_window_t)id);
	if (window == NULL)
		return RESULT_SYSTEM;
	xcb_pixmap_t picture = xcb_generate_id(c);
	xcb_composite_name_window_pixmap(c, window->id, picture);
	xcb_get_image_reply_t *reply = xcb_get_image_reply(
		c,
		xcb_get_image(c, XCB_IMAGE_FORMAT_Z_PIXMAP, picture, 0, 0, (uint16_t)window->rect.width,
	                  (uint16_t)window->rect.height, UINT32_MAX),
		NULL);
	enum result result = reply == NULL ? RESULT_SYSTEM : copy_pixels(reply, window->rect, out);
	free(reply);
	xcb_free_pixmap(c, picture);
	return result;
}

/* --- for the guard
 * ------------------------------------------------------------------------------------------------ */

static bool tell(struct table *table, xcb_window_t top, struct window_owner *out)
{
	/* What came before the answer is in the list once the events are taken. */
	take_events(table);
	const struct window *window = windows_find(&table->windows, top);
	*out = (struct window_owner){0};
	if (window == NULL || !window->is_found)
		return false;
	*out = owner_of(window);
	return true;
}

static bool table_at(void *self, const struct rect *place, struct window_owner *out)
{
	struct table *table = self;
	xcb_connection_t *c = table->display.connection;
	xcb_window_t root = table->display.root, top = XCB_NONE;
	if (place != NULL) {
		xcb_translate_coordinates_reply_t *reply = xcb_translate_coordinates_reply(
			c, xcb_translate_coordinates(c, root, root, (int16_t)place->x, (int16_t)place->y), NULL);
		top = reply == NULL ? XCB_NONE : reply->child;
		free(reply);
	} else {
		xcb_query_pointer_reply_t *reply = xcb_query_pointer_reply(c, xcb_query_pointer(c, root), NULL);
		top = reply == NULL ? XCB_NONE : reply->child;
		free(reply);
	}
	return tell(table, top, out);
}

/* The window at the top in which `window` is; 0: none. */
static xcb_window_t top_of(const struct table *table, xcb_window_t window)
{
	xcb_connection_t *c = table->display.connection;
	for (int i = 0; i < ANCESTORS_MAX; i++) {
		xcb_query_tree_reply_t *tree = xcb_query_tree_reply(c, xcb_query_tree(c, window), NULL);
		xcb_window_t parent = tree == NULL ? XCB_NONE : tree->parent;
		free(tree);
		if (parent == table->display.root)
			return window;
		if (parent == XCB_NONE)
			return XCB_NONE;
		window = parent;
	}
	return XCB_NONE;
}

static bool table_focus(void *self, struct window_owner *out)
{
	struct table *table = self;
	xcb_connection_t *c = table->display.connection;
	xcb_get_input_focus_reply_t *reply = xcb_get_input_focus_reply(c, xcb_get_input_focus(c), NULL);
	xcb_window_t focus = reply == NULL ? XCB_NONE : reply->focus;
	free(reply);
	if (focus == XCB_INPUT_FOCUS_POINTER_ROOT || focus == table->display.root)
		return table_at(table, NULL, out);
	return focus != XCB_NONE && tell(table, top_of(table, focus), out);
}

static struct rect table_monitor(void *self, const char *name)
{
	struct table *table = self;
	struct desktop_monitor monitors[DESKTOP_MONITORS_MAX];
	struct rect screen = {0, 0, table->display.screen->width_in_pixels,
	                      table->display.screen->height_in_pixels};
	size_t count = monitors_read(&table->display, screen, monitors, DESKTOP_MONITORS_MAX);
	return monitor_named(monitors, count, name);
}

const struct windows_backend desktop_windows_backend = {
	.open = table_open,
	.close = table_close,
	.list = table_list,
	.picture = table_picture,
	.at = table_at,
	.focus = table_focus,
	.monitor = table_monitor,
};

/*
 * Events change the list one at a time, in the server's order, so that at each moment it is what the server
 * had when it sent the last of them.
 */
#include "desktop/x11/windows.h"

#include <stdlib.h>
#include <string.h>
#include <xcb/shape.h>

enum { ROOM_FIRST = 64 };

static size_t index_of(const struct windows *windows, xcb_window_t id)
{
	size_t i = 0;
	while (i < windows->count && windows->list[i].id != id)
		i++;
	return i;
}

struct window *windows_find(struct windows *windows, xcb_window_t id)
{
	size_t i = index_of(windows, id);
	return i < windows->count ? &windows->list[i] : NULL;
}

/* Makes a place for one more at the top; NULL: no memory. */
static struct window *add(struct windows *windows, xcb_window_t id)
{
	if (windows->count == windows->room || windows->list == NULL) {
		size_t room = windows->room == 0 ? ROOM_FIRST : windows->room * 2;
		struct window *list = realloc(windows->list, room * sizeof *list);
		if (list == NULL)
			return NULL;
		windows->list = list;
		windows->room = room;
	}
	struct window *window = &windows->list[windows->count++];
	*window = (struct window){.id = id};
	return window;
}

static void drop(struct windows *windows, size_t at)
{
	if (at >= windows->count)
		return;
	windows->count--;
	memmove(&windows->list[at], &windows->list[at + 1], (windows->count - at) * sizeof *windows->list);
	windows->is_changed = true;
}

static void place(struct window *window, int x, int y, int width, int height, int border)
{
	struct rect rect = {x, y, width + 2 * border, height + 2 * border};
	if (rect.width != window->rect.width || rect.height != window->rect.height)
		window->pictures++;
	window->rect = rect;
	window->border_px = border;
}

/* --- whose they are
 * ------------------------------------------------------------------------------------------------- */

/* A window that says nothing of its computer is of the same program as others of its connection. */
static void find_kin(const struct windows *windows, struct window *window)
{
	uint32_t mine = owner_connection(&windows->reader, window->found.client);
	for (size_t i = 0; i < windows->count; i++) {
		const struct window *other = &windows->list[i];
		bool is_kin = other != window && other->is_found && (other->found.program >> 63) != 0 &&
		              owner_connection(&windows->reader, other->found.client) == mine;
		if (is_kin && window->found.program != 0)
			window->found.program = other->found.program;
	}
}

/* The program of the window for which this is a dialog. */
static uint64_t main_program(const struct windows *windows, const struct window *window)
{
	for (size_t i = 0; i < windows->count; i++) {
		const struct window *other = &windows->list[i];
		if (other->is_found && window->found.main != 0 && other->found.client == window->found.main)
			return other->found.program;
	}
	return 0;
}

static void link_programs(struct windows *windows)
{
	for (size_t i = 0; i < windows->count; i++) {
		struct window *window = &windows->list[i];
		window->programs[0] = window->programs[1] = 0;
		if (!window->is_found || !window->is_mapped)
			continue;
		find_kin(windows, window);
		window->programs[0] = window->found.program;
		window->programs[1] = window->found.is_mixed ? 0 : main_program(windows, window);
	}
}

/* The form of one of ours: what lies behind its holes is to be seen. */
static void read_shape(const struct windows *windows, struct window *window)
{
	xcb_connection_t *c = windows->reader.display->connection;
	region_clear(&window->shape);
	xcb_shape_get_rectangles_reply_t *reply = xcb_shape_get_rectangles_reply(
		c, xcb_shape_get_rectangles(c, window->id, XCB_SHAPE_SK_BOUNDING), NULL);
	const xcb_rectangle_t *rects = reply == NULL ? NULL : xcb_shape_get_rectangles_rectangles(reply);
	int count = reply == NULL ? 0 : xcb_shape_get_rectangles_rectangles_length(reply);
	for (int i = 0; i < count; i++)
		region_add(&window->shape, (struct rect){rects[i].x, rects[i].y, rects[i].width, rects[i].height});
	free(reply);
}

static void look_at_shape(const struct windows *windows, struct window *window)
{
	xcb_connection_t *c = windows->reader.display->connection;
	if (!display_has(windows->reader.display, &xcb_shape_id))
		return;
	xcb_shape_query_extents_reply_t *shape =
		xcb_shape_query_extents_reply(c, xcb_shape_query_extents(c, window->id), NULL);
	window->is_shaped = shape == NULL || shape->bounding_shaped;
	free(shape);
	if (window->is_shaped && window->found.is_own)
		read_shape(windows, window);
}

/* Whose it is; and to be told when what is in it changes. */
static void find(struct windows *windows, struct window *window)
{
	uint32_t mask = XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY | XCB_EVENT_MASK_PROPERTY_CHANGE;
	window->is_found = window->is_mapped && !window->is_input_only;
	if (!window->is_found)
		return;
	xcb_change_window_attributes(windows->reader.display->connection, window->id, XCB_CW_EVENT_MASK, &mask);
	owner_find(&windows->reader, window->id, &window->found);
	look_at_shape(windows, window);
}

static void find_all(struct windows *windows)
{
	for (size_t i = 0; i < windows->count; i++)
		find(windows, &windows->list[i]);
	link_programs(windows);
	windows->is_changed = true;
}

static void find_one(struct windows *windows, struct window *window)
{
	find(windows, window);
	link_programs(windows);
	windows->is_changed = true;
}

/* --- reading all
 * ---------------------------------------------------------------------------------------------------- */

/* Attributes and place of a window that was not known; false: it is gone already. */
static bool read_window(const struct windows *windows, struct window *window)
{
	xcb_connection_t *c = windows->reader.display->connection;
	xcb_get_window_attributes_cookie_t attributes_cookie = xcb_get_window_attributes(c, window->id);
	xcb_get_geometry_cookie_t geometry_cookie = xcb_get_geometry(c, window->id);
	xcb_get_window_attributes_reply_t *attributes =
		xcb_get_window_attributes_reply(c, attributes_cookie, NULL);
	xcb_get_geometry_reply_t *geometry = xcb_get_geometry_reply(c, geometry_cookie, NULL);
	bool is_there = attributes != NULL && geometry != NULL;
	if (is_there) {
		window->is_mapped = attributes->map_state != XCB_MAP_STATE_UNMAPPED;
		window->is_input_only = attributes->_class == XCB_WINDOW_CLASS_INPUT_ONLY;
		window->depth = geometry->depth;
		place(window, geometry->x, geometry->y, geometry->width, geometry->height, geometry->border_width);
	}
	free(attributes);
	free(geometry);
	return is_there;
}

static void add_new(struct windows *windows, xcb_window_t id)
{
	if (windows_find(windows, id) != NULL)
		return;
	struct window *window = add(windows, id);
	if (window != NULL && !read_window(windows, window))
		windows->count--;
}

enum result windows_start(struct windows *windows, const struct display *display)
{
	*windows = (struct windows){.count = 0};
	owner_reader_open(&windows->reader, display);
	xcb_connection_t *c = display->connection;
	xcb_query_tree_reply_t *tree = xcb_query_tree_reply(c, xcb_query_tree(c, display->root), NULL);
	if (tree == NULL)
		return display_state(display) == RESULT_OK ? RESULT_OUT_OF_MEMORY : RESULT_NO_DISPLAY;
	int count = xcb_query_tree_children_length(tree);
	for (int i = 0; i < count; i++)
		add_new(windows, xcb_query_tree_children(tree)[i]);
	free(tree);
	find_all(windows);
	return display_state(display);
}

void windows_finish(struct windows *windows)
{
	free(windows->list);
	*windows = (struct windows){.count = 0};
}

/* --- events
 * ---------------------------------------------------------------------------------------------------------
 */

/* Puts the window at `from` right above `below` (0: to the bottom). */
static void restack(struct windows *windows, size_t from, xcb_window_t below)
{
	struct window moved = windows->list[from];
	size_t to = below == XCB_NONE ? 0 : index_of(windows, below) + 1;
	if (to > windows->count)
		return;
	if (to > from)
		to--;
	size_t low = from < to ? from : to, high = from < to ? to : from;
	if (from < to)
		memmove(&windows->list[low], &windows->list[low + 1], (high - low) * sizeof moved);
	else
		memmove(&windows->list[low + 1], &windows->list[low], (high - low) * sizeof moved);
	windows->list[to] = moved;
}

static void take_configure(struct windows *windows, const xcb_configure_notify_event_t *event)
{
	size_t at = index_of(windows, event->window);
	if (at == windows->count)
		return;
	place(&windows->list[at], event->x, event->y, event->width, event->height, event->border_width);
	restack(windows, at, event->above_sibling);
	windows->is_changed = true;
}

static void take_map(struct windows *windows, xcb_window_t id, bool is_mapped)
{
	struct window *window = windows_find(windows, id);
	if (window == NULL)
		return;
	window->is_mapped = is_mapped;
	window->pictures++;
	find_one(windows, window);
}

static void take_new(struct windows *windows, xcb_window_t id)
{
	add_new(windows, id);
	struct window *window = windows_find(windows, id);
	if (window != NULL && window->is_mapped)
		find_one(windows, window);
}

static void take_circulate(struct windows *windows, const xcb_circulate_notify_event_t *event)
{
	size_t at = index_of(windows, event->window);
	if (at == windows->count)
		return;
	bool is_top = event->place == XCB_PLACE_ON_TOP;
	restack(windows, at, is_top ? windows->list[windows->count - 1].id : XCB_NONE);
	windows->is_changed = true;
}

/* Of the root's children. */
static void take_of_root(struct windows *windows, const xcb_generic_event_t *event)
{
	const xcb_reparent_notify_event_t *reparent = (const void *)event;
	switch (event->response_type & 0x7F) {
	case XCB_CREATE_NOTIFY:
		take_new(windows, ((const xcb_create_notify_event_t *)event)->window);
		break;
	case XCB_DESTROY_NOTIFY:
		drop(windows, index_of(windows, ((const xcb_destroy_notify_event_t *)event)->window));
		break;
	case XCB_MAP_NOTIFY:
		take_map(windows, ((const xcb_map_notify_event_t *)event)->window, true);
		break;
	case XCB_UNMAP_NOTIFY:
		take_map(windows, ((const xcb_unmap_notify_event_t *)event)->window, false);
		break;
	case XCB_REPARENT_NOTIFY:
		if (reparent->parent == windows->reader.display->root)
			take_new(windows, reparent->window);
		else
			drop(windows, index_of(windows, reparent->window));
		break;
	case XCB_CIRCULATE_NOTIFY:
		take_circulate(windows, (const void *)event);
		break;
	default:
		take_configure(windows, (const void *)event);
		break;
	}
}

static bool is_about_windows(int type)
{
	return (type >= XCB_CREATE_NOTIFY && type <= XCB_REPARENT_NOTIFY && type != XCB_MAP_REQUEST) ||
	       type == XCB_CONFIGURE_NOTIFY || type == XCB_CIRCULATE_NOTIFY;
}

/* What says to whom a window belongs has changed. */
static bool take_property(struct windows *windows, const xcb_property_notify_event_t *event)
{
	const struct owner_atoms *atoms = &windows->reader.atoms;
	struct window *window = windows_find(windows, event->window);
	if (event->window == windows->reader.display->root && event->atom == atoms->client_list)
		find_all(windows);
	else if (window != NULL && (event->atom == atoms->wm_state || event->atom == atoms->type ||
	                            event->atom == XCB_ATOM_WM_TRANSIENT_FOR))
		find_one(windows, window);
	return true;
}

bool windows_event(struct windows *windows, const xcb_generic_event_t *event)
{
	int type = event->response_type & 0x7F;
	if (type == XCB_PROPERTY_NOTIFY)
		return take_property(windows, (const void *)event);
	if (!is_about_windows(type))
		return false;
	if (type != event->response_type)
		return true; /* made up by a program: the server's own have no such mark */
	/* All of these begin alike: the window whose children are told about comes first. */
	xcb_window_t parent = ((const xcb_map_notify_event_t *)event)->event;
	xcb_window_t subject = ((const xcb_map_notify_event_t *)event)->window;
	if (parent == windows->reader.display->root) {
		if (subject == parent)
			return false; /* the root itself: the screen's size */
		take_of_root(windows, event);
		return true;
	}
	struct window *frame = windows_find(windows, parent);
	const xcb_setup_t *setup = xcb_get_setup(windows->reader.display->connection);
	bool is_ours = owner_connection(&windows->reader, subject) == setup->resource_id_base; /* compose.c's */
	bool is_inside = type == XCB_REPARENT_NOTIFY || type == XCB_DESTROY_NOTIFY;
	if (frame != NULL && subject != parent && is_inside && !is_ours)
		find_one(windows, frame);
	return true;
}

/* --- what follows from it
 * -------------------------------------------------------------------------------------------- */

bool windows_is_chosen(const struct window *window, const struct share_choice *choice)
{
	return window->is_mapped && window->is_found && !window->found.is_own && !window->found.is_desktop &&
	       share_has(choice, window->programs);
}

static void add_own(struct region *to, const struct window *window)
{
	if (!window->is_shaped)
		region_add(to, window->rect);
	for (size_t i = 0; window->is_shaped && i < window->shape.count; i++) {
		struct rect rect = window->shape.rects[i];
		rect.x += window->rect.x + window->border_px;
		rect.y += window->rect.y + window->border_px;
		region_add(to, rect_intersect(rect, window->rect));
	}
}

void windows_own(const struct windows *windows, struct region *out)
{
	region_clear(out);
	for (size_t i = 0; i < windows->count; i++) {
		const struct window *window = &windows->list[i];
		if (!window->is_mapped || window->is_input_only)
			continue;
		if (window->is_found && window->found.is_own)
			add_own(out, window);
		else if (!window->is_shaped && window->depth != 32)
			region_cut(out, window->rect);
	}
}

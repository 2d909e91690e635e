#include "desktop/x11/edge.h"

#include <string.h>
#include <xcb/shape.h>

static const char TITLE[] = FRAME_TITLE;

static xcb_window_t make(const struct display *display)
{
	xcb_connection_t *c = display->connection;
	xcb_window_t window = xcb_generate_id(c);
	const uint32_t values[] = {FRAME_COLOUR, 1};
	xcb_create_window(c, XCB_COPY_FROM_PARENT, window, display->root, 0, 0, 1, 1, 0,
	                  XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT,
	                  XCB_CW_BACK_PIXEL | XCB_CW_OVERRIDE_REDIRECT, values);
	xcb_change_property(c, XCB_PROP_MODE_REPLACE, window, XCB_ATOM_WM_NAME, XCB_ATOM_STRING, 8,
	                    sizeof TITLE - 1, TITLE);
	/* Without a place for input: what is clicked is what lies below. */
	xcb_shape_rectangles(c, XCB_SHAPE_SO_SET, XCB_SHAPE_SK_INPUT, XCB_CLIP_ORDERING_UNSORTED, window, 0, 0, 0,
	                     NULL);
	return window;
}

static void place(struct edge *edge, size_t at, struct rect rect)
{
	xcb_connection_t *c = edge->display->connection;
	if (memcmp(&edge->rects[at], &rect, sizeof rect) == 0)
		return;
	edge->rects[at] = rect;
	if (edge->sides[at] == 0)
		edge->sides[at] = make(edge->display);
	if (rect_is_empty(rect)) {
		xcb_unmap_window(c, edge->sides[at]);
		return;
	}
	const uint32_t values[] = {(uint32_t)rect.x, (uint32_t)rect.y, (uint32_t)rect.width,
	                           (uint32_t)rect.height, XCB_STACK_MODE_ABOVE};
	xcb_configure_window(c, edge->sides[at],
	                     XCB_CONFIG_WINDOW_X | XCB_CONFIG_WINDOW_Y | XCB_CONFIG_WINDOW_WIDTH |
	                         XCB_CONFIG_WINDOW_HEIGHT | XCB_CONFIG_WINDOW_STACK_MODE,
	                     values);
	xcb_map_window(c, edge->sides[at]);
}

/* The four sides of a rectangle, outside of it as far as the screen goes. */
static void place_round(struct edge *edge, size_t frame, struct rect rect)
{
	const struct rect screen = {0, 0, edge->display->screen->width_in_pixels,
	                            edge->display->screen->height_in_pixels};
	struct rect sides[FRAME_SIDES];
	frame_sides(rect, screen, sides);
	for (size_t i = 0; i < FRAME_SIDES; i++)
		place(edge, frame * FRAME_SIDES + i, sides[i]);
}

static bool is_side(const struct edge *edge, xcb_window_t window)
{
	for (size_t i = 0; i < FRAMES_MAX * FRAME_SIDES; i++) {
		if (edge->sides[i] != 0 && edge->sides[i] == window)
			return true;
	}
	return false;
}

/* Another program's window lies above a side, or somebody has hidden one. Lotse's own may: they say more. */
static bool is_hidden(const struct edge *edge, const struct windows *windows)
{
	struct region above = {.count = 0};
	for (size_t i = windows->count; i > 0; i--) {
		const struct window *window = &windows->list[i - 1];
		bool is_meant = false;
		for (size_t k = 0; k < FRAMES_MAX * FRAME_SIDES; k++)
			is_meant |= edge->sides[k] == window->id && !rect_is_empty(edge->rects[k]);
		if (is_meant && (!window->is_mapped || region_meets(&above, window->rect)))
			return true;
		if (window->is_mapped && !window->is_input_only && !window->found.is_own &&
		    !is_side(edge, window->id))
			region_add(&above, window->rect);
	}
	return false;
}

static void bring_back(struct edge *edge)
{
	const uint32_t above = XCB_STACK_MODE_ABOVE;
	xcb_connection_t *c = edge->display->connection;
	for (size_t i = 0; i < FRAMES_MAX * FRAME_SIDES; i++) {
		if (edge->sides[i] == 0 || rect_is_empty(edge->rects[i]))
			continue;
		xcb_configure_window(c, edge->sides[i], XCB_CONFIG_WINDOW_STACK_MODE, &above);
		xcb_map_window(c, edge->sides[i]);
	}
}

int edge_follow(struct edge *edge, const struct windows *windows, const struct rect *around, size_t count,
                int64_t now_ms)
{
	edge->display = windows->reader.display;
	for (size_t i = 0; i < FRAMES_MAX; i++)
		place_round(edge, i, i < count ? around[i] : (struct rect){0});
	if (!is_hidden(edge, windows))
		return -1;
	int64_t left_ms = edge->raised_ms + FRAME_RAISE_MS - now_ms;
	if (edge->raised_ms != 0 && left_ms > 0)
		return (int)left_ms;
	edge->raised_ms = now_ms;
	bring_back(edge);
	return FRAME_RAISE_MS;
}

void edge_close(struct edge *edge)
{
	for (size_t i = 0; i < FRAMES_MAX * FRAME_SIDES; i++) {
		if (edge->sides[i] != 0)
			xcb_destroy_window(edge->display->connection, edge->sides[i]);
	}
	*edge = (struct edge){.display = NULL};
}

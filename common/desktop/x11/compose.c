/*
 * compose_follow -> for a window with a new picture take_picture (redirect, name, paint calm, have it painted
 * anew) -> its damage comes as events -> compose_paint copies layer by layer, from the bottom up.
 */
#include "desktop/x11/compose.h"

#include <stdlib.h>
#include <string.h>
#include <xcb/composite.h>
#include <xcb/shape.h>

enum { DEPTH_PLAIN = 24, DEPTH_ALPHA = 32 };

bool compose_can(const struct display *display)
{
	xcb_connection_t *c = display->connection;
	if (!display_has(display, &xcb_composite_id) || !display_has(display, &xcb_damage_id) ||
	    !display_has(display, &xcb_shape_id))
		return false;
	xcb_composite_query_version_reply_t *version =
		xcb_composite_query_version_reply(c, xcb_composite_query_version(c, 0, 4), NULL);
	/* Windows have had a picture of their own since 0.2. */
	bool can = version != NULL && (version->major_version > 0 || version->minor_version >= 2);
	free(version);
	return can && display->screen->root_depth == DEPTH_PLAIN;
}

/* --- opening
 * -------------------------------------------------------------------------------------------------------- */

/* How RENDER calls pixels of both depths; without it windows with an alpha channel stay calm. */
static void find_formats(struct compose *compose)
{
	xcb_connection_t *c = compose->display->connection;
	if (!display_has(compose->display, &xcb_render_id))
		return;
	xcb_render_query_pict_formats_reply_t *reply =
		xcb_render_query_pict_formats_reply(c, xcb_render_query_pict_formats(c), NULL);
	if (reply == NULL)
		return;
	xcb_render_pictforminfo_iterator_t at = xcb_render_query_pict_formats_formats_iterator(reply);
	for (; at.rem > 0; xcb_render_pictforminfo_next(&at)) {
		const xcb_render_pictforminfo_t *info = at.data;
		bool is_rgb = info->type == XCB_RENDER_PICT_TYPE_DIRECT && info->direct.red_shift == 16 &&
		              info->direct.red_mask == 0xFF && info->direct.blue_shift == 0;
		if (is_rgb && info->depth == DEPTH_PLAIN && info->direct.alpha_mask == 0)
			compose->formats[0] = info->id;
		/* Its alpha is left out: without a compositing manager people don't see it either. */
		if (is_rgb && info->depth == DEPTH_ALPHA && info->direct.alpha_mask == 0)
			compose->formats[1] = info->id;
	}
	free(reply);
}

static xcb_gcontext_t make_gc(const struct compose *compose, uint32_t pixel)
{
	xcb_connection_t *c = compose->display->connection;
	xcb_gcontext_t gc = xcb_generate_id(c);
	const uint32_t values[] = {pixel, 0};
	xcb_create_gc(c, gc, compose->canvas, XCB_GC_FOREGROUND | XCB_GC_GRAPHICS_EXPOSURES, values);
	return gc;
}

static xcb_rectangle_t rectangle_of(struct rect rect)
{
	return (xcb_rectangle_t){(int16_t)rect.x, (int16_t)rect.y, (uint16_t)rect.width, (uint16_t)rect.height};
}

static void paint_calm(const struct compose *compose, xcb_drawable_t on, struct rect rect)
{
	xcb_rectangle_t rectangle = rectangle_of(rect);
	xcb_poly_fill_rectangle(compose->display->connection, on, compose->calm, 1, &rectangle);
}

void compose_open(struct compose *compose, const struct display *display, struct rect size)
{
	*compose = (struct compose){.display = display, .size = size};
	xcb_connection_t *c = display->connection;
	compose->canvas = xcb_generate_id(c);
	xcb_create_pixmap(c, DEPTH_PLAIN, compose->canvas, display->root, (uint16_t)size.width,
	                  (uint16_t)size.height);
	compose->calm = make_gc(compose, SHARE_CALM);
	compose->copy = make_gc(compose, 0);
	find_formats(compose);
	paint_calm(compose, compose->canvas, size);
}

/* --- layers
 * ---------------------------------------------------------------------------------------------------------
 */

static void drop_picture(const struct compose *compose, struct layer *layer)
{
	if (layer->picture != 0)
		xcb_free_pixmap(compose->display->connection, layer->picture);
	layer->picture = 0;
}

static void drop_layer(const struct compose *compose, struct layer *layer)
{
	xcb_connection_t *c = compose->display->connection;
	drop_picture(compose, layer);
	if (layer->damage != 0) {
		xcb_damage_destroy(c, layer->damage);
		xcb_composite_unredirect_window(c, layer->window, XCB_COMPOSITE_REDIRECT_AUTOMATIC);
	}
	layer->damage = 0;
}

void compose_close(struct compose *compose)
{
	if (compose->display == NULL)
		return;
	xcb_connection_t *c = compose->display->connection;
	for (size_t i = 0; i < compose->count; i++)
		drop_layer(compose, &compose->layers[i]);
	free(compose->layers);
	xcb_free_gc(c, compose->calm);
	xcb_free_gc(c, compose->copy);
	xcb_free_pixmap(c, compose->canvas);
	*compose = (struct compose){.display = NULL};
}

void compose_have_painted(const struct display *display, xcb_window_t window, struct rect size)
{
	xcb_connection_t *c = display->connection;
	xcb_window_t cover = xcb_generate_id(c);
	const uint32_t override = 1;
	xcb_create_window(c, XCB_COPY_FROM_PARENT, cover, window, 0, 0, (uint16_t)size.width,
	                  (uint16_t)size.height, 0, XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT,
	                  XCB_CW_OVERRIDE_REDIRECT, &override);
	xcb_shape_rectangles(c, XCB_SHAPE_SO_SET, XCB_SHAPE_SK_INPUT, XCB_CLIP_ORDERING_UNSORTED, cover, 0, 0, 0,
	                     NULL);
	xcb_map_window(c, cover);
	xcb_destroy_window(c, cover);
}

/* Painting calm takes a drawing context of the picture's depth. */
static void paint_all_calm(const struct compose *compose, const struct layer *layer)
{
	xcb_connection_t *c = compose->display->connection;
	struct rect all = {0, 0, layer->rect.width, layer->rect.height};
	xcb_rectangle_t rectangle = rectangle_of(all);
	const uint32_t pixel = SHARE_CALM;
	if (layer->depth == DEPTH_PLAIN) {
		paint_calm(compose, layer->picture, all);
		return;
	}
	xcb_gcontext_t gc = xcb_generate_id(c);
	xcb_create_gc(c, gc, layer->picture, XCB_GC_FOREGROUND, &pixel);
	xcb_poly_fill_rectangle(c, layer->picture, gc, 1, &rectangle);
	xcb_free_gc(c, gc);
}

/* The window's present picture becomes the layer's. The process is asked for before and after, since a window
 * of another program may have got the same id in between. */
static void take_picture(const struct compose *compose, const struct windows *windows, struct layer *layer)
{
	xcb_connection_t *c = compose->display->connection;
	drop_picture(compose, layer);
	if (layer->damage == 0) {
		layer->damage = xcb_generate_id(c);
		xcb_composite_redirect_window(c, layer->window, XCB_COMPOSITE_REDIRECT_AUTOMATIC);
		xcb_damage_create(c, layer->damage, layer->window, XCB_DAMAGE_REPORT_LEVEL_BOUNDING_BOX);
	}
	struct owner_found before, after;
	owner_find(&windows->reader, layer->window, &before);
	layer->picture = xcb_generate_id(c);
	xcb_void_cookie_t named = xcb_composite_name_window_pixmap_checked(c, layer->window, layer->picture);
	xcb_generic_error_t *error = xcb_request_check(c, named);
	if (error == NULL) {
		paint_all_calm(compose, layer);
		compose_have_painted(compose->display, layer->window, layer->rect);
	}
	owner_find(&windows->reader, layer->window, &after);
	bool is_same = before.program == after.program && before.client == after.client;
	if (error != NULL)
		layer->picture = 0; /* it went away just now, which will be told */
	else if (!is_same)
		drop_picture(compose, layer);
	free(error);
}

static const struct layer *find_layer(const struct compose *compose, xcb_window_t window)
{
	for (size_t i = 0; i < compose->count; i++) {
		if (compose->layers[i].window == window)
			return &compose->layers[i];
	}
	return NULL;
}

static bool is_same_rect(struct rect a, struct rect b)
{
	return memcmp(&a, &b, sizeof a) == 0;
}

/* The layer of a window as it is now: the one that was, or a new one. */
static struct layer make_layer(struct compose *compose, const struct windows *windows,
                               const struct window *window, struct region *damage)
{
	const struct layer *old = find_layer(compose, window->id);
	struct layer layer = {.window = window->id, .depth = window->depth};
	if (old != NULL)
		layer = *old;
	if (old == NULL || !is_same_rect(old->rect, window->rect)) {
		region_add(damage, layer.rect);
		region_add(damage, window->rect);
	}
	layer.rect = window->rect;
	if (old == NULL || old->pictures != window->pictures) {
		layer.pictures = window->pictures;
		take_picture(compose, windows, &layer);
		region_add(damage, layer.rect);
	}
	return layer;
}

static bool has_layer(const struct layer *layers, size_t count, xcb_window_t window)
{
	for (size_t i = 0; i < count; i++) {
		if (layers[i].window == window)
			return true;
	}
	return false;
}

/* Another order shows: all that lies in another place of it. */
static void note_order(const struct compose *compose, const struct layer *layers, size_t count,
                       struct region *damage)
{
	for (size_t i = 0; i < count; i++) {
		if (i >= compose->count || compose->layers[i].window != layers[i].window)
			region_add(damage, layers[i].rect);
	}
}

enum result compose_follow(struct compose *compose, const struct windows *windows,
                           const struct share_choice *choice, struct region *damage)
{
	size_t count = 0;
	struct layer *layers = calloc(windows->count + 1, sizeof *layers);
	if (layers == NULL)
		return RESULT_OUT_OF_MEMORY;
	for (size_t i = 0; i < windows->count; i++) {
		const struct window *window = &windows->list[i];
		bool is_drawable = window->depth == DEPTH_PLAIN || window->depth == DEPTH_ALPHA;
		if (is_drawable && windows_is_chosen(window, choice))
			layers[count++] = make_layer(compose, windows, window, damage);
	}
	for (size_t i = 0; i < compose->count; i++) {
		struct layer *old = &compose->layers[i];
		if (has_layer(layers, count, old->window))
			continue;
		region_add(damage, old->rect);
		drop_layer(compose, old);
	}
	note_order(compose, layers, count, damage);
	free(compose->layers);
	compose->layers = layers;
	compose->count = count;
	region_clip(damage, compose->size);
	return RESULT_OK;
}

/* --- what was drawn
 * ------------------------------------------------------------------------------------------------- */

bool compose_event(struct compose *compose, const xcb_generic_event_t *event, struct region *damage)
{
	xcb_connection_t *c = compose->display->connection;
	const xcb_damage_notify_event_t *notify = (const void *)event;
	uint8_t first = xcb_get_extension_data(c, &xcb_damage_id)->first_event;
	if ((event->response_type & 0x7F) != first + XCB_DAMAGE_NOTIFY)
		return false;
	for (size_t i = 0; i < compose->count; i++) {
		struct layer *layer = &compose->layers[i];
		if (layer->damage != notify->damage)
			continue;
		layer->is_drawn = true;
		/* The box is relative to the inside; a border is not drawn on. */
		int border = (layer->rect.width - notify->geometry.width) / 2;
		struct rect box = {layer->rect.x + border + notify->area.x, layer->rect.y + border + notify->area.y,
		                   notify->area.width, notify->area.height};
		region_add(damage, rect_intersect(box, rect_intersect(layer->rect, compose->size)));
		return true;
	}
	return false;
}

static void copy_alpha(const struct compose *compose, const struct layer *layer, struct rect part)
{
	xcb_connection_t *c = compose->display->connection;
	if (compose->formats[0] == 0 || compose->formats[1] == 0)
		return;
	xcb_render_picture_t from = xcb_generate_id(c), to = xcb_generate_id(c);
	xcb_render_create_picture(c, from, layer->picture, compose->formats[1], 0, NULL);
	xcb_render_create_picture(c, to, compose->canvas, compose->formats[0], 0, NULL);
	xcb_render_composite(c, XCB_RENDER_PICT_OP_SRC, from, XCB_RENDER_PICTURE_NONE, to,
	                     (int16_t)(part.x - layer->rect.x), (int16_t)(part.y - layer->rect.y), 0, 0,
	                     (int16_t)part.x, (int16_t)part.y, (uint16_t)part.width, (uint16_t)part.height);
	xcb_render_free_picture(c, from);
	xcb_render_free_picture(c, to);
}

static void copy_layer(const struct compose *compose, const struct layer *layer, struct rect rect)
{
	struct rect part = rect_intersect(rect, layer->rect);
	if (layer->picture == 0 || rect_is_empty(part))
		return;
	if (layer->depth == DEPTH_ALPHA)
		copy_alpha(compose, layer, part);
	else
		xcb_copy_area(compose->display->connection, layer->picture, compose->canvas, compose->copy,
		              (int16_t)(part.x - layer->rect.x), (int16_t)(part.y - layer->rect.y), (int16_t)part.x,
		              (int16_t)part.y, (uint16_t)part.width, (uint16_t)part.height);
}

/* The first layer that has to be copied: whatever lies wholly below another one can't be seen. */
static size_t lowest_seen(const struct compose *compose, struct rect rect)
{
	for (size_t i = compose->count; i > 0; i--) {
		const struct layer *layer = &compose->layers[i - 1];
		if (layer->picture != 0 && rect_contains(layer->rect, rect))
			return i - 1;
	}
	return compose->count;
}

void compose_paint(struct compose *compose, const struct region *region)
{
	/* Taken away first: what is drawn from here on is told again. */
	for (size_t i = 0; i < compose->count; i++) {
		struct layer *layer = &compose->layers[i];
		if (layer->is_drawn)
			xcb_damage_subtract(compose->display->connection, layer->damage, XCB_NONE, XCB_NONE);
		layer->is_drawn = false;
	}
	for (size_t k = 0; k < region->count; k++) {
		struct rect rect = region->rects[k];
		size_t first = lowest_seen(compose, rect);
		if (first == compose->count) {
			paint_calm(compose, compose->canvas, rect);
			first = 0;
		}
		for (size_t i = first; i < compose->count; i++)
			copy_layer(compose, &compose->layers[i], rect);
	}
}

xcb_drawable_t compose_drawable(const struct compose *compose)
{
	return compose->canvas;
}

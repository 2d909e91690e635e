#include "desktop/x11/pointer.h"

#include "base/clock.h"
#include "desktop/x11/raw.h"

#include <stdlib.h>
#include <string.h>
#include <xcb/xfixes.h>

void pointer_open(struct pointer *pointer, const struct display *display)
{
	*pointer = (struct pointer){.is_shape_due = true, .is_place_due = true};
	xcb_xfixes_select_cursor_input(display->connection, display->root,
	                               XCB_XFIXES_CURSOR_NOTIFY_MASK_DISPLAY_CURSOR);
	pointer->has_raw = raw_is_there(display);
	if (pointer->has_raw)
		raw_select(display, XCB_INPUT_DEVICE_ALL_MASTER, XCB_INPUT_XI_EVENT_MASK_RAW_MOTION);
}

bool pointer_event(struct pointer *pointer, const struct display *display, const xcb_generic_event_t *event)
{
	uint8_t first = xcb_get_extension_data(display->connection, &xcb_xfixes_id)->first_event;
	if ((event->response_type & 0x7F) == first + XCB_XFIXES_CURSOR_NOTIFY) {
		pointer->is_shape_due = true;
		return true;
	}
	if (raw_event(display, event) == NULL)
		return false;
	pointer->is_place_due = true;
	return true;
}

static bool set_shape(struct desktop_cursor *cursor, const xcb_xfixes_get_cursor_image_reply_t *reply)
{
	struct image shape;
	int pixels = xcb_xfixes_get_cursor_image_cursor_image_length(reply);
	if (pixels != reply->width * reply->height ||
	    image_init(&shape, reply->width, reply->height) != RESULT_OK)
		return false;
	const uint32_t *from = xcb_xfixes_get_cursor_image_cursor_image(reply);
	for (int y = 0; y < shape.height_px; y++)
		memcpy(image_row(&shape, y), from + (size_t)y * reply->width, (size_t)reply->width * sizeof *from);
	image_finish(&cursor->shape);
	cursor->shape = shape;
	cursor->shape_number++;
	cursor->hot_x_px = reply->xhot;
	cursor->hot_y_px = reply->yhot;
	return true;
}

static bool set_place(struct desktop_cursor *cursor, int x_px, int y_px)
{
	bool has_moved = cursor->x_px != x_px || cursor->y_px != y_px;
	cursor->x_px = x_px;
	cursor->y_px = y_px;
	return has_moved;
}

static bool take_answers(struct pointer *pointer, const struct display *display,
                         struct desktop_cursor *cursor, struct capture_news *news)
{
	void *reply;
	bool has_taken = false;
	if (pending_take(display, &pointer->shape, &reply)) {
		news->is_cursor_shaped |= reply != NULL && set_shape(cursor, reply);
		free(reply);
		has_taken = true;
	}
	if (pending_take(display, &pointer->place, &reply)) {
		const xcb_query_pointer_reply_t *place = reply;
		news->is_cursor_moved |= place != NULL && set_place(cursor, place->root_x, place->root_y);
		free(reply);
		has_taken = true;
	}
	return has_taken;
}

static void wake_in(struct capture_news *news, int ms)
{
	if (news->again_ms < 0 || ms < news->again_ms)
		news->again_ms = ms;
}

static void ask_place(struct pointer *pointer, const struct display *display, struct capture_news *news)
{
	int64_t now_us = clock_now_us();
	int64_t pause_ms = pointer->has_raw ? POINTER_PAUSE_MS : POINTER_POLL_MS;
	int64_t left_ms = pause_ms - (now_us - pointer->asked_us) / 1000;
	if (left_ms > 0) {
		wake_in(news, (int)left_ms);
		return;
	}
	pointer->place.sequence = xcb_query_pointer(display->connection, display->root).sequence;
	pointer->place.is_open = true;
	pointer->asked_us = now_us;
	pointer->is_place_due = false;
}

bool pointer_poll(struct pointer *pointer, const struct display *display, struct desktop_cursor *cursor,
                  struct capture_news *news)
{
	bool has_taken = take_answers(pointer, display, cursor, news);
	if (pointer->is_shape_due && !pointer->shape.is_open) {
		pointer->shape.sequence = xcb_xfixes_get_cursor_image(display->connection).sequence;
		pointer->shape.is_open = true;
		pointer->is_shape_due = false;
	}
	if ((pointer->is_place_due || !pointer->has_raw) && !pointer->place.is_open)
		ask_place(pointer, display, news);
	return has_taken;
}

/*
 * The capture backend for X11. XDamage tells once that something was drawn (NonEmpty); what exactly is then
 * collected (subtract, fetch: one round trip, not waited for), which also lets it tell again. So a program
 * that draws in a million small pieces costs no more than one that draws at once, and whoever waits for quiet
 * need only wait for the next such event.
 *
 * Pixels are read after the damage was taken away, so what is drawn meanwhile is told again: read twice
 * perhaps, missed never. All rectangles are asked for in one go; with shared memory each has its own place
 * there.
 *
 * One thing XDamage does not tell: that the server itself paints what comes to light of a window that has a
 * picture as its background. So the whole screen is looked at once when windows have come to rest.
 */
#include "desktop/backend.h"

#include "base/clock.h"
#include "base/log.h"
#include "desktop/monitor.h"
#include "desktop/x11/display.h"
#include "desktop/x11/monitors.h"
#include "desktop/x11/pointer.h"
#include "desktop/x11/scope.h"
#include "desktop/x11/shm.h"

#include <stdlib.h>
#include <string.h>
#include <xcb/damage.h>
#include <xcb/xfixes.h>

enum {
	COLLECT_PAUSE_US = 1000, /* between two collections */
	PARTS_MAX = 128,         /* of one collection; more are taken as one */
	ROUNDS_MAX = 8,          /* of one poll */
	LOOK_AGAIN_US = 150000,  /* after windows were moved or went away */
};

struct capture {
	struct display display;
	struct shm shm; /* of the whole screen's size; or none */
	struct pointer pointer;
	struct scope scope;
	struct capture_state state;

	xcb_damage_damage_t damage;
	xcb_xfixes_region_t parts; /* of the server: what was collected last */
	struct pending collecting;
	int64_t collected_us;
	bool is_drawn; /* told of, not collected yet */
	bool is_resized;
	int64_t look_again_us; /* when all is looked at once more; 0: no need */

	struct region asked;
	struct pending reads[REGION_RECTS_MAX]; /* for asked.rects */
	void *replies[REGION_RECTS_MAX];
	size_t taken; /* of them */
	bool has_failed;
};

static struct rect screen_rect(const struct capture *capture)
{
	return (struct rect){0, 0, capture->state.width_px, capture->state.height_px};
}

/* --- opening
 * ---------------------------------------------------------------------------------------------------- */

static bool has_what_it_needs(const struct display *display)
{
	if (!display_has(display, &xcb_damage_id) || !display_has(display, &xcb_xfixes_id))
		return false;
	xcb_connection_t *c = display->connection;
	xcb_damage_query_version_reply_t *damage =
		xcb_damage_query_version_reply(c, xcb_damage_query_version(c, 1, 1), NULL);
	xcb_xfixes_query_version_reply_t *fixes =
		xcb_xfixes_query_version_reply(c, xcb_xfixes_query_version(c, 4, 0), NULL);
	bool is_there = damage != NULL && fixes != NULL && fixes->major_version >= 2;
	free(damage);
	free(fixes);
	return is_there;
}

static enum result check(const struct display *display)
{
	enum result result = display_check_pixels(display);
	if (result != RESULT_OK)
		return result;
	if (!has_what_it_needs(display)) {
		log_warn("desktop", "this display lacks DAMAGE or XFIXES");
		return RESULT_UNSUPPORTED;
	}
	if (display_is_xwayland(display) && display_is_blank(display)) {
		log_warn("desktop", "this is XWayland with an empty screen");
		return RESULT_WAYLAND;
	}
	return display_state(display);
}

/* Size, monitors and memory anew. Waits for the server, but only when something has changed. */
static enum result measure(struct capture *capture)
{
	const struct display *display = &capture->display;
	xcb_connection_t *c = display->connection;
	xcb_get_geometry_reply_t *root = xcb_get_geometry_reply(c, xcb_get_geometry(c, display->root), NULL);
	if (root == NULL)
		return display_state(display) == RESULT_OK ? RESULT_SYSTEM : RESULT_NO_DISPLAY;
	struct capture_state *state = &capture->state;
	state->width_px = root->width;
	state->height_px = root->height;
	free(root);
	state->monitor_count =
		monitors_read(display, screen_rect(capture), state->monitors, DESKTOP_MONITORS_MAX);
	size_t size_bytes = (size_t)state->width_px * (size_t)state->height_px * sizeof(uint32_t);
	if (capture->shm.size_bytes != size_bytes) {
		shm_close(&capture->shm, display);
		enum result result = shm_open_with(&capture->shm, display, size_bytes);
		if (result != RESULT_UNSUPPORTED)
			return result;
	}
	return display_state(display);
}

static void listen(struct capture *capture)
{
	xcb_connection_t *c = capture->display.connection;
	xcb_window_t root = capture->display.root;
	uint32_t mask = WINDOWS_EVENTS;
	xcb_change_window_attributes(c, root, XCB_CW_EVENT_MASK, &mask);
	monitors_open(&capture->display);
	pointer_open(&capture->pointer, &capture->display);
	capture->damage = xcb_generate_id(c);
	xcb_damage_create(c, capture->damage, root, XCB_DAMAGE_REPORT_LEVEL_NON_EMPTY);
	capture->parts = xcb_generate_id(c);
	xcb_xfixes_create_region(c, capture->parts, 0, NULL);
}

static void capture_close(void *self)
{
	struct capture *capture = self;
	if (capture->display.connection != NULL) {
		scope_close(&capture->scope);
		shm_close(&capture->shm, &capture->display);
	}
	display_close(&capture->display);
	for (size_t i = 0; i < REGION_RECTS_MAX; i++)
		free(capture->replies[i]);
	image_finish(&capture->state.cursor.shape);
	free(capture);
}

static enum result capture_open(void **out, const char *display_name, const struct capture_state **state)
{
	*out = NULL;
	struct capture *capture = calloc(1, sizeof *capture);
	if (capture == NULL)
		return RESULT_OUT_OF_MEMORY;
	enum result result = display_open(&capture->display, display_name);
	if (result == RESULT_OK)
		result = check(&capture->display);
	if (result == RESULT_OK) {
		listen(capture); /* before measuring, so that no change is missed */
		result = measure(capture);
	}
	if (result == RESULT_OK)
		result = scope_open(&capture->scope, &capture->display, screen_rect(capture));
	capture->state.can_compose = result == RESULT_OK && compose_can(&capture->display);
	if (result != RESULT_OK) {
		capture_close(capture);
		return result;
	}
	*out = capture;
	*state = &capture->state;
	return RESULT_OK;
}

static wake_handle capture_handle(void *self)
{
	struct capture *capture = self;
	return xcb_get_file_descriptor(capture->display.connection);
}

/* --- what has happened
 * ---------------------------------------------------------------------------------------------- */

/* A window of the screen has come, gone or moved, and others have come to light. */
static bool is_uncovering(const struct display *display, const xcb_generic_event_t *event)
{
	switch (event->response_type & 0x7F) {
	case XCB_CONFIGURE_NOTIFY:
		return ((const xcb_configure_notify_event_t *)event)->window != display->root;
	case XCB_MAP_NOTIFY:
	case XCB_UNMAP_NOTIFY:
	case XCB_CIRCULATE_NOTIFY:
		return true;
	default:
		return false;
	}
}

static void take_event(struct capture *capture, const xcb_generic_event_t *event)
{
	const struct display *display = &capture->display;
	int type = event->response_type & 0x7F;
	if (is_uncovering(display, event))
		capture->look_again_us = clock_now_us() + LOOK_AGAIN_US;
	if (event->response_type == 0 || scope_event(&capture->scope, event))
		return;
	if (type == xcb_get_extension_data(display->connection, &xcb_damage_id)->first_event + XCB_DAMAGE_NOTIFY)
		capture->is_drawn = true;
	else if (type == XCB_CONFIGURE_NOTIFY || monitors_event(display, event))
		capture->is_resized = true;
	else
		pointer_event(&capture->pointer, display, event);
}

static bool take_events(struct capture *capture)
{
	bool is_any = false;
	xcb_generic_event_t *event;
	while ((event = xcb_poll_for_event(capture->display.connection)) != NULL) {
		take_event(capture, event);
		free(event);
		is_any = true;
	}
	return is_any;
}

static struct rect rect_of(xcb_rectangle_t from)
{
	return (struct rect){from.x, from.y, from.width, from.height};
}

static bool take_collection(struct capture *capture, struct capture_news *news)
{
	void *reply;
	if (!pending_take(&capture->display, &capture->collecting, &reply))
		return false;
	const xcb_xfixes_fetch_region_reply_t *parts = reply;
	if (parts != NULL && !scope_is_composed(&capture->scope)) {
		const xcb_rectangle_t *rects = xcb_xfixes_fetch_region_rectangles(parts);
		int count = xcb_xfixes_fetch_region_rectangles_length(parts);
		if (count > PARTS_MAX)
			region_add(&news->damage, rect_of(parts->extents));
		for (int i = 0; i < count && count <= PARTS_MAX; i++)
			region_add(&news->damage, rect_of(rects[i]));
	}
	free(reply);
	return true;
}

/* The pause keeps a program that never stops drawing from keeping us busy with nothing else. */
static void collect(struct capture *capture, struct capture_news *news)
{
	if (!capture->is_drawn || capture->collecting.is_open || scope_is_composed(&capture->scope))
		return;
	int64_t now_us = clock_now_us();
	if (now_us - capture->collected_us < COLLECT_PAUSE_US) {
		news->again_ms = 1;
		return;
	}
	xcb_connection_t *c = capture->display.connection;
	xcb_damage_subtract(c, capture->damage, XCB_NONE, capture->parts);
	capture->collecting.sequence = xcb_xfixes_fetch_region(c, capture->parts).sequence;
	capture->collecting.is_open = true;
	capture->collected_us = now_us;
	capture->is_drawn = false;
}

/* What was asked for is of another size now; it counts as failed. */
static void forget_reads(struct capture *capture)
{
	for (size_t i = capture->taken; i < capture->asked.count; i++)
		xcb_discard_reply(capture->display.connection, capture->reads[i].sequence);
	capture->taken = capture->asked.count;
	capture->has_failed = true;
}

static enum result resize(struct capture *capture, struct capture_news *news)
{
	if (!capture->is_resized)
		return RESULT_OK;
	capture->is_resized = false;
	if (capture->asked.count > 0)
		forget_reads(capture);
	news->is_resized = true;
	enum result result = measure(capture);
	if (result == RESULT_OK)
		scope_resize(&capture->scope, screen_rect(capture));
	return result;
}

static void look_again(struct capture *capture, struct capture_news *news)
{
	if (capture->look_again_us == 0 || scope_is_composed(&capture->scope))
		return;
	int64_t left_us = capture->look_again_us - clock_now_us();
	if (left_us <= 0) {
		capture->look_again_us = 0;
		region_add(&news->damage, screen_rect(capture));
		return;
	}
	int left_ms = (int)((left_us + 999) / 1000);
	if (news->again_ms < 0 || left_ms < news->again_ms)
		news->again_ms = left_ms;
}

static enum result capture_poll(void *self, struct capture_news *news)
{
	struct capture *capture = self;
	enum result result = RESULT_OK;
	bool is_more = true;
	/* Each answer read may have brought events with it, and the other way round: what is left inside xcb
	 * would not wake us any more. */
	for (int round = 0; is_more && round < ROUNDS_MAX && result == RESULT_OK; round++) {
		news->again_ms = -1;
		is_more = take_events(capture);
		result = resize(capture, news);
		is_more |= take_collection(capture, news);
		is_more |= pointer_poll(&capture->pointer, &capture->display, &capture->state.cursor, news);
		collect(capture, news);
	}
	if (result == RESULT_OK)
		result = scope_follow(&capture->scope, &news->damage);
	look_again(capture, news);
	scope_frame(&capture->scope, &news->again_ms);
	if (is_more)
		news->again_ms = 0;
	news->is_busy = (capture->is_drawn || capture->collecting.is_open) && !scope_is_composed(&capture->scope);
	xcb_flush(capture->display.connection);
	return result == RESULT_OK ? display_state(&capture->display) : result;
}

/* --- pixels
 * ---------------------------------------------------------------------------------------------------------
 */

static size_t pixels_of(const struct region *region)
{
	size_t sum = 0;
	for (size_t i = 0; i < region->count; i++)
		sum += (size_t)region->rects[i].width * (size_t)region->rects[i].height;
	return sum;
}

static unsigned ask_rect(struct capture *capture, struct rect rect, size_t offset_px)
{
	xcb_connection_t *c = capture->display.connection;
	int16_t x = (int16_t)rect.x, y = (int16_t)rect.y;
	uint16_t width = (uint16_t)rect.width, height = (uint16_t)rect.height;
	xcb_drawable_t from = scope_drawable(&capture->scope);
	if (capture->shm.segment == 0)
		return xcb_get_image(c, XCB_IMAGE_FORMAT_Z_PIXMAP, from, x, y, width, height, UINT32_MAX).sequence;
	return xcb_shm_get_image(c, from, x, y, width, height, UINT32_MAX, XCB_IMAGE_FORMAT_Z_PIXMAP,
	                         capture->shm.segment, (uint32_t)(offset_px * sizeof(uint32_t)))
	    .sequence;
}

static enum result capture_ask(void *self, const struct region *want)
{
	struct capture *capture = self;
	capture->asked = *want;
	if (pixels_of(want) * sizeof(uint32_t) > capture->shm.size_bytes && capture->shm.segment != 0) {
		/* Overlapping ones could need more room than there is; the rectangle around them never does. */
		region_clear(&capture->asked);
		region_add(&capture->asked, rect_intersect(region_bounds(want), screen_rect(capture)));
	}
	capture->taken = 0;
	capture->has_failed = false;
	scope_prepare(&capture->scope, &capture->asked);
	size_t offset_px = 0;
	for (size_t i = 0; i < capture->asked.count; i++) {
		struct rect rect = capture->asked.rects[i];
		capture->reads[i] = (struct pending){.sequence = ask_rect(capture, rect, offset_px), .is_open = true};
		offset_px += (size_t)rect.width * (size_t)rect.height;
	}
	xcb_flush(capture->display.connection);
	return display_state(&capture->display);
}

/* Where the pixels of an answer are, or NULL if it is not what was asked for. */
static const uint32_t *pixels_in(struct capture *capture, void *reply, struct rect rect, size_t offset_px)
{
	int count = rect.width * rect.height;
	if (reply == NULL)
		return NULL;
	if (capture->shm.segment != 0) {
		const xcb_shm_get_image_reply_t *shared = reply;
		bool is_right = shared->size == (uint32_t)count * sizeof(uint32_t);
		return is_right ? capture->shm.pixels + offset_px : NULL;
	}
	bool is_right = xcb_get_image_data_length(reply) / (int)sizeof(uint32_t) >= count;
	return is_right ? (const uint32_t *)(const void *)xcb_get_image_data(reply) : NULL;
}

static void copy_in(struct image *into, struct rect rect, const uint32_t *pixels)
{
	for (int y = 0; y < rect.height; y++)
		memcpy(image_row(into, rect.y + y) + rect.x, pixels + (size_t)y * (size_t)rect.width,
		       (size_t)rect.width * sizeof *pixels);
}

static enum result copy_all(struct capture *capture, struct image *into)
{
	size_t offset_px = 0;
	enum result result = capture->has_failed ? RESULT_SYSTEM : RESULT_OK;
	for (size_t i = 0; i < capture->asked.count; i++) {
		struct rect rect = capture->asked.rects[i];
		const uint32_t *pixels = pixels_in(capture, capture->replies[i], rect, offset_px);
		if (pixels == NULL)
			result = RESULT_SYSTEM;
		else if (result == RESULT_OK && into != NULL)
			copy_in(into, rect, pixels);
		offset_px += (size_t)rect.width * (size_t)rect.height;
		free(capture->replies[i]);
		capture->replies[i] = NULL;
	}
	/* What came before the pixels tells where windows of ours were when they were read. */
	take_events(capture);
	if (result == RESULT_OK && into != NULL)
		scope_cover(&capture->scope, into, &capture->asked);
	region_clear(&capture->asked);
	return result;
}

static enum result capture_take(void *self, struct image *into)
{
	struct capture *capture = self;
	while (capture->taken < capture->asked.count) {
		size_t i = capture->taken;
		if (!pending_take(&capture->display, &capture->reads[i], &capture->replies[i])) {
			enum result state = display_state(&capture->display);
			return state == RESULT_OK ? RESULT_WOULD_BLOCK : state;
		}
		capture->taken++;
	}
	return copy_all(capture, into);
}

static enum result capture_choose(void *self, const struct share_choice *choice)
{
	struct capture *capture = self;
	if (choice->kind == SHARE_APPLICATIONS && !capture->state.can_compose)
		return RESULT_NO_APPLICATIONS;
	scope_choose(&capture->scope, choice,
	             monitor_named(capture->state.monitors, capture->state.monitor_count, choice->monitor));
	return display_state(&capture->display);
}

const struct capture_backend desktop_capture_backend = {
	.open = capture_open,
	.close = capture_close,
	.handle = capture_handle,
	.poll = capture_poll,
	.ask = capture_ask,
	.take = capture_take,
	.choose = capture_choose,
};

/*
 * The way of a frame, from the screen to the line, in the order in which it is read here: what may go
 * (budget) -> what is damaged is read once for all lanes (capture) -> each lane's coder compares and codes
 * (send_one) -> sealed (put_frame) -> an output for net (sharer_post.c), which only has to send it.
 *
 * A turn of the loop, at the end of the file: net's words (orders) -> desktop_poll -> who is in which lane
 * (sharer_places.c) -> work. Nothing is captured or coded that could not be sent now; a lane that may not
 * send does not even compare.
 */
#include "session/sharer_inside.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "wire/frame.h"

#include <stdlib.h>
#include <string.h>

enum {
	OUTPUTS_MAX = 1536,           /* keys for all in all lanes after each of 31 removals, beside the frames */
	OUTPUTS_FULL = 200,           /* net is behind: no more frames until it has caught up */
	START_EACH_US = 500000,       /* a lane starts anew at most so often ... */
	START_SLOW_EACH_US = 2000000, /* ... the slow one */
	URGENT_US = 3000000,          /* so long after input more of it is likely */
	CAPTURE_AGAIN_US = 20000,     /* after the screen could not be read */
};

/* --- the way of a frame
 * ----------------------------------------------------------------------------------------------------
 */

static struct sharer_budget budget(struct sharer *s, enum sharer_lane_number number, int64_t now_us)
{
	if (s->is_paused || s->lanes.lanes[number].encoder == NULL || queue_count(s->outputs) >= OUTPUTS_FULL)
		return (struct sharer_budget){.due_us = INT64_MAX};
	return sharer_lanes_budget(&s->lanes, number, now_us);
}

static int64_t start_due_us(const struct sharer *s, enum sharer_lane_number number)
{
	const struct sharer_lane *lane = &s->lanes.lanes[number];

	if (!lane->wants_start)
		return INT64_MAX;
	if (lane->started_us == 0)
		return 0;
	return lane->started_us + (number == SHARER_SLOW ? START_SLOW_EACH_US : START_EACH_US);
}

static void see_cursor(struct sharer *s)
{
	struct desktop_cursor now;

	desktop_cursor(s->desktop, &now);
	if (now.shape_number != s->cursor_number && now.shape.pixels != NULL) {
		s->cursor_number = now.shape_number;
		(void)cursor_set_shape(&s->cursor, now.shape.width_px, now.shape.height_px, now.hot_x_px,
		                       now.hot_y_px, now.shape.pixels);
	}
	s->cursor.x_px = now.x_px;
	s->cursor.y_px = now.y_px;
	s->cursor.is_visible = now.is_visible;
	for (int i = 0; i < SHARER_LANES; i++) {
		if (s->lanes.lanes[i].encoder != NULL)
			encoder_see_cursor(s->lanes.lanes[i].encoder, &s->cursor);
	}
}

/* Reads what is damaged, once for all lanes. */
static void capture(struct sharer *s)
{
	struct sharer_output output = {.kind = SHARER_CHANGED};
	enum result result = desktop_capture(s->desktop, &s->screen, &output.changed);

	s->has_captured = true;
	if (result == RESULT_WOULD_BLOCK)
		return;
	s->failed_us = result == RESULT_SYSTEM ? clock_now_us() : 0;
	s->scene.is_damaged = false;
	s->must_look = s->must_look && region_is_empty(&output.changed); /* the first one is of all */
	if (result == RESULT_OK && !region_is_empty(&output.changed)) {
		output.state = ++s->scene.state;
		s->scene.changed_us = clock_now_us();
		for (int i = 0; i < SHARER_LANES; i++)
			region_add_all(&s->lanes.lanes[i].unseen, &output.changed);
		if (queue_count(s->outputs) < OUTPUTS_FULL)
			sharer_post_put(s, &output);
	}
	if (result != RESULT_OK && result != RESULT_SYSTEM)
		sharer_post_failed(s, result);
}

static void put_frame(struct sharer *s, enum sharer_lane_number number, struct bytes plain, bool is_reset)
{
	struct sharer_output output = {
		.kind = SHARER_FRAME, .lane = (uint8_t)number, .is_reset = is_reset, .removals = s->removals};

	output.frame = malloc(LANE_FRAME_MAX_BYTES);
	struct writer writer = writer_into(output.frame, output.frame != NULL ? LANE_FRAME_MAX_BYTES : 0);
	enum result result = output.frame == NULL ? RESULT_OUT_OF_MEMORY
	                                          : lane_seal(s->lanes.lanes[number].keys, plain, &writer, NULL);
	if (result != RESULT_OK) {
		free(output.frame);
		sharer_post_failed(s, result);
		return;
	}
	output.frame_bytes = writer_bytes(&writer).size;
	sharer_post_put(s, &output);
}

/* One message of a lane, if there is anything that may go now. */
static bool send_one(struct sharer *s, enum sharer_lane_number number)
{
	struct sharer_lane *lane = &s->lanes.lanes[number];
	struct writer writer = writer_into(s->message, sizeof s->message);
	struct encoder_message message;
	struct encoder_ask ask = {.now_us = clock_now_us(), .focus = s->focus};
	struct sharer_budget may = budget(s, number, ask.now_us);

	bool has_something = s->scene.is_damaged || lane->state != s->scene.state ||
	                     (lane->encoder != NULL && !encoder_is_exact(lane->encoder));
	lane->again_us = 0;
	if (may.bytes < ENCODER_BUDGET_BYTES_MIN) {
		if (has_something && may.due_us != INT64_MAX)
			lane->again_us = may.due_us;
		return false;
	}
	ask.budget_bytes = may.bytes;
	ask.line_bytes_per_s = may.line_bytes_per_s;
	ask.is_line_idle = may.is_idle;
	enum result result = sharer_places_see(s, number, ask.now_us);
	if (result == RESULT_OK)
		result = encoder_next(lane->encoder, &ask, &writer, &message);
	if (result == RESULT_NEED_MORE)
		return false;
	if (result != RESULT_OK) {
		log_warn("sharer", "encoder: %s", result_name(result));
		lane->wants_start = true;
		return false;
	}
	sharer_lanes_sent(&s->lanes, number, &message, ask.now_us);
	put_frame(s, number, writer_bytes(&writer), message.is_start);
	if (lane_needs_new_key(lane->keys))
		sharer_places_renew_key(s, number);
	return !s->is_stopping;
}

static void work(struct sharer *s)
{
	/* Who has just come in waits least: a first picture before the slow lane's next. */
	static const enum sharer_lane_number turns[] = {SHARER_FAST, SHARER_CATCH_UP, SHARER_SLOW};
	int64_t now_us = clock_now_us();

	if (s->failed_us != 0 && now_us - s->failed_us >= CAPTURE_AGAIN_US) {
		s->failed_us = 0;
		desktop_damage_all(s->desktop);
		s->scene.is_damaged = true;
	}
	sharer_places_choose(s);
	sharer_lanes_set_urgent(&s->lanes, s->focus.input_us != 0 && now_us - s->focus.input_us < URGENT_US);
	for (int i = 0; i < SHARER_LANES; i++) {
		enum sharer_lane_number number = (enum sharer_lane_number)i;
		if (now_us >= start_due_us(s, number))
			sharer_lanes_start(&s->lanes, number, now_us);
		if (s->scene.is_damaged &&
		    (s->must_look || budget(s, number, now_us).bytes >= ENCODER_BUDGET_BYTES_MIN))
			capture(s);
	}
	for (int i = 0; i < SHARER_LANES && !s->must_look; i++) {
		while (!s->is_stopping && send_one(s, turns[i]))
			continue;
	}
}

/* When there is something to do although nothing comes. */

/* --- net's words
 * ----------------------------------------------------------------------------------------------------
 */

static void put_size(struct sharer *s, enum sharer_output_kind kind)
{
	struct rect size = desktop_size(s->desktop);
	struct sharer_output output = {.kind = kind, .width_px = size.width, .height_px = size.height};

	if (kind == SHARER_RESIZED && size.width == s->width_px && size.height == s->height_px)
		return;
	s->width_px = size.width;
	s->height_px = size.height;
	output.state = s->scene.state + 1; /* the first that is captured from here on */
	sharer_post_put(s, &output);
}

static void take_ack(struct sharer *s, const struct sharer_order *order)
{
	struct sharer_viewer *viewer = sharer_lanes_find(&s->lanes, order->peer);

	if (viewer != NULL && order->peer != 0)
		sharer_lanes_ack(viewer, &order->ack, order->at_us);
}

static void take_focus(struct sharer *s, const struct sharer_order *order)
{
	s->focus.input_us = order->at_us;
	if (order->x_px < 0)
		return;
	s->focus.has_pointer = true;
	s->focus.pointer_x_px = order->x_px;
	s->focus.pointer_y_px = order->y_px;
}

/* What is seen from now on. The size comes with the next look, if it is another. */
static void take_share(struct sharer *s, const struct sharer_order *order)
{
	enum result result = desktop_choose(s->desktop, &order->choice);

	s->must_look = true;
	if (result != RESULT_OK)
		sharer_post_failed(s, result);
}

static void take_order(struct sharer *s, const struct sharer_order *order)
{
	switch (order->kind) {
	case ORDER_STOP:
		s->is_stopping = true;
		break;
	case ORDER_ADD:
		sharer_places_add(s, order);
		break;
	case ORDER_REMOVE:
		sharer_places_remove(s, order->peer);
		break;
	case ORDER_START:
		sharer_places_start(s, order);
		break;
	case ORDER_BLOCKED:
		sharer_places_blocked(s, order);
		break;
	case ORDER_MISSED:
		sharer_places_missed(s, order);
		break;
	case ORDER_ACK:
		take_ack(s, order);
		break;
	case ORDER_FOCUS:
		take_focus(s, order);
		break;
	case ORDER_WISH:
		sharer_places_wish(s, order);
		break;
	case ORDER_SHARE:
		take_share(s, order);
		break;
	default:
		s->is_paused = order->is_paused;
		break;
	}
}

static void take_orders(struct sharer *s)
{
	struct sharer_order order;

	while (queue_pop(s->orders, &order))
		take_order(s, &order);
}

/* --- the loop
 * ----------------------------------------------------------------------------------------------------
 */

static int64_t due_us(struct sharer *s, int64_t now_us)
{
	int64_t due_us = sharer_lanes_due_us(&s->lanes, &s->scene, now_us);

	if (s->failed_us != 0 && s->failed_us + CAPTURE_AGAIN_US < due_us)
		due_us = s->failed_us + CAPTURE_AGAIN_US;

	for (int i = 0; i < SHARER_LANES; i++) {
		const struct sharer_lane *lane = &s->lanes.lanes[i];
		if (lane->encoder == NULL)
			continue;
		if (lane->again_us != 0 && lane->again_us < due_us)
			due_us = lane->again_us;
		if (encoder_due_us(lane->encoder) < due_us)
			due_us = encoder_due_us(lane->encoder);
		if (start_due_us(s, (enum sharer_lane_number)i) < due_us)
			due_us = start_due_us(s, (enum sharer_lane_number)i);
	}
	return due_us;
}

/* How long the loop may sleep. */
static int wait_ms(struct sharer *s, const struct desktop_news *news)
{
	int ms = news->again_ms;
	int64_t now_us = clock_now_us(), then_us = due_us(s, now_us);

	if (s->has_captured) {
		s->has_captured = false;
		return 0;
	}
	if (then_us != INT64_MAX) {
		/* Not before a millisecond: without budget there may be something due that can't go yet. */
		int64_t left_ms = then_us > now_us ? (then_us - now_us + 999) / 1000 : 1;
		int due_ms = left_ms > 60000 ? 60000 : (int)left_ms;
		if (ms < 0 || due_ms < ms)
			ms = due_ms;
	}
	return ms;
}

static enum result open_all(struct sharer *s)
{
	enum result result = sharer_lanes_init(&s->lanes);

	if (result == RESULT_OK)
		result = desktop_open(&s->desktop, s->display);
	if (result == RESULT_OK)
		result = desktop_share(s->desktop, SHARE_EVERYTHING);
	return result;
}

static void close_all(struct sharer *s)
{
	desktop_close(s->desktop);
	sharer_lanes_finish(&s->lanes);
	image_finish(&s->screen);
}

static void run(void *context)
{
	struct sharer *s = context;
	struct desktop_news news = {.again_ms = -1};
	enum result result = open_all(s);

	if (result != RESULT_OK)
		sharer_post_failed(s, result);
	else
		put_size(s, SHARER_OPENED);
	while (!s->is_stopping) {
		struct wake_on on = {.handle = desktop_handle(s->desktop), .want_read = true};
		(void)wake_wait(s->wake, &on, 1, wait_ms(s, &news));
		take_orders(s);
		result = desktop_poll(s->desktop, &news);
		if (result != RESULT_OK) {
			sharer_post_failed(s, result);
			break;
		}
		s->scene.is_damaged |= news.is_damaged;
		if (news.is_resized)
			put_size(s, SHARER_RESIZED);
		if (news.is_cursor_moved || news.is_cursor_shaped || s->cursor_number == 0)
			see_cursor(s);
		if (!s->is_stopping && sharer_places_has_any(s))
			work(s);
	}
	close_all(s);
}

/* --- life
 * ----------------------------------------------------------------------------------------------------
 */

enum result sharer_create(struct sharer **out, const char *display, struct wake *wake)
{
	struct sharer *s = calloc(1, sizeof *s);

	*out = NULL;
	if (s == NULL)
		return RESULT_OUT_OF_MEMORY;
	s->display = display != NULL ? strdup(display) : NULL;
	s->wake = wake_create();
	if (s->wake != NULL)
		s->orders =
			queue_create(sizeof(struct sharer_order), SHARER_ORDERS_MAX, QUEUE_REFUSE_NEW, NULL, s->wake);
	s->outputs =
		queue_create(sizeof(struct sharer_output), OUTPUTS_MAX, QUEUE_REFUSE_NEW, sharer_post_drop, wake);
	enum result result = s->orders != NULL && s->outputs != NULL
	                         ? thread_start(&s->thread, THREAD_MEDIA, run, s)
	                         : RESULT_OUT_OF_MEMORY;
	if (result != RESULT_OK)
		sharer_destroy(s);
	else
		*out = s;
	return result;
}

void sharer_destroy(struct sharer *sharer)
{
	if (sharer == NULL)
		return;
	if (sharer->thread != NULL)
		sharer_post_order(sharer, (struct sharer_order){.kind = ORDER_STOP});
	thread_join(sharer->thread);
	queue_destroy(sharer->orders);
	queue_destroy(sharer->outputs);
	wake_destroy(sharer->wake);
	free(sharer->display);
	free(sharer);
}

/*
 * In order: net's words (orders) -> desktop_poll -> who is in which lane (sharer_choice.h) -> if a lane's
 * pace allows it: desktop_capture once for all -> for each lane encoder_see -> encoder_next, lane_seal ->
 * outputs. Nothing is captured or coded that could not be sent now; a lane that may not send does not even
 * compare.
 */
#include "session/sharer.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/queue.h"
#include "base/secret.h"
#include "base/thread.h"
#include "desktop/desktop.h"
#include "session/sharer_lanes.h"
#include "wire/frame.h"

#include <stdlib.h>
#include <string.h>

enum {
	ORDERS_MAX = 512,
	OUTPUTS_MAX = 1536,           /* keys for all in all lanes after each of 31 removals, beside the frames */
	OUTPUTS_FULL = 200,           /* net is behind: no more frames until it has caught up */
	START_EACH_US = 500000,       /* a lane starts anew at most so often ... */
	START_SLOW_EACH_US = 2000000, /* ... the slow one */
	CAPTURE_AGAIN_US = 20000,     /* after the screen could not be read */
	START_ANSWERS_US = 900000     /* who asks for a start so soon after one is about to get it */
};

enum order_kind {
	ORDER_NONE,
	ORDER_STOP,
	ORDER_ADD,
	ORDER_REMOVE,
	ORDER_START,
	ORDER_BLOCKED,
	ORDER_MISSED,
	ORDER_ACK,
	ORDER_FOCUS,
	ORDER_WISH,
	ORDER_SHARE,
	ORDER_PAUSE
};

struct order {
	enum order_kind kind;
	uint16_t peer;
	uint8_t lane;
	struct picture_ack ack;
	int64_t at_us;
	int x_px, y_px;
	bool is_paused;
	bool wants_vp8_only, saves_data;
	uint32_t capabilities; /* of a viewer that is added */
	struct share_choice choice;
};

struct sharer {
	/* Shared with net. */
	char *display;
	struct queue *orders, *outputs;
	struct wake *wake; /* ours */
	struct thread *thread;
	uint32_t removals_ordered; /* net's own */
	uint32_t
		missed_at[SHARER_LANES]; /* net's own: removals_ordered when a frame of the lane was dropped last */

	/* The media thread's own. */
	bool is_stopping, is_paused;
	bool must_look; /* another choice: what was seen before must not be coded any more */
	struct desktop *desktop;
	struct sharer_lanes lanes;
	struct image screen;
	struct encoder_focus focus;
	struct cursor cursor;
	uint32_t cursor_number;
	struct sharer_scene scene;
	uint32_t removals; /* carried out so far */
	int64_t failed_us; /* when the screen could not be read, as it was just changing its size; 0: it could */
	bool has_captured; /* which may have taken events off the display's connection: no sleep before the next
	                      poll */
	int width_px, height_px;
	uint8_t message[PICTURE_MESSAGE_BYTES_MAX];
};

/* --- outputs
 * ----------------------------------------------------------------------------------------------------------------
 */

static void drop_output(void *item)
{
	struct sharer_output *output = item;

	free(output->frame);
	secret_wipe(&output->key, sizeof output->key);
}

static void put(struct sharer *s, struct sharer_output *output)
{
	/* The queue has room for all that is not a frame, since frames stop at OUTPUTS_FULL. */
	if (queue_push(s->outputs, output) != RESULT_OK) {
		log_error("sharer", "an output was lost");
		drop_output(output);
	}
}

static void put_failed(struct sharer *s, enum result result)
{
	struct sharer_output output = {.kind = SHARER_FAILED, .result = result};

	put(s, &output);
	s->is_stopping = true;
}

static void put_size(struct sharer *s, enum sharer_output_kind kind)
{
	struct rect size = desktop_size(s->desktop);
	struct sharer_output output = {.kind = kind, .width_px = size.width, .height_px = size.height};

	if (kind == SHARER_RESIZED && size.width == s->width_px && size.height == s->height_px)
		return;
	s->width_px = size.width;
	s->height_px = size.height;
	output.state = s->scene.state + 1; /* the first that is captured from here on */
	put(s, &output);
}

static void put_subscription(struct sharer *s, enum sharer_lane_number number)
{
	struct sharer_output output = {.kind = SHARER_SUBSCRIBE, .lane = (uint8_t)number};

	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		const struct sharer_viewer *viewer = &s->lanes.viewers[i];
		if (viewer->peer != 0 && viewer->choice.lane == number)
			output.peers[output.peer_count++] = viewer->peer;
	}
	put(s, &output);
}

static void put_key(struct sharer *s, const struct sharer_viewer *viewer)
{
	struct sharer_output output = {.kind = SHARER_KEY, .peer = viewer->peer};

	lane_sender_key(s->lanes.lanes[viewer->choice.lane].keys, &output.key);
	put(s, &output);
	secret_wipe(&output.key, sizeof output.key);
}

static void put_key_to_all(struct sharer *s, enum sharer_lane_number number)
{
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		const struct sharer_viewer *viewer = &s->lanes.viewers[i];
		if (viewer->peer != 0 && viewer->choice.lane == number)
			put_key(s, viewer);
	}
}

static void renew_key(struct sharer *s, enum sharer_lane_number number)
{
	uint8_t random[STREAM_KEY_BASE_BYTES];

	secret_random(random, sizeof random);
	enum result result = lane_renew(s->lanes.lanes[number].keys, random);
	secret_wipe(random, sizeof random);
	if (result != RESULT_OK)
		put_failed(s, result);
	else
		put_key_to_all(s, number);
}

/* --- viewers and their lanes
 * ------------------------------------------------------------------------------------------------------
 */

static bool has_viewers(const struct sharer *s)
{
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		if (s->lanes.viewers[i].peer != 0)
			return true;
	}
	return false;
}

/* The lane's coder sees what has changed since it saw last. */
static enum result see(struct sharer *s, enum sharer_lane_number number, int64_t now_us)
{
	struct sharer_lane *lane = &s->lanes.lanes[number];

	if (lane->state == s->scene.state || s->screen.pixels == NULL)
		return RESULT_OK;
	enum result result = encoder_see(lane->encoder, &s->screen, &lane->unseen, s->scene.state, now_us);
	lane->state = s->scene.state;
	region_clear(&lane->unseen);
	return result;
}

/* Gives the key of its lane to who has just come into it. */
static void hand_key(struct sharer *s, const struct sharer_viewer *viewer)
{
	uint8_t random[STREAM_KEY_BASE_BYTES];
	enum lane_hand_out to = LANE_TO_NOBODY;

	secret_random(random, sizeof random);
	enum result result = lane_join(s->lanes.lanes[viewer->choice.lane].keys, random, &to);
	secret_wipe(random, sizeof random);
	if (result != RESULT_OK)
		put_failed(s, result);
	else if (to == LANE_TO_ALL)
		put_key_to_all(s, viewer->choice.lane);
	else
		put_key(s, viewer);
}

/* choice.lane is where it goes. Softly: with its picture, as both lanes are at rest in the same state. */
static void move(struct sharer *s, struct sharer_viewer *viewer, enum sharer_lane_number from, bool is_soft,
                 int64_t now_us)
{
	enum sharer_lane_number to = viewer->choice.lane;
	struct sharer_lane *lane = &s->lanes.lanes[to];
	enum result result = sharer_lanes_enter(&s->lanes, viewer, now_us);

	if (result != RESULT_OK) {
		put_failed(s, result);
		return;
	}
	if (from != SHARER_NO_LANE) {
		log_info("sharer", "viewer %u goes from lane %d to lane %d%s", viewer->peer, (int)from, (int)to,
		         is_soft ? ", with its picture" : "");
		sharer_lanes_leave(&s->lanes, from);
		put_subscription(s, from);
	}
	hand_key(s, viewer);
	put_subscription(s, to);
	encoder_see_cursor(lane->encoder, &s->cursor);
	if (is_soft && see(s, to, now_us) == RESULT_OK && encoder_take_over(lane->encoder) == RESULT_OK) {
		lane->taken_over_us = now_us;
		return;
	}
	lane->wants_start = true;
	if (to != SHARER_SLOW)
		lane->started_us = 0; /* a newcomer does not wait for the next turn */
}

/* Where a lane has all and its number of the state is old, as nothing differed: who waits to join needs the
 * same number. */
static void tell_states(struct sharer *s)
{
	for (int i = 0; i < SHARER_LANES; i++) {
		struct sharer_lane *lane = &s->lanes.lanes[i];
		if (lane->encoder != NULL && see(s, (enum sharer_lane_number)i, clock_now_us()) == RESULT_OK)
			encoder_tell_state(lane->encoder);
	}
}

static bool waits_to_join(const struct sharer_viewer *viewer, const struct sharer_facts *facts,
                          int64_t now_us)
{
	return viewer->choice.lane != SHARER_FAST && !facts->is_plain && !facts->has_all && !viewer->is_lost &&
	       now_us >= viewer->choice.retry_us;
}

/* Who is in the wrong lane moves. */
static void choose(struct sharer *s)
{
	int64_t now_us = clock_now_us();
	bool waits = false;

	for (size_t i = 0; i < SHARER_VIEWERS_MAX && !s->is_stopping; i++) {
		struct sharer_viewer *viewer = &s->lanes.viewers[i];
		enum sharer_lane_number from = viewer->choice.lane;
		bool is_soft;
		if (viewer->peer == 0 || (viewer->is_silent && !viewer->was_blocked))
			continue;
		struct sharer_facts facts = sharer_lanes_facts(&s->lanes, viewer, &s->scene, now_us);
		if (sharer_choice_next(&viewer->choice, &facts, now_us, &is_soft) != from) {
			move(s, viewer, from, is_soft, now_us);
			continue;
		}
		if (viewer->was_blocked) /* alone in its lane, or at home in the slow one: until it is heard of */
			viewer->is_lost = viewer->is_silent = true;
		if (viewer->needs_start)
			s->lanes.lanes[from].wants_start = viewer->is_lost = true;
		viewer->was_blocked = viewer->needs_start = false;
		waits |= waits_to_join(viewer, &facts, now_us);
	}
	if (waits)
		tell_states(s);
}

static void add_viewer(struct sharer *s, const struct order *order)
{
	struct sharer_viewer *viewer = sharer_lanes_find(&s->lanes, order->peer);

	if (viewer == NULL)
		viewer = sharer_lanes_find(&s->lanes, 0);
	if (viewer == NULL || viewer->peer == order->peer)
		return;
	*viewer = (struct sharer_viewer){
		.peer = order->peer, .capabilities = order->capabilities, .choice = {.lane = SHARER_NO_LANE}};
	pace_init(&viewer->pace, clock_now_us());
	choose(s);
}

static void remove_viewer(struct sharer *s, uint16_t peer)
{
	struct sharer_viewer *viewer = sharer_lanes_find(&s->lanes, peer);

	s->removals++;
	if (peer == 0 || viewer == NULL)
		return;
	enum sharer_lane_number from = viewer->choice.lane;
	*viewer = (struct sharer_viewer){0};
	sharer_lanes_leave(&s->lanes, from);
	put_subscription(s, from);
	/* Whoever left can read nothing more, whatever the relay lets through: of no lane that it has ever been
	 * in. */
	for (int i = 0; i < SHARER_LANES; i++)
		renew_key(s, (enum sharer_lane_number)i);
}

/* A start that has just gone out will mend what it misses, unless it has never been seen to receive anything.
 */
static bool is_answered(const struct sharer *s, const struct sharer_viewer *viewer, int64_t now_us)
{
	const struct sharer_lane *lane = &s->lanes.lanes[viewer->choice.lane];

	return viewer->has_answered && lane->started_us != 0 && now_us - lane->started_us < START_ANSWERS_US;
}

static void lose_viewer(struct sharer *s, uint16_t peer, int64_t now_us)
{
	struct sharer_viewer *viewer = sharer_lanes_find(&s->lanes, peer);

	if (peer == 0 || viewer == NULL)
		return;
	viewer->is_silent = false;
	if (viewer->needs_start || s->lanes.lanes[viewer->choice.lane].wants_start ||
	    is_answered(s, viewer, now_us))
		return; /* asking again brings nothing, and no second key */
	viewer->needs_start = true;
	put_key(s, viewer); /* it may be the key that was missed */
}

static void take_blocked(struct sharer *s, const struct order *order)
{
	struct sharer_viewer *viewer = sharer_lanes_find(&s->lanes, order->peer);

	if (order->peer != 0 && viewer != NULL && order->lane == (uint8_t)viewer->choice.lane)
		viewer->was_blocked = true;
}

/* Net has dropped a frame that was under way when somebody was removed: the others have missed it. */
static void take_missed(struct sharer *s, const struct order *order)
{
	struct sharer_lane *lane = &s->lanes.lanes[order->lane];

	if (lane->encoder == NULL)
		return;
	lane->wants_start = true;
	lane->started_us = 0;
}

static void take_wish(struct sharer *s, const struct order *order)
{
	struct sharer_viewer *viewer = sharer_lanes_find(&s->lanes, order->peer);

	if (order->peer == 0 || viewer == NULL)
		return;
	viewer->wants_vp8_only = order->wants_vp8_only;
	viewer->saves_data = order->saves_data;
	if (viewer->choice.lane == SHARER_SLOW) /* else it moves there */
		sharer_lanes_set_form(&s->lanes, SHARER_SLOW);
}

static void take_ack(struct sharer *s, const struct order *order)
{
	struct sharer_viewer *viewer = sharer_lanes_find(&s->lanes, order->peer);

	if (viewer != NULL && order->peer != 0)
		sharer_lanes_ack(viewer, &order->ack, order->at_us);
}

static void take_focus(struct sharer *s, const struct order *order)
{
	s->focus.input_us = order->at_us;
	if (order->x_px < 0)
		return;
	s->focus.has_pointer = true;
	s->focus.pointer_x_px = order->x_px;
	s->focus.pointer_y_px = order->y_px;
}

/* What is seen from now on. The size comes with the next look, if it is another. */
static void take_share(struct sharer *s, const struct order *order)
{
	enum result result = desktop_choose(s->desktop, &order->choice);

	s->must_look = true;
	if (result != RESULT_OK)
		put_failed(s, result);
}

static void take_order(struct sharer *s, const struct order *order)
{
	switch (order->kind) {
	case ORDER_STOP:
		s->is_stopping = true;
		break;
	case ORDER_ADD:
		add_viewer(s, order);
		break;
	case ORDER_REMOVE:
		remove_viewer(s, order->peer);
		break;
	case ORDER_START:
		lose_viewer(s, order->peer, order->at_us);
		break;
	case ORDER_BLOCKED:
		take_blocked(s, order);
		break;
	case ORDER_MISSED:
		take_missed(s, order);
		break;
	case ORDER_ACK:
		take_ack(s, order);
		break;
	case ORDER_FOCUS:
		take_focus(s, order);
		break;
	case ORDER_WISH:
		take_wish(s, order);
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
	struct order order;

	while (queue_pop(s->orders, &order))
		take_order(s, &order);
}

/* --- from the screen to the line
 * ------------------------------------------------------------------------------------------ */

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
			put(s, &output);
	}
	if (result != RESULT_OK && result != RESULT_SYSTEM)
		put_failed(s, result);
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
		put_failed(s, result);
		return;
	}
	output.frame_bytes = writer_bytes(&writer).size;
	put(s, &output);
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
	enum result result = see(s, number, ask.now_us);
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
		renew_key(s, number);
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
	choose(s);
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
		put_failed(s, result);
	else
		put_size(s, SHARER_OPENED);
	while (!s->is_stopping) {
		struct wake_on on = {.handle = desktop_handle(s->desktop), .want_read = true};
		(void)wake_wait(s->wake, &on, 1, wait_ms(s, &news));
		take_orders(s);
		result = desktop_poll(s->desktop, &news);
		if (result != RESULT_OK) {
			put_failed(s, result);
			break;
		}
		s->scene.is_damaged |= news.is_damaged;
		if (news.is_resized)
			put_size(s, SHARER_RESIZED);
		if (news.is_cursor_moved || news.is_cursor_shaped || s->cursor_number == 0)
			see_cursor(s);
		if (!s->is_stopping && has_viewers(s))
			work(s);
	}
	close_all(s);
}

/* --- net's side
 * -----------------------------------------------------------------------------------------------------------------
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
		s->orders = queue_create(sizeof(struct order), ORDERS_MAX, QUEUE_REFUSE_NEW, NULL, s->wake);
	s->outputs = queue_create(sizeof(struct sharer_output), OUTPUTS_MAX, QUEUE_REFUSE_NEW, drop_output, wake);
	enum result result = s->orders != NULL && s->outputs != NULL
	                         ? thread_start(&s->thread, THREAD_MEDIA, run, s)
	                         : RESULT_OUT_OF_MEMORY;
	if (result != RESULT_OK)
		sharer_destroy(s);
	else
		*out = s;
	return result;
}

static void order(struct sharer *s, struct order what)
{
	/* What others can cause at will leaves room for what must not be lost: a viewer's removal, the stop. Who
	 * needs a start asks again; who is blocked falls silent. */
	bool may_be_lost = what.kind == ORDER_ACK || what.kind == ORDER_FOCUS || what.kind == ORDER_START ||
	                   what.kind == ORDER_BLOCKED;

	if (may_be_lost && queue_count(s->orders) >= ORDERS_MAX / 2)
		return;
	what.at_us = clock_now_us();
	if (queue_push(s->orders, &what) != RESULT_OK)
		log_error("sharer", "an order was lost");
}

void sharer_destroy(struct sharer *sharer)
{
	if (sharer == NULL)
		return;
	if (sharer->thread != NULL)
		order(sharer, (struct order){.kind = ORDER_STOP});
	thread_join(sharer->thread);
	queue_destroy(sharer->orders);
	queue_destroy(sharer->outputs);
	wake_destroy(sharer->wake);
	free(sharer->display);
	free(sharer);
}

bool sharer_output(struct sharer *sharer, struct sharer_output *out)
{
	while (queue_pop(sharer->outputs, out)) {
		/* What was sealed before a removal was carried out may still be for who was removed. */
		if (out->kind != SHARER_FRAME || out->removals == sharer->removals_ordered)
			return true;
		drop_output(out);
		if (sharer->missed_at[out->lane] != sharer->removals_ordered)
			order(sharer, (struct order){.kind = ORDER_MISSED, .lane = out->lane});
		sharer->missed_at[out->lane] = sharer->removals_ordered;
	}
	return false;
}

void sharer_add_viewer(struct sharer *sharer, uint16_t peer, uint32_t capabilities)
{
	order(sharer, (struct order){.kind = ORDER_ADD, .peer = peer, .capabilities = capabilities});
}

void sharer_remove_viewer(struct sharer *sharer, uint16_t peer)
{
	sharer->removals_ordered++;
	order(sharer, (struct order){.kind = ORDER_REMOVE, .peer = peer});
}

void sharer_start_anew(struct sharer *sharer, uint16_t peer)
{
	order(sharer, (struct order){.kind = ORDER_START, .peer = peer});
}

void sharer_blocked(struct sharer *sharer, uint16_t peer, uint8_t lane)
{
	order(sharer, (struct order){.kind = ORDER_BLOCKED, .peer = peer, .lane = lane});
}

void sharer_wish(struct sharer *sharer, uint16_t peer, bool wants_vp8_only, bool saves_data)
{
	order(sharer,
	      (struct order){
			  .kind = ORDER_WISH, .peer = peer, .wants_vp8_only = wants_vp8_only, .saves_data = saves_data});
}

void sharer_share(struct sharer *sharer, const struct share_choice *choice)
{
	order(sharer, (struct order){.kind = ORDER_SHARE, .choice = *choice});
}

void sharer_pause(struct sharer *sharer, bool is_paused)
{
	order(sharer, (struct order){.kind = ORDER_PAUSE, .is_paused = is_paused});
}

void sharer_ack(struct sharer *sharer, uint16_t peer, const struct picture_ack *ack)
{
	order(sharer, (struct order){.kind = ORDER_ACK, .peer = peer, .ack = *ack});
}

void sharer_focus(struct sharer *sharer, int x_px, int y_px)
{
	order(sharer, (struct order){.kind = ORDER_FOCUS, .x_px = x_px, .y_px = y_px});
}

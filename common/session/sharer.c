/*
 * In order: net's words (orders) -> desktop_poll -> if there are viewers and their pace allows it:
 * desktop_capture, encoder_see -> encoder_next, lane_seal -> outputs. Nothing is captured or coded that could
 * not be sent now.
 *
 * One lane (0) for all viewers today; the slowest that still answers sets the pace.
 */
#include "session/sharer.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/queue.h"
#include "base/secret.h"
#include "base/thread.h"
#include "desktop/desktop.h"
#include "picture/encoder.h"
#include "picture/pace.h"
#include "wire/frame.h"
#include "wire/message.h"

#include <stdlib.h>
#include <string.h>

enum {
	ORDERS_MAX = 512,
	OUTPUTS_MAX = 1280,       /* keys for all after each of 31 removals, beside the frames */
	OUTPUTS_FULL = 200,       /* net is behind: no more frames until it has caught up */
	SILENT_US = 3000000,      /* a viewer that owes an answer for so long does not hold up the others */
	START_EACH_US = 500000,   /* the lane starts anew at most so often */
	FRAME_LINE_BYTES = 8 + 54 /* what a frame costs on the line beside its payload: our header, IP and TCP */
};

enum order_kind {
	ORDER_NONE,
	ORDER_STOP,
	ORDER_ADD,
	ORDER_REMOVE,
	ORDER_START,
	ORDER_BLOCKED,
	ORDER_ACK,
	ORDER_FOCUS,
	ORDER_PAUSE
};

struct order {
	enum order_kind kind;
	uint16_t peer;
	struct picture_ack ack;
	int64_t at_us;
	int x_px, y_px;
	bool is_paused;
	uint32_t capabilities; /* of a viewer that is added */
};

struct seeing {
	uint16_t peer; /* 0: free */
	uint32_t capabilities;
	struct pace pace;
	int64_t answered_us; /* last acknowledgement, or when an answer was first owed after a rest */
	bool is_lost;        /* has missed something: does not count until the next start */
	bool is_silent;      /* lost, and nothing was heard since: no start helps before that */
};

struct sharer {
	/* Shared with net. */
	char *display;
	struct queue *orders, *outputs;
	struct wake *wake; /* ours */
	struct thread *thread;
	uint32_t removals_ordered; /* net's own */

	/* The media thread's own. */
	bool is_stopping, is_paused, wants_start;
	struct desktop *desktop;
	struct encoder *encoder;
	struct lane_sender *lane;
	struct image screen;
	struct seeing seeing[SHARER_VIEWERS_MAX];
	struct encoder_focus focus;
	struct cursor cursor;
	uint32_t cursor_number;
	uint32_t state;
	uint32_t removals;  /* carried out so far */
	int64_t started_us; /* when the lane last started */
	bool is_damaged;
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
	put(s, &output);
}

static void put_subscription(struct sharer *s)
{
	struct sharer_output output = {.kind = SHARER_SUBSCRIBE};

	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		if (s->seeing[i].peer != 0)
			output.peers[output.peer_count++] = s->seeing[i].peer;
	}
	put(s, &output);
}

static void put_key(struct sharer *s, uint16_t peer)
{
	struct sharer_output output = {.kind = SHARER_KEY, .peer = peer};

	lane_sender_key(s->lane, &output.key);
	put(s, &output);
	secret_wipe(&output.key, sizeof output.key);
}

static void put_key_to_all(struct sharer *s)
{
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		if (s->seeing[i].peer != 0)
			put_key(s, s->seeing[i].peer);
	}
}

/* --- viewers
 * ----------------------------------------------------------------------------------------------------------------
 */

static struct seeing *find(struct sharer *s, uint16_t peer)
{
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		if (s->seeing[i].peer == peer)
			return &s->seeing[i];
	}
	return NULL;
}

static bool has_viewers(const struct sharer *s)
{
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		if (s->seeing[i].peer != 0)
			return true;
	}
	return false;
}

static void add_viewer(struct sharer *s, uint16_t peer, uint32_t capabilities)
{
	uint8_t random[STREAM_KEY_BASE_BYTES];
	enum lane_hand_out to = LANE_TO_NOBODY;
	struct seeing *seeing = find(s, peer);

	if (seeing == NULL)
		seeing = find(s, 0);
	if (seeing == NULL || seeing->peer == peer)
		return;
	secret_random(random, sizeof random);
	enum result result = lane_join(s->lane, random, &to);
	secret_wipe(random, sizeof random);
	if (result != RESULT_OK) {
		put_failed(s, result);
		return;
	}
	*seeing = (struct seeing){.peer = peer, .capabilities = capabilities, .answered_us = clock_now_us()};
	pace_init(&seeing->pace, seeing->answered_us);
	if (to == LANE_TO_ALL)
		put_key_to_all(s);
	else
		put_key(s, peer);
	put_subscription(s);
	s->wants_start = true;
	s->started_us = 0; /* a newcomer does not wait for the next turn */
}

static void renew_key(struct sharer *s)
{
	uint8_t random[STREAM_KEY_BASE_BYTES];

	secret_random(random, sizeof random);
	enum result result = lane_renew(s->lane, random);
	secret_wipe(random, sizeof random);
	if (result != RESULT_OK)
		put_failed(s, result);
	else
		put_key_to_all(s);
}

static void remove_viewer(struct sharer *s, uint16_t peer)
{
	struct seeing *seeing = find(s, peer);

	s->removals++;
	if (peer == 0 || seeing == NULL)
		return;
	*seeing = (struct seeing){0};
	s->wants_start = true; /* net has held back what was under way: the others have missed it */
	s->started_us = 0;
	put_subscription(s);
	renew_key(s); /* whoever left can read nothing more, whatever the relay lets through */
}

static void lose_viewer(struct sharer *s, uint16_t peer)
{
	struct seeing *seeing = find(s, peer);

	if (peer == 0 || seeing == NULL)
		return;
	if (seeing->is_lost && !seeing->is_silent && s->wants_start)
		return; /* its start is due: asking again brings nothing, and no second key */
	seeing->is_lost = true;
	seeing->is_silent = false;
	s->wants_start = true;
	put_key(s, peer); /* it may be the key that was missed */
}

/* The others go on without it, and the lane starts anew for it once it is heard of again. */
static void set_silent(struct seeing *seeing)
{
	seeing->is_lost = true;
	seeing->is_silent = true;
}

static void take_ack(struct sharer *s, const struct order *order)
{
	struct seeing *seeing = find(s, order->peer);
	const struct picture_ack *ack = &order->ack;

	if (seeing == NULL || order->peer == 0)
		return;
	if (seeing->is_silent) {
		seeing->is_silent = false;
		s->wants_start = true;
	}
	seeing->answered_us = order->at_us;
	pace_acked(&seeing->pace, ack->counter, ack->held_us, ack->shown_us, order->at_us);
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

static void take_orders(struct sharer *s)
{
	struct order order;

	while (queue_pop(s->orders, &order)) {
		switch (order.kind) {
		case ORDER_STOP:
			s->is_stopping = true;
			break;
		case ORDER_ADD:
			add_viewer(s, order.peer, order.capabilities);
			break;
		case ORDER_REMOVE:
			remove_viewer(s, order.peer);
			break;
		case ORDER_START:
			lose_viewer(s, order.peer);
			break;
		case ORDER_BLOCKED:
			if (order.peer != 0 && find(s, order.peer) != NULL)
				set_silent(find(s, order.peer));
			break;
		case ORDER_ACK:
			take_ack(s, &order);
			break;
		case ORDER_FOCUS:
			take_focus(s, &order);
			break;
		default:
			s->is_paused = order.is_paused;
			break;
		}
	}
}

/* --- from the screen to the line
 * ------------------------------------------------------------------------------------------ */

/* What may be sent now, and what the line carries, by the slowest viewer that still answers. */
static size_t budget(struct sharer *s, int64_t now_us, uint32_t *line_bytes_per_s)
{
	size_t least = SIZE_MAX;

	*line_bytes_per_s = 0;
	if (s->is_paused || queue_count(s->outputs) >= OUTPUTS_FULL)
		return 0;
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		struct seeing *seeing = &s->seeing[i];
		if (seeing->peer == 0 || seeing->is_lost)
			continue;
		if (!pace_is_idle(&seeing->pace) && now_us - seeing->answered_us > SILENT_US) {
			set_silent(seeing);
			continue;
		}
		size_t its = pace_budget(&seeing->pace, now_us);
		uint32_t line = pace_line_bytes_per_s(&seeing->pace);
		if (its < least)
			least = its;
		if (*line_bytes_per_s == 0 || (line != 0 && line < *line_bytes_per_s))
			*line_bytes_per_s = line;
	}
	return least == SIZE_MAX ? 0 : least;
}

/* Nothing of note is on the way to anybody: what was sent lossy may be made exact. */
static bool is_line_idle(const struct sharer *s)
{
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		const struct seeing *seeing = &s->seeing[i];
		if (seeing->peer != 0 && !seeing->is_lost && !pace_is_idle(&seeing->pace))
			return false;
	}
	return true;
}

/* A lane is coded once for all that see it: as the one needs it who understands least. */
static bool all_know(const struct sharer *s, uint32_t capability)
{
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		if (s->seeing[i].peer != 0 && (s->seeing[i].capabilities & capability) == 0)
			return false;
	}
	return true;
}

/* Begins the lane anew where somebody needs it, but not more often than START_EACH_US. */
static void start_anew(struct sharer *s, int64_t now_us)
{
	if (!s->wants_start || (s->started_us != 0 && now_us - s->started_us < START_EACH_US))
		return;
	s->wants_start = false;
	s->started_us = now_us;
	encoder_start(s->encoder);
	encoder_set_context(s->encoder, all_know(s, MESSAGE_KNOWS_CONTEXT));
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		struct seeing *seeing = &s->seeing[i];
		seeing->is_lost = seeing->is_silent;
		seeing->answered_us = now_us;
		pace_restart(&seeing->pace, now_us);
	}
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
	encoder_see_cursor(s->encoder, &s->cursor);
}

/* Reads what is damaged into the encoder's view. */
static void capture(struct sharer *s)
{
	struct sharer_output output = {.kind = SHARER_CHANGED};
	enum result result = desktop_capture(s->desktop, &s->screen, &output.changed);

	if (result == RESULT_WOULD_BLOCK)
		return;
	s->is_damaged = false;
	if (result == RESULT_OK && !region_is_empty(&output.changed)) {
		output.state = ++s->state;
		result = encoder_see(s->encoder, &s->screen, &output.changed, s->state, clock_now_us());
		if (queue_count(s->outputs) < OUTPUTS_FULL)
			put(s, &output);
	}
	if (result != RESULT_OK && result != RESULT_SYSTEM)
		put_failed(s, result);
}

static void put_frame(struct sharer *s, struct bytes plain, bool is_reset)
{
	struct sharer_output output = {.kind = SHARER_FRAME, .is_reset = is_reset, .removals = s->removals};

	output.frame = malloc(LANE_FRAME_MAX_BYTES);
	struct writer writer = writer_into(output.frame, output.frame != NULL ? LANE_FRAME_MAX_BYTES : 0);
	enum result result =
		output.frame == NULL ? RESULT_OUT_OF_MEMORY : lane_seal(s->lane, plain, &writer, NULL);
	if (result != RESULT_OK) {
		free(output.frame);
		put_failed(s, result);
		return;
	}
	output.frame_bytes = writer_bytes(&writer).size;
	put(s, &output);
}

static void note_sent(struct sharer *s, const struct encoder_message *message, int64_t now_us)
{
	for (size_t i = 0; i < SHARER_VIEWERS_MAX; i++) {
		struct seeing *seeing = &s->seeing[i];
		if (seeing->peer == 0 || seeing->is_lost)
			continue;
		if (pace_is_idle(&seeing->pace)) /* whoever owed nothing of note was not silent */
			seeing->answered_us = now_us;
		pace_sent(&seeing->pace, message->counter, message->size_bytes + FRAME_LINE_BYTES, now_us);
	}
}

/* One message, if there is anything that may go now. */
static bool send_one(struct sharer *s)
{
	struct writer writer = writer_into(s->message, sizeof s->message);
	struct encoder_message message;
	struct encoder_ask ask = {.now_us = clock_now_us(), .focus = s->focus};

	ask.budget_bytes = budget(s, ask.now_us, &ask.line_bytes_per_s);
	if (ask.budget_bytes < ENCODER_BUDGET_BYTES_MIN)
		return false;
	ask.is_line_idle = is_line_idle(s);
	enum result result = encoder_next(s->encoder, &ask, &writer, &message);
	if (result == RESULT_NEED_MORE)
		return false;
	if (result != RESULT_OK) {
		log_warn("sharer", "encoder: %s", result_name(result));
		s->wants_start = true;
		return false;
	}
	note_sent(s, &message, ask.now_us);
	put_frame(s, writer_bytes(&writer), message.is_start);
	if (lane_needs_new_key(s->lane))
		renew_key(s);
	return !s->is_stopping;
}

static void work(struct sharer *s)
{
	uint32_t line;
	int64_t now_us = clock_now_us();

	start_anew(s, now_us);
	if (s->is_damaged && budget(s, now_us, &line) >= ENCODER_BUDGET_BYTES_MIN)
		capture(s);
	while (!s->is_stopping && send_one(s))
		continue;
}

/* How long the loop may sleep. */
static int wait_ms(struct sharer *s, const struct desktop_news *news)
{
	int ms = news->again_ms;
	int64_t now_us = clock_now_us();
	int64_t due_us = has_viewers(s) ? encoder_due_us(s->encoder) : INT64_MAX;

	if (s->wants_start && due_us > s->started_us + START_EACH_US)
		due_us = s->started_us + START_EACH_US;
	if (due_us != INT64_MAX) {
		/* Not before a millisecond: without budget there may be something due that can't go yet. */
		int64_t left_ms = due_us > now_us ? (due_us - now_us + 999) / 1000 : 1;
		int due_ms = left_ms > 60000 ? 60000 : (int)left_ms;
		if (ms < 0 || due_ms < ms)
			ms = due_ms;
	}
	return ms;
}

static enum result open_all(struct sharer *s)
{
	uint8_t random[STREAM_KEY_BASE_BYTES];

	s->encoder = encoder_create();
	if (s->encoder == NULL)
		return RESULT_OUT_OF_MEMORY;
	secret_random(random, sizeof random);
	enum result result = lane_sender_create(aead_pick(), 0, random, &s->lane);
	secret_wipe(random, sizeof random);
	if (result == RESULT_OK)
		result = desktop_open(&s->desktop, s->display);
	if (result == RESULT_OK)
		result = desktop_share(s->desktop, SHARE_EVERYTHING);
	return result;
}

static void close_all(struct sharer *s)
{
	desktop_close(s->desktop);
	encoder_destroy(s->encoder);
	lane_sender_destroy(s->lane);
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
		s->is_damaged |= news.is_damaged;
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

void sharer_blocked(struct sharer *sharer, uint16_t peer)
{
	order(sharer, (struct order){.kind = ORDER_BLOCKED, .peer = peer});
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

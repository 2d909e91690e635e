/*
 * Net's side of viewing: whose picture, opening its frames, telling the sharer
 * what has arrived and what is on the screen, and the hand's input on its way out.
 */
#include "session/viewing.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "picture/cursor.h"
#include "session/account.h"
#include "session/newcomer.h"
#include "session/sign.h"
#include "session/talk.h"
#include "wire/input_header.h"
#include "wire/picture_ack.h"

#include <string.h>

enum {
	HELD_BACK_BYTES_MAX = 2 << 20, /* frames whose key has not come yet */
	HELD_BACK_MS = 1000,
	HELD_BACK_HEAD_BYTES = 5, /* lane and size */
	SHOWN_EACH_MS = 100,      /* a word about what is on the screen, at most so often */
};

static struct person *viewed(struct participant *p)
{
	return roster_find(&p->roster, p->viewing);
}

/* --- the picture
 * ----------------------------------------------------------------------------------------------------------------
 */

static void take_cursor(void *context, const struct cursor *cursor)
{
	struct participant *p = context;
	struct participant_cursor *to = &p->cursor;

	mutex_lock(p->lock);
	bool is_new_shape = to->width_px != cursor->width_px || to->height_px != cursor->height_px ||
	                    memcmp(to->pixels, cursor->pixels, sizeof to->pixels) != 0;
	if (is_new_shape) {
		memcpy(to->pixels, cursor->pixels, sizeof to->pixels);
		to->shape_version++;
	}
	to->width_px = cursor->width_px;
	to->height_px = cursor->height_px;
	to->hot_x_px = cursor->hot_x_px;
	to->hot_y_px = cursor->hot_y_px;
	to->x_px = cursor->x_px;
	to->y_px = cursor->y_px;
	to->is_visible = cursor->is_visible;
	p->has_new_cursor = true;
	mutex_unlock(p->lock);
	if (p->options.on_change != NULL)
		p->options.on_change(p->options.context);
}

static void take_origins(void *context, const struct origin_map *origins)
{
	struct participant *p = context;

	mutex_lock(p->lock);
	origin_assign(&p->origins, origins);
	mutex_unlock(p->lock);
}

static void forget_figures(struct participant *p)
{
	mutex_lock(p->lock);
	figures_begin(&p->figures);
	origin_begin(&p->origins, 0, 0);
	mutex_unlock(p->lock);
}

bool participant_picture_figures(struct participant *participant, struct picture_figures *out)
{
	mutex_lock(participant->lock);
	out->now = figures_now(&participant->figures, clock_now_us());
	origin_assign(&out->origins, &participant->origins);
	mutex_unlock(participant->lock);
	origin_shares(&out->origins, out->per_mille);
	return out->origins.width_px > 0;
}

static void send_need_start(struct participant *p, bool has_nothing)
{
	wire_Message message = {.which_what = wire_Message_need_start_tag};
	struct person *sharer = viewed(p);

	message.what.need_start.has_nothing = has_nothing;
	if (sharer != NULL)
		talk_send(p, sharer, &message);
}

static void send_wish(struct participant *p)
{
	wire_Message message = {.which_what = wire_Message_wish_tag};
	struct person *sharer = viewed(p);

	message.what.wish.vp8_only = p->wants_vp8_only;
	message.what.wish.save_data = p->saves_data;
	if (sharer != NULL)
		talk_send(p, sharer, &message);
}

static void end_viewing(struct participant *p)
{
	viewer_destroy(p->viewer);
	p->viewer = NULL;
	forget_figures(p);
	for (int i = 0; i < FRAME_LANES_MAX; i++) {
		lane_receiver_destroy(p->lanes[i]);
		p->lanes[i] = NULL;
	}
	buffer_finish(&p->held_back);
	p->viewing = 0;
	p->unanswered_ms = 0;
	p->picture_width_px = p->picture_height_px = 0;
	state_touch(p);
}

void viewing_choose(struct participant *p, uint16_t peer)
{
	struct person *person = roster_find(&p->roster, peer);
	struct viewer_sink sink = {p->picture, take_cursor, take_origins, p};

	if (peer == p->viewing)
		return;
	end_viewing(p);
	if (person == NULL || !person->got_view)
		return;
	enum result result = viewer_create(&p->viewer, &sink, p->wake);
	for (int i = 0; i < FRAME_LANES_MAX && result == RESULT_OK; i++)
		result = lane_receiver_create(aead_pick(), (uint8_t)i, &p->lanes[i]);
	if (result != RESULT_OK) {
		log_error("session", "viewing is not possible: %s", result_name(result));
		end_viewing(p);
		return;
	}
	buffer_init(&p->held_back, HELD_BACK_BYTES_MAX);
	p->viewing = peer;
	layout_name(p->options.display, p->layout);
	send_need_start(p, true);
	if (p->wants_vp8_only || p->saves_data)
		send_wish(p);
}

void viewing_wish(struct participant *p, bool vp8_only, bool save_data)
{
	if (p->wants_vp8_only == vp8_only && p->saves_data == save_data)
		return;
	p->wants_vp8_only = vp8_only;
	p->saves_data = save_data;
	send_wish(p);
}

void viewing_person_gone(struct participant *p, struct person *person)
{
	person->got_clipboard = 0;
	person->got_view = person->got_control = person->have_asked_control = false;
	if (person->peer == p->viewing && p->viewing != 0)
		end_viewing(p);
}

/* Frames that came before their key wait in the order in which they came, whatever their lane. */
static void hold_back(struct participant *p, uint8_t lane, struct bytes frame)
{
	uint8_t head[HELD_BACK_HEAD_BYTES];
	struct writer writer = writer_into(head, sizeof head);

	if (buffer_bytes(&p->held_back).size == 0)
		p->held_since_ms = p->now_ms;
	write_u8(&writer, lane);
	write_u32(&writer, (uint32_t)frame.size);
	if (buffer_append(&p->held_back, writer_bytes(&writer)) != RESULT_OK ||
	    buffer_append(&p->held_back, frame) != RESULT_OK)
		buffer_consume(&p->held_back, buffer_bytes(&p->held_back).size);
}

/* RESULT_NEED_MORE: the key is not there yet. */
static enum result open_frame(struct participant *p, uint8_t lane, struct bytes frame)
{
	struct lane_frame opened;
	enum result result = lane_open(p->lanes[lane], frame, p->plain, &opened);

	if (result == RESULT_OK)
		result = viewer_message(p->viewer, lane, opened.plain, clock_now_us());
	else if (result != RESULT_NEED_MORE)
		log_debug("session", "a picture frame was dropped: %s", result_name(result));
	return result;
}

void viewing_picture(struct participant *p, uint32_t where, uint8_t lane, struct bytes payload)
{
	struct person *sharer = viewed(p);

	if (sharer == NULL || sharer->where != where || p->viewer == NULL || lane >= FRAME_LANES_MAX ||
	    payload.size > sizeof p->plain)
		return;
	viewing_heard(p, sharer);
	mutex_lock(p->lock);
	figures_received(&p->figures, FRAME_HEADER_BYTES + payload.size, clock_now_us());
	mutex_unlock(p->lock);
	if (buffer_bytes(&p->held_back).size > 0 || open_frame(p, lane, payload) == RESULT_NEED_MORE)
		hold_back(p, lane, payload);
}

static void open_held_back(struct participant *p)
{
	while (buffer_bytes(&p->held_back).size > 0) {
		struct reader reader = reader_over(buffer_bytes(&p->held_back));
		uint8_t lane = read_u8(&reader);
		struct bytes frame = read_bytes(&reader, read_u32(&reader));
		if (!reader.failed && open_frame(p, lane, frame) == RESULT_NEED_MORE &&
		    p->now_ms - p->held_since_ms < HELD_BACK_MS)
			return;
		buffer_consume(&p->held_back,
		               reader.failed ? buffer_bytes(&p->held_back).size : HELD_BACK_HEAD_BYTES + frame.size);
	}
}

/* --- telling the sharer
 * ------------------------------------------------------------------------------------------------------------
 */

static void send_ack(struct participant *p, const struct picture_ack *ack)
{
	uint8_t body[32];
	struct writer writer = writer_into(body, sizeof body);
	struct person *sharer = viewed(p);

	picture_ack_encode(ack, &writer);
	if (sharer != NULL)
		(void)talk_send_record(p, sharer, RECORD_PICTURE_ACK, writer_bytes(&writer));
}

static void take_applied(struct participant *p, const struct viewer_output *output)
{
	if (p->picture_width_px != output->width_px || p->picture_height_px != output->height_px) {
		p->picture_width_px = output->width_px;
		p->picture_height_px = output->height_px;
		state_touch(p);
	}
	mutex_lock(p->lock);
	figures_applied(&p->figures, output->counter, output->sender_ms, output->arrived_us);
	mutex_unlock(p->lock);
	p->applied = *output;
	p->has_applied = true;
}

void viewing_work(struct participant *p)
{
	struct viewer_output output;

	if (p->viewer == NULL)
		return;
	if (buffer_bytes(&p->held_back).size > 0)
		open_held_back(p);
	while (viewer_output(p->viewer, &output)) {
		if (output.kind == VIEWER_NEED_START)
			send_need_start(p, false);
		else
			take_applied(p, &output);
	}
	if (!p->has_applied)
		return;
	/* The newest stands for all before it. */
	p->has_applied = false;
	struct picture_ack ack = {.lane = p->applied.lane,
	                          .counter = p->applied.counter,
	                          .state = p->applied.state,
	                          .held_us = (uint32_t)(clock_now_us() - p->applied.arrived_us),
	                          .shown_us = PICTURE_ACK_NOT_SHOWN,
	                          .sender_ms = p->applied.sender_ms};
	send_ack(p, &ack);
}

void viewing_shown(struct participant *p, uint64_t mark)
{
	uint32_t counter = (uint32_t)(mark >> 32);

	if (p->viewer == NULL)
		return;
	mutex_lock(p->lock);
	figures_shown(&p->figures, counter, (uint32_t)mark, clock_now_us());
	mutex_unlock(p->lock);
	if (p->now_ms - p->shown_told_ms < SHOWN_EACH_MS || counter != p->applied.counter)
		return;
	p->shown_told_ms = p->now_ms;
	uint32_t since_us = (uint32_t)(clock_now_us() - p->applied.arrived_us);
	struct picture_ack ack = {.lane = p->applied.lane,
	                          .counter = counter,
	                          .state = (uint32_t)mark,
	                          .held_us = since_us,
	                          .shown_us = since_us,
	                          .sender_ms = p->applied.sender_ms};
	send_ack(p, &ack);
}

/* --- grants and keys that come from a sharer
 * ---------------------------------------------------------------------------------------- */

static void take_grant(struct participant *p, struct person *from, const wire_Grant *grant)
{
	from->got_generation = grant->generation;
	from->got_view = grant->view;
	from->got_control = grant->control;
	from->got_clipboard = grant->control ? grant->clipboard : 0;
	from->rests = grant->rests;
	from->told_why = (int)grant->why < REST_COUNT ? (enum participant_rest)grant->why : REST_NONE;
	from->have_asked_control = false;
	if (grant->view && p->viewing == 0)
		viewing_choose(p, from->peer);
	else if (!grant->view && p->viewing == from->peer)
		end_viewing(p);
	state_touch(p);
}

static enum result take_key(struct participant *p, struct person *from, const wire_StreamKey *told)
{
	struct lane_key key = {
		.lane = (uint8_t)told->lane, .kid = told->kid, .first_counter = told->first_counter};

	if (told->base_key.size != STREAM_KEY_BASE_BYTES)
		return RESULT_BAD_FRAME;
	if (told->lane >= FRAME_LANES_MAX)
		return RESULT_BAD_FRAME;
	if (from->peer != p->viewing || p->lanes[told->lane] == NULL)
		return RESULT_OK;
	memcpy(key.base_key, told->base_key.bytes, sizeof key.base_key);
	enum result result = lane_receiver_take_key(p->lanes[told->lane], &key);
	secret_wipe(&key, sizeof key);
	if (result == RESULT_OK)
		open_held_back(p);
	return result;
}

/* One that only a newer version knows keeps input away like the first that we know. */
static enum barrier barrier_of(wire_Barrier told)
{
	return told >= wire_Barrier_BARRIER_NONE && (int)told < BARRIER_COUNT ? (enum barrier)told
	                                                                      : BARRIER_RIGHTS;
}

enum result viewing_message(struct participant *p, struct person *from, const wire_Message *message)
{
	switch (message->which_what) {
	case wire_Message_share_tag:
		from->shares = message->what.share.mode != wire_ShareMode_SHARE_NOTHING;
		from->share_kind = message->what.share.mode < (wire_ShareMode)SHARE_KIND_COUNT
		                       ? (enum share_kind)message->what.share.mode
		                       : SHARE_EVERYTHING; /* of a newer version */
		memcpy(from->layout, message->what.share.layout, sizeof from->layout);
		from->barrier = barrier_of(message->what.share.barrier);
		from->may_elevate = message->what.share.may_elevate;
		newcomer_told(p, from, &message->what.share);
		account_share(p, from->id, &message->what.share);
		sign_promised(p, from, message->what.share.sign_ms);
		if (!from->may_elevate)
			from->have_asked_administrator = false;
		state_touch(p);
		return RESULT_OK;
	case wire_Message_grant_tag:
		take_grant(p, from, &message->what.grant);
		return RESULT_OK;
	case wire_Message_stream_key_tag:
		return take_key(p, from, &message->what.stream_key);
	default:
		return RESULT_NEED_MORE;
	}
}

/* --- control
 * -------------------------------------------------------------------------------------------------------------------------
 */

void viewing_input(struct participant *p, const struct input_event *event, uint64_t mark)
{
	uint8_t body[96];
	struct writer writer = writer_into(body, sizeof body);
	struct person *sharer = viewed(p);
	struct input_header input = {.screen_state = (uint32_t)mark, .event = *event};

	if (sharer == NULL || !sharer->got_control)
		return;
	input.generation = sharer->got_generation;
	input_header_encode(&input, &writer);
	if (writer.failed || talk_send_record(p, sharer, RECORD_INPUT, writer_bytes(&writer)) != RESULT_OK)
		return;
	p->active_ms = p->now_ms;
	if (p->unanswered_ms == 0)
		p->unanswered_ms = p->now_ms;
}

void viewing_heard(struct participant *p, const struct person *person)
{
	if (person->peer == p->viewing)
		p->unanswered_ms = 0;
}

void viewing_ask(struct participant *p, uint16_t peer, bool view, bool control)
{
	wire_Message message = {.which_what = wire_Message_ask_tag};
	struct person *person = roster_find(&p->roster, peer);

	if (person == NULL || !roster_is_in(person))
		return;
	message.what.ask.view = view;
	message.what.ask.control = control;
	person->have_asked_control = control && !person->got_control;
	talk_send(p, person, &message);
	state_touch(p);
}

void viewing_ask_administrator(struct participant *p, uint16_t peer)
{
	wire_Message message = {.which_what = wire_Message_ask_tag};
	struct person *person = roster_find(&p->roster, peer);

	if (person == NULL || !roster_is_in(person))
		return;
	message.what.ask.administrator = true;
	person->have_asked_administrator = true;
	talk_send(p, person, &message);
	state_touch(p);
}

void viewing_give_back(struct participant *p)
{
	wire_Message message = {.which_what = wire_Message_give_back_tag};
	struct person *sharer = viewed(p);

	if (sharer == NULL || !sharer->got_control)
		return;
	sharer->got_control = false; /* nothing more is sent from here on, whatever the sharer answers */
	talk_send(p, sharer, &message);
	state_touch(p);
}

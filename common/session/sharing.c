/*
 * Net's side of sharing: who may see and control, kept as grants and told to
 * those concerned; what the media thread gives goes out; input that comes in is
 * checked here and handed to the gate, which the guard thread alone passes on.
 */
#include "session/sharing.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "session/account.h"
#include "session/attending.h"
#include "session/owner.h"
#include "session/sign.h"
#include "session/staying.h"
#include "session/talk.h"
#include "wire/input_header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- telling
 * ------------------------------------------------------------------------------------------------------------------
 */

/* Who may what here, for all to hear. */
static void write_rights(const struct participant *p, wire_Share *share)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		const struct person *person = &p->roster.people[i];
		wire_ShareTo to = {.view = person->given.view,
		                   .control = person->given.control,
		                   .clipboard = person->given.clipboard != 0,
		                   .is_refused = person->is_refused};
		if (!roster_is_in(person) || (!to.view && !to.control && !to.clipboard && !to.is_refused))
			continue;
		to.participant.size = ROSTER_ID_BYTES;
		memcpy(to.participant.bytes, person->id, ROSTER_ID_BYTES);
		share->to[share->to_count++] = to;
	}
}

static void write_share(const struct participant *p, wire_Share *share)
{
	*share = (wire_Share){.width = (uint32_t)p->share_width_px, .height = (uint32_t)p->share_height_px};
	share->mode = p->sharer != NULL ? (wire_ShareMode)p->choice.kind : wire_ShareMode_SHARE_NOTHING;
	snprintf(share->layout, sizeof share->layout, "%s", p->layout);
	share->barrier = (wire_Barrier)p->barrier;
	share->may_elevate = p->options.may_elevate;
	share->sign_ms = p->sharer != NULL ? SIGN_EACH_MS : 0;
	share->at_ms = (uint64_t)p->share_at_ms;
	write_rights(p, share);
}

static void tell_share(struct participant *p, struct person *to)
{
	wire_Message message = {.which_what = wire_Message_share_tag};

	write_share(p, &message.what.share);
	talk_send(p, to, &message);
}

/* What is shown, or who may what, has changed. */
static void announce(struct participant *p)
{
	wire_Share share;

	p->is_share_untold = false;
	p->share_at_ms = account_now_ms(p);
	write_share(p, &share);
	account_share(p, p->self.id, &share);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (roster_is_in(&p->roster.people[i]))
			tell_share(p, &p->roster.people[i]);
	}
	state_touch(p);
}

static void tell_share_to_all(struct participant *p)
{
	announce(p);
	p->self.shares = p->sharer != NULL;
	owner_tell_roster(p);
	state_touch(p);
}

static void tell_grant(struct participant *p, struct person *person)
{
	wire_Message message = {.which_what = wire_Message_grant_tag};

	message.what.grant.generation = person->given.generation;
	message.what.grant.view = person->given.view;
	message.what.grant.control = person->given.control;
	message.what.grant.clipboard = person->given.clipboard;
	message.what.grant.rests = person->must_go_on;
	message.what.grant.why = person->must_go_on ? (wire_RestWhy)person->rest_why : wire_RestWhy_REST_WHY_NONE;
	talk_send(p, person, &message);
	p->is_share_untold = true; /* to all, at the end of this turn */
	state_touch(p);
}

/* --- the gate
 * -------------------------------------------------------------------------------------------------------------------
 */

bool sharing_is_resting(const struct person *person)
{
	return person->rested_ms != 0 || person->must_go_on;
}

static bool somebody_controls(struct participant *p)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		const struct person *person = &p->roster.people[i];
		if (person->peer != 0 && person->given.control && !sharing_is_resting(person))
			return true;
	}
	return false;
}

/* The media thread shows the screen to those that may see it now. */
static void set_viewer(struct participant *p, struct person *person)
{
	bool may_see = p->sharer != NULL && person->given.view && !sharing_is_resting(person);

	if (may_see && !person->is_shown)
		sharer_add_viewer(p->sharer, person->peer, person->capabilities);
	else if (!may_see && person->is_shown && p->sharer != NULL)
		sharer_remove_viewer(p->sharer, person->peer);
	person->is_shown = may_see;
}

/* Open while somebody controls and F12 is proved to be listened to; closed otherwise. A closed generation
 * never opens again, so each opening is a new one. */
static void set_gate(struct participant *p)
{
	if (!somebody_controls(p)) {
		gate_close(p->gate);
	} else if (!gate_is_open(p->gate, p->gate_generation, p->now_ms)) {
		if (gate_open(p->gate, ++p->gate_generation, p->f12_seen, p->now_ms) != RESULT_OK)
			log_info("session", "the gate waits for a proof that F12 is heard");
	}
}

static void post_guard(struct participant *p, bool is_proved, enum result result)
{
	struct command command = {.kind = COMMAND_GUARD, .yes = is_proved, .result = result};

	(void)queue_push(p->commands, &command);
}

/* The gate is closed already and counts the presses: no queue stands between F12 and the end of the grants.
 */
static void on_f12(void *context)
{
	struct participant *p = context;

	wake_signal(p->wake);
}

static void on_proved(void *context)
{
	post_guard(context, true, RESULT_OK);
}

static void on_lost(void *context, enum result result)
{
	post_guard(context, false, result);
}

static void on_barrier(void *context, enum barrier barrier)
{
	struct participant *p = context;
	struct command command = {.kind = COMMAND_BARRIER, .barrier = barrier};

	(void)queue_push(p->commands, &command);
}

void sharing_barrier(struct participant *p, enum barrier barrier)
{
	if (p->barrier == barrier || (p->sharer == NULL && barrier != BARRIER_NONE))
		return;
	p->barrier = barrier;
	if (p->sharer != NULL)
		tell_share_to_all(p);
	state_touch(p);
}

void sharing_guard(struct participant *p, const struct command *command)
{
	p->is_guarded = command->yes;
	if (command->yes) {
		set_gate(p);
	} else if (command->result == RESULT_NO_DISPLAY) {
		p->share_result = RESULT_NO_DISPLAY;
		sharing_stop(p);
	}
	state_touch(p);
}

void sharing_take_back(struct participant *p)
{
	gate_close(p->gate);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (person->peer != 0 && grant_end_control(&person->given)) {
			p->is_control_lost = true;
			tell_grant(p, person);
		}
	}
	state_touch(p);
}

/* --- starting and ending
 * ------------------------------------------------------------------------------------------------------ */

/* The ui asks it for a hand. Returns the one before. */
static struct guard *set_guard(struct participant *p, struct guard *guard)
{
	mutex_lock(p->lock);
	struct guard *before = p->guard;
	p->guard = guard;
	mutex_unlock(p->lock);
	return before;
}

/* Of another choice: what is held down is let go, and what was aimed at the picture before is too late. */
static void change_choice(struct participant *p)
{
	gate_close(p->gate);
	sharer_share(p->sharer, &p->choice);
	if (p->guard != NULL)
		guard_choose(p->guard, &p->choice);
	set_gate(p);
	tell_share_to_all(p);
}

void sharing_choose(struct participant *p, const struct share_choice *choice)
{
	if (choice->kind == SHARE_NOTHING) {
		sharing_stop(p);
		return;
	}
	p->choice = *choice;
	if (p->sharer == NULL)
		sharing_start(p);
	else
		change_choice(p);
}

void sharing_start(struct participant *p)
{
	struct guard_events events = {
		.on_f12 = on_f12, .on_proved = on_proved, .on_lost = on_lost, .on_barrier = on_barrier, .context = p};
	bool may = p->phase == PHASE_IN || p->phase == PHASE_OPEN;

	if (p->sharer != NULL || !may)
		return;
	p->share_width_px = p->share_height_px = 0;
	p->is_share_open = false;
	p->share_result = sharer_create(&p->sharer, p->options.display, p->wake);
	if (p->share_result == RESULT_OK) {
		sharer_share(p->sharer, &p->choice);
		attending_start(p);
		/* Without a guard the screen can be shown, but nobody can control. */
		struct guard *guard;
		enum result result = guard_start(&guard, p->options.display, p->gate, &events);
		if (result != RESULT_OK)
			log_warn("session", "F12 can't be listened to: %s", result_name(result));
		else
			guard_choose(guard, &p->choice);
		set_guard(p, guard);
	}
	state_touch(p);
}

void sharing_stop(struct participant *p)
{
	bool was_sharing = p->sharer != NULL;

	gate_close(p->gate);
	attending_stop(p);
	if (p->guard != NULL)
		guard_stop(set_guard(p, NULL));
	p->is_guarded = false;
	p->barrier = BARRIER_NONE;
	sharer_destroy(p->sharer);
	p->sharer = NULL;
	p->is_share_open = false;
	if (!was_sharing)
		return;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		person->is_shown = person->must_go_on = false;
		if (person->peer != 0 && grant_end(&person->given))
			tell_grant(p, person);
	}
	tell_share_to_all(p);
}

/* Showing begins: the master may see it, as the customer was told when choosing. */
static void opened(struct participant *p)
{
	p->is_share_open = true;
	layout_name(p->options.display, p->layout);
	tell_share_to_all(p);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (p->roster.people[i].role == PARTICIPANT_MASTER)
			sharing_grant(p, &p->roster.people[i], true, false);
	}
}

void sharing_grant(struct participant *p, struct person *person, bool view, bool control)
{
	bool had_control = person->given.control;
	bool may = p->is_share_open && roster_is_in(person) && person->pair != NULL && !person->is_refused;

	if (!grant_set(&person->given, view && may, control && may))
		return;
	person->is_new &= !person->given.view && !person->given.control;
	set_viewer(p, person);
	if (had_control && !person->given.control) {
		/* Whatever this one holds down is let go; the others' input goes on under a new generation. */
		gate_close(p->gate);
	}
	if (person->given.control) {
		p->is_control_lost = false;
		p->has_granted_control = true;
	}
	set_gate(p);
	tell_grant(p, person);
}

/* Somebody who controls could press the button himself. */
static void refuse_without_hand(struct participant *p)
{
	p->hand_refusals++;
	log_info("session", "more was to be granted, but no hand was seen at this computer");
	state_touch(p);
}

void sharing_choose_by_hand(struct participant *p, const struct command *command)
{
	if (p->sharer != NULL && p->has_granted_control && !command->is_hand &&
	    share_is_more(&p->choice, command->choice))
		refuse_without_hand(p);
	else
		sharing_choose(p, command->choice);
}

void sharing_grant_clipboard(struct participant *p, struct person *person, const struct command *command)
{
	if (command->yes && !command->is_hand)
		refuse_without_hand(p);
	else if (grant_set_clipboard(&person->given, command->yes))
		tell_grant(p, person);
}

void sharing_grant_by_hand(struct participant *p, struct person *person, const struct command *command)
{
	bool is_more = (command->view && !person->given.view) || (command->control && !person->given.control);

	if (is_more && p->has_granted_control && !command->is_hand)
		refuse_without_hand(p);
	else
		sharing_grant(p, person, command->view, command->control);
}

void sharing_person_sealed(struct participant *p, struct person *person)
{
	if (!p->is_share_open)
		return;
	tell_share(p, person);
	/* What was granted while the handshake was under way could not be said yet, nor the key be given. */
	if (person->given.view || person->given.control)
		tell_grant(p, person);
	if (person->is_shown)
		sharer_start_anew(p->sharer, person->peer, true);
}

static void wait_for_click(struct participant *p, struct person *person, enum participant_rest why)
{
	p->go_on_why = why;
	if (person->must_go_on && person->rest_why == why)
		return;
	person->must_go_on = true;
	person->rest_why = why;
	tell_grant(p, person);
}

void sharing_person_rests(struct participant *p, struct person *person)
{
	/* What this one holds down is let go now, whatever the network says later. */
	if (person->given.control) {
		gate_close(p->gate);
		set_gate(p);
	}
	set_viewer(p, person);
}

void sharing_person_back(struct participant *p, struct person *person, int64_t gap_ms)
{
	bool has_grant = person->given.view || person->given.control;

	if (has_grant && gap_ms > SHARING_GAP_MS) {
		p->go_on_gap_ms = (int)gap_ms;
		wait_for_click(p, person, REST_GAP);
	}
	set_viewer(p, person);
	set_gate(p);
}

void sharing_wait(struct participant *p, enum participant_rest why)
{
	gate_close(p->gate);
	p->go_on_gap_ms = 0;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (person->given.view || person->given.control)
			wait_for_click(p, person, why);
		set_viewer(p, person);
	}
	state_touch(p);
}

void sharing_go_on(struct participant *p)
{
	attending_answered(p);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (!person->must_go_on)
			continue;
		person->must_go_on = false;
		tell_grant(p, person);
		set_viewer(p, person);
	}
	set_gate(p);
	state_touch(p);
}

void sharing_person_gone(struct participant *p, struct person *person)
{
	bool had_control = person->given.control;

	(void)grant_end(&person->given);
	person->must_go_on = false;
	set_viewer(p, person);
	if (had_control) {
		gate_close(p->gate);
		set_gate(p);
	}
}

/* --- what the media thread gives
 * ------------------------------------------------------------------------------------------------ */

static void send_key(struct participant *p, struct sharer_output *output)
{
	wire_Message message = {.which_what = wire_Message_stream_key_tag};
	wire_StreamKey *key = &message.what.stream_key;
	struct person *person = roster_find(&p->roster, output->peer);

	key->lane = output->key.lane;
	key->kid = output->key.kid;
	key->first_counter = output->key.first_counter;
	key->base_key.size = STREAM_KEY_BASE_BYTES;
	memcpy(key->base_key.bytes, output->key.base_key, STREAM_KEY_BASE_BYTES);
	if (person != NULL && person->is_shown)
		talk_send(p, person, &message);
	secret_wipe(&message, sizeof message);
	secret_wipe(&output->key, sizeof output->key);
}

static void send_subscription(struct participant *p, const struct sharer_output *output)
{
	wire_Control control = {.which_what = wire_Control_subscribe_tag};

	control.what.subscribe.lane = output->lane;
	for (size_t i = 0; i < output->peer_count; i++) {
		const struct person *person = roster_find(&p->roster, output->peers[i]);
		if (person != NULL && meeting_of_place(person->where) == p->home)
			control.what.subscribe.peers[control.what.subscribe.peers_count++] =
				meeting_peer_of(person->where);
	}
	if (staying_home(p)->phase == MEETING_IN)
		link_send_control(staying_home(p)->link, &control);
}

static void send_frame(struct participant *p, struct sharer_output *output)
{
	struct frame_header header = {.payload_bytes = (uint32_t)output->frame_bytes,
	                              .kind = FRAME_PICTURE,
	                              .peer = FRAME_PEER_ALL,
	                              .lane = output->lane,
	                              .flags = output->is_reset ? FRAME_FLAG_RESET : 0};

	if (staying_home(p)->phase == MEETING_IN)
		link_send(staying_home(p)->link, &header, (struct bytes){output->frame, output->frame_bytes});
	free(output->frame);
	p->frame_sent_ms = p->active_ms = p->now_ms;
}

static void take_output(struct participant *p, struct sharer_output *output)
{
	switch (output->kind) {
	case SHARER_OPENED:
	case SHARER_RESIZED:
		p->share_width_px = output->width_px;
		p->share_height_px = output->height_px;
		p->resized_state = output->state;
		if (output->kind == SHARER_OPENED)
			opened(p);
		else
			tell_share_to_all(p);
		break;
	case SHARER_FAILED:
		p->share_result = output->result;
		sharing_stop(p);
		break;
	case SHARER_SUBSCRIBE:
		send_subscription(p, output);
		break;
	case SHARER_KEY:
		send_key(p, output);
		break;
	case SHARER_FRAME:
		send_frame(p, output);
		break;
	case SHARER_CHANGED:
		for (size_t i = 0; i < output->changed.count; i++)
			aim_changed(&p->aim, output->state, output->changed.rects[i], p->now_ms);
		break;
	default:
		break;
	}
}

/* The master, and who controls: they hear that we are there, also when nothing on the screen changes. */
static void say_sharing(struct participant *p)
{
	wire_Message message = {.which_what = wire_Message_sharing_tag};

	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (roster_is_in(person) && (person->role == PARTICIPANT_MASTER || person->given.control))
			talk_send(p, person, &message);
	}
}

/* While pictures go out the master hears of it, and must be heard: a roster that is 5 s old is no roster. It
 * is said for some seconds more after the last picture or press, so that a line that is lost just then is
 * noticed. */
static void keep_in_touch(struct participant *p)
{
	bool is_active = p->active_ms != 0 && p->now_ms - p->active_ms < ENGINE_ACTIVE_MS;
	bool is_sending = p->frame_sent_ms != 0 && p->now_ms - p->frame_sent_ms < ENGINE_SHARING_TELL_MS;
	bool is_silent;

	if (is_active && p->now_ms - p->sharing_told_ms >= ENGINE_SHARING_TELL_MS) {
		/* Resting time does not count: the first word after a rest starts the wait anew. */
		if (p->now_ms - p->sharing_told_ms > 2 * ENGINE_SHARING_TELL_MS)
			p->heartbeat_heard_ms = p->now_ms;
		p->sharing_told_ms = p->now_ms;
		say_sharing(p);
	}
	if (p->options.role == PARTICIPANT_MASTER)
		return;
	is_silent = p->now_ms - p->heartbeat_heard_ms > ENGINE_HEARTBEAT_LOST_MS && is_sending;
	if (is_silent != p->is_share_paused &&
	    (is_silent || p->now_ms - p->heartbeat_heard_ms < ENGINE_HEARTBEAT_LOST_MS)) {
		p->is_share_paused = is_silent;
		sharer_pause(p->sharer, is_silent);
	}
}

/* F12 since the last look. */
static void take_f12(struct participant *p)
{
	uint8_t seen = gate_f12_seen(p->gate);

	if (seen == p->f12_seen)
		return;
	p->f12_count += (uint8_t)(seen - p->f12_seen);
	p->f12_seen = seen;
	sharing_take_back(p);
}

void sharing_work(struct participant *p)
{
	struct sharer_output output;

	take_f12(p);
	while (p->sharer != NULL && sharer_output(p->sharer, &output))
		take_output(p, &output);
	if (p->sharer != NULL)
		keep_in_touch(p);
	if (p->is_share_untold)
		announce(p);
}

/* --- what viewers and controllers say
 * ---------------------------------------------------------------------------------------- */

enum result sharing_message(struct participant *p, struct person *from, const wire_Message *message)
{
	switch (message->which_what) {
	case wire_Message_ask_tag:
		if (p->is_share_open && p->options.may_elevate && message->what.ask.administrator) {
			from->asks_administrator = true;
			state_touch(p);
		}
		if (p->is_share_open && grant_ask(&from->given, message->what.ask.view, message->what.ask.control))
			state_touch(p);
		return RESULT_OK;
	case wire_Message_give_back_tag:
		sharing_grant(p, from, from->given.view, false);
		return RESULT_OK;
	case wire_Message_wish_tag:
		if (p->sharer != NULL && from->is_shown)
			sharer_wish(p->sharer, from->peer, message->what.wish.vp8_only, message->what.wish.save_data);
		return RESULT_OK;
	case wire_Message_need_start_tag:
		if (p->sharer != NULL && from->is_shown)
			sharer_start_anew(p->sharer, from->peer, message->what.need_start.has_nothing);
		return RESULT_OK;
	default:
		return RESULT_NEED_MORE;
	}
}

/* A place on a screen of another size is no place any more. */
static bool is_of_old_screen(const struct participant *p, const struct input_header *input)
{
	bool has_place = input->event.kind == INPUT_MOVE || input->event.kind == INPUT_BUTTON ||
	                 input->event.kind == INPUT_WHEEL;

	/* Numbers wrap, so "older" is by their distance. */
	return has_place && input->screen_state != 0 && (int32_t)(input->screen_state - p->resized_state) < 0;
}

/* A press on what the controller can't have seen is dropped; releases and all else count. */
static bool is_aimed(struct participant *p, const struct input_header *input)
{
	bool is_release = input->event.kind == INPUT_BUTTON && !input->event.is_down;

	if (is_release)
		return true;
	if (is_of_old_screen(p, input))
		return false;
	return input->event.kind != INPUT_BUTTON ||
	       aim_is_true(&p->aim, input->screen_state, input->event.x_px, input->event.y_px,
	                   link_round_trip_ms(staying_home(p)->link), p->now_ms);
}

enum result sharing_input(struct participant *p, struct person *from, struct bytes body)
{
	struct input_header input;

	if (!roster_is_in(from) || input_header_decode(body, &input) != RESULT_OK)
		return RESULT_BAD_FRAME;
	if (!grant_allows(&from->given, input.generation) || sharing_is_resting(from) || !is_aimed(p, &input))
		return RESULT_OK; /* too late, or aimed at what is gone: it counts for nothing */
	p->active_ms = p->now_ms;
	if (gate_inject(p->gate, &input.event, p->gate_generation) != RESULT_OK)
		return RESULT_OK;
	bool has_place =
		input.event.kind == INPUT_MOVE || input.event.kind == INPUT_BUTTON || input.event.kind == INPUT_WHEEL;
	if (p->sharer != NULL && input.event.kind != INPUT_STILL_HELD)
		sharer_focus(p->sharer, has_place ? input.event.x_px : -1, has_place ? input.event.y_px : -1);
	return RESULT_OK;
}

enum result sharing_ack(struct participant *p, struct person *from, struct bytes body)
{
	struct picture_ack ack;

	if (!roster_is_in(from) || picture_ack_decode(body, &ack) != RESULT_OK)
		return RESULT_BAD_FRAME;
	if (p->sharer != NULL && from->is_shown)
		sharer_ack(p->sharer, from->peer, &ack);
	return RESULT_OK;
}

void sharing_blocked(struct participant *p, uint32_t where, uint8_t lane)
{
	struct person *person = roster_at(&p->roster, where);

	if (person != NULL && p->sharer != NULL && person->is_shown)
		sharer_blocked(p->sharer, person->peer, lane);
}

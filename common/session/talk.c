/*
 * Between two people: handshakes and records in, each to whom it concerns;
 * messages out. What a person may say depends on how far the two have come:
 * nothing but profile, admission and end before both have said yes.
 */
#include "session/talk.h"

#include "base/log.h"
#include "base/secret.h"
#include "session/account.h"
#include "session/clipping.h"
#include "session/homing.h"
#include "session/joiner.h"
#include "session/owner.h"
#include "session/sharing.h"
#include "session/shepherd.h"
#include "session/sign.h"
#include "session/staying.h"
#include "session/viewing.h"
#include "wire/plain_text.h"

#include <string.h>

/* To a place: one of the relays that we are connected to, and who it is there. */
static void send_frame(void *context, uint32_t where, uint8_t kind, struct bytes payload)
{
	struct participant *p = context;
	struct meeting *meeting = &p->meetings[meeting_of_place(where)];
	struct frame_header header = {
		.payload_bytes = (uint32_t)payload.size, .kind = kind, .peer = meeting_peer_of(where)};

	if (meeting->phase < MEETING_UP)
		return;
	if (p->is_quiet)
		link_send_quiet(meeting->link, &header, payload);
	else
		link_send(meeting->link, &header, payload);
}

/* What came before we knew of it, see talk_handshake. */
static void take_early(struct participant *p, struct person *person)
{
	for (int i = 0; i < EARLY_MAX; i++) {
		struct early early = p->early[i];
		if (early.size == 0 || early.where != person->where)
			continue;
		p->early[i].size = 0;
		talk_handshake(p, person->where, (struct bytes){early.data, early.size});
		return;
	}
}

/* An introduced peer may be faster than the master's word to us: its OFFER is kept, a few at a time. */
static void keep_early(struct participant *p, uint32_t where, struct bytes payload)
{
	struct early *to = &p->early[0];

	for (int i = 0; i < EARLY_MAX; i++) {
		struct early *early = &p->early[i];
		if (early->size != 0 && early->where == where) {
			to = early;
			break;
		}
		if (early->size == 0 || (to->size != 0 && early->came_ms < to->came_ms))
			to = early;
	}
	if (payload.size != HANDSHAKE_OFFER_BYTES)
		return;
	*to = (struct early){.where = where, .size = payload.size, .came_ms = p->now_ms};
	memcpy(to->data, payload.data, payload.size);
}

enum result talk_begin(struct participant *p, struct person *person, const struct handshake_setup *setup,
                       bool is_offering)
{
	struct pair_out out = {send_frame, p};

	pair_destroy(person->pair);
	person->pair = NULL;
	enum result result = pair_create(&person->pair, person->where, setup, is_offering, out, p->now_ms);
	if (result != RESULT_OK)
		log_warn("session", "no handshake with %u: %s", person->peer, result_name(result));
	else
		take_early(p, person);
	return result;
}

enum result talk_restore(struct participant *p, struct person *person, struct bytes stored)
{
	struct pair_out out = {send_frame, p};
	enum result result = pair_restore(&person->pair, person->where, stored, out);

	person->has_met = result == RESULT_OK;
	return result;
}

void talk_end(struct participant *p, struct person *person)
{
	sharing_person_gone(p, person);
	viewing_person_gone(p, person);
	clipping_person_gone(person);
	pair_destroy(person->pair);
	person->pair = NULL;
	person->has_met = false;
	person->rested_ms = 0;
	state_touch(p);
}

/* A pair does not work any more. Which one it is decides what follows: without the master there is no
 * session. */
static void fail(struct participant *p, struct person *person, enum result result)
{
	bool was_up = pair_channel(person->pair) != NULL;

	log_warn("session", "%s with %u failed: %s", was_up ? "channel" : "handshake", person->peer,
	         result_name(result));
	talk_end(p, person);
	if (p->options.role == PARTICIPANT_MASTER)
		owner_pair_failed(p, person);
	else if (person->role == PARTICIPANT_MASTER)
		participant_end(p, was_up ? RESULT_NOT_OPENED : result);
}

static void sealed(struct participant *p, struct person *person)
{
	log_info("session", "sealed with %u", person->peer);
	person->has_met = true;
	if (person->role == PARTICIPANT_MASTER)
		joiner_sealed(p, person);
	else if (p->options.role == PARTICIPANT_MASTER)
		owner_sealed(p, person);
	if (roster_is_in(person))
		sharing_person_sealed(p, person);
	state_touch(p);
}

/* What has changed by something that came: keys for the first time, or again. */
static void follow_pair(struct participant *p, struct person *person, enum pair_phase before)
{
	if (pair_channel(person->pair) != NULL)
		person->where = pair_where(person->pair);
	enum pair_phase now = pair_phase(person->pair);
	if (now == PAIR_RESTING && person->has_met)
		staying_rests(p, person); /* new keys, though the old ones were not known to be of no use */
	if (now != PAIR_UP || before == PAIR_UP)
		return;
	if (!person->has_met)
		sealed(p, person);
	else
		staying_back(p, person);
}

/* Whom a handshake message from this place is about. */
static struct person *who_shakes(struct participant *p, uint32_t where)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (person->peer != 0 && person->pair != NULL && pair_is_shaking_at(person->pair, where))
			return person;
	}
	return NULL;
}

void talk_handshake(struct participant *p, uint32_t where, struct bytes payload)
{
	struct person *person;

	if (p->options.role == PARTICIPANT_CLIENT && homing_offer(p, where, payload))
		return;
	person = who_shakes(p, where);
	if (person == NULL) {
		keep_early(p, where, payload);
		return;
	}
	enum pair_phase before = pair_phase(person->pair);
	enum result result = pair_shake(person->pair, where, payload, p->now_ms);
	if (result != RESULT_OK)
		log_info("session", "handshake with %u: %s", person->peer, result_name(result));
	if (result != RESULT_OK && p->options.role == PARTICIPANT_MASTER)
		shepherd_failed(p, person);
	if (pair_phase(person->pair) == PAIR_DEAD)
		fail(p, person, result);
	else
		follow_pair(p, person, before);
}

/* A message that came in whole, from somebody who is in. */
static enum result take_message(struct participant *p, struct person *from, const wire_Message *message)
{
	enum result result = RESULT_NEED_MORE;

	if (p->options.role == PARTICIPANT_MASTER)
		result = owner_message(p, from, message);
	else if (from->role == PARTICIPANT_MASTER)
		result = joiner_message(p, from, message);
	if (result != RESULT_NEED_MORE)
		return result;
	if (!roster_is_in(from))
		return RESULT_BAD_FRAME;
	result = sharing_message(p, from, message);
	if (result == RESULT_NEED_MORE)
		result = viewing_message(p, from, message);
	if (result == RESULT_NEED_MORE)
		result = clipping_message(p, from, message);
	if (result == RESULT_NEED_MORE && message->which_what == wire_Message_chat_tag) {
		memcpy(p->chat, message->what.chat.text, sizeof p->chat);
		p->chat_from = from->peer;
		p->chat_count++;
		state_touch(p);
	}
	if (result == RESULT_NEED_MORE && message->which_what == wire_Message_leaving_tag)
		account_leaving(p, from, &message->what.leaving);
	return result == RESULT_NEED_MORE ? RESULT_OK : result; /* a kind that we do not know is skipped */
}

static enum result take_record(struct participant *p, struct person *from, const struct record *record,
                               const wire_Message *message)
{
	switch (record->type) {
	case RECORD_MESSAGE:
		return take_message(p, from, message);
	case RECORD_INPUT:
		return sharing_input(p, from, record->body);
	case RECORD_PICTURE_ACK:
		return sharing_ack(p, from, record->body);
	default:
		return RESULT_OK;
	}
}

void talk_record(struct participant *p, uint32_t where, enum channel_class class, struct bytes payload)
{
	struct person *person = roster_at(&p->roster, where);
	const struct record sealed_record = {.kind = class, .body = payload};
	struct record record;

	if (person == NULL || person->pair == NULL)
		return;
	uint16_t peer = person->peer;
	enum pair_phase before = pair_phase(person->pair);
	bool is_awaited = pair_channel(person->pair) != NULL;
	enum result result = pair_open(person->pair, where, &sealed_record, p->now_ms, &record, &p->message);
	if (is_awaited && (result == RESULT_NEED_MORE || result == RESULT_OK)) {
		/* The first that opens shows that the other end has the keys. */
		if (p->options.role == PARTICIPANT_MASTER && !person->is_seated && !owner_seat_taken(p, person))
			return;
		follow_pair(p, person, before);
		viewing_heard(p, person);
		sign_heard(p, person);
	}
	if (result == RESULT_NEED_MORE)
		return;
	if (result == RESULT_OK && record.type == RECORD_FIN) {
		if (class == CHANNEL_INTERACTIVE)
			talk_left(p, person);
		return;
	}
	if (result == RESULT_OK)
		result = take_record(p, person, &record, &p->message);
	if (result != RESULT_OK && person->peer == peer && person->pair != NULL)
		fail(p, person, result);
}

void talk_left(struct participant *p, struct person *person)
{
	bool was_master = person->role == PARTICIPANT_MASTER;

	account_gone(p, person);
	talk_end(p, person);
	if (p->options.role == PARTICIPANT_MASTER)
		owner_person_gone(p, person);
	else if (was_master)
		participant_end(p, RESULT_CLOSED);
	else
		person->has_closed = true;
	p->gone_at_ms = 0;
}

/* What means nothing any more when the line is back, or is made anew then. */
static bool is_fleeting(const wire_Message *message)
{
	switch (message->which_what) {
	case wire_Message_heartbeat_tag:
	case wire_Message_sharing_tag:
	case wire_Message_need_start_tag:
	case wire_Message_stream_key_tag:
	case wire_Message_introduce_tag:
	case wire_Message_move_tag:
		return true;
	default:
		return false;
	}
}

void talk_send(struct participant *p, struct person *to, wire_Message *message)
{
	enum pair_phase phase = to->pair != NULL ? pair_phase(to->pair) : PAIR_NONE;

	if (phase != PAIR_UP && (phase != PAIR_RESTING || !to->has_met || is_fleeting(message)))
		return;
	enum result result = pair_send(to->pair, message, p->now_ms);
	if (result != RESULT_OK && result != RESULT_CLOSED) /* behind our own goodbye there is nothing to say */
		fail(p, to, result);
}

enum result talk_send_record(struct participant *p, struct person *to, enum record_type type,
                             struct bytes body)
{
	if (to->pair == NULL || pair_phase(to->pair) != PAIR_UP)
		return RESULT_REFUSED;
	return pair_send_record(to->pair, type, body, p->now_ms);
}

bool talk_is_up(const struct person *person)
{
	return person->pair != NULL && pair_phase(person->pair) == PAIR_UP;
}

void talk_goodbye(struct participant *p, struct person *person)
{
	if (person->pair != NULL)
		pair_send_end(person->pair, p->now_ms);
}

void talk_introduced(struct participant *p, uint32_t where, struct bytes secret)
{
	struct person *person = roster_at(&p->roster, where);

	if (person == NULL || !roster_is_in(person) || person->role == PARTICIPANT_MASTER || person->is_refused ||
	    secret.size != HANDSHAKE_SECRET_BYTES)
		return;
	person->has_closed = false;
	struct handshake_setup setup = {.mode = HANDSHAKE_INTRO, .secret = secret};
	memcpy(setup.own_id, p->self.id, sizeof setup.own_id);
	memcpy(setup.peer_id, person->id, sizeof setup.peer_id);
	memcpy(setup.session_id, p->session_id, sizeof setup.session_id);
	setup.own_role = (uint8_t)p->self.role;
	setup.peer_role = (uint8_t)person->role;
	/* Both know both ids, so both know who begins: the lower one joins, the higher one offers. */
	bool is_offering = memcmp(p->self.id, person->id, sizeof person->id) > 0;
	if (person->pair == NULL || pair_phase(person->pair) == PAIR_DEAD) {
		(void)talk_begin(p, person, &setup, is_offering);
		return;
	}
	/* The same one, by the id that is bound into the handshake: a line was lost, and what was granted stays.
	 */
	staying_rest(p, person);
	if (pair_meet_again(person->pair, where, &setup, is_offering, p->now_ms) == RESULT_OK)
		take_early(p, person);
}

void talk_chat(struct participant *p, const char *text)
{
	wire_Message message = {.which_what = wire_Message_chat_tag};

	plain_text_clean(message.what.chat.text, sizeof message.what.chat.text, text, PLAIN_TEXT_LINES);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (roster_is_in(&p->roster.people[i]))
			talk_send(p, &p->roster.people[i], &message);
	}
}

void talk_tick(struct participant *p)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (person->peer == 0 || person->pair == NULL)
			continue;
		pair_drop_late(person->pair, p->now_ms);
		if (pair_is_late(person->pair, p->now_ms))
			fail(p, person, RESULT_WRONG_NUMBER);
		else if (timer_is_due(&p->refresh, p->now_ms))
			pair_refresh(person->pair, p->now_ms);
	}
	if (!p->refresh.is_set || timer_is_due(&p->refresh, p->now_ms))
		timer_set(&p->refresh, p->now_ms, TALK_REFRESH_MS);
}

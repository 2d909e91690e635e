/*
 * Between two people: handshakes and records in, each to whom it concerns;
 * messages out. What a person may say depends on how far the two have come:
 * nothing but profile, admission and end before both have said yes.
 */
#include "session/talk.h"

#include "base/log.h"
#include "base/secret.h"
#include "session/joiner.h"
#include "session/owner.h"
#include "session/sharing.h"
#include "session/viewing.h"

#include <string.h>

static void send_frame(void *context, uint16_t peer, uint8_t kind, struct bytes payload)
{
	struct participant *p = context;
	struct frame_header header = {.payload_bytes = (uint32_t)payload.size, .kind = kind, .peer = peer};

	link_send(p->link, &header, payload);
}

enum result talk_begin(struct participant *p, struct person *person, const struct handshake_setup *setup,
                       bool is_offering)
{
	struct pair_out out = {send_frame, p};

	pair_destroy(person->pair);
	person->pair = NULL;
	enum result result = pair_create(&person->pair, person->peer, setup, is_offering, out, p->now_ms);
	if (result != RESULT_OK)
		log_warn("session", "no handshake with %u: %s", person->peer, result_name(result));
	/* What came before we knew of it, see talk_handshake. */
	if (result == RESULT_OK && p->early_bytes > 0 && p->early_peer == person->peer) {
		p->early_peer = 0;
		talk_handshake(p, person->peer, (struct bytes){p->early, p->early_bytes});
	}
	return result;
}

void talk_end(struct participant *p, struct person *person)
{
	sharing_person_gone(p, person);
	viewing_person_gone(p, person);
	pair_destroy(person->pair);
	person->pair = NULL;
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
	if (person->role == PARTICIPANT_MASTER)
		joiner_sealed(p, person);
	else if (p->options.role == PARTICIPANT_MASTER)
		owner_sealed(p, person);
	if (roster_is_in(person))
		sharing_person_sealed(p, person);
	state_touch(p);
}

void talk_handshake(struct participant *p, uint16_t peer, struct bytes payload)
{
	struct person *person = roster_find(&p->roster, peer);

	if (person == NULL || person->pair == NULL) {
		/* An introduced peer may be faster than the master's word to us: its OFFER is kept, one at a time. */
		if (payload.size <= sizeof p->early) {
			p->early_peer = peer;
			p->early_bytes = payload.size;
			memcpy(p->early, payload.data, payload.size);
		}
		return;
	}
	enum result result = pair_shake(person->pair, payload, p->now_ms);
	if (result != RESULT_OK)
		fail(p, person, result);
	else if (pair_phase(person->pair) == PAIR_UP)
		sealed(p, person);
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
	if (result == RESULT_NEED_MORE && message->which_what == wire_Message_chat_tag) {
		memcpy(p->chat, message->what.chat.text, sizeof p->chat);
		p->chat_from = from->peer;
		p->chat_count++;
		state_touch(p);
	}
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

void talk_record(struct participant *p, uint16_t peer, enum channel_class class, struct bytes payload)
{
	struct person *person = roster_find(&p->roster, peer);
	struct record record;

	if (person == NULL || person->pair == NULL)
		return;
	enum result result = pair_open(person->pair, class, payload, p->now_ms, &record, &p->message);
	if (result == RESULT_NEED_MORE || result == RESULT_OK) {
		/* The first that opens shows that the other end has the keys. */
		if (p->options.role == PARTICIPANT_MASTER && !person->is_seated && !owner_seat_taken(p, person))
			return;
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

	talk_end(p, person);
	if (p->options.role == PARTICIPANT_MASTER)
		owner_person_gone(p, person);
	else if (was_master)
		participant_end(p, RESULT_CLOSED);
}

void talk_send(struct participant *p, struct person *to, wire_Message *message)
{
	if (to->pair == NULL || pair_phase(to->pair) != PAIR_UP)
		return;
	enum result result = pair_send(to->pair, message, p->now_ms);
	if (result != RESULT_OK)
		fail(p, to, result);
}

enum result talk_send_record(struct participant *p, struct person *to, enum record_type type,
                             struct bytes body)
{
	if (to->pair == NULL || pair_phase(to->pair) != PAIR_UP)
		return RESULT_REFUSED;
	return pair_send_record(to->pair, type, body, p->now_ms);
}

void talk_goodbye(struct participant *p, struct person *person)
{
	if (person->pair != NULL)
		pair_send_end(person->pair, p->now_ms);
}

void talk_introduced(struct participant *p, uint16_t peer, struct bytes secret)
{
	struct person *person = roster_find(&p->roster, peer);

	if (person == NULL || !roster_is_in(person) || person->role == PARTICIPANT_MASTER ||
	    secret.size != HANDSHAKE_SECRET_BYTES)
		return;
	if (person->pair != NULL)
		talk_end(p, person); /* what was granted was granted to who had the old keys */
	struct handshake_setup setup = {.mode = HANDSHAKE_INTRO, .secret = secret};
	memcpy(setup.own_id, p->self.id, sizeof setup.own_id);
	memcpy(setup.peer_id, person->id, sizeof setup.peer_id);
	memcpy(setup.session_id, p->session_id, sizeof setup.session_id);
	setup.own_role = (uint8_t)p->self.role;
	setup.peer_role = (uint8_t)person->role;
	/* Both know both ids, so both know who begins: the lower one joins, the higher one offers. */
	(void)talk_begin(p, person, &setup, memcmp(p->self.id, person->id, sizeof person->id) > 0);
}

void talk_tick(struct participant *p)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (person->peer == 0 || person->pair == NULL)
			continue;
		if (pair_is_late(person->pair, p->now_ms))
			fail(p, person, RESULT_WRONG_NUMBER);
		else if (timer_is_due(&p->refresh, p->now_ms))
			pair_refresh(person->pair, p->now_ms);
	}
	if (!p->refresh.is_set || timer_is_due(&p->refresh, p->now_ms))
		timer_set(&p->refresh, p->now_ms, TALK_REFRESH_MS);
}

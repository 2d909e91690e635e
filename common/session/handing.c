#include "session/handing.h"

#include "base/log.h"
#include "base/secret.h"
#include "carrier/ways.h"
#include "session/engine.h"
#include "session/joiner.h"
#include "session/sharing.h"
#include "session/staying.h"
#include "session/talk.h"
#include "session/viewing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void handing_finish(struct handing *handing)
{
	secret_destroy(handing->wanted);
	secret_destroy(handing->made);
	secret_destroy(handing->got);
	*handing = (struct handing){0};
}

/* --- giving
 * ---------------------------------------------------------------------------------------------------- */

static void put_meeting(const struct meeting *m, struct handover_meeting *out)
{
	out->is_there = m->phase != MEETING_NONE;
	out->relay = m->relay;
	out->self = m->self;
	out->master = m->master;
	out->ticket_bytes = m->ticket_bytes;
	memcpy(out->ticket, m->ticket, m->ticket_bytes);
}

static void put_relays(struct participant *p, struct handover *out)
{
	out->relay_id_count = p->relay_count;
	for (size_t i = 0; i < p->relay_count; i++) {
		const uint8_t *id = p->relays + i * PLACES_ID_BYTES;
		memcpy(out->relay_ids[i], id, PLACES_ID_BYTES);
		if (places_find(p->places, id, &out->relays[out->relay_count]))
			out->relay_count++;
	}
}

/* Into `pairs`, which the encoded handover then copies. */
static void put_person(const struct person *person, struct writer *pairs, struct handover_person *out)
{
	size_t before = pairs->size;

	out->peer = person->peer;
	out->where = person->where;
	out->is_master = person->role == PARTICIPANT_MASTER;
	memcpy(out->name, person->name, sizeof out->name);
	memcpy(out->computer, person->computer, sizeof out->computer);
	memcpy(out->id, person->id, sizeof out->id);
	out->capabilities = person->capabilities;
	memcpy(out->layout, person->layout, sizeof out->layout);
	out->generation = person->given.generation;
	out->got_generation = person->got_generation;
	out->shares = person->shares;
	out->got_view = person->got_view;
	if (person->pair != NULL && person->has_met)
		pair_store(person->pair, pairs);
	out->pair = (struct bytes){pairs->start + before, pairs->size - before};
}

static void put_people(struct participant *p, struct writer *pairs, struct handover *out)
{
	put_person(joiner_master(p), pairs, &out->people[out->person_count++]);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		const struct person *person = &p->roster.people[i];
		if (roster_is_in(person) && person->role != PARTICIPANT_MASTER)
			put_person(person, pairs, &out->people[out->person_count++]);
	}
}

static void put_all(struct participant *p, struct writer *pairs, struct handover *out)
{
	(void)snprintf(out->name, sizeof out->name, "%s", p->options.name);
	out->login_count = ways_logins(p->ways, out->logins, HANDOVER_LOGINS_MAX);
	memcpy(out->self_id, p->self.id, sizeof out->self_id);
	memcpy(out->session_id, p->session_id, sizeof out->session_id);
	out->tries_left = p->joiner_guesses.tries_left;
	out->operator_trust = p->operator_seen.trust;
	memcpy(out->operator_name, p->operator_seen.name, sizeof out->operator_name);
	memcpy(out->operator_company, p->operator_seen.company, sizeof out->operator_company);
	out->has_granted = p->has_granted_control;
	out->is_moved = p->is_moved;
	out->home = (uint8_t)p->home;
	for (int i = 0; i < MEETINGS; i++)
		put_meeting(&p->meetings[i], &out->meetings[i]);
	put_relays(p, out);
	put_people(p, pairs, out);
}

/* All of it in memory for secrets; `room` is for the pairs before they are copied, and for the whole. */
static enum result encode(struct participant *p, struct handover *handover, struct handing *to)
{
	uint8_t *pairs = secret_create(HANDOVER_BYTES_MAX);
	uint8_t *made = secret_create(HANDOVER_BYTES_MAX);
	enum result result = pairs != NULL && made != NULL ? RESULT_OK : RESULT_OUT_OF_MEMORY;

	if (result == RESULT_OK) {
		struct writer stored = writer_into(pairs, HANDOVER_BYTES_MAX),
					  writer = writer_into(made, HANDOVER_BYTES_MAX);
		put_all(p, &stored, handover);
		handover_encode(handover, &writer);
		to->made_bytes = writer.size;
		result = stored.failed || writer.failed ? RESULT_TOO_LARGE : RESULT_OK;
	}
	secret_destroy(pairs);
	if (result == RESULT_OK)
		to->made = made;
	else
		secret_destroy(made);
	return result;
}

static bool may_give(struct participant *p)
{
	const struct person *master = joiner_master(p);

	return p->options.role == PARTICIPANT_CLIENT && p->phase == PHASE_IN && !p->is_handed_over &&
	       master != NULL && master->has_met && staying_home(p)->ticket_bytes > 0;
}

static struct handover *take_wanted(struct participant *p)
{
	mutex_lock(p->lock);
	struct handover *wanted = p->handing.wanted;
	p->handing.wanted = NULL;
	mutex_unlock(p->lock);
	return wanted;
}

static void tell(struct participant *p, const struct handing *made)
{
	mutex_lock(p->lock);
	secret_destroy(p->handing.made);
	p->handing.made = made->made;
	p->handing.made_bytes = made->made_bytes;
	p->handing.result = made->result;
	mutex_unlock(p->lock);
	state_touch(p);
}

void handing_give(struct participant *p)
{
	struct handover *handover = take_wanted(p);
	struct handing made = {.result = RESULT_REFUSED};

	if (handover != NULL && may_give(p)) {
		sharing_stop(p); /* what that means for the others is said on the way back */
		staying_fall_silent(p);
		p->is_handed_over = true;
		made.result = encode(p, handover, &made);
		if (made.result != RESULT_OK)
			handing_go_on_here(p);
		log_info("session", "handed over: %s", result_name(made.result));
	}
	secret_destroy(handover);
	tell(p, &made);
}

void handing_go_on_here(struct participant *p)
{
	if (!p->is_handed_over)
		return;
	log_info("session", "it goes on here");
	p->is_handed_over = false;
	p->heartbeat_heard_ms = p->now_ms;
	state_touch(p);
}

/* --- taking
 * ---------------------------------------------------------------------------------------------------- */

static void take_meeting(const struct handover_meeting *from, struct meeting *m)
{
	if (!from->is_there)
		return;
	meeting_set(m, &from->relay);
	m->self = from->self;
	m->master = from->master;
	meeting_keep_ticket(m, (struct bytes){from->ticket, from->ticket_bytes});
}

static enum result take_person(struct participant *p, struct person *person,
                               const struct handover_person *from)
{
	*person = (struct person){.peer = from->peer, .where = from->where, .consent = CONSENT_IN};
	person->role = from->is_master ? PARTICIPANT_MASTER : PARTICIPANT_CLIENT;
	memcpy(person->name, from->name, sizeof person->name);
	memcpy(person->computer, from->computer, sizeof person->computer);
	memcpy(person->id, from->id, sizeof person->id);
	person->capabilities = from->capabilities;
	memcpy(person->layout, from->layout, sizeof person->layout);
	person->given.generation = from->generation;
	person->got_generation = from->got_generation;
	person->shares = from->shares;
	person->got_view = from->got_view;
	return from->pair.size > 0 ? talk_restore(p, person, from->pair) : RESULT_OK;
}

static bool take_name(struct participant *p, const char *name)
{
	char *own = strdup(name);

	if (own == NULL)
		return false;
	free((char *)p->options.name);
	p->options.name = own;
	return true;
}

static enum result take_all(struct participant *p, const struct handover *from)
{
	enum result result = take_name(p, from->name) ? RESULT_OK : RESULT_OUT_OF_MEMORY;

	for (size_t i = 0; i < from->login_count; i++)
		ways_take_login(p->ways, &from->logins[i]);
	memcpy(p->self.id, from->self_id, sizeof p->self.id);
	memcpy(p->session_id, from->session_id, sizeof p->session_id);
	p->joiner_guesses.tries_left = from->tries_left;
	p->is_moved = from->is_moved;
	p->has_granted_control = from->has_granted;
	p->operator_seen = (struct operator_seen){.trust = from->operator_trust};
	memcpy(p->operator_seen.name, from->operator_name, sizeof p->operator_seen.name);
	memcpy(p->operator_seen.company, from->operator_company, sizeof p->operator_seen.company);
	p->home = from->home;
	for (int i = 0; i < MEETINGS; i++)
		take_meeting(&from->meetings[i], &p->meetings[i]);
	p->relay_count = from->relay_id_count;
	memcpy(p->relays, from->relay_ids, sizeof from->relay_ids);
	places_keep(p->places, from->relays, from->relay_count);
	for (size_t i = 0; i < from->person_count && result == RESULT_OK; i++)
		result = take_person(p, &p->roster.people[i], &from->people[i]);
	return result;
}

/* As after a lost line. */
static void come_back(struct participant *p)
{
	p->phase = PHASE_IN;
	p->is_lost = true;
	p->heartbeat_heard_ms = p->now_ms;
	p->self.where = meeting_place(p->home, staying_home(p)->self);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (person->peer != 0 && person->pair != NULL)
			staying_rests(p, person);
		if (person->peer != 0 && person->got_view && p->viewing == 0)
			viewing_choose(p, person->peer);
	}
}

static enum result decode(struct participant *p, struct bytes got)
{
	struct handover *handover = secret_create(sizeof *handover);
	enum result result = handover != NULL ? handover_decode(got, handover) : RESULT_OUT_OF_MEMORY;

	if (result == RESULT_OK)
		result = take_all(p, handover);
	secret_destroy(handover);
	return result;
}

void handing_take(struct participant *p)
{
	mutex_lock(p->lock);
	uint8_t *got = p->handing.got;
	size_t size = p->handing.got_bytes;
	p->handing.got = NULL;
	mutex_unlock(p->lock);

	if (got != NULL && p->options.role == PARTICIPANT_CLIENT && p->phase == PHASE_NONE) {
		enum result result = decode(p, (struct bytes){got, size});
		p->phase = PHASE_IN;
		if (result == RESULT_OK)
			come_back(p);
		else
			participant_end(p, result);
		log_info("session", "taken over: %s", result_name(result));
	}
	secret_destroy(got);
	state_touch(p);
}

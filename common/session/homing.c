/*
 * The client shows its ids at home and at the backup, and waits there for the master's OFFER: whoever brings
 * the two together first wins. One run at a time (secure/resume.h): an OFFER from the other relay waits until
 * the run under way has failed.
 */
#include "session/homing.h"

#include "base/log.h"
#include "session/joiner.h"
#include "session/staying.h"
#include "session/talk.h"

#include <string.h>

enum {
	SILENT_SLOW_MS = 2 * ENGINE_HEARTBEAT_SLOW_MS + 5000,
	SILENT_FAST_MS = 8 * ENGINE_HEARTBEAT_FAST_MS,
	SHOW_AGAIN_MS = 3000,   /* the relay has both, and no OFFER comes */
	OTHERWISE_MS = 12000,   /* nor after several times */
	STRANGE_MS = 6000,      /* two who were introduced have not met */
	ENDED_MS = 30000,       /* no relay has known anything of the session for so long */
	ENDED_ALONE_MS = 10000, /* the same where there is only one */
};

static void put_ids(struct person *master, wire_Resume *resume)
{
	uint8_t ids[RESUME_IDS_MAX * RESUME_ID_BYTES];
	size_t count = pair_ids(master->pair, ids);

	for (size_t i = 0; i < count; i++) {
		resume->ids[i].size = RESUME_ID_BYTES;
		memcpy(resume->ids[i].bytes, ids + i * RESUME_ID_BYTES, RESUME_ID_BYTES);
	}
	resume->ids_count = (pb_size_t)count;
}

static void show(struct participant *p, int meeting, bool with_ticket)
{
	struct meeting *m = &p->meetings[meeting];
	struct person *master = joiner_master(p);
	wire_Resume resume = {0};

	if (master == NULL || master->pair == NULL)
		return;
	put_ids(master, &resume);
	if (with_ticket && m->ticket_bytes > 0) {
		resume.ticket.size = (pb_size_t)m->ticket_bytes;
		memcpy(resume.ticket.bytes, m->ticket, m->ticket_bytes);
	}
	staying_show(p, meeting, &resume);
}

void homing_ask(struct participant *p, int meeting)
{
	struct meeting *m = &p->meetings[meeting];

	m->phase = MEETING_ASKED;
	m->arrived_ms = p->now_ms;
	show(p, meeting, !m->is_by_ids);
}

static bool is_resuming(const struct participant *p)
{
	return p->is_lost || p->is_master_lost || p->is_going_away;
}

static void lose_master(struct participant *p)
{
	struct person *master = joiner_master(p);

	if (master == NULL || !master->has_met || staying_home(p)->ticket_bytes == 0) {
		participant_end(p, RESULT_LOST);
		return;
	}
	if (!p->is_lost && !p->is_master_lost)
		retry_stop(&p->retry); /* the time begins now */
	p->is_master_lost = true;
	staying_rest(p, master);
	state_touch(p);
}

/* He says something every second or every 20 s: a relay that does not know yet that it has lost him tells
 * nobody. */
static void look_for_silence(struct participant *p)
{
	int64_t most_ms = p->is_heartbeat_fast ? SILENT_FAST_MS : SILENT_SLOW_MS;

	if (p->phase == PHASE_IN && !is_resuming(p) && p->now_ms - p->heartbeat_heard_ms > most_ms)
		lose_master(p);
}

static void take_left(struct participant *p, int meeting, const wire_PeerLeft *left)
{
	struct person *person = roster_at(&p->roster, meeting_place(meeting, (uint16_t)left->peer));

	if (meeting != p->home || p->is_lost || person == NULL)
		return;
	/* The relay's word is enough to stop, never to let anybody in. The master takes the others out of the
	 * roster. */
	if (person->role != PARTICIPANT_MASTER) {
		if (left->lost)
			staying_rest(p, person);
		else
			talk_end(p, person);
	} else if (left->lost) {
		lose_master(p);
	} else {
		participant_end(p, RESULT_CLOSED);
	}
}

/* The ticket opens nothing (any more): from here on the ids alone are shown there, as everywhere. */
static void take_refused(struct participant *p, int meeting)
{
	struct meeting *m = &p->meetings[meeting];
	bool had_ticket = m->ticket_bytes > 0;

	meeting_close(m); /* and tried again later */
	m->ticket_bytes = 0;
	if (meeting != p->home || !had_ticket)
		return;
	log_info("session", "the relay knows nothing of the session any more");
	m->is_refused = true;
	p->refused_ms = p->now_ms;
	p->fruitless = 0;
}

bool homing_control(struct participant *p, int meeting, const wire_Control *control)
{
	struct meeting *m = &p->meetings[meeting];
	bool is_asking = m->phase == MEETING_ASKED || m->phase == MEETING_WAITING;

	switch (control->which_what) {
	case wire_Control_resumed_tag:
		if (is_resuming(p) && is_asking)
			staying_arrived(
				p, meeting, (uint16_t)control->what.resumed.peer, (uint16_t)control->what.resumed.master,
				(struct bytes){control->what.resumed.ticket.bytes, control->what.resumed.ticket.size});
		break;
	case wire_Control_waiting_tag:
		if (!is_resuming(p))
			return false;
		if (is_asking)
			m->phase = MEETING_WAITING;
		break;
	case wire_Control_refused_tag:
		if (!is_resuming(p) || !is_asking)
			return meeting != p->home;
		take_refused(p, meeting);
		break;
	case wire_Control_peer_returned_tag:
		if (m->phase == MEETING_IN && control->what.peer_returned.peer == m->master)
			show(p, meeting, false);
		break;
	case wire_Control_peer_left_tag:
		take_left(p, meeting, &control->what.peer_left);
		break;
	default:
		return meeting != p->home || is_resuming(p);
	}
	state_touch(p);
	return true;
}

bool homing_offer(struct participant *p, uint32_t where, struct bytes payload)
{
	struct meeting *m = &p->meetings[meeting_of_place(where)];
	struct person *master = joiner_master(p);
	uint32_t elsewhere =
		meeting_place(1 - meeting_of_place(where), p->meetings[1 - meeting_of_place(where)].master);

	if (meeting_of_place(where) != p->home && !is_resuming(p))
		return true; /* too late: we are home */
	if (master == NULL || !master->has_met || payload.size != HANDSHAKE_OFFER_BYTES ||
	    m->phase != MEETING_IN || meeting_peer_of(where) != m->master)
		return false;
	/* From the first JOIN to the first record there is one relay (the master offers again). */
	if (pair_is_meeting_at(master->pair, elsewhere, p->now_ms))
		return true;
	staying_rest(p, master);
	if (!p->is_lost && meeting_of_place(where) == p->home)
		p->is_master_lost = true;
	else
		p->is_lost = true;
	if (pair_join(master->pair, where, p->now_ms) != RESULT_OK)
		return true;
	return false;
}

void homing_back(struct participant *p)
{
	struct person *master = joiner_master(p);
	int meeting = meeting_of_place(master->where);

	p->resume_count++;
	p->meetings[meeting].is_by_ids = false;
	memset(p->early, 0, sizeof p->early); /* of introductions that will be made anew */
	p->is_lost = p->is_master_lost = p->is_going_away = p->is_restarting = false;
	p->self.where = meeting_place(meeting, p->meetings[meeting].self);
	if (meeting == p->home)
		return;
	p->is_moved = true;
	p->home = meeting;
	staying_choose_backup(p);
}

void homing_move(struct participant *p, const uint8_t relay_id[static PLACES_ID_BYTES])
{
	struct meeting *other = staying_other(p);
	struct server_list_relay relay;

	if (memcmp(staying_home(p)->relay.id, relay_id, PLACES_ID_BYTES) == 0 ||
	    !places_find(p->places, relay_id, &relay))
		return;
	if (other->phase == MEETING_NONE || memcmp(other->relay.id, relay_id, PLACES_ID_BYTES) != 0)
		meeting_set(other, &relay);
	log_info("session", "the master has moved on to %s", relay.host);
	p->home = 1 - p->home;
	p->is_moved = p->is_lost = true;
	staying_rest_all(p);
	staying_choose_backup(p);
	if (staying_home(p)->phase == MEETING_IN)
		show(p, p->home, false);
	state_touch(p);
}

/* The session is nowhere: it has ended, or there is nobody left who could say so. */
static bool is_over(struct participant *p)
{
	bool is_alone = staying_other(p)->phase == MEETING_NONE;

	return p->is_lost && staying_is_nowhere(p) &&
	       p->now_ms - p->refused_ms > (is_alone ? ENDED_ALONE_MS : ENDED_MS);
}

/* Somebody with whom there is to be a channel, and there is none. */
static bool is_stranger(const struct participant *p, const struct person *person)
{
	bool is_to_be_known = person->pair != NULL || person->shares || p->self.shares;

	if (person->is_refused || person->has_closed)
		return false;

	return roster_is_in(person) && person->role != PARTICIPANT_MASTER && roster_is_at(person, p->home) &&
	       is_to_be_known && !talk_is_up(person);
}

/* An introduction that came to nothing, because a line was lost in the middle of it: who shows his ids again
 * is introduced anew. One of the two does so, the one that offers. */
static void look_for_strangers(struct participant *p)
{
	bool is_any = false;

	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		const struct person *person = &p->roster.people[i];
		is_any |= is_stranger(p, person) && memcmp(p->self.id, person->id, sizeof person->id) > 0;
	}
	if (!is_any || p->strange_ms == 0)
		p->strange_ms = is_any ? p->now_ms : 0;
	if (!is_any || p->now_ms - p->strange_ms < STRANGE_MS || staying_home(p)->phase != MEETING_IN)
		return;
	log_info("session", "there are people to be introduced again");
	p->strange_ms = p->now_ms;
	show(p, p->home, false);
}

/* We are there, and no new keys are offered: shows the ids again; when nothing has come of it for long, tries
 * it without the ticket (the master may have had to open another session at that relay), and the other way
 * round. */
static void try_again(struct participant *p, int meeting, uint32_t where)
{
	struct meeting *m = &p->meetings[meeting];

	if (m->phase < MEETING_WAITING || pair_is_meeting_at(joiner_master(p)->pair, where, p->now_ms))
		return;
	if (p->is_lost && p->now_ms - m->arrived_ms > OTHERWISE_MS) {
		m->is_by_ids = !m->is_by_ids;
		meeting_close(m);
	} else if (m->phase == MEETING_IN && p->now_ms - m->asked_ms > SHOW_AGAIN_MS) {
		show(p, meeting, false);
	}
}

void homing_tick(struct participant *p)
{
	struct person *master = joiner_master(p);

	look_for_silence(p);
	if (is_over(p)) {
		participant_end(p, RESULT_CLOSED);
		return;
	}
	if (master != NULL && talk_is_up(master) && !is_resuming(p))
		look_for_strangers(p);
	if (!is_resuming(p) || master == NULL || master->pair == NULL || talk_is_up(master))
		return;
	for (int i = 0; i < MEETINGS; i++)
		try_again(p, i, meeting_place(i, p->meetings[i].master));
}

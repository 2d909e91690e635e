/*
 * Whoever comes back shows his ids; the relay tells the master (PEER_RETURNED), who offers new keys there: at
 * home at once, at the backup after WAIT_HOME_MS, in which he may still come home. If it is at the backup
 * that somebody completes, everybody moves there: those who are still at the old relay are told (MOVE), the
 * numbers are replaced, and the old relay is left when all have come over.
 */
#include "session/shepherd.h"

#include "base/log.h"
#include "session/owner.h"
#include "session/staying.h"
#include "session/talk.h"

#include <string.h>

enum {
	WAIT_HOME_MS = 1000,
	FAILED_MS = 300,    /* from a run that failed (two OFFERs have crossed) to the next */
	AGAIN_MS = 5000,    /* nothing has come of it */
	ALONE_MS = 10000,   /* with nobody to wait for, the session goes to the backup after so long */
	LEAVING_MS = 10000, /* the old relay is left after so long at the latest */
	IDS_AT_ONCE = sizeof((wire_Resume *)0)->ids / sizeof((wire_Resume *)0)->ids[0],
};

/* --- showing
 * --------------------------------------------------------------------------------------------------------------
 */

static bool may_return(const struct person *person)
{
	return person->peer != 0 && person->pair != NULL && person->has_met && person->is_seated;
}

static void add_ids(const struct person *person, wire_Resume *resume)
{
	uint8_t ids[RESUME_IDS_MAX * RESUME_ID_BYTES];
	size_t count = pair_ids(person->pair, ids);

	for (size_t i = 0; i < count; i++) {
		resume->ids[resume->ids_count].size = RESUME_ID_BYTES;
		memcpy(resume->ids[resume->ids_count++].bytes, ids + i * RESUME_ID_BYTES, RESUME_ID_BYTES);
	}
}

/* The ids of all, in as many messages as it takes; the first with the ticket, if there is one. */
static void show_all(struct participant *p, int meeting, bool with_ticket)
{
	struct meeting *m = &p->meetings[meeting];
	wire_Resume resume = {0};

	if (with_ticket && m->ticket_bytes > 0) {
		resume.ticket.size = (pb_size_t)m->ticket_bytes;
		memcpy(resume.ticket.bytes, m->ticket, m->ticket_bytes);
	}
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (!may_return(&p->roster.people[i]))
			continue;
		add_ids(&p->roster.people[i], &resume);
		if (resume.ids_count + RESUME_IDS_MAX > IDS_AT_ONCE) {
			staying_show(p, meeting, &resume);
			resume = (wire_Resume){0};
			if (with_ticket)
				return; /* the rest when the relay has said yes */
		}
	}
	if (resume.ids_count > 0 || resume.ticket.size > 0)
		staying_show(p, meeting, &resume);
}

void shepherd_ask(struct participant *p, int meeting)
{
	struct meeting *m = &p->meetings[meeting];

	m->phase = MEETING_ASKED;
	if (m->ticket_bytes > 0)
		show_all(p, meeting, true);
	else
		owner_ask_relay(p, m);
}

void shepherd_misses(struct participant *p, struct person *person)
{
	for (int i = 0; i < MEETINGS; i++) {
		wire_Resume resume = {0};
		if (p->meetings[i].phase != MEETING_IN || !may_return(person))
			continue;
		add_ids(person, &resume);
		if (resume.ids_count > 0)
			staying_show(p, i, &resume);
	}
}

bool shepherd_is_missing_any(const struct participant *p)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (may_return(&p->roster.people[i]) && p->roster.people[i].rested_ms != 0)
			return true;
	}
	return false;
}

/* --- who returns
 * ----------------------------------------------------------------------------------------------------------
 */

static struct person *find_id(struct participant *p, const uint8_t *id)
{
	uint8_t ids[RESUME_IDS_MAX * RESUME_ID_BYTES];

	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		size_t count = may_return(person) ? pair_ids(person->pair, ids) : 0;
		for (size_t j = 0; j < count; j++) {
			if (memcmp(ids + j * RESUME_ID_BYTES, id, RESUME_ID_BYTES) == 0)
				return person;
		}
	}
	return NULL;
}

static void offer(struct participant *p, struct person *person, int meeting)
{
	struct person_return *back = &person->returns[meeting];

	back->is_offered = true;
	person->offered_ms = p->now_ms;
	/* The old channel is of a line that is gone; one that has just been made elsewhere may yet be the one. */
	if (meeting_of_place(pair_where(person->pair)) == meeting)
		staying_rest(p, person);
	enum result result = pair_offer(person->pair, meeting_place(meeting, back->peer), back->id, p->now_ms);
	if (result != RESULT_OK)
		log_info("session", "no new keys for %u: %s", person->peer, result_name(result));
}

/* Somebody is there and may not know that the keys are of no use, or a run has failed: offers others, by the
 * id that was shown last or, where that one was last seen, by those that there are in turns. */
static void offer_again(struct participant *p, struct person *person)
{
	uint8_t ids[RESUME_IDS_MAX * RESUME_ID_BYTES];
	size_t count = pair_ids(person->pair, ids);

	person->offered_ms = p->now_ms;
	if (person->returns[p->home].is_there) {
		offer(p, person, p->home);
		return;
	}
	if (count == 0 || p->meetings[meeting_of_place(person->where)].phase != MEETING_IN)
		return;
	person->offer_count++;
	(void)pair_offer(person->pair, person->where, ids + person->offer_count % count * RESUME_ID_BYTES,
	                 p->now_ms);
}

void shepherd_failed(struct participant *p, struct person *person)
{
	person->offered_ms = p->now_ms - AGAIN_MS + FAILED_MS;
}

static void take_returned(struct participant *p, int meeting, const wire_PeerReturned *returned)
{
	wire_Control leave = {.which_what = wire_Control_leave_tag};
	struct person *person = NULL;

	/* The first is the joiner's newest, which the master always has (pair_join). */
	if (returned->ids_count > 0 && returned->ids[0].size == RESUME_ID_BYTES)
		person = find_id(p, returned->ids[0].bytes);
	if (person == NULL) {
		leave.what.leave.peer = returned->peer;
		if (returned->peer != 0)
			link_send_control(p->meetings[meeting].link, &leave);
		return;
	}
	struct person_return *back = &person->returns[meeting];
	*back = (struct person_return){.is_there = true, .peer = (uint16_t)returned->peer, .since_ms = p->now_ms};
	memcpy(back->id, returned->ids[0].bytes, RESUME_ID_BYTES);
	if (meeting == p->home)
		offer(p, person, meeting);
}

static void take_left(struct participant *p, int meeting, const wire_PeerLeft *left)
{
	uint32_t where = meeting_place(meeting, (uint16_t)left->peer);
	struct person *person = roster_at(&p->roster, where);

	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *other = &p->roster.people[i];
		if (other->peer != 0 && other->returns[meeting].is_there &&
		    other->returns[meeting].peer == left->peer) {
			other->returns[meeting] = (struct person_return){0};
			pair_forget_place(other->pair, where);
		}
	}
	if (person == NULL)
		return;
	/* From an old relay everybody goes. */
	if (may_return(person) && (left->lost || meeting != p->home))
		staying_rest(p, person);
	else
		owner_person_gone(p, person);
}

static void take_opened(struct participant *p, int meeting, const wire_Opened *opened)
{
	struct meeting *m = &p->meetings[meeting];

	staying_arrived(p, meeting, (uint16_t)opened->peer, (uint16_t)opened->peer,
	                (struct bytes){opened->ticket.bytes, opened->ticket.size});
	m->route = opened->route;
	show_all(p, meeting, false);
	if (meeting != p->home)
		return;
	/* The same relay, but nothing of what was there: all come by their ids, and numbers are new. */
	log_info("session", "the session begins anew at its relay");
	p->resume_count++;
	p->is_lost = p->is_going_away = p->is_restarting = false;
	owner_replace_numbers(p, m->route);
	m->route = 0;
}

static void take_resumed(struct participant *p, int meeting, const wire_Resumed *resumed)
{
	staying_arrived(p, meeting, (uint16_t)resumed->peer, (uint16_t)resumed->master,
	                (struct bytes){resumed->ticket.bytes, resumed->ticket.size});
	show_all(p, meeting, false);
	if (meeting != p->home)
		return;
	log_info("session", "the session goes on at its relay");
	p->resume_count++;
	p->is_lost = p->is_going_away = p->is_restarting = false;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++)
		p->roster.people[i].offered_ms = p->now_ms; /* they show themselves */
	owner_tell_all_seats(p);
}

/* The ticket opens nothing (any more): a session is opened there anew. */
static void take_refused(struct participant *p, int meeting)
{
	struct meeting *m = &p->meetings[meeting];

	if (meeting == p->home)
		log_info("session", "the relay knows nothing of the session any more");
	m->ticket_bytes = 0;
	m->route = 0;
	meeting_close(m);
}

bool shepherd_control(struct participant *p, int meeting, const wire_Control *control)
{
	bool is_asking = p->meetings[meeting].phase == MEETING_ASKED;
	bool is_back = meeting != p->home || p->is_lost;

	switch (control->which_what) {
	case wire_Control_opened_tag:
		if (!is_back)
			return false;
		if (is_asking)
			take_opened(p, meeting, &control->what.opened);
		break;
	case wire_Control_resumed_tag:
		if (is_back && is_asking)
			take_resumed(p, meeting, &control->what.resumed);
		break;
	case wire_Control_refused_tag:
		if (!is_back)
			return false;
		if (is_asking)
			take_refused(p, meeting);
		break;
	case wire_Control_peer_returned_tag:
		take_returned(p, meeting, &control->what.peer_returned);
		break;
	case wire_Control_peer_left_tag:
		take_left(p, meeting, &control->what.peer_left);
		break;
	default:
		return meeting != p->home;
	}
	state_touch(p);
	return true;
}

/* --- moving
 * ---------------------------------------------------------------------------------------------------------------
 */

static void tell_move(struct participant *p, int from)
{
	wire_Message message = {.which_what = wire_Message_move_tag};

	message.what.move.relay_id.size = PLACES_ID_BYTES;
	memcpy(message.what.move.relay_id.bytes, staying_home(p)->relay.id, PLACES_ID_BYTES);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (may_return(person) && meeting_of_place(person->where) == from)
			talk_send(p, person, &message);
	}
}

/* Those who were coming in by a number of the old relay come in by the new one, or not at all. */
static void drop_half_met(struct participant *p)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (person->peer != 0 && !may_return(person)) {
			talk_end(p, person);
			roster_remove(&p->roster, person);
		}
	}
}

static void move(struct participant *p)
{
	int from = p->home;
	struct meeting *old = &p->meetings[from];

	log_info("session", "everybody moves to %s", staying_other(p)->relay.host);
	drop_half_met(p);
	p->home = 1 - from;
	p->is_moved = true;
	p->is_lost = p->is_going_away = p->is_restarting = false;
	p->resume_count++;
	owner_replace_numbers(p, staying_home(p)->route);
	staying_home(p)->route = 0;
	show_all(p, p->home, false); /* those who have new keys at the old relay have other ids by now */
	tell_move(p, from);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (may_return(person) && person->returns[p->home].is_there && person->rested_ms != 0 &&
		    !person->returns[p->home].is_offered)
			offer(p, person, p->home);
	}
	if (old->phase >= MEETING_WAITING)
		p->leaving_until_ms = p->now_ms + LEAVING_MS;
	else
		staying_choose_backup(p);
	state_touch(p);
}

void shepherd_back(struct participant *p, struct person *person)
{
	int meeting = meeting_of_place(person->where);

	for (int i = 0; i < ROSTER_MEETINGS; i++)
		person->returns[i] = (struct person_return){0};
	if (meeting != p->home && p->leaving_until_ms == 0)
		move(p);
	if (roster_is_in(person))
		owner_tell_roster(p);
}

/* All have come over, or it has taken long enough. */
static void leave_old(struct participant *p)
{
	bool is_wanted = p->now_ms < p->leaving_until_ms;

	for (int i = 0; is_wanted && i < PARTICIPANT_PEOPLE_MAX; i++) {
		const struct person *person = &p->roster.people[i];
		if (may_return(person) && meeting_of_place(person->where) != p->home && talk_is_up(person))
			return;
	}
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (may_return(person) && meeting_of_place(person->where) != p->home)
			staying_rest(p, person);
	}
	p->leaving_until_ms = 0;
	staying_choose_backup(p);
}

/* --- what is due
 * -----------------------------------------------------------------------------------------------------------
 */

static void look_at(struct participant *p, struct person *person)
{
	int backup = 1 - p->home;
	struct person_return *back = &person->returns[backup];
	bool is_late = p->now_ms - back->since_ms >= WAIT_HOME_MS;

	if (person->rested_ms != 0 && !p->is_lost && p->now_ms - person->offered_ms >= AGAIN_MS)
		offer_again(p, person);
	if (back->is_there && !back->is_offered && is_late &&
	    !pair_is_meeting_at(person->pair, meeting_place(p->home, person->returns[p->home].peer), p->now_ms))
		offer(p, person, backup);
	if (person->rested_ms != 0 && !p->is_lost && p->now_ms - person->rested_ms >= RETRY_GIVE_UP_MS)
		owner_person_gone(p, person);
}

static bool is_anybody_to_wait_for(const struct participant *p)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (may_return(&p->roster.people[i]))
			return true;
	}
	return false;
}

void shepherd_tick(struct participant *p)
{
	const struct meeting *other = staying_other(p);

	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (may_return(&p->roster.people[i]))
			look_at(p, &p->roster.people[i]);
	}
	if (p->leaving_until_ms != 0)
		leave_old(p);
	if (!p->is_lost)
		return;
	bool is_late = retry_lost_ms(&p->retry, p->now_ms) >= ALONE_MS;
	if (other->phase == MEETING_IN && is_late && !is_anybody_to_wait_for(p))
		move(p);
}

/*
 * A participant knows two relays: the one that the session is at (home) and the one to meet at when that is
 * lost (the other). Each turn of the loop staying_tick says what is wanted where (want), retry.h says when,
 * and a connection that comes up asks for it (staying_came_up). Who is met again has new keys (talk.c), which
 * ends in staying_back.
 */
#include "session/staying.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "session/account.h"
#include "session/homing.h"
#include "session/joiner.h"
#include "session/operator.h"
#include "session/owner.h"
#include "session/sharing.h"
#include "session/shepherd.h"
#include "session/sign.h"
#include "session/talk.h"

#include <stdio.h>
#include <string.h>

enum {
	ANSWER_MS = 5000, /* a relay that was asked something and says nothing */
	DOUBT_EACH_MS = 500,
	SLEPT_MS = 2000, /* a sleep that counts */
	ELSEWHERE_AFTER_MS =
		10000,           /* neither home nor the backup helps: the other relays of the list are tried */
	OFFERED_MS = 8000,   /* a master who is there has offered new keys by then */
	ELSEWHERE_MS = 5000, /* each for so long */
	SETTLED_MS = 5000,   /* nobody is missing for so long: the backup is left in peace */
	UNANSWERED_MS =
		2000,         /* a press may change nothing; then the sharer says within a second that it is there */
	BETTER_MS = 1500, /* a change to a better way that takes so long is a loss */
	DOWN_MS = 1000,   /* the ui hears each second */
};

static bool is_master(const struct participant *p)
{
	return p->options.role == PARTICIPANT_MASTER;
}

struct meeting *staying_home(struct participant *p)
{
	return &p->meetings[p->home];
}

struct meeting *staying_other(struct participant *p)
{
	return &p->meetings[1 - p->home];
}

void staying_begin(struct participant *p, uint32_t route)
{
	staying_end(p);
	p->attempts = (struct attempts){0};
	p->is_moved = false;
	p->resume_count = 0;
	p->relay_count = 0;
	p->refused_count = 0;
	account_begin(p);
	ways_ask_again(p->ways);
	places_ask(p->places, route);
}

void staying_end(struct participant *p)
{
	places_stop(p->places);
	for (int i = 0; i < MEETINGS; i++)
		meeting_clear(&p->meetings[i]);
	p->home = 0;
	secret_wipe(p->tickets, sizeof p->tickets);
	p->is_lost = p->is_master_lost = p->is_going_away = p->is_restarting = false;
	p->leaving_until_ms = p->settled_ms = 0;
	retry_stop(&p->retry);
}

void staying_arrived(struct participant *p, int meeting, uint16_t self, uint16_t master, struct bytes ticket)
{
	struct meeting *m = &p->meetings[meeting];

	m->phase = MEETING_IN;
	m->is_refused = false;
	m->self = self;
	m->master = master;
	m->asked_ms = m->arrived_ms = p->now_ms;
	meeting_keep_ticket(m, ticket);
}

/* Where in the list a relay is; `relay_count` if it is not. */
static size_t index_of(const struct participant *p, const struct meeting *m)
{
	size_t at = 0;

	while (at < p->relay_count && memcmp(p->relays + at * PLACES_ID_BYTES, m->relay.id, PLACES_ID_BYTES) != 0)
		at++;
	return at;
}

static struct saved_ticket *saved_of(struct participant *p, const uint8_t *relay_id)
{
	struct saved_ticket *free = &p->tickets[0];

	for (int i = 0; i < PLACES_MEETING_MAX; i++) {
		if (p->tickets[i].size > 0 && memcmp(p->tickets[i].relay_id, relay_id, PLACES_ID_BYTES) == 0)
			return &p->tickets[i];
		if (p->tickets[i].size == 0)
			free = &p->tickets[i];
	}
	return free;
}

/* A master leaves in order, so that whoever still waits there hears that nobody will come; where that can't
 * be said, the session there is kept in mind. */
static void leave_other(struct participant *p)
{
	wire_Control control = {.which_what = wire_Control_leave_tag};
	struct meeting *other = staying_other(p);

	if (!is_master(p) || other->phase == MEETING_NONE)
		return;
	struct saved_ticket *saved = saved_of(p, other->relay.id);
	*saved = (struct saved_ticket){0};
	if (other->phase == MEETING_IN) {
		link_send_control(other->link, &control);
	} else if (other->ticket_bytes > 0) {
		saved->size = other->ticket_bytes;
		memcpy(saved->bytes, other->ticket, other->ticket_bytes);
		memcpy(saved->relay_id, other->relay.id, PLACES_ID_BYTES);
	}
}

/* Nothing that began at that relay goes on. */
static void forget_places(struct participant *p, int meeting)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (person->peer == 0)
			continue;
		if (person->pair != NULL) {
			pair_forget_place(person->pair, meeting_place(meeting, person->returns[meeting].peer));
			pair_forget_place(person->pair, meeting_place(meeting, p->meetings[meeting].master));
		}
		person->returns[meeting] = (struct person_return){0};
	}
}

/* Another relay will be the other one: what was somebody's place there means nothing any more. */
static void clear_other(struct participant *p)
{
	int other = 1 - p->home;

	leave_other(p);
	forget_places(p, other);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (person->peer == 0 || meeting_of_place(person->where) != other)
			continue;
		staying_rest(p, person);
		person->where = 0;
	}
	meeting_clear(&p->meetings[other]);
}

/* The next relay of the list behind the one at `at`, as the one to meet at. */
static void choose_after(struct participant *p, size_t at)
{
	struct server_list_relay relay;
	const uint8_t *ids = p->relays;

	clear_other(p);
	p->chosen_ms = p->now_ms;
	/* The next one round the list, so that all come to the same without a word. */
	for (size_t i = 1; i <= p->relay_count; i++) {
		const uint8_t *id = ids + (at + i) % p->relay_count * PLACES_ID_BYTES;
		bool is_home = memcmp(id, staying_home(p)->relay.id, PLACES_ID_BYTES) == 0;
		if (!is_home && places_find(p->places, id, &relay)) {
			struct saved_ticket *saved = saved_of(p, relay.id);
			meeting_set(staying_other(p), &relay);
			meeting_keep_ticket(staying_other(p), (struct bytes){saved->bytes, saved->size});
			*saved = (struct saved_ticket){0};
			return;
		}
	}
}

void staying_choose_backup(struct participant *p)
{
	p->fruitless = 0;
	choose_after(p, index_of(p, staying_home(p)));
}

/* Those who were away when all moved, perhaps more than once, find them by going round the list. A master who
 * can listen somewhere stays there. */
static void look_elsewhere(struct participant *p)
{
	struct meeting *other = staying_other(p);
	bool is_fruitful =
		other->phase == MEETING_IN && (is_master(p) || p->now_ms - other->arrived_ms < OFFERED_MS);

	is_fruitful |= is_master(p) && other->phase > MEETING_AWAY;
	if (is_fruitful || other->phase == MEETING_NONE || p->leaving_until_ms != 0 ||
	    retry_lost_ms(&p->retry, p->now_ms) < ELSEWHERE_AFTER_MS || p->now_ms - p->chosen_ms < ELSEWHERE_MS)
		return;
	size_t at = index_of(p, other);
	if (other->phase >= MEETING_WAITING && at < p->relay_count)
		p->fruitless |= 1u << at;
	choose_after(p, at);
}

bool staying_is_nowhere(const struct participant *p)
{
	size_t home = index_of(p, &p->meetings[p->home]);
	uint32_t others = ((1u << p->relay_count) - 1) & ~(home < p->relay_count ? 1u << home : 0);

	return p->meetings[p->home].is_refused && (p->fruitless & others) == others;
}

/* --- up and down
 * ------------------------------------------------------------------------------------------------------------
 */

void staying_came_up(struct participant *p, int meeting)
{
	struct meeting *m = &p->meetings[meeting];

	state_touch(p);
	m->asked_ms = p->now_ms;
	if (meeting == p->home && !p->is_lost) {
		if (is_master(p))
			owner_link_up(p);
		else
			joiner_link_up(p);
	} else if (is_master(p)) {
		shepherd_ask(p, meeting);
	} else {
		homing_ask(p, meeting);
	}
}

/* Whether there is anything to come back by, and it was the line that ended. */
static bool may_come_back(struct participant *p, enum result result)
{
	uint8_t ids[RESUME_IDS_MAX * RESUME_ID_BYTES];
	struct person *master = is_master(p) ? NULL : joiner_master(p);

	if (result == RESULT_CLOSED || result == RESULT_REFUSED || result == RESULT_VERSION ||
	    result == RESULT_LIST_FOREIGN)
		return false;
	if (staying_home(p)->ticket_bytes == 0)
		return false;
	if (is_master(p))
		return p->phase == PHASE_OPEN;
	return master != NULL && master->has_met && pair_ids(master->pair, ids) > 0;
}

/* Those who were in the middle of their first handshake are nobody any more. */
static void drop_half_met(struct participant *p)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (person->peer != 0 && !person->is_seated && !roster_is_in(person)) {
			talk_end(p, person);
			roster_remove(&p->roster, person);
		}
	}
}

static void lose_home(struct participant *p, enum result result)
{
	log_info("session", "the line is lost: %s", result_name(result));
	if (!p->is_master_lost)
		retry_stop(&p->retry); /* the time begins now */
	p->is_lost = true;
	p->settled_ms = 0;
	if (is_master(p))
		drop_half_met(p);
	staying_rest_all(p);
	state_touch(p);
}

void staying_went_down(struct participant *p, int meeting)
{
	enum result result = link_result(p->meetings[meeting].link);

	forget_places(p, meeting);
	if (meeting != p->home || p->is_lost) {
		state_touch(p);
		return;
	}
	if (may_come_back(p, result))
		lose_home(p, result);
	else
		participant_end(p, is_master(p) ? result : joiner_end_result(p, result));
}

void staying_fall_silent(struct participant *p)
{
	lose_home(p, RESULT_LOST);
	retry_stop(&p->retry);
	for (int i = 0; i < MEETINGS; i++) {
		forget_places(p, i);
		meeting_close(&p->meetings[i]);
	}
}

/* --- people
 * ---------------------------------------------------------------------------------------------------------------
 */

void staying_rest(struct participant *p, struct person *person)
{
	if (person->pair == NULL || !person->has_met || pair_phase(person->pair) == PAIR_DEAD)
		return;
	pair_rest(person->pair);
	staying_rests(p, person);
}

void staying_rests(struct participant *p, struct person *person)
{
	if (person->rested_ms != 0)
		return;
	person->rested_ms = person->offered_ms = p->now_ms;
	sharing_person_rests(p, person);
	if (is_master(p)) {
		owner_forget_introductions(p, (size_t)(person - p->roster.people));
		shepherd_misses(p, person);
	}
	state_touch(p);
}

void staying_rest_all(struct participant *p)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (p->roster.people[i].peer != 0)
			staying_rest(p, &p->roster.people[i]);
	}
}

void staying_back(struct participant *p, struct person *person)
{
	int64_t gap_ms = person->rested_ms != 0 ? p->now_ms - person->rested_ms : 0;

	log_info("session", "%u is back after %lld ms", person->peer, (long long)gap_ms);
	person->rested_ms = 0;
	p->heartbeat_heard_ms = p->now_ms;
	if (is_master(p))
		shepherd_back(p, person);
	else if (person->role == PARTICIPANT_MASTER)
		homing_back(p);
	sharing_person_back(p, person, gap_ms);
	state_touch(p);
}

bool staying_control(struct participant *p, int meeting, const wire_Control *control)
{
	switch (control->which_what) {
	case wire_Control_ticket_tag:
		meeting_keep_ticket(&p->meetings[meeting], (struct bytes){control->what.ticket.ticket.bytes,
		                                                          control->what.ticket.ticket.size});
		return true;
	case wire_Control_certified_tag:
		operator_take_certificate(p, &control->what.certified);
		return true;
	case wire_Control_go_away_tag:
		if (meeting == p->home) {
			p->is_going_away = true;
			p->is_restarting = control->what.go_away.wait_ms > 0;
			state_touch(p);
		}
		return true;
	default:
		return is_master(p) ? shepherd_control(p, meeting, control) : homing_control(p, meeting, control);
	}
}

void staying_show(struct participant *p, int meeting, wire_Resume *resume)
{
	wire_Control control = {.which_what = wire_Control_resume_tag, .what.resume = *resume};

	p->meetings[meeting].asked_ms = p->now_ms;
	link_send_control(p->meetings[meeting].link, &control);
}

/* --- trying
 * ------------------------------------------------------------------------------------------------------------
 */

/* Something is wrong that the backup may help with. */
static bool is_backup_wanted(const struct participant *p)
{
	if (p->leaving_until_ms != 0)
		return false;
	return p->is_lost || p->is_master_lost || (p->is_going_away && !p->is_restarting) ||
	       (is_master(p) && shepherd_is_missing_any(p));
}

static void try_place(struct participant *p, enum retry_place place, struct meeting *m)
{
	struct ways_question question;
	/* Then attempts wait: for a person, or for a proxy's word on what the person gave. */
	bool is_asked = ways_question(p->ways, &question) || ways_is_trying(p->ways);

	for (int i = 0; i < RETRY_ATTEMPTS; i++) {
		enum retry_attempt attempt = (enum retry_attempt)i;
		if (m->phase != MEETING_AWAY)
			return;
		if (!is_asked && retry_is_late(&p->retry, place, attempt, p->now_ms)) {
			meeting_end_try(m, attempt);
			retry_failed(&p->retry, place, attempt);
		} else if (meeting_has_failed(m, attempt)) {
			retry_failed(&p->retry, place, attempt);
		}
		if (retry_begin(&p->retry, place, attempt, p->now_ms, m->connect_ms) &&
		    meeting_has_failed(m, attempt))
			meeting_try(m, attempt, p->now_ms);
	}
}

/* Nobody is missing any more: the backup is left in peace after a while. */
static void settle(struct participant *p)
{
	struct meeting *other = staying_other(p);

	if (p->retry.is_on)
		retry_stop(&p->retry);
	if (p->settled_ms == 0)
		p->settled_ms = p->now_ms;
	/* A client leaves at once, so that the master does not meet it there after all. */
	if ((is_master(p) && p->now_ms - p->settled_ms < SETTLED_MS) || p->leaving_until_ms != 0 ||
	    other->phase == MEETING_NONE)
		return;
	leave_other(p);
	if (other->phase != MEETING_AWAY || link_phase(other->link) != LINK_NONE) {
		struct server_list_relay relay = other->relay;
		meeting_set(other, &relay);
	}
}

/* A relay that says nothing to a question is no relay. */
static void look_for_answers(struct participant *p)
{
	for (int i = 0; i < MEETINGS; i++) {
		struct meeting *m = &p->meetings[i];
		bool is_asking = m->phase == MEETING_UP || m->phase == MEETING_ASKED;
		bool is_first = i == p->home && !p->is_lost;
		if (is_asking && !is_first && p->now_ms - m->asked_ms > ANSWER_MS)
			link_lose(m->link);
	}
}

/* Changes come in swarms, and each look ends the attempts under way. */
static void look_for_changes(struct participant *p)
{
	if (network_has_changed(p->network) && !p->doubt.is_set) {
		int64_t since_ms = p->now_ms - p->doubted_ms;
		timer_set(&p->doubt, p->now_ms, since_ms < DOUBT_EACH_MS ? DOUBT_EACH_MS - since_ms : 0);
	}
	if (!timer_is_due(&p->doubt, p->now_ms))
		return;
	timer_stop(&p->doubt);
	p->doubted_ms = p->now_ms;
	log_info("session", "the network has changed");
	staying_doubt(p);
}

void staying_look_for_sleep(struct participant *p)
{
	int64_t slept_ms = clock_slept_ms();
	int64_t since_ms = slept_ms - p->slept_ms;

	p->slept_ms = slept_ms;
	if (since_ms < SLEPT_MS)
		return;
	p->wall_offset_ms += since_ms;
	log_info("session", "this computer has slept for %lld ms", (long long)since_ms);
	sharing_wait(p, REST_SLEPT);
	staying_doubt(p);
}

void staying_doubt(struct participant *p)
{
	for (int i = 0; i < MEETINGS; i++) {
		if (p->meetings[i].phase >= MEETING_UP)
			link_doubt(p->meetings[i].link, p->now_ms);
	}
	if (p->retry.is_on)
		retry_hurry(&p->retry, p->now_ms);
}

int staying_picture_age_ms(const struct participant *p)
{
	int age_ms = link_silence_ms(p->meetings[p->home].link, p->now_ms);

	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		const struct person *person = &p->roster.people[i];
		if (person->peer != 0 && person->peer == p->viewing && person->rested_ms != 0)
			age_ms = (int)(p->now_ms - (person->sign_ms != 0 ? person->heard_ms : person->rested_ms));
	}
	int silence_ms = sign_silence_ms(p);
	if (silence_ms > age_ms)
		age_ms = silence_ms;
	int unanswered_ms = p->unanswered_ms != 0 ? (int)(p->now_ms - p->unanswered_ms) : 0;
	return unanswered_ms > age_ms && unanswered_ms > UNANSWERED_MS ? unanswered_ms : age_ms;
}

int staying_away_ms(const struct participant *p, const struct person *person)
{
	int64_t away_ms = person->peer != 0 && person->rested_ms != 0 ? p->now_ms - person->rested_ms : 0;

	return away_ms >= BETTER_MS ? (int)away_ms : 0;
}

static void tell_time(struct participant *p)
{
	if (p->better_ms != 0 && (!p->is_lost || p->now_ms - p->better_ms >= BETTER_MS)) {
		p->better_ms = 0;
		state_touch(p);
	}
	int lost_s = retry_lost_ms(&p->retry, p->now_ms) / DOWN_MS;
	int age_s = p->viewing != 0 ? staying_picture_age_ms(p) / DOWN_MS : 0;

	int away_s = 0;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++)
		away_s += staying_away_ms(p, &p->roster.people[i]) / DOWN_MS;
	if (lost_s != p->told_lost_s || age_s != p->told_age_s || away_s != p->told_away_s)
		state_touch(p);
	p->told_away_s = away_s;
	p->told_lost_s = lost_s;
	p->told_age_s = age_s;
}

static bool is_somebody_half_met(const struct participant *p)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		const struct person *person = &p->roster.people[i];
		if (person->peer != 0 && (!person->has_met || person->rested_ms != 0) && person->pair != NULL)
			return true;
	}
	return false;
}

/* The ladder has found a better way to the relay: the line is cut by ourselves, and comes back on that. */
static void look_for_better(struct participant *p)
{
	if (p->is_lost || p->is_master_lost || is_somebody_half_met(p) || !may_come_back(p, RESULT_LOST) ||
	    !meeting_go_better(staying_home(p), p->now_ms))
		return;
	log_info("session", "a better way is up");
	p->resume_count--;
	p->better_ms = p->now_ms;
	lose_home(p, RESULT_LOST);
	forget_places(p, p->home);
}

void staying_tick(struct participant *p)
{
	look_for_changes(p);
	if (p->phase == PHASE_NONE || p->phase == PHASE_ENDED)
		return;
	look_for_better(p);
	bool is_backup = is_backup_wanted(p);
	if (p->is_lost || is_backup) {
		p->settled_ms = 0;
		retry_lost(&p->retry, p->is_lost && staying_home(p)->phase == MEETING_AWAY,
		           is_backup && staying_other(p)->phase == MEETING_AWAY, p->now_ms);
		if (is_backup)
			look_elsewhere(p);
		try_place(p, RETRY_HOME, staying_home(p));
		try_place(p, RETRY_BACKUP, staying_other(p));
		look_for_answers(p);
	} else {
		settle(p);
	}
	if ((p->is_lost || p->is_master_lost) && retry_is_over(&p->retry, p->now_ms)) {
		participant_end(p, RESULT_GONE_TOO_LONG);
		return;
	}
	if (is_master(p))
		shepherd_tick(p);
	else
		homing_tick(p);
	tell_time(p);
}

int staying_shorten(struct participant *p, int timeout_ms)
{
	struct timer pulse = {0};
	bool is_busy = p->is_lost || p->is_master_lost || p->leaving_until_ms != 0 || p->unanswered_ms != 0 ||
	               (is_master(p) && shepherd_is_missing_any(p));

	if (is_busy)
		timer_set(&pulse, p->now_ms, RETRY_FAST_MS / 2);
	timeout_ms = timer_shorten(&pulse, p->now_ms, timeout_ms);
	timeout_ms = timer_shorten(&p->doubt, p->now_ms, timeout_ms);
	return retry_shorten(&p->retry, p->now_ms, timeout_ms);
}

/* --- what the ui sees
 * ---------------------------------------------------------------------------------------------------------
 */

/* Who takes a better way, and is back at once, is nobody's news (BETTER_MS). */
static bool is_masters_line_lost(const struct participant *p)
{
	return p->is_master_lost && (p->is_lost || retry_lost_ms(&p->retry, p->now_ms) >= BETTER_MS);
}

static enum participant_line line_of(const struct participant *p)
{
	const struct meeting *home = &p->meetings[p->home];
	bool is_bettering = p->better_ms != 0 && p->now_ms - p->better_ms < BETTER_MS;

	if (p->phase != PHASE_OPEN && p->phase != PHASE_IN && p->phase != PHASE_ASKED &&
	    p->phase != PHASE_ACCEPTED)
		return LINE_NONE;
	if (is_bettering)
		return LINE_UP;
	if (is_masters_line_lost(p) || (p->is_lost && !is_master(p) && home->phase >= MEETING_WAITING))
		return LINE_MASTER_LOST;
	return p->is_lost ? LINE_LOST : LINE_UP;
}

void staying_describe(const struct participant *p, struct participant_state *out)
{
	const struct meeting *home = &p->meetings[p->home], *other = &p->meetings[1 - p->home];

	snprintf(out->relay, sizeof out->relay, "%s", home->relay.host);
	snprintf(out->region, sizeof out->region, "%s", home->relay.region);
	if (other->phase != MEETING_NONE && p->leaving_until_ms == 0)
		snprintf(out->relay_backup, sizeof out->relay_backup, "%s", other->relay.host);
	link_describe(home->link, out);
	out->line = line_of(p);
	if (out->line == LINE_LOST || out->line == LINE_MASTER_LOST) {
		out->line_lost_ms = retry_lost_ms(&p->retry, p->now_ms);
		out->line_left_ms = retry_left_ms(&p->retry, p->now_ms);
		out->line_tries = p->retry.tries;
	}
	out->resume_count = p->resume_count;
	out->is_relay_restarting = p->is_restarting;
	out->is_moved = p->is_moved;
}

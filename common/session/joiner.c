/*
 * What a client does until it is in: number, relay, keys, who asks, Accept,
 * admitted; then it follows the master's roster.
 */
#include "session/joiner.h"

#include "base/log.h"
#include "base/secret.h"
#include "session/account.h"
#include "session/homing.h"
#include "session/naming.h"
#include "session/newcomer.h"
#include "session/operator.h"
#include "session/staying.h"
#include "session/talk.h"

#include <stdio.h>
#include <string.h>

enum {
	PROFILE_MS = 15000,        /* from the keys to who asks: a notice takes its time on a thin line */
	DECLINED_MS = 55000,       /* how long a report can be made; the relay waits a little longer */
	KNOCK_MS = 16 * 60 * 1000, /* a relay ends it after 15 minutes itself */
};

struct person *joiner_master(struct participant *p)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (p->roster.people[i].role == PARTICIPANT_MASTER)
			return &p->roster.people[i];
	}
	return NULL;
}

/* The line was kept for a report alone. */
static void end_declined(struct participant *p)
{
	if (!p->may_report)
		return;
	p->may_report = false;
	staying_end(p);
	state_touch(p);
}

void joiner_join(struct participant *p, const struct number *number, bool is_link)
{
	bool may = p->phase == PHASE_NONE || p->phase == PHASE_ENDED || p->phase == PHASE_REFUSED;

	if (p->options.role != PARTICIPANT_CLIENT || !may)
		return;
	end_declined(p);
	p->was_reported = false;
	p->number = *number;
	operator_begin(p, number, is_link);
	p->roster = (struct roster){0};
	p->result = RESULT_OK;
	p->phase = PHASE_LISTING;
	p->is_control_lost = false;
	secret_random(p->self.id, sizeof p->self.id);
	p->tries_before = p->joiner_guesses.tries_left;
	staying_begin(p, number->route);
	if (p->joiner_guesses.tries_left == 0)
		participant_end(p, RESULT_TOO_MANY_TRIES);
	state_touch(p);
}

void joiner_link_up(struct participant *p)
{
	wire_Control control = {.which_what = wire_Control_join_tag};

	p->phase = PHASE_JOINING;
	staying_home(p)->phase = MEETING_ASKED;
	control.what.join.route = p->number.route; /* and nothing else of the number ever leaves */
	timer_set(&p->handshake, p->now_ms, HANDSHAKE_LATE_MS);
	link_send_control(staying_home(p)->link, &control);
}

void joiner_knock(struct participant *p)
{
	wire_Control control = {.which_what = wire_Control_knock_tag};

	if (p->phase != PHASE_REFUSED)
		return;
	p->phase = PHASE_KNOCKING;
	p->result = RESULT_OK;
	staying_home(p)->phase = MEETING_ASKED;
	timer_set(&p->handshake, p->now_ms, HANDSHAKE_LATE_MS);
	control.what.knock.route = p->number.route;
	link_send_control(staying_home(p)->link, &control);
	state_touch(p);
}

static void take_joined(struct participant *p, const wire_Joined *joined)
{
	struct person *master;
	struct handshake_setup setup = {
		.mode = HANDSHAKE_NUMBER, .secret = bytes_of_text(p->number.digits), .customer = &p->joiner_guesses};

	/* Once: each handshake is a guess, and the person here has asked for one. */
	if ((p->phase != PHASE_JOINING && p->phase != PHASE_KNOCKING) || joiner_master(p) != NULL)
		return;
	p->phase = PHASE_JOINING;
	staying_arrived(p, p->home, (uint16_t)joined->peer, (uint16_t)joined->master,
	                (struct bytes){joined->ticket.bytes, joined->ticket.size});
	master = roster_add(&p->roster, meeting_place(p->home, (uint16_t)joined->master));
	if (master == NULL) {
		participant_end(p, RESULT_BAD_FRAME);
		return;
	}
	master->role = PARTICIPANT_MASTER;
	memcpy(setup.own_id, p->self.id, sizeof setup.own_id);
	timer_set(&p->handshake, p->now_ms, HANDSHAKE_LATE_MS);
	enum result result = talk_begin(p, master, &setup, false);
	if (result != RESULT_OK)
		participant_end(p, result);
	state_touch(p);
}

/* The answer to KNOCK, once: a relay that says it again and again, or where nobody knocks, keeps nobody. */
static void take_waiting(struct participant *p)
{
	struct meeting *home = staying_home(p);

	if (p->phase != PHASE_KNOCKING || home->phase != MEETING_ASKED)
		return;
	home->phase = MEETING_WAITING;
	timer_set(&p->handshake, p->now_ms, KNOCK_MS);
}

void joiner_control(struct participant *p, const wire_Control *control)
{
	switch (control->which_what) {
	case wire_Control_joined_tag:
		take_joined(p, &control->what.joined);
		break;
	case wire_Control_refused_tag:
		if (p->phase != PHASE_JOINING)
			break;
		timer_stop(&p->handshake);
		p->phase = PHASE_REFUSED;
		p->result = RESULT_NO_SUCH_NUMBER;
		break;
	case wire_Control_waiting_tag:
		take_waiting(p);
		break;
	default:
		break;
	}
	state_touch(p);
}

void joiner_sealed(struct participant *p, struct person *master)
{
	timer_set(&p->handshake, p->now_ms, PROFILE_MS);
	(void)consent_take(&master->consent, STEP_SEAL);
	memcpy(p->session_id, channel_peer_id(pair_channel(master->pair)), sizeof p->session_id);
	secret_wipe(&p->number, sizeof p->number); /* used up: who comes back knocks with it, typed anew */
	pair_say_present(master->pair, p->now_ms);
}

void joiner_accept(struct participant *p, const char *name)
{
	struct person *master = joiner_master(p);
	wire_Message message = {.which_what = wire_Message_profile_tag};
	wire_Profile *profile = &message.what.profile;

	if (p->phase != PHASE_ASKED || operator_is_hidden(p) || master == NULL ||
	    consent_take(&master->consent, STEP_JOINER_PROFILE) != RESULT_OK)
		return;
	profile->version = CONTROL_VERSION;
	profile->floor = CONTROL_FLOOR;
	profile->capabilities = MESSAGE_CAPABILITIES;
	naming_own(profile->name, name != NULL && name[0] != '\0' ? name : p->options.name);
	memcpy(p->self.name, profile->name, sizeof p->self.name);
	snprintf(profile->computer, sizeof profile->computer, "%s", p->computer);
	profile->participant.size = ROSTER_ID_BYTES;
	memcpy(profile->participant.bytes, p->self.id, ROSTER_ID_BYTES);
	p->phase = PHASE_ACCEPTED;
	talk_send(p, master, &message);
	state_touch(p);
}

void joiner_type_digits(struct participant *p, const char *text)
{
	if (p->phase != PHASE_ASKED || !operator_is_hidden(p))
		return;
	if (!operator_typed(p, text))
		participant_end(p, RESULT_LINK_DIGITS);
	state_touch(p);
}

void joiner_decline(struct participant *p)
{
	struct person *master = joiner_master(p);
	wire_Message message = {.which_what = wire_Message_decline_tag};
	wire_Control control = {.which_what = wire_Control_leave_tag};

	if (p->phase != PHASE_ASKED || master == NULL ||
	    consent_take(&master->consent, STEP_DECLINE) != RESULT_OK)
		return;
	talk_send(p, master, &message);
	talk_goodbye(p, master);
	p->may_report = staying_home(p)->phase == MEETING_IN;
	p->declined_ms = p->now_ms;
	control.what.leave.may_report = p->may_report;
	link_send_control(staying_home(p)->link, &control);
	participant_end(p, RESULT_CLOSED);
}

void joiner_report(struct participant *p)
{
	wire_Control control = {.which_what = wire_Control_report_tag};

	if (!p->may_report)
		return;
	link_send_control(staying_home(p)->link, &control);
	p->was_reported = true;
	end_declined(p);
}

static enum result take_profile(struct participant *p, struct person *master, const wire_Profile *profile)
{
	if (consent_take(&master->consent, STEP_MASTER_PROFILE) != RESULT_OK)
		return RESULT_BAD_FRAME;
	if (profile->version < CONTROL_FLOOR || profile->floor > CONTROL_VERSION)
		return RESULT_VERSION;
	operator_judge(p, master, profile);
	bool is_known = p->operator_seen.trust != OPERATOR_UNVERIFIED;
	const struct naming naming = {.roster = &p->roster, .relay = staying_home(p)->relay.host};
	naming_take(&naming, master, is_known ? p->operator_seen.name : profile->name, profile->computer);
	master->capabilities = profile->capabilities;
	snprintf(p->notice, sizeof p->notice, "%s", profile->notice);
	p->relay_count = profile->relays_count;
	for (size_t i = 0; i < p->relay_count; i++)
		memcpy(p->relays + i * PLACES_ID_BYTES, profile->relays[i].bytes, PLACES_ID_BYTES);
	staying_choose_backup(p);
	timer_stop(&p->handshake);
	p->phase = PHASE_ASKED;
	state_touch(p);
	return RESULT_OK;
}

static enum result take_admit(struct participant *p, struct person *master, bool is_admitted)
{
	if (consent_take(&master->consent, is_admitted ? STEP_ADMIT : STEP_REFUSE) != RESULT_OK)
		return RESULT_BAD_FRAME;
	if (is_admitted) {
		p->phase = PHASE_IN;
		p->heartbeat_heard_ms = p->now_ms;
		state_touch(p);
	} else {
		participant_end(p, RESULT_REFUSED);
	}
	return RESULT_OK;
}

static void gone(void *context, struct person *person)
{
	talk_end(context, person);
}

static enum result take_roster(struct participant *p, const wire_Roster *roster)
{
	state_touch(p);
	bool is_first = p->journal.person_count == 0;
	const struct roster_listener listener = {
		.self_id = p->self.id, .gone = gone, .context = p, .relay = staying_home(p)->relay.host};
	enum result result = roster_apply(&p->roster, roster, p->home, &listener);
	if (result != RESULT_OK)
		return result;
	newcomer_roster(p, roster, is_first);
	account_roster(p, roster);
	return RESULT_OK;
}

enum result joiner_message(struct participant *p, struct person *from, const wire_Message *message)
{
	bool is_in = roster_is_in(from);

	switch (message->which_what) {
	case wire_Message_profile_tag:
		return take_profile(p, from, &message->what.profile);
	case wire_Message_admit_tag:
		return take_admit(p, from, message->what.admit.is_admitted);
	case wire_Message_roster_tag:
		return is_in ? take_roster(p, &message->what.roster) : RESULT_BAD_FRAME;
	case wire_Message_introduce_tag:
		if (!is_in)
			return RESULT_BAD_FRAME;
		talk_introduced(
			p, meeting_place(p->home, (uint16_t)message->what.introduce.peer),
			(struct bytes){message->what.introduce.secret.bytes, message->what.introduce.secret.size});
		return RESULT_OK;
	case wire_Message_heartbeat_tag:
		p->heartbeat_heard_ms = p->now_ms;
		p->is_heartbeat_fast = message->what.heartbeat.is_sharing;
		return RESULT_OK;
	case wire_Message_move_tag:
		homing_move(p, message->what.move.relay_id.bytes);
		return RESULT_OK;
	default:
		return RESULT_NEED_MORE;
	}
}

void joiner_tick(struct participant *p)
{
	const struct person *master = joiner_master(p);
	bool has_met = master != NULL && master->has_met;
	bool is_timed = p->phase == PHASE_JOINING || p->phase == PHASE_KNOCKING;

	if (p->now_ms - p->declined_ms >= DECLINED_MS || link_phase(staying_home(p)->link) == LINK_DOWN)
		end_declined(p);

	if (!is_timed || !timer_is_due(&p->handshake, p->now_ms))
		return;
	if (has_met && (p->is_lost || p->is_master_lost)) /* a lost line has a time of its own */
		timer_set(&p->handshake, p->now_ms, PROFILE_MS);
	else
		participant_end(p, has_met ? RESULT_TIMED_OUT : joiner_end_result(p, RESULT_TIMED_OUT));
}

/* A connection that ends after our tag went out, and before the right answer, is a wrong number, whatever it
 * looks like: a relay that hangs up there is guessing, or the number is wrong. */
enum result joiner_end_result(const struct participant *p, enum result of_link)
{
	bool is_tried = p->phase == PHASE_JOINING && p->joiner_guesses.tries_left < p->tries_before;

	return is_tried ? RESULT_WRONG_NUMBER : of_link;
}

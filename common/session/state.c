/* What the ui sees, made from what the engine has. Thread: net, and the ui where it takes it. */
#include "session/attending.h"
#include "session/newcomer.h"
#include "session/operator.h"
#include "session/staying.h"

#include <stdio.h>
#include <string.h>

static void describe_number(const struct seat *seat, struct participant_number *out)
{
	number_format(&seat->number, out->text);
	out->route = seat->route;
	out->tries_left = seat->guesses.tries_left;
	out->free_seats = seat->is_closed ? 0 : seat->guesses.seats_free;
	out->is_closed = seat->is_closed;
	out->is_used = seat->is_used;
	out->is_knocked = seat->is_knocked;
	out->is_replaced = seat->is_replaced;
}

/* Of interest whatever else there is: somebody may come in by it, or asks to. */
static bool is_open(const struct seat *seat)
{
	return seat->route != 0 && !seat->is_closed && (seat->guesses.seats_free > 0 || seat->is_knocked);
}

/* All that are open, and of the others the youngest, so that there is room for a further one if the relay has
 * it. */
static void describe_numbers(const struct participant *p, struct participant_state *out)
{
	bool is_shown[ENGINE_SEATS_MAX] = {false};
	int count = 0;

	for (int i = 0; i < ENGINE_SEATS_MAX && count < PARTICIPANT_NUMBERS_MAX; i++) {
		is_shown[i] = is_open(&p->seats[i]);
		count += is_shown[i];
	}
	for (int i = ENGINE_SEATS_MAX - 1; i >= 0 && count < PARTICIPANT_NUMBERS_MAX - 1; i--) {
		bool is_more = p->seats[i].route != 0 && !is_shown[i];
		is_shown[i] |= is_more;
		count += is_more;
	}
	for (int i = 0; i < ENGINE_SEATS_MAX; i++) {
		if (is_shown[i])
			describe_number(&p->seats[i], &out->numbers[out->number_count++]);
	}
}

static void describe_person(const struct participant *p, const struct person *person,
                            struct participant_person *out)
{
	out->peer = person->peer;
	out->role = person->role;
	memcpy(out->name, person->name, sizeof out->name);
	memcpy(out->computer, person->computer, sizeof out->computer);
	out->is_in = roster_is_in(person);
	out->is_connected = person->pair != NULL && pair_phase(person->pair) == PAIR_UP;
	out->away_ms = staying_away_ms(p, person);
	out->is_away = out->away_ms > 0;
	out->is_new = person->is_new && !person->is_refused;
	out->is_refused = person->is_refused;
	out->refused_by = newcomer_refused_by(p, person);
	out->shares = person->shares;
	out->share_kind = person->share_kind;
	out->sees_me = person->given.view;
	out->controls_me = person->given.control;
	out->reads_my_clipboard = person->given.clipboard != 0;
	out->i_read_clipboard = person->got_clipboard != 0;
	out->asks_view = person->given.asks_view;
	out->asks_control = person->given.asks_control;
	out->i_see = person->got_view;
	out->i_control = person->got_control;
	out->asked_control = person->have_asked_control;
	out->rests = person->rests;
	out->rest_why = person->rests ? person->told_why : REST_NONE;
	out->barrier = person->barrier;
	out->asks_administrator = person->asks_administrator;
	out->may_elevate = person->may_elevate;
	out->asked_administrator = person->have_asked_administrator;
}

/* A master sees who waits for a click, a client who is in; a handshake under way is nobody yet. */
static bool is_to_be_seen(const struct participant *p, const struct person *person)
{
	if (person->peer == 0)
		return false;
	if (p->options.role == PARTICIPANT_MASTER)
		return person->consent == CONSENT_ACCEPTED || person->consent == CONSENT_IN;
	return person->consent == CONSENT_IN;
}

static void describe_people(const struct participant *p, struct participant_state *out)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		const struct person *person = &p->roster.people[i];
		if (is_to_be_seen(p, person))
			describe_person(p, person, &out->people[out->person_count++]);
		bool is_asker = p->options.role == PARTICIPANT_CLIENT && person->role == PARTICIPANT_MASTER;
		if (is_asker && !operator_is_hidden(p)) {
			memcpy(out->master_name, person->name, sizeof out->master_name);
			memcpy(out->master_computer, person->computer, sizeof out->master_computer);
			if (person->pair != NULL && pair_channel(person->pair) != NULL)
				channel_check_code(pair_channel(person->pair), out->check_code);
		}
	}
}

static void describe_sharing(const struct participant *p, struct participant_state *out)
{
	out->is_sharing = p->is_share_open;
	out->share_kind = p->is_share_open ? p->choice.kind : SHARE_NOTHING;
	out->hand_refusals = p->hand_refusals;
	out->share_result = p->share_result;
	out->is_guarded = p->is_guarded;
	out->barrier = p->barrier;
	out->f12_count = p->f12_count;
	out->is_control_lost = p->is_control_lost;
	out->clip_result = p->clipping.result;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++)
		out->must_go_on |= p->roster.people[i].must_go_on;
	out->go_on_why = out->must_go_on ? p->go_on_why : REST_NONE;
	out->go_on_gap_ms = out->must_go_on ? p->go_on_gap_ms : 0;
	attending_describe(p, out);
}

/* Where one of the two is unknown, keys go as they are. */
static bool is_layout_different(const struct participant *p)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		const struct person *person = &p->roster.people[i];
		if (p->viewing != 0 && person->peer == p->viewing)
			return person->layout[0] != 0 && p->layout[0] != 0 && strcmp(person->layout, p->layout) != 0;
	}
	return false;
}

/* The list's attempts are of interest until there is one; then those at relays. */
static void describe_attempts(const struct participant *p, struct participant_state *out)
{
	const struct attempts *attempts = p->attempts.count > 0 ? &p->attempts : places_attempts(p->places);
	size_t count = attempts != NULL ? attempts->count : 0;
	size_t first = count > PARTICIPANT_ATTEMPTS_MAX ? count - PARTICIPANT_ATTEMPTS_MAX : 0;
	char words[ATTEMPT_LINE_BYTES];

	out->attempt_count = (int)(count - first);
	for (int i = 0; i < out->attempt_count; i++) {
		const struct attempt *attempt = &attempts->list[first + (size_t)i];
		attempt_line(attempt, words);
		snprintf(out->attempts[i].words, sizeof out->attempts[i].words, "%s", words);
		out->attempts[i].is_over = attempt_is_over(attempt);
		out->attempts[i].is_good =
			attempt->outcome == ATTEMPT_CONNECTED || attempt->outcome == ATTEMPT_INSPECTED;
		out->attempts[i].is_unneeded = attempt->outcome == ATTEMPT_ABANDONED;
	}
}

static void describe_question(const struct participant *p, struct participant_proxy_question *out)
{
	struct ways_question question;

	if (!ways_question(p->ways, &question))
		return;
	out->is_asked = true;
	out->was_wrong = question.was_wrong;
	out->was_unanswered = question.was_unanswered;
	out->may_store = question.may_store;
	snprintf(out->host, sizeof out->host, "%s", question.host);
	snprintf(out->realm, sizeof out->realm, "%s", question.realm);
}

static void collect(const struct participant *p, struct participant_state *out)
{
	memset(out, 0, sizeof *out);
	out->phase = p->phase;
	out->result = p->result;
	staying_describe(p, out);
	places_describe(p->places, out);
	describe_attempts(p, out);
	describe_question(p, &out->proxy_question);
	describe_numbers(p, out);
	out->session_tries_left = p->session_guesses.tries_left;
	out->tries_left = p->joiner_guesses.tries_left;
	out->is_handed_over = p->is_handed_over;
	describe_people(p, out);
	describe_sharing(p, out);
	operator_describe(p, out);
	out->may_report = p->may_report;
	out->was_reported = p->was_reported;
	if (!operator_is_hidden(p))
		memcpy(out->notice, p->notice, sizeof out->notice);
	out->viewing = p->viewing;
	out->is_layout_different = is_layout_different(p);
	out->picture_width_px = p->picture_width_px;
	out->picture_height_px = p->picture_height_px;
	out->picture_age_ms = p->viewing != 0 ? staying_picture_age_ms(p) : -1;
	memcpy(out->chat, p->chat, sizeof out->chat);
	out->chat_from = p->chat_from;
	out->chat_count = p->chat_count;
}

void state_touch(struct participant *p)
{
	p->is_dirty = true;
}

void state_publish(struct participant *p)
{
	if (!p->is_dirty)
		return;
	p->is_dirty = false;
	mutex_lock(p->lock);
	collect(p, &p->published);
	p->has_new_state = true;
	mutex_unlock(p->lock);
	if (p->options.on_change != NULL)
		p->options.on_change(p->options.context);
}

/* --- the ui takes it
 * --- */

bool participant_look(struct participant *participant, struct participant_state *out)
{
	mutex_lock(participant->lock);
	bool is_new = participant->has_new_state;
	if (is_new)
		*out = participant->published;
	participant->has_new_state = false;
	mutex_unlock(participant->lock);
	return is_new;
}

bool participant_cursor(struct participant *participant, struct participant_cursor *out)
{
	mutex_lock(participant->lock);
	bool is_new = participant->has_new_cursor;
	if (is_new)
		*out = participant->cursor;
	participant->has_new_cursor = false;
	mutex_unlock(participant->lock);
	return is_new;
}

struct newest *participant_picture(struct participant *participant)
{
	return participant->picture;
}

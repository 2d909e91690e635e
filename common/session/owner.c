/*
 * What a master does beyond what everybody does: it opens the session, hands out
 * numbers, counts the guesses at them, lets people in, tells all who is there,
 * and introduces those who have to talk to each other.
 */
#include "session/owner.h"

#include "base/computer.h"
#include "base/log.h"
#include "base/secret.h"
#include "session/account.h"
#include "session/naming.h"
#include "session/newcomer.h"
#include "session/operator.h"
#include "session/sharing.h"
#include "session/staying.h"
#include "session/talk.h"
#include "wire/plain_text.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { OPEN_MS = 10000 /* from OPEN to the first number */ };

/* --- numbers
 * -------------------------------------------------------------------------------------------------------------
 */

static struct seat *seat_of(struct participant *p, uint32_t route)
{
	for (int i = 0; i < ENGINE_SEATS_MAX; i++) {
		if (route != 0 && p->seats[i].route == route)
			return &p->seats[i];
	}
	return NULL;
}

/* The relay must know at any time who may still come in by a number. */
static void tell_seats(struct participant *p, struct seat *seat)
{
	wire_Control control = {.which_what = wire_Control_seats_tag};

	seat->is_closed |= guess_number_is_closed(&seat->guesses);
	control.what.seats.route = seat->route;
	control.what.seats.free = seat->is_closed ? 0 : seat->guesses.seats_free;
	control.what.seats.is_closed = seat->is_closed;
	link_send_control(staying_home(p)->link, &control);
	state_touch(p);
}

/* Used, and nobody else may come in by it, or asks to. */
static bool is_used_up(const struct seat *seat)
{
	return seat->is_used && seat->guesses.seats_free == 0 && !seat->is_knocked && !seat->needs_number;
}

/* The number that can be spared first: a closed one, else the oldest that is used up; ENGINE_SEATS_MAX: none.
 */
static size_t spare_seat(const struct participant *p)
{
	size_t used_up = ENGINE_SEATS_MAX;

	for (size_t i = 0; i < ENGINE_SEATS_MAX; i++) {
		if (p->seats[i].is_closed)
			return i;
		if (used_up == ENGINE_SEATS_MAX && is_used_up(&p->seats[i]))
			used_up = i;
	}
	return used_up;
}

/* The place for a further number, behind all others: in their order they were made. When there are too many,
 * one that can be spared gives its place back; who came by it stays, and can't knock with it any more. */
static struct seat *seat_free(struct participant *p)
{
	for (size_t i = 0; i < ENGINE_SEATS_MAX; i++) {
		if (p->seats[i].route == 0)
			return &p->seats[i];
	}
	size_t spare = spare_seat(p);
	if (spare == ENGINE_SEATS_MAX)
		return NULL;
	if (!p->seats[spare].is_closed) {
		p->seats[spare].is_closed = true;
		tell_seats(p, &p->seats[spare]);
	}
	memmove(&p->seats[spare], &p->seats[spare + 1], (ENGINE_SEATS_MAX - 1 - spare) * sizeof p->seats[0]);
	struct seat *last = &p->seats[ENGINE_SEATS_MAX - 1];
	secret_wipe(last, sizeof *last);
	return last;
}

/* Whether there may be a further number: of those that somebody may still come in by the relay takes only so
 * many. */
static bool has_room(const struct participant *p)
{
	int open = p->numbers_asked;

	for (size_t i = 0; i < ENGINE_SEATS_MAX; i++) {
		const struct seat *seat = &p->seats[i];
		open += seat->route != 0 && !seat->is_closed && seat->guesses.seats_free > 0;
	}
	return open < PARTICIPANT_NUMBERS_MAX;
}

/* What the relay's connection log holds, for the keeper's eyes alone (PROTOCOL.md 3.2). */
static void seal_log_fields(struct participant *p, const struct meeting *meeting, wire_Open *open)
{
	wire_LogFields fields = {0};
	char address[LINK_ADDRESS_BYTES];
	uint8_t plain[sizeof open->private_fields.bytes];
	struct writer writer = writer_into(plain, sizeof plain - crypto_box_SEALBYTES);

	link_local_address(meeting->link, address);
	plain_text_clean(fields.user_name, sizeof fields.user_name, p->options.name, PLAIN_TEXT_LINE);
	snprintf(fields.computer_name, sizeof fields.computer_name, "%s", p->computer);
	snprintf(fields.internal_address, sizeof fields.internal_address, "%s", address);
	control_encode_log_fields(&fields, &writer);
	struct bytes bytes = writer_bytes(&writer);
	if (writer.failed ||
	    crypto_box_seal(open->private_fields.bytes, bytes.data, bytes.size, meeting->relay.seal_key) != 0)
		return; /* the session matters more than its line in the log */
	open->private_fields.size = (pb_size_t)(bytes.size + crypto_box_SEALBYTES);
}

void owner_ask_relay(struct participant *p, struct meeting *meeting)
{
	wire_Control control = {.which_what = wire_Control_open_tag};

	seal_log_fields(p, meeting, &control.what.open);
	operator_sign_open(p, meeting, &control.what.open);
	link_send_control(meeting->link, &control);
}

static void ask_for_number(struct participant *p)
{
	p->numbers_asked++;
	p->number_asked_ms = p->now_ms;
	p->result = RESULT_OK;
	owner_ask_relay(p, staying_home(p));
}

void owner_open(struct participant *p)
{
	if (p->options.role != PARTICIPANT_MASTER)
		return;
	if (p->phase == PHASE_OPEN) {
		if (has_room(p) && staying_home(p)->phase == MEETING_IN)
			ask_for_number(p);
		return;
	}
	if (p->phase != PHASE_NONE && p->phase != PHASE_ENDED)
		return;
	p->phase = PHASE_LISTING;
	p->result = RESULT_OK;
	secret_random(p->session_id, sizeof p->session_id);
	guess_session_init(&p->session_guesses);
	p->numbers_asked = 0;
	staying_begin(p, 0);
	state_touch(p);
}

void owner_link_up(struct participant *p)
{
	p->phase = PHASE_OPENING;
	staying_home(p)->phase = MEETING_ASKED;
	timer_set(&p->handshake, p->now_ms, OPEN_MS);
	ask_for_number(p);
}

enum result owner_take_number(struct participant *p, uint32_t route)
{
	struct seat *seat = NULL;
	struct number number;

	for (int i = 0; i < ENGINE_SEATS_MAX; i++) {
		if (seat == NULL && p->seats[i].needs_number)
			seat = &p->seats[i];
	}
	bool is_replaced = seat != NULL;
	if (seat == NULL)
		seat = seat_free(p);
	if (seat == NULL || number_make(route, randombytes_uniform(NUMBER_SECRETS), &number) != RESULT_OK)
		return RESULT_BAD_FRAME;
	struct seat old = *seat;
	*seat = (struct seat){.route = route, .number = number, .is_replaced = is_replaced};
	secret_wipe(&number, sizeof number);
	if (is_replaced) {
		guess_number_replace(&seat->guesses, &old.guesses);
		seat->is_used = old.is_used;
		tell_seats(p, seat);
	} else {
		guess_number_init(&seat->guesses, &p->session_guesses);
	}
	state_touch(p);
	return RESULT_OK;
}

/* The relay has made a route that nobody wants (any more): nobody comes in by it. */
static void close_route(struct participant *p, uint32_t route)
{
	wire_Control control = {.which_what = wire_Control_seats_tag};

	if (seat_of(p, route) != NULL)
		return;
	control.what.seats.route = route;
	control.what.seats.is_closed = true;
	link_send_control(staying_home(p)->link, &control);
}

static void take_opened(struct participant *p, const wire_Opened *opened)
{
	struct meeting *home = staying_home(p);

	if (p->numbers_asked == 0) { /* only the operator's click makes a number */
		close_route(p, opened->route);
		return;
	}
	p->numbers_asked--;
	if (owner_take_number(p, opened->route) != RESULT_OK) {
		participant_end(p, RESULT_BAD_FRAME);
		return;
	}
	staying_arrived(p, p->home, (uint16_t)opened->peer, (uint16_t)opened->peer,
	                (struct bytes){opened->ticket.bytes, opened->ticket.size});
	if (p->phase == PHASE_OPENING) {
		timer_stop(&p->handshake);
		p->relay_count =
			places_to_meet(p->places, &home->relay, p->has_backup ? &p->backup : NULL, p->relays);
		staying_choose_backup(p);
	}
	p->phase = PHASE_OPEN;
	state_touch(p);
}

void owner_tell_all_seats(struct participant *p)
{
	for (int i = 0; i < ENGINE_SEATS_MAX; i++) {
		if (p->seats[i].route != 0 && !p->seats[i].needs_number)
			tell_seats(p, &p->seats[i]);
	}
}

/* Those that somebody may still come in by first, then the youngest of the others: the relay takes only so
 * many. */
static void choose_to_replace(struct participant *p)
{
	int count = 0;

	for (int used_up = 0; used_up < 2; used_up++) {
		for (size_t i = ENGINE_SEATS_MAX; i-- > 0;) {
			struct seat *seat = &p->seats[i];
			if (seat->route == 0 || seat->is_closed || seat->needs_number ||
			    (seat->guesses.seats_free == 0) != used_up)
				continue;
			seat->needs_number = count < PARTICIPANT_NUMBERS_MAX;
			seat->is_closed = !seat->needs_number;
			count++;
		}
	}
}

void owner_replace_numbers(struct participant *p, uint32_t route)
{
	for (size_t i = 0; i < ENGINE_SEATS_MAX; i++) {
		struct seat *seat = &p->seats[i];
		seat->is_closed |= seat->route != 0 && guess_number_is_closed(&seat->guesses);
		seat->needs_number = seat->is_knocked = false;
	}
	choose_to_replace(p);
	p->numbers_asked = 0;
	p->is_number_unheard = false;
	for (int i = 0; i < ENGINE_SEATS_MAX; i++) {
		if (!p->seats[i].needs_number)
			continue;
		if (route != 0) {
			(void)owner_take_number(p, route);
			route = 0;
		} else {
			ask_for_number(p);
		}
	}
	if (route != 0)
		close_route(p, route);
}

/* What can't be replaced is of no use any more. */
static void close_unreplaced(struct participant *p)
{
	for (int i = 0; i < ENGINE_SEATS_MAX; i++) {
		p->seats[i].is_closed |= p->seats[i].needs_number;
		p->seats[i].needs_number = false;
	}
}

/* The relay gives no number. With none at all there is no session; else the operator reads why nothing came.
 */
static void take_refused(struct participant *p)
{
	if (p->numbers_asked == 0)
		return;
	p->numbers_asked--;
	close_unreplaced(p);
	if (p->phase == PHASE_OPENING)
		participant_end(p, RESULT_NO_MORE_NUMBERS);
	else
		p->result = RESULT_NO_MORE_NUMBERS;
	state_touch(p);
}

/* A further number that was asked for: on a line that was lost it is asked for again, and a relay that says
 * nothing for long is not waited for. */
static void look_for_number(struct participant *p)
{
	if (p->numbers_asked == 0)
		return;
	if (p->is_lost || staying_home(p)->phase != MEETING_IN) {
		p->is_number_unheard = true;
		return;
	}
	if (p->is_number_unheard) {
		p->is_number_unheard = false;
		p->number_asked_ms = p->now_ms;
		for (int i = 0; i < p->numbers_asked; i++)
			owner_ask_relay(p, staying_home(p));
	}
	if (p->now_ms - p->number_asked_ms < OPEN_MS)
		return;
	log_info("session", "the relay has not answered when asked for a number");
	p->numbers_asked = 0;
	close_unreplaced(p);
	p->result = RESULT_NUMBER_UNANSWERED;
	state_touch(p);
}

/* --- people
 * ---------------------------------------------------------------------------------------------------------------
 */

/* The relay is asked to end somebody's connection; what was sealed for that one goes out before. */
static void cut_off(struct participant *p, struct person *person)
{
	wire_Control control = {.which_what = wire_Control_leave_tag};

	uint16_t peer = meeting_peer_of(person->where);
	struct meeting *meeting = &p->meetings[meeting_of_place(person->where)];

	if (person->peer == 0 || peer == 0 ||
	    meeting->phase < MEETING_UP) /* gone already; 0 would be ourselves */
		return;
	control.what.leave.peer = peer;
	link_send_control(meeting->link, &control);
}

void owner_forget_introductions(struct participant *p, size_t slot)
{
	p->roster.people[slot].introduced_to = 0;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++)
		p->roster.people[i].introduced_to &= ~(UINT32_C(1) << slot);
}

/* Takes somebody out of all that the master keeps. */
static void forget(struct participant *p, struct person *person)
{
	struct seat *seat = seat_of(p, person->route);
	size_t slot = (size_t)(person - p->roster.people);

	talk_end(p, person);
	roster_remove(&p->roster, person);
	owner_forget_introductions(p, slot);
	if (seat != NULL)
		tell_seats(p, seat);
	if (p->phase == PHASE_OPEN)
		owner_tell_roster(p);
	state_touch(p);
}

void owner_person_gone(struct participant *p, struct person *person)
{
	forget(p, person);
}

void owner_pair_failed(struct participant *p, struct person *person)
{
	cut_off(p, person);
	forget(p, person);
	if (guess_session_is_over(&p->session_guesses)) {
		wire_Control control = {.which_what = wire_Control_leave_tag};
		link_send_control(staying_home(p)->link, &control);
		participant_end(p, RESULT_TOO_MANY_TRIES);
	}
}

bool owner_seat_taken(struct participant *p, struct person *person)
{
	struct seat *seat = seat_of(p, person->route);

	person->is_seated = true;
	if (seat == NULL)
		return true;
	bool is_taken = guess_number_take_seat(&seat->guesses);
	seat->is_used |= is_taken;
	tell_seats(p, seat);
	if (!is_taken) { /* somebody else was faster */
		cut_off(p, person);
		forget(p, person);
	}
	return is_taken;
}

static void take_joined(struct participant *p, const wire_PeerJoined *joined)
{
	struct seat *seat = seat_of(p, joined->route);

	/* A peer id is used once: whoever has it keeps keys, place and grants, whatever the relay says. */
	uint32_t where = meeting_place(p->home, (uint16_t)joined->peer);
	if (roster_at(&p->roster, where) != NULL)
		return;
	struct person *person = roster_add(&p->roster, where);
	if (person == NULL)
		return;
	person->role = PARTICIPANT_CLIENT;
	person->route = joined->route;
	if (seat == NULL) {
		cut_off(p, person);
		roster_remove(&p->roster, person);
		return;
	}
	struct handshake_setup setup = {
		.mode = HANDSHAKE_NUMBER, .secret = bytes_of_text(seat->number.digits), .number = &seat->guesses};
	seat->is_knocked = false;
	memcpy(setup.own_id, p->session_id, sizeof setup.own_id);
	if (talk_begin(p, person, &setup, true) != RESULT_OK) {
		cut_off(p, person);
		forget(p, person);
	}
}

/* Whose seat the relay speaks of was given away while it was down. */
static void take_seats(struct participant *p, const wire_Seats *seats)
{
	struct seat *seat = seat_of(p, seats->route);

	if (seat != NULL && seats->is_closed)
		seat->is_closed = true;
}

/* Only at home are there numbers. */
void owner_control(struct participant *p, const wire_Control *control)
{
	struct seat *seat;

	switch (control->which_what) {
	case wire_Control_opened_tag:
		take_opened(p, &control->what.opened);
		break;
	case wire_Control_refused_tag:
		take_refused(p);
		break;
	case wire_Control_peer_joined_tag:
		take_joined(p, &control->what.peer_joined);
		break;
	case wire_Control_knocking_tag:
		seat = seat_of(p, control->what.knocking.route);
		if (seat != NULL)
			seat->is_knocked = !control->what.knocking.gone && !seat->is_closed;
		state_touch(p);
		break;
	case wire_Control_seats_tag:
		take_seats(p, &control->what.seats);
		state_touch(p);
		break;
	default:
		break;
	}
}

void owner_sealed(struct participant *p, struct person *person)
{
	wire_Message message = {.which_what = wire_Message_profile_tag};
	wire_Profile *profile = &message.what.profile;

	(void)consent_take(&person->consent, STEP_SEAL);
	profile->version = CONTROL_VERSION;
	profile->floor = CONTROL_FLOOR;
	profile->capabilities = MESSAGE_CAPABILITIES;
	snprintf(profile->name, sizeof profile->name, "%s", p->options.name);
	snprintf(profile->computer, sizeof profile->computer, "%s", p->computer);
	snprintf(profile->notice, sizeof profile->notice, "%s", p->options.notice);
	profile->participant.size = ROSTER_ID_BYTES;
	memcpy(profile->participant.bytes, p->self.id, ROSTER_ID_BYTES);
	for (size_t i = 0; i < p->relay_count; i++) {
		profile->relays[i].size = PLACES_ID_BYTES;
		memcpy(profile->relays[i].bytes, p->relays + i * PLACES_ID_BYTES, PLACES_ID_BYTES);
	}
	profile->relays_count = (pb_size_t)p->relay_count;
	operator_introduce(p, pair_channel(person->pair), profile);
	memcpy(person->id, channel_peer_id(pair_channel(person->pair)), ROSTER_ID_BYTES);
	(void)consent_take(&person->consent, STEP_MASTER_PROFILE);
	talk_send(p, person, &message);
}

/* --- admitting
 * -----------------------------------------------------------------------------------------------------------
 */

/* Whoever shares and whoever is in must be able to talk: the master gives both the same 256 bits. */
static void introduce(struct participant *p, struct person *a, struct person *b)
{
	size_t slot_a = (size_t)(a - p->roster.people), slot_b = (size_t)(b - p->roster.people);
	wire_Message message = {.which_what = wire_Message_introduce_tag};
	wire_Introduce *introduce = &message.what.introduce;

	if (newcomer_are_parted(p, a, b))
		return;
	if (a == b || (a->introduced_to >> slot_b & 1) != 0 || !talk_is_up(a) || !talk_is_up(b))
		return; /* who is away is introduced when he is back */
	a->introduced_to |= UINT32_C(1) << slot_b;
	b->introduced_to |= UINT32_C(1) << slot_a;
	introduce->secret.size = HANDSHAKE_SECRET_BYTES;
	secret_random(introduce->secret.bytes, HANDSHAKE_SECRET_BYTES);
	introduce->peer = meeting_peer_of(b->where);
	talk_send(p, a, &message);
	introduce->peer = meeting_peer_of(a->where);
	talk_send(p, b, &message);
	secret_wipe(&message, sizeof message);
}

static void introduce_all(struct participant *p)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *sharer = &p->roster.people[i];
		for (int j = 0; roster_is_in(sharer) && sharer->shares && j < PARTICIPANT_PEOPLE_MAX; j++) {
			if (roster_is_in(&p->roster.people[j]))
				introduce(p, sharer, &p->roster.people[j]);
		}
	}
}

void owner_tell_roster(struct participant *p)
{
	wire_Message message = {.which_what = wire_Message_roster_tag};

	if (p->options.role != PARTICIPANT_MASTER)
		return;
	snprintf(p->self.name, sizeof p->self.name, "%s", p->options.name);
	snprintf(p->self.computer, sizeof p->self.computer, "%s", p->computer);
	p->self.where = meeting_place(p->home, staying_home(p)->self);
	roster_tell(&p->roster, &p->self, p->home, &message.what.roster);
	message.what.roster.at_ms = (uint64_t)(p->gone_at_ms != 0 ? p->gone_at_ms : account_now_ms(p));
	account_roster(p, &message.what.roster);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (roster_is_in(&p->roster.people[i]))
			talk_send(p, &p->roster.people[i], &message);
	}
	introduce_all(p);
	state_touch(p);
}

static void send_admission(struct participant *p, struct person *person, bool is_admitted)
{
	wire_Message message = {.which_what = wire_Message_admit_tag};

	message.what.admit.is_admitted = is_admitted;
	talk_send(p, person, &message);
}

void owner_admit(struct participant *p, uint16_t peer, bool is_admitted)
{
	struct person *person = roster_find(&p->roster, peer);

	if (person == NULL || p->options.role != PARTICIPANT_MASTER)
		return;
	if (is_admitted) {
		if (consent_take(&person->consent, STEP_ADMIT) != RESULT_OK)
			return;
		person->since_ms = account_now_ms(p);
		if (p->self.since_ms == 0)
			p->self.since_ms = person->since_ms;
		send_admission(p, person, true);
		owner_tell_roster(p);
		sharing_person_sealed(p, person);
	} else if (consent_take(&person->consent, STEP_REFUSE) == RESULT_OK) {
		send_admission(p, person, false);
		talk_goodbye(p, person);
		cut_off(p, person);
		forget(p, person);
	}
}

void owner_add_seat(struct participant *p, uint32_t route)
{
	struct seat *seat = seat_of(p, route);

	if (seat == NULL || guess_number_is_closed(&seat->guesses))
		return;
	guess_number_add_seat(&seat->guesses);
	seat->is_knocked = false;
	tell_seats(p, seat);
}

/* Somebody has been sending pictures within the last seconds, or we have, or pressed something there. */
static bool is_sharing(const struct participant *p)
{
	bool is_heard = p->sharing_heard_ms != 0 && p->now_ms - p->sharing_heard_ms < 3 * ENGINE_SHARING_TELL_MS;

	return is_heard || (p->active_ms != 0 && p->now_ms - p->active_ms < ENGINE_ACTIVE_MS);
}

static enum result take_profile(struct participant *p, struct person *from, const wire_Profile *profile)
{
	if (consent_take(&from->consent, STEP_JOINER_PROFILE) != RESULT_OK)
		return RESULT_BAD_FRAME;
	if (profile->version < CONTROL_FLOOR || profile->floor > CONTROL_VERSION)
		return RESULT_VERSION;
	const struct naming naming = {
		.roster = &p->roster, .own = p->options.name, .relay = staying_home(p)->relay.host};
	naming_take(&naming, from, profile->name, profile->computer);
	from->capabilities = profile->capabilities;
	state_touch(p);
	if (p->options.admit_all)
		owner_admit(p, from->peer, true);
	return RESULT_OK;
}

enum result owner_message(struct participant *p, struct person *from, const wire_Message *message)
{
	switch (message->which_what) {
	case wire_Message_profile_tag:
		return take_profile(p, from, &message->what.profile);
	case wire_Message_decline_tag:
		if (consent_take(&from->consent, STEP_DECLINE) != RESULT_OK)
			return RESULT_BAD_FRAME;
		talk_left(p, from);
		return RESULT_OK;
	case wire_Message_share_tag:
		if (!roster_is_in(from))
			return RESULT_BAD_FRAME;
		from->shares = message->what.share.mode != wire_ShareMode_SHARE_NOTHING;
		owner_tell_roster(p);
		return RESULT_NEED_MORE;
	case wire_Message_sharing_tag:
		if (!roster_is_in(from))
			return RESULT_BAD_FRAME;
		if (!is_sharing(p))
			timer_set(&p->heartbeat, p->now_ms, 0);
		p->sharing_heard_ms = p->now_ms;
		return RESULT_OK;
	case wire_Message_admit_tag:
	case wire_Message_roster_tag:
	case wire_Message_introduce_tag:
	case wire_Message_heartbeat_tag: /* the master's alone to say */
		return RESULT_BAD_FRAME;
	default:
		return RESULT_NEED_MORE;
	}
}

void owner_tick(struct participant *p)
{
	wire_Message message = {.which_what = wire_Message_heartbeat_tag};

	if (p->phase == PHASE_OPENING && timer_is_due(&p->handshake, p->now_ms))
		participant_end(p, RESULT_TIMED_OUT);
	if (p->options.role != PARTICIPANT_MASTER || p->phase != PHASE_OPEN)
		return;
	look_for_number(p);
	if (is_sharing(p) && p->heartbeat.due_ms - p->now_ms > ENGINE_HEARTBEAT_FAST_MS)
		timer_set(&p->heartbeat, p->now_ms, 0);
	if (p->heartbeat.is_set && !timer_is_due(&p->heartbeat, p->now_ms))
		return;
	timer_set(&p->heartbeat, p->now_ms, is_sharing(p) ? ENGINE_HEARTBEAT_FAST_MS : ENGINE_HEARTBEAT_SLOW_MS);
	message.what.heartbeat.epoch = p->roster.epoch;
	message.what.heartbeat.is_sharing = is_sharing(p);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (roster_is_in(&p->roster.people[i]))
			talk_send(p, &p->roster.people[i], &message);
	}
}

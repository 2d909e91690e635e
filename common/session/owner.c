/*
 * What a master does beyond what everybody does: it opens the session, hands out
 * numbers, counts the guesses at them, lets people in, tells all who is there,
 * and introduces those who have to talk to each other.
 */
#include "session/owner.h"

#include "base/computer.h"
#include "base/log.h"
#include "base/secret.h"
#include "session/sharing.h"
#include "session/talk.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* --- numbers
 * -------------------------------------------------------------------------------------------------------------
 */

static struct seat *seat_of(struct participant *p, uint32_t route)
{
	for (int i = 0; i < PARTICIPANT_NUMBERS_MAX; i++) {
		if (route != 0 && p->seats[i].route == route)
			return &p->seats[i];
	}
	return NULL;
}

/* The place for a further number: a free one, else that of a closed number, whose route the relay has
 * forgotten. */
static struct seat *seat_free(struct participant *p)
{
	for (int i = 0; i < PARTICIPANT_NUMBERS_MAX; i++) {
		if (p->seats[i].route == 0)
			return &p->seats[i];
	}
	for (int i = 0; i < PARTICIPANT_NUMBERS_MAX; i++) {
		if (p->seats[i].is_closed)
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
	link_send_control(p->link, &control);
	state_touch(p);
}

/* What the relay's connection log holds, for the keeper's eyes alone (PROTOCOL.md 3.2). */
static void seal_log_fields(struct participant *p, wire_Open *open)
{
	wire_LogFields fields = {0};
	char address[LINK_ADDRESS_BYTES];
	uint8_t plain[sizeof open->private_fields.bytes];
	struct writer writer = writer_into(plain, sizeof plain - crypto_box_SEALBYTES);

	link_local_address(p->link, address);
	snprintf(fields.user_name, sizeof fields.user_name, "%.64s", p->options.name);
	snprintf(fields.computer_name, sizeof fields.computer_name, "%s", p->computer);
	snprintf(fields.internal_address, sizeof fields.internal_address, "%s", address);
	control_encode_log_fields(&fields, &writer);
	struct bytes bytes = writer_bytes(&writer);
	if (writer.failed || crypto_box_seal(open->private_fields.bytes, bytes.data, bytes.size,
	                                     link_relay(p->link)->seal_key) != 0)
		return; /* the session matters more than its line in the log */
	open->private_fields.size = (pb_size_t)(bytes.size + crypto_box_SEALBYTES);
}

static void ask_for_number(struct participant *p)
{
	wire_Control control = {.which_what = wire_Control_open_tag};

	p->numbers_asked++;
	p->result = RESULT_OK;
	seal_log_fields(p, &control.what.open);
	link_send_control(p->link, &control);
}

void owner_open(struct participant *p)
{
	if (p->options.role != PARTICIPANT_MASTER)
		return;
	if (p->phase == PHASE_OPEN) {
		if (seat_free(p) != NULL)
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
	link_start(p->link, 0, p->now_ms);
	state_touch(p);
}

void owner_link_up(struct participant *p)
{
	p->phase = PHASE_OPENING;
	ask_for_number(p);
}

static void take_opened(struct participant *p, const wire_Opened *opened)
{
	struct seat *seat = seat_free(p);
	struct number number;

	if (p->numbers_asked == 0) /* only the operator's click makes a number */
		return;
	p->numbers_asked--;
	if (seat == NULL ||
	    number_make(opened->route, randombytes_uniform(NUMBER_SECRETS), &number) != RESULT_OK) {
		participant_end(p, RESULT_BAD_FRAME);
		return;
	}
	p->self.peer = (uint16_t)opened->peer;
	*seat = (struct seat){.route = opened->route, .number = number};
	secret_wipe(&number, sizeof number);
	guess_number_init(&seat->guesses, &p->session_guesses);
	p->phase = PHASE_OPEN;
	state_touch(p);
}

/* The relay gives no number. With none at all there is no session; else the operator reads why nothing came.
 */
static void take_refused(struct participant *p)
{
	if (p->numbers_asked == 0)
		return;
	p->numbers_asked--;
	if (p->phase == PHASE_OPENING)
		participant_end(p, RESULT_NO_MORE_NUMBERS);
	else
		p->result = RESULT_NO_MORE_NUMBERS;
	state_touch(p);
}

/* --- people
 * ---------------------------------------------------------------------------------------------------------------
 */

/* The relay is asked to end somebody's connection; what was sealed for that one goes out before. */
static void cut_off(struct participant *p, struct person *person)
{
	wire_Control control = {.which_what = wire_Control_leave_tag};

	if (person->peer == 0) /* gone already; 0 would be ourselves */
		return;
	control.what.leave.peer = person->peer;
	link_send_control(p->link, &control);
}

/* Takes somebody out of all that the master keeps. */
static void forget(struct participant *p, struct person *person)
{
	struct seat *seat = seat_of(p, person->route);
	size_t slot = (size_t)(person - p->roster.people);

	talk_end(p, person);
	roster_remove(&p->roster, person);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++)
		p->roster.people[i].introduced_to &= ~(UINT32_C(1) << slot);
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
		link_send_control(p->link, &control);
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
	if (roster_find(&p->roster, (uint16_t)joined->peer) != NULL)
		return;
	struct person *person = roster_add(&p->roster, (uint16_t)joined->peer);
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

void owner_control(struct participant *p, const wire_Control *control)
{
	struct seat *seat;
	struct person *person;

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
	case wire_Control_peer_left_tag:
		person = roster_find(&p->roster, (uint16_t)control->what.peer_left.peer);
		if (person != NULL)
			forget(p, person);
		break;
	case wire_Control_knocking_tag:
		seat = seat_of(p, control->what.knocking.route);
		if (seat != NULL)
			seat->is_knocked = !control->what.knocking.gone && !seat->is_closed;
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
	snprintf(profile->name, sizeof profile->name, "%s", p->options.name);
	snprintf(profile->computer, sizeof profile->computer, "%s", p->computer);
	snprintf(profile->notice, sizeof profile->notice, "%s", p->options.notice);
	profile->participant.size = ROSTER_ID_BYTES;
	memcpy(profile->participant.bytes, p->self.id, ROSTER_ID_BYTES);
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

	if (a == b || (a->introduced_to >> slot_b & 1) != 0)
		return;
	a->introduced_to |= UINT32_C(1) << slot_b;
	b->introduced_to |= UINT32_C(1) << slot_a;
	introduce->secret.size = HANDSHAKE_SECRET_BYTES;
	secret_random(introduce->secret.bytes, HANDSHAKE_SECRET_BYTES);
	introduce->peer = b->peer;
	talk_send(p, a, &message);
	introduce->peer = a->peer;
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
	roster_tell(&p->roster, &p->self, &message.what.roster);
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

/* Somebody has been sending pictures within the last seconds. */
static bool is_sharing(const struct participant *p)
{
	return p->sharing_heard_ms != 0 && p->now_ms - p->sharing_heard_ms < 3 * ENGINE_SHARING_TELL_MS;
}

static enum result take_profile(struct participant *p, struct person *from, const wire_Profile *profile)
{
	if (consent_take(&from->consent, STEP_JOINER_PROFILE) != RESULT_OK)
		return RESULT_BAD_FRAME;
	if (profile->version < CONTROL_FLOOR || profile->floor > CONTROL_VERSION)
		return RESULT_VERSION;
	snprintf(from->name, sizeof from->name, "%s", profile->name);
	snprintf(from->computer, sizeof from->computer, "%s", profile->computer);
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

	if (p->options.role != PARTICIPANT_MASTER || p->phase != PHASE_OPEN)
		return;
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

/*
 * Who may say what, and when: the master's and the joiner's ear, as tables of
 * how far two people have come and what is said.
 */
#include "support/unit.h"

#include "session/joiner.h"
#include "session/owner.h"

#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

static struct participant *p;
static struct person *other;

static int begin(enum participant_role role)
{
	static const char *const none[PARTICIPANT_DIRECTORIES_MAX];

	assert_int_equal(secret_start(), RESULT_OK);
	p = calloc(1, sizeof *p);
	assert_non_null(p);
	p->options.role = role;
	p->options.name = "Mara";
	p->phase = role == PARTICIPANT_MASTER ? PHASE_OPEN : PHASE_JOINING;
	p->lock = mutex_create();
	p->wake = wake_create();
	p->gate = gate_create();
	assert_int_equal(ways_create(&p->ways, NULL, p->wake), RESULT_OK);
	p->places = places_create(&(struct places_setup){
		.directories = none, .ways = p->ways, .attempts = &p->attempts, .wake = p->wake});
	for (int i = 0; i < MEETINGS; i++)
		assert_true(meeting_init(&p->meetings[i], p->wake, p->ways, &p->attempts));
	guess_session_init(&p->session_guesses);
	other = roster_add(&p->roster, 2);
	other->role = role == PARTICIPANT_MASTER ? PARTICIPANT_CLIENT : PARTICIPANT_MASTER;
	return 0;
}

static int begin_master(void **state)
{
	(void)state;
	return begin(PARTICIPANT_MASTER);
}

static int begin_client(void **state)
{
	(void)state;
	return begin(PARTICIPANT_CLIENT);
}

static int finish(void **state)
{
	(void)state;
	for (int i = 0; i < MEETINGS; i++)
		meeting_finish(&p->meetings[i]);
	places_destroy(p->places);
	ways_destroy(p->ways);
	gate_destroy(p->gate);
	wake_destroy(p->wake);
	mutex_destroy(p->lock);
	free(p);
	return 0;
}

static wire_Message profile(void)
{
	wire_Message message = {.which_what = wire_Message_profile_tag};

	message.what.profile.version = message.what.profile.floor = 1;
	strcpy(message.what.profile.name, "Karl");
	return message;
}

static void a_joiner_is_heard_only_in_its_turn(void **state)
{
	(void)state;
	for (int consent = CONSENT_NONE; consent < CONSENT_COUNT; consent++) {
		wire_Message message = profile();
		other->consent = (enum consent)consent;
		enum result expected = consent == CONSENT_ASKED ? RESULT_OK : RESULT_BAD_FRAME;
		assert_int_equal(owner_message(p, other, &message), expected);
		if (expected == RESULT_OK)
			assert_int_equal(other->consent, CONSENT_ACCEPTED);
	}
}

static void who_has_accepted_is_not_in_without_the_masters_yes(void **state)
{
	(void)state;
	wire_Message message = profile();

	other->consent = CONSENT_ASKED;
	assert_int_equal(owner_message(p, other, &message), RESULT_OK);
	assert_false(roster_is_in(other));
	owner_admit(p, 2, true);
	assert_true(roster_is_in(other));
}

static void admitting_before_accept_does_nothing(void **state)
{
	(void)state;
	for (int consent = CONSENT_NONE; consent < CONSENT_ACCEPTED; consent++) {
		other->consent = (enum consent)consent;
		owner_admit(p, 2, true);
		assert_int_equal(other->consent, consent);
	}
}

static void admit_all_still_needs_accept(void **state)
{
	(void)state;
	wire_Message message = profile();

	p->options.admit_all = true;
	other->consent = CONSENT_ASKED;
	assert_int_equal(owner_message(p, other, &message), RESULT_OK);
	assert_true(roster_is_in(other));
}

static void only_the_master_speaks_as_the_master(void **state)
{
	(void)state;
	static const pb_size_t masters[] = {wire_Message_admit_tag, wire_Message_roster_tag,
	                                    wire_Message_introduce_tag, wire_Message_heartbeat_tag};

	other->consent = CONSENT_IN;
	for (size_t i = 0; i < sizeof masters / sizeof masters[0]; i++) {
		static wire_Message message;
		message = (wire_Message){.which_what = masters[i]};
		assert_int_equal(owner_message(p, other, &message), RESULT_BAD_FRAME);
	}
}

static void sharing_before_being_in_is_refused(void **state)
{
	(void)state;
	wire_Message message = {.which_what = wire_Message_share_tag};

	message.what.share.mode = wire_ShareMode_SHARE_EVERYTHING;
	other->consent = CONSENT_ACCEPTED;
	assert_int_equal(owner_message(p, other, &message), RESULT_BAD_FRAME);
	assert_false(other->shares);
}

static void too_old_a_program_is_told_so(void **state)
{
	(void)state;
	wire_Message message = profile();

	message.what.profile.version = message.what.profile.floor = CONTROL_VERSION + 1;
	other->consent = CONSENT_ASKED;
	assert_int_equal(owner_message(p, other, &message), RESULT_VERSION);
}

static void a_refused_number_is_told_and_the_session_goes_on(void **state)
{
	(void)state;
	const wire_Control refused = {.which_what = wire_Control_refused_tag};

	owner_control(p, &refused); /* nothing was asked for */
	assert_int_equal(p->result, RESULT_OK);
	p->numbers_asked = 1;
	owner_control(p, &refused);
	assert_int_equal(p->result, RESULT_NO_MORE_NUMBERS);
	assert_int_equal(p->phase, PHASE_OPEN);
	p->phase = PHASE_OPENING;
	p->numbers_asked = 1;
	owner_control(p, &refused);
	assert_int_equal(p->phase, PHASE_ENDED);
	assert_int_equal(p->result, RESULT_NO_MORE_NUMBERS);
}

static void a_client_reads_who_asks_before_anything_else(void **state)
{
	(void)state;
	wire_Message message = profile();

	other->consent = CONSENT_SEALED;
	assert_int_equal(joiner_message(p, other, &message), RESULT_OK);
	assert_int_equal(p->phase, PHASE_ASKED);
	assert_string_equal(other->name, "Karl");
	assert_int_equal(joiner_message(p, other, &message), RESULT_BAD_FRAME);
}

static void nobody_is_admitted_who_has_not_accepted(void **state)
{
	(void)state;
	wire_Message message = {.which_what = wire_Message_admit_tag};

	message.what.admit.is_admitted = true;
	for (int consent = CONSENT_NONE; consent < CONSENT_ACCEPTED; consent++) {
		other->consent = (enum consent)consent;
		assert_int_equal(joiner_message(p, other, &message), RESULT_BAD_FRAME);
		assert_int_not_equal(p->phase, PHASE_IN);
	}
	other->consent = CONSENT_ACCEPTED;
	assert_int_equal(joiner_message(p, other, &message), RESULT_OK);
	assert_int_equal(p->phase, PHASE_IN);
}

static void rosters_and_introductions_wait_until_the_client_is_in(void **state)
{
	(void)state;
	static wire_Message message;

	other->consent = CONSENT_ACCEPTED;
	message = (wire_Message){.which_what = wire_Message_roster_tag};
	message.what.roster.epoch = 1;
	assert_int_equal(joiner_message(p, other, &message), RESULT_BAD_FRAME);
	message = (wire_Message){.which_what = wire_Message_introduce_tag};
	message.what.introduce.peer = 3;
	message.what.introduce.secret.size = HANDSHAKE_SECRET_BYTES;
	assert_int_equal(joiner_message(p, other, &message), RESULT_BAD_FRAME);
}

static void an_introduction_to_a_stranger_begins_nothing(void **state)
{
	(void)state;
	static wire_Message message;

	other->consent = CONSENT_IN;
	message = (wire_Message){.which_what = wire_Message_introduce_tag};
	message.what.introduce.peer = 3;
	message.what.introduce.secret.size = HANDSHAKE_SECRET_BYTES;
	assert_int_equal(joiner_message(p, other, &message), RESULT_OK);
	assert_null(roster_find(&p->roster, 3));
}

static void a_line_that_is_cut_after_our_tag_is_a_wrong_number(void **state)
{
	(void)state;
	p->tries_before = 3;
	p->joiner_guesses.tries_left = 3;
	assert_int_equal(joiner_end_result(p, RESULT_LOST), RESULT_LOST);
	p->joiner_guesses.tries_left = 2;
	assert_int_equal(joiner_end_result(p, RESULT_LOST), RESULT_WRONG_NUMBER);
	p->phase = PHASE_IN;
	assert_int_equal(joiner_end_result(p, RESULT_LOST), RESULT_LOST);
}

static void without_tries_nothing_is_tried(void **state)
{
	(void)state;
	struct number number;

	assert_int_equal(number_make(12345, 678901, &number), RESULT_OK);
	p->phase = PHASE_NONE;
	p->joiner_guesses.tries_left = 0;
	joiner_join(p, &number, false);
	assert_int_equal(p->phase, PHASE_ENDED);
	assert_int_equal(p->result, RESULT_TOO_MANY_TRIES);
}

static wire_Control joined(uint32_t route, uint32_t peer)
{
	wire_Control control = {.which_what = wire_Control_peer_joined_tag};

	control.what.peer_joined.route = route;
	control.what.peer_joined.peer = peer;
	return control;
}

static wire_Control opened(uint32_t route)
{
	wire_Control control = {.which_what = wire_Control_opened_tag};

	control.what.opened.route = route;
	control.what.opened.peer = 1;
	return control;
}

static void the_relay_can_not_begin_anew_with_one_who_is_in(void **state)
{
	(void)state;
	wire_Control control = opened(12345);

	p->numbers_asked = 1;
	owner_control(p, &control);
	other->consent = CONSENT_IN;
	other->is_seated = true;
	control = joined(12345, other->peer);
	owner_control(p, &control);
	assert_null(other->pair);
	assert_int_equal(other->route, 0);
	control = joined(12345, 3); /* the control: a new one is offered a handshake */
	owner_control(p, &control);
	assert_non_null(roster_find(&p->roster, 3)->pair);
	pair_destroy(roster_find(&p->roster, 3)->pair);
}

static void the_relay_makes_no_number_that_nobody_asked_for(void **state)
{
	(void)state;
	wire_Control control = opened(12345);

	owner_control(p, &control);
	assert_int_equal(p->seats[0].route, 0);
	p->numbers_asked = 1;
	owner_control(p, &control);
	assert_int_equal(p->seats[0].route, 12345);
	control = opened(23456);
	owner_control(p, &control);
	assert_int_equal(p->seats[1].route, 0);
}

static void a_relay_that_gives_no_number_is_not_waited_for(void **state)
{
	(void)state;
	p->phase = PHASE_CONNECTING;
	owner_link_up(p);
	p->now_ms = 9999;
	owner_tick(p);
	assert_int_equal(p->phase, PHASE_OPENING);
	p->now_ms = 10000;
	owner_tick(p);
	assert_int_equal(p->phase, PHASE_ENDED);
	assert_int_equal(p->result, RESULT_TIMED_OUT);
	assert_false(p->handshake.is_set);
}

static void who_is_not_in_does_not_keep_the_master_awake(void **state)
{
	(void)state;
	wire_Message message = {.which_what = wire_Message_sharing_tag};

	other->consent = CONSENT_ACCEPTED;
	assert_int_equal(owner_message(p, other, &message), RESULT_BAD_FRAME);
	other->consent = CONSENT_IN;
	assert_int_equal(owner_message(p, other, &message), RESULT_OK);
}

static void the_relay_can_not_make_one_click_two_guesses(void **state)
{
	(void)state;
	wire_Control control = {.which_what = wire_Control_joined_tag};

	assert_int_equal(number_make(12345, 678901, &p->number), RESULT_OK);
	guess_customer_init(&p->joiner_guesses);
	*other = (struct person){0};
	control.what.joined.peer = 5;
	control.what.joined.master = 2;
	joiner_control(p, &control);
	struct pair *first = other->pair;
	assert_non_null(first);
	control.what.joined.master = 3;
	joiner_control(p, &control);
	assert_null(roster_find(&p->roster, 3));
	control.what.joined.master = 2;
	joiner_control(p, &control);
	assert_ptr_equal(other->pair, first);
	pair_destroy(first);
}

#define MASTER(f) cmocka_unit_test_setup_teardown(f, begin_master, finish)
#define CLIENT(f) cmocka_unit_test_setup_teardown(f, begin_client, finish)

/* A number that somebody has come in by. */
static void use_number(uint32_t route)
{
	assert_int_equal(owner_take_number(p, route), RESULT_OK);
	for (int i = 0; i < ENGINE_SEATS_MAX; i++) {
		if (p->seats[i].route != route)
			continue;
		assert_true(guess_number_take_seat(&p->seats[i].guesses));
		p->seats[i].is_used = true;
	}
}

static bool is_remembered(uint32_t route)
{
	for (int i = 0; i < ENGINE_SEATS_MAX; i++) {
		if (p->seats[i].route == route)
			return true;
	}
	return false;
}

static void used_numbers_give_their_place_back_and_the_oldest_first(void **state)
{
	enum { FIRST = 12345 };

	(void)state;
	for (uint32_t i = 0; i < ENGINE_SEATS_MAX; i++)
		use_number(FIRST + i);
	p->seats[0].is_knocked = true; /* somebody asks to come in by that */
	p->seats[5].is_closed = true;
	assert_int_equal(owner_take_number(p, FIRST + 1000), RESULT_OK);
	assert_false(is_remembered(FIRST + 5)); /* what is closed is of no use */
	assert_int_equal(owner_take_number(p, FIRST + 1001), RESULT_OK);
	assert_true(is_remembered(FIRST));
	assert_false(is_remembered(FIRST + 1));
	assert_true(is_remembered(FIRST + 2));
	assert_int_equal(p->seats[ENGINE_SEATS_MAX - 1].route, FIRST + 1001); /* in the order of their making */
	assert_int_equal(p->seats[ENGINE_SEATS_MAX - 2].route, FIRST + 1000);
}

static void what_is_shown_of_many_numbers_are_the_open_ones_and_the_youngest(void **state)
{
	enum { FIRST = 12345 };

	(void)state;
	for (uint32_t i = 0; i < 20; i++)
		use_number(FIRST + i);
	p->seats[3].is_knocked = true;
	guess_number_add_seat(&p->seats[7].guesses);
	state_touch(p);
	state_publish(p);
	const struct participant_state *shown = &p->published;
	assert_int_equal(shown->number_count, PARTICIPANT_NUMBERS_MAX - 1); /* there is room for one more */
	assert_int_equal(shown->numbers[0].route, FIRST + 3);
	assert_int_equal(shown->numbers[1].route, FIRST + 7);
	for (uint32_t i = 2; i < PARTICIPANT_NUMBERS_MAX - 1; i++)
		assert_int_equal(shown->numbers[i].route, FIRST + 20 - (PARTICIPANT_NUMBERS_MAX - 1) + i);
	for (int i = 8; i < 20; i++)
		guess_number_add_seat(&p->seats[i].guesses);
	state_touch(p);
	state_publish(p);
	assert_int_equal(shown->number_count,
	                 PARTICIPANT_NUMBERS_MAX); /* more do not fit, and none is asked for */
	p->meetings[0].phase = MEETING_IN;
	owner_open(p);
	assert_int_equal(p->numbers_asked, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MASTER(a_joiner_is_heard_only_in_its_turn),
		MASTER(who_has_accepted_is_not_in_without_the_masters_yes),
		MASTER(admitting_before_accept_does_nothing),
		MASTER(admit_all_still_needs_accept),
		MASTER(only_the_master_speaks_as_the_master),
		MASTER(sharing_before_being_in_is_refused),
		MASTER(too_old_a_program_is_told_so),
		MASTER(a_refused_number_is_told_and_the_session_goes_on),
		MASTER(the_relay_can_not_begin_anew_with_one_who_is_in),
		MASTER(the_relay_makes_no_number_that_nobody_asked_for),
		MASTER(a_relay_that_gives_no_number_is_not_waited_for),
		MASTER(who_is_not_in_does_not_keep_the_master_awake),
		MASTER(used_numbers_give_their_place_back_and_the_oldest_first),
		MASTER(what_is_shown_of_many_numbers_are_the_open_ones_and_the_youngest),
		CLIENT(the_relay_can_not_make_one_click_two_guesses),
		CLIENT(a_client_reads_who_asks_before_anything_else),
		CLIENT(nobody_is_admitted_who_has_not_accepted),
		CLIENT(rosters_and_introductions_wait_until_the_client_is_in),
		CLIENT(an_introduction_to_a_stranger_begins_nothing),
		CLIENT(a_line_that_is_cut_after_our_tag_is_a_wrong_number),
		CLIENT(without_tries_nothing_is_tried),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

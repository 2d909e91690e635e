/*
 * The rules of sharing with the real gate and a back end that only counts: what
 * is injected, and what never is. There is no line; what would be sent is lost.
 */
#include "support/unit.h"

#include "session/sharing.h"
#include "session/viewing.h"

#include "base/secret.h"
#include "desktop/backend.h"
#include "session/joiner.h"
#include "session/owner.h"
#include "wire/input_header.h"

#include <stdlib.h>
#include <string.h>

static struct participant *p;
static struct person *operator;
static int injected_count;
static struct input_event injected;

static enum result count_injection(void *input, const struct input_event *event)
{
	(void)input;
	injected_count++;
	injected = *event;
	return RESULT_OK;
}

static void rest(void *input)
{
	(void)input;
}

static const struct input_backend counting = {.inject = count_injection, .rest = rest};

static void nowhere(void *context, uint32_t where, uint8_t kind, struct bytes payload)
{
	(void)context;
	(void)where;
	(void)kind;
	(void)payload;
}

/* A customer who shares, with an operator who is in and may do nothing yet; F12 is heard. */
static int begin(void **state)
{
	static struct guess_customer customer;
	struct handshake_setup setup = {.mode = HANDSHAKE_NUMBER, .secret = bytes_of_text("123456789018")};
	static const char *const none[PARTICIPANT_DIRECTORIES_MAX];

	(void)state;
	assert_int_equal(secret_start(), RESULT_OK);
	guess_customer_init(&customer);
	setup.customer = &customer;
	p = calloc(1, sizeof *p);
	assert_non_null(p);
	p->options.role = PARTICIPANT_CLIENT;
	p->phase = PHASE_IN;
	p->now_ms = 10000;
	p->lock = mutex_create();
	p->wake = wake_create();
	p->gate = gate_create();
	assert_int_equal(ways_create(&p->ways, NULL, p->wake), RESULT_OK);
	p->places = places_create(&(struct places_setup){
		.directories = none, .ways = p->ways, .attempts = &p->attempts, .wake = p->wake});
	for (int i = 0; i < MEETINGS; i++)
		assert_true(meeting_init(&p->meetings[i], p->wake, p->ways, &p->attempts));
	p->is_share_open = true;
	operator= roster_add(&p->roster, 1);
	operator->role = PARTICIPANT_MASTER;
	operator->consent = CONSENT_IN;
	assert_int_equal(
		pair_create(&operator->pair, 1, &setup, false, (struct pair_out){nowhere, NULL}, p->now_ms),
		RESULT_OK);
	gate_prove(p->gate, p->now_ms);
	injected_count = 0;
	return 0;
}

static int finish(void **state)
{
	(void)state;
	pair_destroy(operator->pair);
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

/* What the guard thread would do now: one step, and the next when the display has answered. */
static int pump(void)
{
	for (int i = 0; i < 100; i++) {
		enum result result = gate_pump(p->gate, &counting, NULL, p->now_ms);
		if (result == RESULT_NEED_MORE)
			break;
		if (result == RESULT_WOULD_BLOCK)
			gate_answered(p->gate);
	}
	return injected_count;
}

static enum result send_event(uint32_t generation, uint32_t screen_state, const struct input_event *event)
{
	uint8_t body[64];
	struct writer writer = writer_into(body, sizeof body);
	struct input_header input = {.generation = generation, .screen_state = screen_state, .event = *event};

	input_header_encode(&input, &writer);
	return sharing_input(p, operator, writer_bytes(&writer));
}

static enum result send_press(uint32_t generation, uint32_t screen_state)
{
	struct input_event press = {.kind = INPUT_BUTTON, .code = 1, .is_down = true, .x_px = 50, .y_px = 60};

	return send_event(generation, screen_state, &press);
}

static void input_with_a_grant_is_injected(void **state)
{
	(void)state;
	sharing_grant(p, operator, false, true);
	assert_int_equal(send_press(operator->given.generation, 0), RESULT_OK);
	assert_int_equal(pump(), 2); /* the place, then the press */
	assert_int_equal(injected.kind, INPUT_BUTTON);
	assert_int_equal(injected.x_px, 50);
}

static void input_without_a_grant_reaches_nothing(void **state)
{
	(void)state;
	for (uint32_t generation = 0; generation < 4; generation++)
		assert_int_equal(send_press(generation, 0), RESULT_OK);
	assert_int_equal(pump(), 0);
}

static void input_of_another_generation_reaches_nothing(void **state)
{
	(void)state;
	sharing_grant(p, operator, false, true);
	uint32_t first = operator->given.generation;
	sharing_grant(p, operator, false, false);
	sharing_grant(p, operator, false, true);
	assert_int_equal(send_press(first, 0), RESULT_OK);
	assert_int_equal(send_press(operator->given.generation + 1, 0), RESULT_OK);
	assert_int_equal(pump(), 0);
	assert_int_equal(send_press(operator->given.generation, 0), RESULT_OK);
	assert_int_equal(pump(), 2);
}

static void after_taking_back_nothing_is_injected(void **state)
{
	(void)state;
	sharing_grant(p, operator, false, true);
	uint32_t generation = operator->given.generation;
	sharing_take_back(p);
	assert_true(p->is_control_lost);
	assert_int_equal(send_press(generation, 0), RESULT_OK);
	assert_int_equal(send_press(operator->given.generation, 0), RESULT_OK);
	assert_int_equal(pump(), 0);
}

static void what_waits_at_the_gate_is_lost_with_control(void **state)
{
	(void)state;
	sharing_grant(p, operator, false, true);
	assert_int_equal(send_press(operator->given.generation, 0), RESULT_OK);
	gate_close(p->gate); /* F12, before the net thread hears of it */
	assert_int_equal(pump(), 0);
}

static void without_a_proof_of_listening_control_waits(void **state)
{
	(void)state;
	struct command heard = {.kind = COMMAND_GUARD, .yes = true};

	p->now_ms += GATE_PROOF_MS + 1; /* the last proof is too old */
	sharing_grant(p, operator, false, true);
	assert_int_equal(send_press(operator->given.generation, 0), RESULT_OK);
	assert_int_equal(pump(), 0);
	gate_prove(p->gate, p->now_ms);
	sharing_guard(p, &heard);
	assert_int_equal(send_press(operator->given.generation, 0), RESULT_OK);
	assert_int_equal(pump(), 2);
}

/* The grant as a window asks for it, with or without a hand at this computer. */
static void click(bool view, bool control, bool is_hand)
{
	const struct command command = {
		.kind = COMMAND_GRANT, .view = view, .control = control, .is_hand = is_hand};
	sharing_grant_by_hand(p, operator, & command);
}

static void once_control_was_given_more_takes_a_hand(void **state)
{
	(void)state;
	click(true, false, false);
	assert_true(operator->given.view);
	click(true, true, false); /* the first time there is nobody yet who could press it from afar */
	assert_true(operator->given.control);
	click(true, false, false); /* less takes none */
	assert_false(operator->given.control);
	click(true, true, false);
	assert_false(operator->given.control);
	assert_int_equal(p->hand_refusals, 1);
	click(false, false, false);
	click(true, false, false);
	assert_false(operator->given.view);
	assert_int_equal(p->hand_refusals, 2);
	click(true, true, true);
	assert_true(operator->given.view && operator->given.control);
	assert_int_equal(p->hand_refusals, 2);
}

/* What is shown is not looked at: it is refused before. */
static void once_control_was_given_showing_more_takes_a_hand(void **state)
{
	struct share_choice wanted = {.kind = SHARE_EVERYTHING};
	const struct command command = {.kind = COMMAND_CHOOSE, .choice = &wanted};
	(void)state;
	p->sharer = (struct sharer *)p;
	p->choice.kind = SHARE_MONITOR;
	p->has_granted_control = true;
	sharing_choose_by_hand(p, &command);
	assert_int_equal(p->choice.kind, SHARE_MONITOR);
	assert_int_equal(p->hand_refusals, 1);
	wanted.kind = SHARE_APPLICATIONS;
	sharing_choose_by_hand(p, &command);
	assert_int_equal(p->choice.kind, SHARE_MONITOR);
	assert_int_equal(p->hand_refusals, 2);
	p->sharer = NULL;
}

static void switch_clipboard(bool may_read, bool is_hand)
{
	const struct command command = {.kind = COMMAND_GRANT_CLIPBOARD, .yes = may_read, .is_hand = is_hand};
	sharing_grant_clipboard(p, operator, & command);
}

static void what_is_copied_is_read_by_who_controls_and_only_a_hand_allows_it(void **state)
{
	(void)state;
	switch_clipboard(true, true);
	assert_int_equal(operator->given.clipboard, 0); /* nobody controls */
	sharing_grant(p, operator, true, true);
	switch_clipboard(true, false);
	assert_int_equal(operator->given.clipboard, 0);
	assert_int_equal(p->hand_refusals, 1);
	switch_clipboard(true, true);
	assert_int_not_equal(operator->given.clipboard, 0);
	switch_clipboard(false, false); /* less takes none */
	assert_int_equal(operator->given.clipboard, 0);
	switch_clipboard(true, true);
	sharing_take_back(p);
	assert_int_equal(operator->given.clipboard, 0);
}

static void a_refused_raise_leaves_the_question_open(void **state)
{
	(void)state;
	p->has_granted_control = true;
	assert_true(grant_ask(&operator->given, false, true));
	click(false, true, false);
	assert_true(operator->given.asks_control);
	click(false, true, true);
	assert_true(operator->given.control && !operator->given.asks_control);
}

static void what_stands_in_front_is_known_while_something_is_shared(void **state)
{
	(void)state;
	sharing_barrier(p, BARRIER_RIGHTS); /* of a guard that has just ended */
	assert_int_equal(p->barrier, BARRIER_NONE);
	p->sharer = (struct sharer *)p; /* something is shared; nobody looks at what */
	sharing_barrier(p, BARRIER_QUESTION);
	assert_int_equal(p->barrier, BARRIER_QUESTION);
	assert_true(p->is_dirty);
	sharing_barrier(p, BARRIER_NONE);
	assert_int_equal(p->barrier, BARRIER_NONE);
	p->sharer = NULL;
}

static void what_stands_in_front_there_is_taken_from_the_sharer(void **state)
{
	(void)state;
	wire_Message message = {.which_what = wire_Message_share_tag};
	message.what.share.barrier = wire_Barrier_BARRIER_QUESTION;
	assert_int_equal(viewing_message(p, operator, & message), RESULT_OK);
	assert_int_equal(operator->barrier, BARRIER_QUESTION);
	message.what.share.barrier = (wire_Barrier)77; /* of a newer version */
	assert_int_equal(viewing_message(p, operator, & message), RESULT_OK);
	assert_int_equal(operator->barrier, BARRIER_RIGHTS);
	message.what.share.barrier = wire_Barrier_BARRIER_NONE;
	assert_int_equal(viewing_message(p, operator, & message), RESULT_OK);
	assert_int_equal(operator->barrier, BARRIER_NONE);
}

/* What the guard thread does when it hears F12. */
static void press_f12(void)
{
	gate_note_f12(p->gate);
	gate_close(p->gate);
}

static void f12_is_counted_and_ends_control(void **state)
{
	(void)state;
	sharing_grant(p, operator, false, true);
	press_f12();
	sharing_work(p);
	assert_int_equal(p->f12_count, 1);
	assert_false(operator->given.control);
	assert_int_equal(send_press(operator->given.generation, 0), RESULT_OK);
	assert_int_equal(pump(), 0);
}

/* The net thread was busy, its queue of commands full: F12 still counts, and control must be given anew. */
static void f12_needs_no_room_in_a_queue(void **state)
{
	(void)state;
	sharing_grant(p, operator, false, true);
	uint32_t generation = operator->given.generation;
	press_f12();
	press_f12();
	assert_int_equal(send_press(generation, 0), RESULT_OK); /* before the net thread has looked */
	assert_int_equal(pump(), 0);
	sharing_work(p);
	assert_int_equal(p->f12_count, 2);
	sharing_grant(p, operator, false, true);
	assert_int_equal(send_press(operator->given.generation, 0), RESULT_OK);
	assert_int_equal(pump(), 2);
}

static void a_press_on_what_changed_long_ago_is_dropped(void **state)
{
	(void)state;
	sharing_grant(p, operator, false, true);
	aim_changed(&p->aim, 8, (struct rect){0, 0, 200, 200}, p->now_ms - AIM_LATE_MS - 100);
	assert_int_equal(send_press(operator->given.generation, 7), RESULT_OK);
	assert_int_equal(pump(), 0);
	assert_int_equal(send_press(operator->given.generation, 8), RESULT_OK);
	assert_int_equal(pump(), 2);
}

/* The screen has got another size: a place on the old one is none on the new one, but what is held is let go.
 */
static void input_at_a_place_of_the_old_screen_is_dropped(void **state)
{
	(void)state;
	sharing_grant(p, operator, false, true);
	assert_int_equal(send_press(operator->given.generation, 40), RESULT_OK);
	assert_int_equal(pump(), 2);
	p->resized_state = 42;
	assert_int_equal(send_press(operator->given.generation, 41), RESULT_OK);
	assert_int_equal(pump(), 2);
	struct input_event released = {.kind = INPUT_BUTTON, .code = 1, .x_px = 50, .y_px = 60};
	assert_int_equal(send_event(operator->given.generation, 41, &released), RESULT_OK);
	assert_true(pump() > 2);
	int before = injected_count;
	struct input_event moved = {.kind = INPUT_MOVE, .x_px = 5, .y_px = 6};
	assert_int_equal(send_event(operator->given.generation, 41, &moved), RESULT_OK);
	assert_int_equal(pump(), before);
	struct input_event key = {.kind = INPUT_KEY, .code = 4, .is_down = true};
	assert_int_equal(send_event(operator->given.generation, 41, &key), RESULT_OK);
	assert_int_equal(pump(), before + 1);
	assert_int_equal(send_event(operator->given.generation, 42, &moved), RESULT_OK);
	assert_true(pump() > before + 1);
}

static void input_that_makes_no_sense_is_refused(void **state)
{
	(void)state;
	sharing_grant(p, operator, false, true);
	assert_int_equal(sharing_input(p, operator, bytes_of_text("nonsense")), RESULT_BAD_FRAME);
}

static void who_is_not_admitted_says_nothing_of_this(void **state)
{
	(void)state;
	operator->consent = CONSENT_ACCEPTED;
	assert_int_equal(send_press(1, 0), RESULT_BAD_FRAME);
	assert_int_equal(sharing_ack(p, operator, bytes_of_text("")), RESULT_BAD_FRAME);
}

static void nothing_is_granted_while_nothing_is_shared(void **state)
{
	(void)state;
	p->is_share_open = false;
	sharing_grant(p, operator, true, true);
	assert_false(operator->given.view);
	assert_false(operator->given.control);
}

static void giving_back_ends_control_and_asking_gives_none(void **state)
{
	(void)state;
	wire_Message message = {.which_what = wire_Message_ask_tag};

	message.what.ask.control = true;
	assert_int_equal(sharing_message(p, operator, & message), RESULT_OK);
	assert_true(operator->given.asks_control);
	assert_false(operator->given.control);
	sharing_grant(p, operator, false, true);
	message = (wire_Message){.which_what = wire_Message_give_back_tag};
	assert_int_equal(sharing_message(p, operator, & message), RESULT_OK);
	assert_false(operator->given.control);
	assert_false(gate_is_open(p->gate, p->gate_generation, p->now_ms));
}

static void who_is_gone_controls_nothing(void **state)
{
	(void)state;
	sharing_grant(p, operator, false, true);
	uint32_t generation = operator->given.generation;
	sharing_person_gone(p, operator);
	assert_int_equal(send_press(generation, 0), RESULT_OK);
	assert_int_equal(pump(), 0);
}

/* A grant is the sharer's to give: nothing that somebody else says raises one. */
static void no_message_raises_a_grant(void **state)
{
	(void)state;
	for (pb_size_t kind = wire_Message_profile_tag; kind <= wire_Message_chat_tag; kind++) {
		wire_Message message = {.which_what = kind};
		memset(&message.what, 1, sizeof message.what.grant);
		if (kind == wire_Message_profile_tag || kind == wire_Message_admit_tag ||
		    kind == wire_Message_roster_tag)
			continue; /* not sharing's */
		(void)sharing_message(p, operator, & message);
		assert_false(operator->given.view);
		assert_false(operator->given.control);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(input_with_a_grant_is_injected),
		TEST(input_without_a_grant_reaches_nothing),
		TEST(input_of_another_generation_reaches_nothing),
		TEST(after_taking_back_nothing_is_injected),
		TEST(what_waits_at_the_gate_is_lost_with_control),
		TEST(without_a_proof_of_listening_control_waits),
		TEST(what_stands_in_front_is_known_while_something_is_shared),
		TEST(once_control_was_given_more_takes_a_hand),
		TEST(once_control_was_given_showing_more_takes_a_hand),
		TEST(what_is_copied_is_read_by_who_controls_and_only_a_hand_allows_it),
		TEST(a_refused_raise_leaves_the_question_open),
		TEST(what_stands_in_front_there_is_taken_from_the_sharer),
		TEST(f12_is_counted_and_ends_control),
		TEST(f12_needs_no_room_in_a_queue),
		TEST(a_press_on_what_changed_long_ago_is_dropped),
		TEST(input_at_a_place_of_the_old_screen_is_dropped),
		TEST(input_that_makes_no_sense_is_refused),
		TEST(who_is_not_admitted_says_nothing_of_this),
		TEST(nothing_is_granted_while_nothing_is_shared),
		TEST(giving_back_ends_control_and_asking_gives_none),
		TEST(who_is_gone_controls_nothing),
		TEST(no_message_raises_a_grant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

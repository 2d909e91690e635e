/* What this computer gives: every question is answered by a person or by silence, which means no. */
#include "support/unit.h"

#include "program/giving.h"

#include <string.h>

static struct giving giving;
static struct participant_state shown;
static int64_t now_ms;

static int set_up(void **state)
{
	(void)state;
	memset(&giving, 0, sizeof giving);
	memset(&shown, 0, sizeof shown);
	now_ms = 1000;
	shown.phase = PHASE_IN;
	shown.is_sharing = shown.is_guarded = true;
	shown.person_count = 1;
	shown.people[0] =
		(struct participant_person){.peer = 7, .is_in = true, .is_connected = true, .sees_me = true};
	giving.has_chosen = true;
	giving_note(&giving, &shown, now_ms);
	return 0;
}

static struct participant_person *person(void)
{
	return &shown.people[0];
}

static struct giving_order wish(enum giving_wish what, bool is_on)
{
	giving.wish = what;
	giving.peer = 7;
	giving.is_on = is_on;
	return giving_next(&giving, &shown, now_ms);
}

static void is_grant(struct giving_order order, bool view, bool control)
{
	assert_int_equal(order.act, GIVING_DO_GRANT);
	assert_int_equal(order.peer, 7);
	assert_int_equal(order.view, view);
	assert_int_equal(order.control, control);
}

static void each_right_changes_alone(void **state)
{
	(void)state;
	giving.has_read_safety = true;
	is_grant(wish(GIVING_MAY_CONTROL, true), true, true);
	person()->controls_me = true;
	is_grant(wish(GIVING_MAY_SEE, false), false, true);
	is_grant(wish(GIVING_MAY_CONTROL, false), true, false);
}

static void the_safety_warning_comes_before_the_first_control_alone(void **state)
{
	(void)state;
	assert_int_equal(wish(GIVING_MAY_CONTROL, true).act, GIVING_DO_NOTHING);
	assert_int_equal(giving_screen(&giving, &shown), GIVING_SCREEN_SAFETY);
	assert_true(giving.is_deaf);
	is_grant(wish(GIVING_SAFE, true), true, true);
	assert_int_equal(giving_screen(&giving, &shown), GIVING_SCREEN_NONE);
	is_grant(wish(GIVING_MAY_CONTROL, true), true, true);
}

static void who_does_not_find_it_safe_gives_no_control(void **state)
{
	(void)state;
	wish(GIVING_MAY_CONTROL, true);
	is_grant(wish(GIVING_SAFE, false), true, false);
	assert_int_equal(wish(GIVING_MAY_CONTROL, true).act, GIVING_DO_NOTHING); /* it is asked again */
	assert_int_equal(giving_screen(&giving, &shown), GIVING_SCREEN_SAFETY);
}

/* And the next session begins with it again. */
static void the_end_of_a_session_forgets_all_that_was_decided(void **state)
{
	(void)state;
	giving.has_read_safety = true;
	shown.phase = PHASE_ENDED;
	giving_note(&giving, &shown, now_ms);
	assert_false(giving.has_read_safety || giving.has_chosen);
}

static void who_is_to_get_control_and_leaves_takes_the_warning_away(void **state)
{
	(void)state;
	wish(GIVING_MAY_CONTROL, true);
	shown.person_count = 0;
	giving_note(&giving, &shown, now_ms);
	assert_int_equal(giving_screen(&giving, &shown), GIVING_SCREEN_NONE);
	assert_int_equal(wish(GIVING_MAY_CONTROL, true).act, GIVING_DO_NOTHING);
}

static void a_question_is_deaf_for_half_a_second(void **state)
{
	(void)state;
	person()->asks_control = true;
	assert_int_equal(giving_note(&giving, &shown, now_ms), GIVING_DEAF_MS);
	assert_true(giving.is_deaf);
	assert_true(giving_is_asked(&giving, &shown));
	now_ms += GIVING_DEAF_MS;
	assert_int_equal(giving_note(&giving, &shown, now_ms), GIVING_ANSWER_MS - GIVING_DEAF_MS);
	assert_false(giving.is_deaf);
}

static void no_answer_means_no(void **state)
{
	(void)state;
	person()->asks_control = true;
	giving_note(&giving, &shown, now_ms);
	now_ms += GIVING_ANSWER_MS - 1;
	giving_note(&giving, &shown, now_ms);
	assert_int_equal(giving.wish, GIVING_NONE);
	now_ms++;
	giving_note(&giving, &shown, now_ms);
	assert_int_equal(giving.wish, GIVING_NOT_NOW);
	is_grant(giving_next(&giving, &shown, now_ms), true, false);
}

/* A refused question is away at once, whatever the engine still says; the third one is not shown. */
static void who_was_refused_twice_is_asked_for_no_more(void **state)
{
	(void)state;
	for (int i = 0; i < GIVING_REFUSALS_MAX; i++) {
		person()->asks_control = true;
		giving_note(&giving, &shown, now_ms);
		assert_int_equal(giving_question(&giving, &shown, person()), GIVING_ASKS_CONTROL);
		is_grant(wish(GIVING_NOT_NOW, false), true, false);
		assert_int_equal(giving_question(&giving, &shown, person()), GIVING_NO_QUESTION);
		person()->asks_control = false;
		giving_note(&giving, &shown, now_ms);
	}
	person()->asks_control = true;
	giving_note(&giving, &shown, now_ms);
	assert_int_equal(giving_question(&giving, &shown, person()), GIVING_NO_QUESTION);
	giving.has_read_safety = true;
	is_grant(wish(GIVING_MAY_CONTROL, true), true, true); /* the switch forgives */
	person()->asks_view = true;
	person()->sees_me = false;
	person()->controls_me = true;
	assert_int_equal(giving_question(&giving, &shown, person()), GIVING_ASKS_VIEW);
}

static void a_question_is_asked_only_of_who_is_in_and_until_it_is_answered(void **state)
{
	(void)state;
	person()->asks_control = true;
	assert_int_equal(giving_question(&giving, &shown, person()), GIVING_ASKS_CONTROL);
	person()->controls_me = true;
	assert_int_equal(giving_question(&giving, &shown, person()), GIVING_NO_QUESTION);
	person()->controls_me = false;
	person()->is_in = false;
	assert_int_equal(giving_question(&giving, &shown, person()), GIVING_NO_QUESTION);
}

static void viewing_is_asked_for_only_while_something_is_shown(void **state)
{
	(void)state;
	person()->sees_me = false;
	person()->asks_view = true;
	assert_int_equal(giving_question(&giving, &shown, person()), GIVING_ASKS_VIEW);
	shown.is_sharing = false;
	assert_int_equal(giving_question(&giving, &shown, person()), GIVING_NO_QUESTION);
}

/* Whoever asks a thousand times, joins and leaves: the memory is one table. */
static void refusals_of_those_who_left_make_room(void **state)
{
	(void)state;
	for (uint16_t peer = 1; peer < 1000; peer++) {
		person()->peer = peer;
		person()->asks_control = true;
		giving_note(&giving, &shown, now_ms);
		giving.wish = GIVING_NOT_NOW;
		giving.peer = peer;
		assert_int_equal(giving_next(&giving, &shown, now_ms).peer, peer);
		assert_int_equal(giving_question(&giving, &shown, person()), GIVING_NO_QUESTION);
	}
}

static void sharing_and_going_on_are_orders(void **state)
{
	(void)state;
	giving.choice = (struct share_choice){.kind = SHARE_APPLICATIONS, .application_count = 1};
	struct giving_order order = wish(GIVING_SHARE_THIS, true);
	assert_int_equal(order.act, GIVING_DO_CHOOSE);
	assert_int_equal(order.choice.kind, SHARE_APPLICATIONS);
	giving.wish = GIVING_SHARE;
	assert_int_not_equal(giving_next(&giving, &shown, now_ms).act, GIVING_DO_NOTHING);
	shown.must_go_on = true;
	giving_note(&giving, &shown, now_ms);
	assert_true(giving.is_deaf);
	assert_int_equal(giving_screen(&giving, &shown), GIVING_SCREEN_RESUME);
	assert_int_equal(wish(GIVING_RESUME, false).act, GIVING_DO_GO_ON);
	assert_int_equal(wish(GIVING_CHOOSE, true).act, GIVING_DO_NOTHING);
	assert_true(giving.is_choosing);
}

static void that_no_hand_was_seen_is_said_for_a_while(void **state)
{
	(void)state;
	giving_note(&giving, &shown, now_ms);
	assert_false(giving.is_hand_missing);
	shown.hand_refusals = 1;
	assert_true(giving_note(&giving, &shown, now_ms) <= GIVING_HAND_MS);
	assert_true(giving.is_hand_missing);
	giving_note(&giving, &shown, now_ms + GIVING_HAND_MS - 1);
	assert_true(giving.is_hand_missing);
	giving_note(&giving, &shown, now_ms + GIVING_HAND_MS);
	assert_false(giving.is_hand_missing);
	shown.hand_refusals = 2;
	giving_note(&giving, &shown, now_ms + GIVING_HAND_MS);
	assert_true(giving.is_hand_missing);
}

static void come_in(int count, uint16_t from)
{
	for (int i = 1; i <= count; i++)
		shown.people[i] =
			(struct participant_person){.peer = (uint16_t)(from + i), .is_in = true, .is_new = true};
	shown.person_count = 1 + count;
	giving_note(&giving, &shown, now_ms);
}

static void of_newcomers_it_is_told_until_they_were_noticed(void **state)
{
	uint16_t peers[PARTICIPANT_PEOPLE_MAX];
	char words[200];
	(void)state;
	assert_null(giving_say_newcomers(&giving, &shown, words, sizeof words));
	come_in(3, 20);
	assert_int_equal(giving_newcomers(&giving, &shown, peers), 3);
	assert_int_equal(peers[0], 21);
	assert_non_null(giving_say_newcomers(&giving, &shown, words, sizeof words));
	assert_false(giving_is_asked(&giving, &shown)); /* nothing waits for it, nobody is held up */
	assert_int_equal(wish(GIVING_GREET, false).act, GIVING_DO_NOTHING);
	assert_int_equal(giving_newcomers(&giving, &shown, peers), 0);
	come_in(4, 20);
	assert_int_equal(giving_newcomers(&giving, &shown, peers), 1);
	assert_int_equal(peers[0], 24);
}

static void all_newcomers_are_refused_at_once_or_one(void **state)
{
	(void)state;
	come_in(3, 20);
	giving.wish = GIVING_REFUSE;
	giving.peer = 22;
	struct giving_order order = giving_next(&giving, &shown, now_ms);
	assert_int_equal(order.act, GIVING_DO_REFUSE);
	assert_int_equal(order.peer_count, 1);
	assert_int_equal(order.peers[0], 22);
	shown.people[2].is_refused = true;
	giving.wish = GIVING_REFUSE;
	giving.peer = 0;
	order = giving_next(&giving, &shown, now_ms);
	assert_int_equal(order.peer_count, 2);
	assert_int_equal(order.peers[0], 21);
	assert_int_equal(order.peers[1], 23);
	giving.wish = GIVING_REFUSE;
	assert_int_equal(giving_next(&giving, &shown, now_ms).act, GIVING_DO_NOTHING);
}

/* Whoever joins and leaves in a loop: the memory is one table, and each is told of. */
static void those_who_came_and_went_leave_nothing_behind(void **state)
{
	uint16_t peers[PARTICIPANT_PEOPLE_MAX];
	(void)state;
	for (uint16_t from = 20; from < 2000; from = (uint16_t)(from + 31)) {
		come_in(PARTICIPANT_PEOPLE_MAX - 1, from);
		assert_int_equal(giving_newcomers(&giving, &shown, peers), PARTICIPANT_PEOPLE_MAX - 1);
		wish(GIVING_GREET, false);
		assert_int_equal(giving_newcomers(&giving, &shown, peers), 0);
	}
}

static void half_an_hour_without_a_hand_is_a_question_of_its_own(void **state)
{
	(void)state;
	shown.is_stay_asked = true;
	giving_note(&giving, &shown, now_ms);
	assert_true(giving.is_deaf);
	assert_true(giving_is_asked(&giving, &shown));
	assert_int_equal(giving_screen(&giving, &shown), GIVING_SCREEN_STAY);
	assert_int_equal(wish(GIVING_STAY, false).act, GIVING_DO_STAY);
}

static void what_is_copied_is_given_apart(void **state)
{
	(void)state;
	struct giving_order order = wish(GIVING_MAY_COPY, true);
	assert_int_equal(order.act, GIVING_DO_COPY);
	assert_int_equal(order.peer, 7);
	assert_true(order.is_on);
}

static void what_is_the_programs_stays_for_it(void **state)
{
	(void)state;
	assert_int_equal(wish(GIVING_STOP, false).act, GIVING_DO_NOTHING);
	assert_int_equal(giving.wish, GIVING_STOP);
	assert_int_equal(wish(GIVING_ANSWER, false).act, GIVING_DO_NOTHING);
	assert_int_equal(giving.wish, GIVING_ANSWER);
}

#define GIVING_TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		GIVING_TEST(each_right_changes_alone),
		GIVING_TEST(the_safety_warning_comes_before_the_first_control_alone),
		GIVING_TEST(who_does_not_find_it_safe_gives_no_control),
		GIVING_TEST(the_end_of_a_session_forgets_all_that_was_decided),
		GIVING_TEST(who_is_to_get_control_and_leaves_takes_the_warning_away),
		GIVING_TEST(a_question_is_deaf_for_half_a_second),
		GIVING_TEST(no_answer_means_no),
		GIVING_TEST(who_was_refused_twice_is_asked_for_no_more),
		GIVING_TEST(a_question_is_asked_only_of_who_is_in_and_until_it_is_answered),
		GIVING_TEST(viewing_is_asked_for_only_while_something_is_shown),
		GIVING_TEST(refusals_of_those_who_left_make_room),
		GIVING_TEST(sharing_and_going_on_are_orders),
		GIVING_TEST(that_no_hand_was_seen_is_said_for_a_while),
		GIVING_TEST(of_newcomers_it_is_told_until_they_were_noticed),
		GIVING_TEST(all_newcomers_are_refused_at_once_or_one),
		GIVING_TEST(those_who_came_and_went_leave_nothing_behind),
		GIVING_TEST(half_an_hour_without_a_hand_is_a_question_of_its_own),
		GIVING_TEST(what_is_copied_is_given_apart),
		GIVING_TEST(what_is_the_programs_stays_for_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

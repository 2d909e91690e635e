/*
 * Who comes later is told of before anything is given to him, and can be refused, whatever the master or the
 * newcomer does then; and everybody's summary has the same lines. In the world of world.h.
 */
#include "world_turn.h"

#include "session/newcomer.h"
#include "session/owner.h"
#include "session/summary.h"

static struct summary sums[PEOPLE_MAX];

static const struct participant_person *shown(int who, int whom)
{
	const struct participant_state *seen = &w.person[who].p->published;

	for (int i = 0; i < seen->person_count; i++) {
		if (seen->people[i].name[0] == (char)('0' + whom))
			return &seen->people[i];
	}
	return NULL;
}

static void refuse(int who, int whom)
{
	participant_refuse(w.person[who].p, other_of(who, whom)->peer);
	run_for(1000);
}

/* --- newcomers
 * --- */

static void who_comes_later_is_told_and_is_given_nothing(void **state)
{
	(void)state;
	is_reserved = true;
	begin(3, 1, 1);
	assert_true(shown(1, 2)->is_new);
	assert_false(shown(1, 2)->sees_me);
	assert_int_equal(w.person[1].viewer_count, 1); /* the master */
	assert_false(shown(1, 0)->is_new);
	assert_false(shown(2, 1)->is_new); /* who was there before is no newcomer */
	participant_grant(w.person[1].p, shown(1, 2)->peer, true, false);
	run_for(1000);
	assert_false(shown(1, 2)->is_new);
	assert_int_equal(w.person[1].viewer_count, 2);
	finish();
}

static void who_is_refused_has_no_channel_and_gets_nothing(void **state)
{
	(void)state;
	is_reserved = true;
	begin(3, 1, 2);
	refuse(1, 2);
	assert_null(other_of(1, 2)->pair);
	assert_false(talk_is_up(other_of(2, 1)));
	assert_true(shown(1, 2)->is_refused);
	assert_false(shown(1, 2)->is_new);
	assert_int_equal(shown(0, 2)->refused_by, shown(0, 1)->peer); /* the master reads of it */
	participant_grant(w.person[1].p, shown(1, 2)->peer, true, true);
	run_for(1000);
	assert_false(other_of(1, 2)->given.view || other_of(1, 2)->given.control);
	assert_int_equal(w.person[1].viewer_count, 1);
	all_say(); /* the others go on */
	run_for(1000);
	assert_int_equal(w.person[1].chats_heard[0], 1);
	finish();
}

static void who_saw_already_sees_no_more_once_refused(void **state)
{
	(void)state;
	is_reserved = false;
	begin(3, 1, 3);
	assert_int_equal(w.person[1].viewer_count, 2);
	refuse(1, 2);
	assert_int_equal(w.person[1].viewer_count, 1);
	assert_false(other_of(2, 1)->got_view);
	finish();
}

/* The control for what follows: with the customer's own memory of it taken away, the same master brings them
 * together. */
static void introduce_anyway(void)
{
	struct participant *master = w.person[0].p;

	other_of(0, 1)->refuses = 0;
	owner_forget_introductions(master, (size_t)(other_of(0, 2) - master->roster.people));
	owner_tell_roster(master);
	run_for(5000);
}

static void a_master_who_introduces_them_anyway_achieves_nothing(void **state)
{
	(void)state;
	is_reserved = true;
	begin(3, 1, 4);
	refuse(1, 2);
	for (int i = 0; i < 5; i++) {
		introduce_anyway();
		assert_null(other_of(1, 2)->pair);
		assert_false(talk_is_up(other_of(2, 1)));
		assert_int_equal(w.person[1].viewer_count, 1);
	}
	assert_int_equal(w.person[1].p->phase, PHASE_IN);
	w.person[1].p->refused_count = 0;
	other_of(1, 2)->is_refused = false;
	introduce_anyway();
	assert_true(talk_is_up(other_of(1, 2)));
	finish();
}

static void a_master_who_takes_him_out_and_in_again_achieves_nothing(void **state)
{
	(void)state;
	is_reserved = true;
	begin(3, 1, 5);
	refuse(1, 2);
	other_of(0, 2)->consent = CONSENT_ACCEPTED;
	owner_tell_roster(w.person[0].p);
	run_for(1000);
	assert_null(other_of(1, 2));
	struct participant *master = w.person[0].p;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (master->roster.people[i].consent == CONSENT_ACCEPTED)
			master->roster.people[i].consent = CONSENT_IN;
	}
	introduce_anyway();
	assert_non_null(other_of(1, 2));
	assert_true(shown(1, 2)->is_refused);
	assert_null(other_of(1, 2)->pair);
	assert_int_equal(w.person[1].viewer_count, 1);
	finish();
}

/* Of his own he sends what he has: the end of a channel and handshakes that nobody awaits. */
static void a_refused_one_who_goes_on_talking_is_not_heard(void **state)
{
	(void)state;
	is_reserved = true;
	begin(3, 1, 6);
	refuse(1, 2);
	uint32_t from = other_of(1, 2)->where;
	uint8_t noise[HANDSHAKE_OFFER_BYTES];
	for (int i = 0; i < 3000; i++) {
		noise_fill(&w.noise, noise, sizeof noise);
		struct bytes bytes = {noise, sizeof noise};
		talk_handshake(w.person[1].p, from, bytes);
		talk_record(w.person[1].p, from, CHANNEL_INTERACTIVE, bytes);
	}
	run_for(1000);
	assert_null(other_of(1, 2)->pair);
	assert_int_equal(w.person[1].p->phase, PHASE_IN);
	say(0);
	run_for(1000);
	assert_int_equal(w.person[1].chats_heard[0], 1);
	finish();
}

static void nobody_refuses_the_master_and_a_master_refuses_nobody(void **state)
{
	(void)state;
	is_reserved = true;
	begin(3, 1, 7);
	refuse(1, 0);
	refuse(0, 1);
	assert_false(shown(1, 0)->is_refused);
	assert_false(shown(0, 1)->is_refused);
	assert_true(talk_is_up(other_of(1, 0)));
	finish();
}

/* A line that is lost does not make anybody forget it. */
static void a_refusal_outlives_lost_lines(void **state)
{
	(void)state;
	is_reserved = true;
	begin(3, 1, 8);
	refuse(1, 2);
	for (int who = 0; who < 3; who++) {
		if (who == 2)
			world_kill_relay(0, false); /* it is there again at once */
		else
			world_cut_all(who, CUT_BOTH);
		run_for(10000);
		assert_null(other_of(1, 2)->pair);
		assert_true(shown(1, 2)->is_refused);
		assert_int_equal(shown(0, 2)->refused_by, shown(0, 1)->peer);
		assert_int_equal(w.person[1].viewer_count, 1);
	}
	finish();
}

/* --- summaries
 * --- */

static int line_of_kind(const struct summary *sum, enum summary_kind kind)
{
	int count = 0;

	for (int i = 0; i < sum->line_count; i++)
		count += sum->lines[i].kind == kind;
	return count;
}

static void are_alike(int a, int b)
{
	const struct summary *x = &sums[a], *y = &sums[b];

	assert_true(participant_summary(w.person[a].p, &sums[a]));
	assert_true(participant_summary(w.person[b].p, &sums[b]));
	assert_int_equal(x->began_s, y->began_s);
	assert_int_equal(x->ended_s, y->ended_s);
	assert_int_equal(x->person_count, y->person_count);
	for (int i = 0; i < x->person_count; i++) {
		assert_string_equal(x->people[i].name, y->people[i].name);
		assert_int_equal(x->people[i].role, y->people[i].role);
		assert_int_equal(x->people[i].is_self, x->people[i].name[0] == (char)('0' + a));
	}
	assert_int_equal(x->line_count, y->line_count);
	for (int i = 0; i < x->line_count; i++) {
		assert_int_equal(x->lines[i].at_s, y->lines[i].at_s);
		assert_int_equal(x->lines[i].kind, y->lines[i].kind);
		assert_int_equal(x->lines[i].share_kind, y->lines[i].share_kind);
		assert_int_equal(x->lines[i].who, y->lines[i].who);
		assert_int_equal(x->lines[i].whom, y->lines[i].whom);
	}
	assert_int_equal(x->more_lines, y->more_lines);
}

/* A relay of this world that ends a connection loses what is under way: then nothing is. */
static void leave_at_once(int who)
{
	w.latency_ms = 0;
	participant_leave(w.person[who].p);
	run_for(3000);
}

static void nobody_has_a_summary_before_there_are_two(void **state)
{
	(void)state;
	is_reserved = false;
	begin(1, 1, 9);
	assert_false(participant_summary(w.person[0].p, &sums[0]));
	finish();
}

static void both_have_the_same_summary_line_by_line(void **state)
{
	(void)state;
	is_reserved = false;
	begin(3, 1, 10);
	struct participant *customer = w.person[1].p;
	participant_grant(customer, other_of(1, 2)->peer, true, true);
	run_for(1500);
	participant_take_back(customer);
	run_for(1500);
	participant_grant(customer, other_of(1, 0)->peer, false, false);
	run_for(1500);
	participant_share(w.person[0].p, true);
	run_for(1500);
	refuse(1, 2);
	participant_leave(w.person[2].p);
	run_for(3000);
	leave_at_once(0);
	are_alike(0, 1);
	assert_true(sums[0].ended_s > sums[0].began_s);
	assert_int_equal(sums[0].person_count, 3);
	assert_int_equal(sums[0].people[0].role, PARTICIPANT_MASTER);
	assert_int_equal(line_of_kind(&sums[0], SUMMARY_CAME), 3);
	assert_int_equal(line_of_kind(&sums[0], SUMMARY_LEFT), 1);
	assert_int_equal(line_of_kind(&sums[0], SUMMARY_SHOWS), 2);
	assert_int_equal(line_of_kind(&sums[0], SUMMARY_CONTROL_GIVEN), 2);
	assert_int_equal(line_of_kind(&sums[0], SUMMARY_CONTROL_TAKEN), 2);
	assert_int_equal(line_of_kind(&sums[0], SUMMARY_VIEW_GIVEN), 2);
	assert_int_equal(line_of_kind(&sums[0], SUMMARY_VIEW_TAKEN), 2);
	assert_int_equal(line_of_kind(&sums[0], SUMMARY_REFUSED), 1);
	finish();
}

static void a_customer_who_leaves_has_the_same_as_the_master_later(void **state)
{
	(void)state;
	is_reserved = false;
	begin(2, 1, 11);
	participant_leave(w.person[1].p);
	run_for(7000);
	participant_leave(w.person[0].p); /* alone since: that was the end */
	run_for(100);
	are_alike(0, 1);
	assert_int_equal(line_of_kind(&sums[0], SUMMARY_LEFT), 1);
	finish();
}

static void lost_lines_change_nothing_in_it(void **state)
{
	(void)state;
	is_reserved = false;
	for (int kind = 0; kind < CUT_KINDS; kind++) {
		begin(3, 2, 20 + (uint64_t)kind);
		struct participant *customer = w.person[1].p;
		for (int who = 0; who < 3; who++) {
			world_cut_all(who, (enum cut)kind);
			participant_grant(customer, other_of(1, 0)->peer, true, who == 1);
			run_for(30);
			participant_take_back(customer);
			all_say(); /* so that a line which is dead is noticed */
			settle();
			run_for(2000);
		}
		are_alike(0, 1);
		finish();
	}
}

/* It stays readable after the end, and is another one in the next session. */
static void the_next_session_has_its_own(void **state)
{
	(void)state;
	is_reserved = false;
	begin(2, 1, 12);
	participant_leave(w.person[0].p);
	run_for(2000);
	assert_true(participant_summary(w.person[0].p, &sums[0]));
	participant_open(w.person[0].p);
	run_for(2000);
	assert_false(participant_summary(w.person[0].p, &sums[0]));
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_comes_later_is_told_and_is_given_nothing),
		cmocka_unit_test(who_is_refused_has_no_channel_and_gets_nothing),
		cmocka_unit_test(who_saw_already_sees_no_more_once_refused),
		cmocka_unit_test(a_master_who_introduces_them_anyway_achieves_nothing),
		cmocka_unit_test(a_master_who_takes_him_out_and_in_again_achieves_nothing),
		cmocka_unit_test(a_refused_one_who_goes_on_talking_is_not_heard),
		cmocka_unit_test(nobody_refuses_the_master_and_a_master_refuses_nobody),
		cmocka_unit_test(a_refusal_outlives_lost_lines),
		cmocka_unit_test(nobody_has_a_summary_before_there_are_two),
		cmocka_unit_test(both_have_the_same_summary_line_by_line),
		cmocka_unit_test(a_customer_who_leaves_has_the_same_as_the_master_later),
		cmocka_unit_test(lost_lines_change_nothing_in_it),
		cmocka_unit_test(the_next_session_has_its_own),
	};
	if (getenv("LOTSE_SHOW") != NULL)
		log_start(LOG_INFO);
	if (randombytes_set_implementation(&made_up) != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A proxy that may want a login, told as: who asks, what the proxy says, who may go then. */
#include "support/unit.h"

#include "carrier/login_gate.h"
#include "support/noise.h"

#include <string.h>

enum { BASIC = 1, DIGEST = 2, NEGOTIATE = 4 };

static const struct login_gate_rules rules = {
	.may_ask = true, .single = NEGOTIATE, .passwords = BASIC | DIGEST};

/* A gate whose proxy has asked the first one for a login. */
static struct login_gate asked(unsigned long schemes, const struct login_gate_rules *with)
{
	struct login_gate gate = {0};
	assert_int_equal(login_gate_ask(&gate, 1, 0), LOGIN_GATE_GO);
	assert_false(login_gate_has_login(&gate));
	assert_false(login_gate_refused(&gate, 1, gate.generation, schemes, with, 0));
	return gate;
}

/* The same, when the key store had nothing: a person is being asked. */
static struct login_gate asking(void)
{
	struct login_gate gate = asked(BASIC, &rules);
	assert_int_equal(gate.state, LOGIN_GATE_LOOKING);
	login_gate_looked(&gate, false, true, &rules, 0);
	assert_int_equal(gate.state, LOGIN_GATE_ASKING);
	return gate;
}

static void proxy_that_asks_nothing_lets_all_through(void **state)
{
	struct login_gate gate = {0};
	(void)state;
	assert_int_equal(login_gate_ask(&gate, 1, 0), LOGIN_GATE_GO);
	assert_int_equal(login_gate_ask(&gate, 2, 0), LOGIN_GATE_GO);
	assert_false(login_gate_passed(&gate, 1, gate.generation, 0)); /* proves nothing */
}

static void all_wait_for_the_person(void **state)
{
	struct login_gate gate = asking();
	(void)state;
	assert_int_equal(login_gate_ask(&gate, 1, 10), LOGIN_GATE_WAIT_PERSON);
	assert_int_equal(login_gate_ask(&gate, 2, 10), LOGIN_GATE_WAIT_PERSON);
}

static void login_is_tried_by_one_until_it_is_proved(void **state)
{
	struct login_gate gate = asking();
	(void)state;
	login_gate_give(&gate);
	assert_int_equal(login_gate_ask(&gate, 1, 0), LOGIN_GATE_GO);
	assert_true(login_gate_has_login(&gate));
	assert_int_equal(login_gate_ask(&gate, 2, 0), LOGIN_GATE_WAIT);
	assert_int_equal(login_gate_ask(&gate, 1, 0), LOGIN_GATE_GO);
	assert_false(login_gate_passed(&gate, 2, gate.generation - 1, 0)); /* went with what was before */
	assert_true(login_gate_passed(&gate, 1, gate.generation, 0));
	assert_int_equal(gate.state, LOGIN_GATE_PROVEN);
	assert_int_equal(login_gate_ask(&gate, 2, 0), LOGIN_GATE_GO);
	assert_true(login_gate_has_login(&gate));
}

static void wrong_login_is_asked_for_again_and_says_so(void **state)
{
	struct login_gate gate = asking();
	(void)state;
	assert_false(gate.was_wrong);
	login_gate_give(&gate);
	login_gate_ask(&gate, 1, 0);
	uint32_t generation = gate.generation;
	assert_true(login_gate_refused(&gate, 1, generation, BASIC, &rules, 0));
	assert_int_equal(gate.state, LOGIN_GATE_ASKING);
	assert_true(gate.was_wrong);
	assert_int_equal(login_gate_ask(&gate, 2, 0), LOGIN_GATE_WAIT_PERSON);
	/* One who still comes back with the old one changes nothing. */
	assert_false(login_gate_refused(&gate, 2, generation, BASIC, &rules, 0));
	assert_int_equal(gate.state, LOGIN_GATE_ASKING);
}

static void one_who_goes_away_leaves_the_try_to_the_next(void **state)
{
	struct login_gate gate = asking();
	(void)state;
	login_gate_give(&gate);
	login_gate_ask(&gate, 1, 0);
	login_gate_part(&gate, 2); /* somebody else */
	assert_int_equal(login_gate_ask(&gate, 2, 0), LOGIN_GATE_WAIT);
	login_gate_part(&gate, 1);
	assert_int_equal(login_gate_ask(&gate, 2, 0), LOGIN_GATE_GO);
}

static void single_sign_on_comes_before_the_question(void **state)
{
	struct login_gate gate = asked(NEGOTIATE | BASIC, &rules);
	(void)state;
	assert_int_equal(gate.state, LOGIN_GATE_SINGLE);
	assert_int_equal(login_gate_ask(&gate, 1, 0), LOGIN_GATE_GO);
	assert_true(gate.is_single);
	assert_int_equal(login_gate_ask(&gate, 2, 0), LOGIN_GATE_WAIT);
	assert_false(login_gate_refused(&gate, 1, gate.generation, NEGOTIATE | BASIC, &rules, 0));
	assert_false(gate.was_wrong); /* nobody typed anything */
	assert_int_equal(gate.state, LOGIN_GATE_LOOKING);
	login_gate_looked(&gate, false, false, &rules, 0);
	login_gate_give(&gate);
	assert_false(gate.is_single);
}

static void single_sign_on_that_works_serves_all(void **state)
{
	struct login_gate gate = asked(NEGOTIATE, &rules);
	(void)state;
	login_gate_ask(&gate, 1, 0);
	assert_true(login_gate_passed(&gate, 1, gate.generation, 0));
	assert_true(gate.is_single);
	assert_int_equal(login_gate_ask(&gate, 2, 0), LOGIN_GATE_GO);
}

static void question_that_no_answer_can_help_is_not_asked(void **state)
{
	struct login_gate gate = asked(NEGOTIATE, &rules);
	(void)state;
	login_gate_ask(&gate, 1, 0);
	login_gate_refused(&gate, 1, gate.generation, NEGOTIATE, &rules, 0);
	assert_int_equal(gate.state, LOGIN_GATE_SHUT);
	assert_int_equal(login_gate_ask(&gate, 1, 0), LOGIN_GATE_NO);
}

static void stored_login_is_tried_before_the_question(void **state)
{
	struct login_gate gate = asked(BASIC, &rules);
	(void)state;
	assert_int_equal(login_gate_ask(&gate, 2, 0), LOGIN_GATE_WAIT);
	login_gate_looked(&gate, true, true, &rules, 0);
	assert_int_equal(gate.state, LOGIN_GATE_GIVEN);
	login_gate_ask(&gate, 2, 0);
	assert_true(login_gate_refused(&gate, 2, gate.generation, BASIC, &rules, 0));
	assert_int_equal(gate.state, LOGIN_GATE_ASKING); /* and the store is not looked into again */
	assert_true(gate.may_store && gate.was_wrong);
	login_gate_looked(&gate, true, true, &rules, 0); /* too late */
	assert_int_equal(gate.state, LOGIN_GATE_ASKING);
}

static void nobody_to_ask_shuts_the_gate(void **state)
{
	static const struct login_gate_rules alone = {.passwords = BASIC};
	struct login_gate gate = asked(BASIC, &alone);
	(void)state;
	login_gate_looked(&gate, false, true, &alone, 0);
	assert_int_equal(login_gate_ask(&gate, 1, 0), LOGIN_GATE_NO);
}

static void shut_gate_opens_for_a_new_start_alone(void **state)
{
	struct login_gate gate = asking();
	uint32_t generation = gate.generation;
	(void)state;
	login_gate_reopen(&gate); /* is not shut */
	assert_int_equal(gate.state, LOGIN_GATE_ASKING);
	login_gate_shut(&gate);
	assert_int_equal(login_gate_ask(&gate, 1, 0), LOGIN_GATE_NO);
	login_gate_reopen(&gate);
	assert_int_equal(login_gate_ask(&gate, 1, 0), LOGIN_GATE_GO);
	assert_true(gate.generation > generation);
	login_gate_refused(&gate, 1, gate.generation, BASIC, &rules, 0);
	login_gate_looked(&gate, false, false, &rules, 0);
	assert_int_equal(gate.state, LOGIN_GATE_ASKING);
	assert_false(gate.was_wrong);
}

static void question_is_given_up_after_10_minutes(void **state)
{
	struct login_gate gate = asking();
	(void)state;
	assert_int_equal(login_gate_ask(&gate, 1, LOGIN_GATE_ASKING_MS - 1), LOGIN_GATE_WAIT_PERSON);
	assert_int_equal(login_gate_ask(&gate, 1, LOGIN_GATE_ASKING_MS), LOGIN_GATE_NO);
	assert_int_equal(gate.state, LOGIN_GATE_SHUT);
}

static void password_that_was_changed_is_asked_for_again(void **state)
{
	struct login_gate gate = asking();
	(void)state;
	login_gate_give(&gate);
	login_gate_ask(&gate, 1, 0);
	login_gate_passed(&gate, 1, gate.generation, 0);
	assert_true(login_gate_refused(&gate, 2, gate.generation, BASIC, &rules, 0));
	assert_int_equal(gate.state, LOGIN_GATE_ASKING);
	assert_true(gate.was_wrong);
}

/* A gate whose login was proved at time 0. */
static struct login_gate proven(void)
{
	struct login_gate gate = asking();
	login_gate_give(&gate);
	login_gate_ask(&gate, 1, 0);
	assert_true(login_gate_passed(&gate, 1, gate.generation, 0));
	return gate;
}

static void proof_is_good_for_a_moment_only(void **state)
{
	struct login_gate gate = proven();
	int64_t later = LOGIN_GATE_PROOF_MS;
	(void)state;
	assert_int_equal(login_gate_ask(&gate, 2, later - 1), LOGIN_GATE_GO);
	assert_int_equal(login_gate_ask(&gate, 3, later - 1), LOGIN_GATE_GO);
	assert_int_equal(login_gate_ask(&gate, 2, later), LOGIN_GATE_GO);
	assert_true(login_gate_has_login(&gate));
	assert_int_equal(login_gate_ask(&gate, 3, later), LOGIN_GATE_WAIT);
	assert_true(login_gate_passed(&gate, 2, gate.generation, later));
	assert_int_equal(login_gate_ask(&gate, 3, later), LOGIN_GATE_GO);
	/* One that went at once proves it too. */
	assert_false(login_gate_passed(&gate, 3, gate.generation, later + 50));
	assert_int_equal(login_gate_ask(&gate, 4, later + LOGIN_GATE_PROOF_MS + 49), LOGIN_GATE_GO);
	assert_int_equal(gate.state, LOGIN_GATE_PROVEN);
}

/* What makes connections by itself, as libcurl does where one has died, may do so while this is false alone.
 */
static void login_is_to_be_proved_again_after_a_moment_and_while_it_is_tried(void **state)
{
	struct login_gate nothing = {0}, gate = proven();
	(void)state;
	assert_false(login_gate_must_prove(&nothing, LOGIN_GATE_PROOF_MS));
	assert_false(login_gate_must_prove(&gate, LOGIN_GATE_PROOF_MS - 1));
	assert_true(login_gate_must_prove(&gate, LOGIN_GATE_PROOF_MS));
	login_gate_ask(&gate, 2, LOGIN_GATE_PROOF_MS);
	assert_true(login_gate_must_prove(&gate, LOGIN_GATE_PROOF_MS));
	login_gate_passed(&gate, 2, gate.generation, LOGIN_GATE_PROOF_MS);
	assert_false(login_gate_must_prove(&gate, LOGIN_GATE_PROOF_MS + 1));
	login_gate_refused(&gate, 2, gate.generation, BASIC, &rules, LOGIN_GATE_PROOF_MS + 1);
	assert_false(login_gate_must_prove(&gate, LOGIN_GATE_PROOF_MS + 1)); /* there is none that could go */
	struct login_gate ticket = asked(NEGOTIATE, &rules);
	assert_false(login_gate_must_prove(&ticket, 0)); /* no account is locked by a ticket */
}

static void single_sign_on_is_tried_by_one_after_a_while(void **state)
{
	struct login_gate gate = asked(NEGOTIATE, &rules);
	(void)state;
	login_gate_ask(&gate, 1, 0);
	login_gate_passed(&gate, 1, gate.generation, 0);
	assert_int_equal(login_gate_ask(&gate, 2, LOGIN_GATE_PROOF_MS), LOGIN_GATE_GO);
	assert_int_equal(gate.state, LOGIN_GATE_SINGLE);
	assert_int_equal(login_gate_ask(&gate, 3, LOGIN_GATE_PROOF_MS), LOGIN_GATE_WAIT);
}

static void login_without_an_answer_is_a_persons_matter(void **state)
{
	struct login_gate gate = asking();
	(void)state;
	login_gate_give(&gate);
	uint32_t generation = gate.generation;
	login_gate_ask(&gate, 1, 0);
	assert_false(login_gate_unanswered(&gate, 2, generation, BASIC, &rules, 0)); /* is not the one */
	assert_true(login_gate_unanswered(&gate, 1, generation, 0, &rules, 0));
	assert_int_equal(gate.state, LOGIN_GATE_ASKING);
	assert_true(gate.was_unanswered);
	assert_false(gate.was_wrong);
	assert_int_equal(gate.schemes, BASIC);
	assert_int_equal(login_gate_ask(&gate, 2, 0), LOGIN_GATE_WAIT_PERSON);
	/* The answer comes after all. */
	assert_false(login_gate_refused(&gate, 1, generation, BASIC, &rules, 0));
	assert_int_equal(gate.state, LOGIN_GATE_ASKING);
	login_gate_give(&gate);
	login_gate_ask(&gate, 2, 0);
	assert_true(login_gate_refused(&gate, 2, gate.generation, BASIC, &rules, 0));
	assert_true(gate.was_wrong);
	assert_false(gate.was_unanswered);
}

/* A configured one goes before the proxy has said anything. */
static void login_without_an_answer_is_asked_for_though_nothing_is_known_of_the_proxy(void **state)
{
	struct login_gate gate = {0};
	(void)state;
	login_gate_give(&gate);
	login_gate_ask(&gate, 1, 0);
	assert_true(login_gate_unanswered(&gate, 1, gate.generation, 0, &rules, 0));
	assert_int_equal(gate.state, LOGIN_GATE_LOOKING);
	assert_int_equal(gate.schemes, BASIC | DIGEST);
}

static void what_was_right_is_sent_once_more_without_an_answer(void **state)
{
	struct login_gate gate = proven();
	int64_t later = LOGIN_GATE_PROOF_MS;
	(void)state;
	for (int i = 1; i <= LOGIN_GATE_UNANSWERED_MAX; i++) {
		assert_int_equal(login_gate_ask(&gate, 1, later), LOGIN_GATE_GO);
		assert_int_equal(login_gate_unanswered(&gate, 1, gate.generation, BASIC, &rules, later),
		                 i == LOGIN_GATE_UNANSWERED_MAX);
	}
	assert_int_equal(gate.state, LOGIN_GATE_ASKING);
	gate = proven(); /* an answer between them: it counts from the start */
	for (int i = 1; i <= 5; i++, later += LOGIN_GATE_PROOF_MS) {
		assert_int_equal(login_gate_ask(&gate, 1, later), LOGIN_GATE_GO);
		assert_false(login_gate_unanswered(&gate, 1, gate.generation, BASIC, &rules, later));
		assert_int_equal(login_gate_ask(&gate, 1, later), LOGIN_GATE_GO);
		assert_true(login_gate_passed(&gate, 1, gate.generation, later));
	}
}

/* The relay is dead and the proxy waits for it: the backup, behind the same proxy, is tried all the same. */
static void one_that_gets_no_further_holds_up_others_for_a_moment(void **state)
{
	static const struct {
		bool was_right, has_sent;
		uint8_t target;
		int64_t ms;
		enum login_gate_pass pass;
	} table[] = {
		{true, false, 7, LOGIN_GATE_HOLD_MS - 1, LOGIN_GATE_WAIT},
		{true, false, 7, LOGIN_GATE_HOLD_MS, LOGIN_GATE_GO}, /* it does not reach the proxy */
		{true, false, 8, LOGIN_GATE_HOLD_MS, LOGIN_GATE_GO},
		{true, true, 7, LOGIN_GATE_HOLD_MS, LOGIN_GATE_WAIT},
		{true, true, 8, LOGIN_GATE_HOLD_MS - 1, LOGIN_GATE_WAIT},
		{true, true, 8, LOGIN_GATE_HOLD_MS, LOGIN_GATE_GO},
		{false, false, 8, 100 * LOGIN_GATE_HOLD_MS, LOGIN_GATE_WAIT},
		{false, true, 8, 100 * LOGIN_GATE_HOLD_MS, LOGIN_GATE_WAIT},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct login_gate gate = table[i].was_right ? proven() : asking();
		int64_t now = LOGIN_GATE_PROOF_MS;
		uint32_t first = login_gate_who(1, 7), second = login_gate_who(2, table[i].target);
		if (!table[i].was_right)
			login_gate_give(&gate);
		assert_int_equal(login_gate_ask(&gate, first, now), LOGIN_GATE_GO);
		if (table[i].has_sent)
			login_gate_sent(&gate, first);
		login_gate_sent(&gate, second); /* holds nothing: says nothing */
		assert_int_equal(login_gate_ask(&gate, second, now + table[i].ms), table[i].pass);
		if (table[i].pass != LOGIN_GATE_GO)
			continue;
		login_gate_sent(&gate, second);
		assert_int_equal(login_gate_ask(&gate, login_gate_who(3, 9), now + 10 * table[i].ms),
		                 table[i].has_sent ? LOGIN_GATE_WAIT : LOGIN_GATE_GO); /* never more than two */
		/* The first one's answer counts as well. */
		assert_true(login_gate_passed(&gate, first, gate.generation, now + 10 * table[i].ms));
		assert_int_equal(gate.state, LOGIN_GATE_PROVEN);
	}
}

static void login_on_its_way_is_known(void **state)
{
	struct login_gate gate = asking();
	(void)state;
	assert_false(login_gate_is_trying(&gate));
	login_gate_give(&gate);
	assert_true(login_gate_is_trying(&gate)); /* somebody takes it next */
	login_gate_ask(&gate, 1, 0);
	assert_true(login_gate_is_trying(&gate));
	login_gate_passed(&gate, 1, gate.generation, 0);
	assert_false(login_gate_is_trying(&gate));
	login_gate_ask(&gate, 1, LOGIN_GATE_PROOF_MS);
	assert_false(login_gate_is_trying(&gate)); /* it was right, and perhaps the proxy is not reached at all */
	login_gate_sent(&gate, 1);
	assert_true(login_gate_is_trying(&gate));
	login_gate_part(&gate, 1);
	assert_false(login_gate_is_trying(&gate));
}

/* A password that is changed while a session runs: many try to come back, again and again, to a proxy that
 * says no, or nothing, or can't be reached. */
static void changed_password_goes_out_twice_at_the_most(void **state)
{
	struct noise noise = noise_start(41);
	(void)state;
	for (int story = 0; story < 2000; story++) {
		struct login_gate gate = proven();
		int64_t now = LOGIN_GATE_PROOF_MS + noise_below(&noise, 100000);
		enum { AT_HOME, ON_ITS_WAY, SENT } is[7] = {AT_HOME};
		bool says_no = noise_below(&noise, 2);
		int sent = 0;
		for (int i = 0; i < 1000 && login_gate_has_login(&gate); i++, now += noise_below(&noise, 600)) {
			uint32_t number = 1 + noise_below(&noise, 6), who = login_gate_who(number, (uint8_t)(number & 1));
			if (is[number] == AT_HOME) {
				is[number] = login_gate_ask(&gate, who, now) == LOGIN_GATE_GO ? ON_ITS_WAY : AT_HOME;
			} else if (is[number] == ON_ITS_WAY && (gate.holder != who || noise_below(&noise, 4) == 0)) {
				is[number] = AT_HOME; /* does not reach the proxy */
				login_gate_part(&gate, who);
			} else if (is[number] == ON_ITS_WAY) {
				is[number] = SENT;
				login_gate_sent(&gate, who);
				sent++;
			} else if (says_no) {
				login_gate_refused(&gate, who, gate.generation, BASIC, &rules, now);
			} else if (noise_below(&noise, 8) == 0) {
				is[number] = AT_HOME;
				login_gate_unanswered(&gate, who, gate.generation, BASIC, &rules, now);
			}
		}
		assert_in_range(sent, 1, LOGIN_GATE_UNANSWERED_MAX);
	}
}

/* Many rungs, one proxy, a person who types wrong things: no login is ever sent twice while it is wrong. */
static void no_wrong_login_is_sent_twice(void **state)
{
	struct noise noise = noise_start(40);
	(void)state;
	for (int story = 0; story < 2000; story++) {
		struct login_gate gate = {0};
		int sent[64] = {0};          /* by generation */
		uint32_t under_way[6] = {0}; /* generation + 1 that each rung went with; 0: it is not on its way */
		uint32_t right_after = 2 + noise_below(&noise, 6);
		for (int i = 0; i < 200 && gate.generation < 60; i++) {
			uint32_t who = noise_below(&noise, 6);
			if (!under_way[who] && login_gate_ask(&gate, who + 1, i) == LOGIN_GATE_GO) {
				under_way[who] = gate.generation + 1;
				sent[gate.generation] += login_gate_has_login(&gate) && gate.state != LOGIN_GATE_PROVEN;
			} else if (under_way[who]) {
				uint32_t generation = under_way[who] - 1;
				under_way[who] = 0;
				if (generation >= right_after && gate.state >= LOGIN_GATE_GIVEN)
					login_gate_passed(&gate, who + 1, generation, 0);
				else
					login_gate_refused(&gate, who + 1, generation, BASIC, &rules, i);
			}
			if (gate.state == LOGIN_GATE_LOOKING)
				login_gate_looked(&gate, noise_below(&noise, 2), true, &rules, i);
			if (gate.state == LOGIN_GATE_ASKING && noise_below(&noise, 3) == 0)
				login_gate_give(&gate);
		}
		for (int g = 0; g < 64; g++)
			assert_true(sent[g] <= 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proxy_that_asks_nothing_lets_all_through),
		cmocka_unit_test(all_wait_for_the_person),
		cmocka_unit_test(login_is_tried_by_one_until_it_is_proved),
		cmocka_unit_test(wrong_login_is_asked_for_again_and_says_so),
		cmocka_unit_test(one_who_goes_away_leaves_the_try_to_the_next),
		cmocka_unit_test(single_sign_on_comes_before_the_question),
		cmocka_unit_test(single_sign_on_that_works_serves_all),
		cmocka_unit_test(question_that_no_answer_can_help_is_not_asked),
		cmocka_unit_test(stored_login_is_tried_before_the_question),
		cmocka_unit_test(nobody_to_ask_shuts_the_gate),
		cmocka_unit_test(shut_gate_opens_for_a_new_start_alone),
		cmocka_unit_test(question_is_given_up_after_10_minutes),
		cmocka_unit_test(password_that_was_changed_is_asked_for_again),
		cmocka_unit_test(proof_is_good_for_a_moment_only),
		cmocka_unit_test(login_is_to_be_proved_again_after_a_moment_and_while_it_is_tried),
		cmocka_unit_test(single_sign_on_is_tried_by_one_after_a_while),
		cmocka_unit_test(login_without_an_answer_is_a_persons_matter),
		cmocka_unit_test(login_without_an_answer_is_asked_for_though_nothing_is_known_of_the_proxy),
		cmocka_unit_test(what_was_right_is_sent_once_more_without_an_answer),
		cmocka_unit_test(one_that_gets_no_further_holds_up_others_for_a_moment),
		cmocka_unit_test(login_on_its_way_is_known),
		cmocka_unit_test(changed_password_goes_out_twice_at_the_most),
		cmocka_unit_test(no_wrong_login_is_sent_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

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
	assert_false(login_gate_passed(&gate, 1, gate.generation)); /* proves nothing */
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
	assert_false(login_gate_passed(&gate, 2, gate.generation)); /* not the one who tries it */
	assert_true(login_gate_passed(&gate, 1, gate.generation));
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
	assert_true(login_gate_passed(&gate, 1, gate.generation));
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
	login_gate_passed(&gate, 1, gate.generation);
	assert_true(login_gate_refused(&gate, 2, gate.generation, BASIC, &rules, 0));
	assert_int_equal(gate.state, LOGIN_GATE_ASKING);
	assert_true(gate.was_wrong);
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
					login_gate_passed(&gate, who + 1, generation);
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
		cmocka_unit_test(no_wrong_login_is_sent_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

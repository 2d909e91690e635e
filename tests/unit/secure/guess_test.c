/* The counters alone: three a number, nine a session, three a customer, never refilled. */
#include "support/unit.h"

#include "secure/guess.h"

static void spend_wrong(struct guess_number *number)
{
	assert_int_equal(guess_number_begin(number), RESULT_OK);
	assert_true(guess_number_spend(number));
	guess_number_end(number);
}

static void three_wrong_tries_close_a_number_for_good(void **state)
{
	(void)state;
	struct guess_session session;
	struct guess_number number;
	guess_session_init(&session);
	guess_number_init(&number, &session);
	for (int i = 0; i < GUESS_NUMBER_TRIES; i++) {
		assert_false(guess_number_is_closed(&number));
		spend_wrong(&number);
	}
	assert_true(guess_number_is_closed(&number));
	assert_false(guess_number_spend(&number));
	guess_number_add_seat(&number);
	assert_int_equal(guess_number_begin(&number), RESULT_TOO_MANY_TRIES);
	assert_int_equal(session.tries_left, GUESS_SESSION_TRIES - GUESS_NUMBER_TRIES);
}

static void nine_wrong_tries_end_the_session_whatever_the_number(void **state)
{
	(void)state;
	struct guess_session session;
	struct guess_number number, other;
	guess_session_init(&session);
	guess_number_init(&other, &session);
	for (int i = 0; i < 3; i++) {
		guess_number_init(&number, &session); /* a fresh number: its own three, not the session's nine */
		for (int k = 0; k < GUESS_NUMBER_TRIES; k++)
			spend_wrong(&number);
	}
	assert_true(guess_session_is_over(&session));
	assert_true(guess_number_is_closed(&other));
	assert_false(guess_number_spend(&other));
	guess_number_init(&number, &session);
	assert_int_equal(guess_number_begin(&number), RESULT_TOO_MANY_TRIES);
}

static void a_right_try_costs_nothing(void **state)
{
	(void)state;
	struct guess_session session;
	struct guess_number number;
	guess_session_init(&session);
	guess_number_init(&number, &session);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(guess_number_begin(&number), RESULT_OK);
		assert_true(guess_number_spend(&number));
		guess_number_refund(&number);
		guess_number_end(&number);
	}
	assert_int_equal(number.tries_left, GUESS_NUMBER_TRIES);
	assert_int_equal(session.tries_left, GUESS_SESSION_TRIES);
}

static void seats_share_the_tries(void **state)
{
	(void)state;
	struct guess_session session;
	struct guess_number number;
	guess_session_init(&session);
	guess_number_init(&number, &session);
	spend_wrong(&number);
	assert_true(guess_number_take_seat(&number));
	assert_int_equal(guess_number_begin(&number), RESULT_REFUSED);
	assert_false(guess_number_spend(&number)); /* a run from before may not be judged either */
	assert_false(guess_number_take_seat(&number));
	guess_number_add_seat(&number);
	assert_int_equal(number.tries_left, GUESS_NUMBER_TRIES - 1);
	spend_wrong(&number);
	spend_wrong(&number);
	assert_true(guess_number_is_closed(&number));
}

static void a_number_on_another_relay_inherits_what_is_left(void **state)
{
	(void)state;
	struct guess_session session;
	struct guess_number number, second, third;
	guess_session_init(&session);
	guess_number_init(&number, &session);
	spend_wrong(&number);
	guess_number_replace(&second, &number);
	assert_int_equal(second.tries_left, GUESS_NUMBER_TRIES - 1);
	assert_int_equal(second.pending, 0);
	assert_true(guess_number_is_closed(&number)); /* not both */
	spend_wrong(&second);
	spend_wrong(&second);
	guess_number_replace(&third, &second);
	assert_true(guess_number_is_closed(&third));
	assert_int_equal(session.tries_left, GUESS_SESSION_TRIES - 3);
}

static void at_most_four_runs_are_pending(void **state)
{
	(void)state;
	struct guess_session session;
	struct guess_number number;
	guess_session_init(&session);
	guess_number_init(&number, &session);
	for (int i = 0; i < GUESS_PENDING_MAX; i++)
		assert_int_equal(guess_number_begin(&number), RESULT_OK);
	assert_int_equal(guess_number_begin(&number), RESULT_WOULD_BLOCK);
	guess_number_end(&number);
	assert_int_equal(guess_number_begin(&number), RESULT_OK);
	assert_int_equal(number.tries_left, GUESS_NUMBER_TRIES);
}

static void a_customer_has_three(void **state)
{
	(void)state;
	struct guess_customer customer;
	guess_customer_init(&customer);
	assert_true(guess_customer_spend(&customer));
	guess_customer_refund(&customer);
	for (int i = 0; i < GUESS_CUSTOMER_TRIES; i++)
		assert_true(guess_customer_spend(&customer));
	assert_false(guess_customer_spend(&customer));
	assert_int_equal(customer.tries_left, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_wrong_tries_close_a_number_for_good),
		cmocka_unit_test(nine_wrong_tries_end_the_session_whatever_the_number),
		cmocka_unit_test(a_right_try_costs_nothing),
		cmocka_unit_test(seats_share_the_tries),
		cmocka_unit_test(a_number_on_another_relay_inherits_what_is_left),
		cmocka_unit_test(at_most_four_runs_are_pending),
		cmocka_unit_test(a_customer_has_three),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

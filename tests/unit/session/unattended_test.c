#include "support/unit.h"

#include "session/unattended.h"

enum { BEGAN_MS = 5000 };

static struct unattended begun(void)
{
	struct unattended unattended = {0};

	unattended_begin(&unattended, BEGAN_MS);
	return unattended;
}

static void nothing_is_asked_while_nothing_is_shown(void **state)
{
	struct unattended unattended = {0};

	(void)state;
	unattended_hand(&unattended, BEGAN_MS);
	unattended_answer(&unattended, BEGAN_MS);
	assert_int_equal(unattended_tick(&unattended, BEGAN_MS + 10 * (int64_t)UNATTENDED_ASK_MS),
	                 UNATTENDED_NOTHING);
	assert_int_equal(unattended_left_ms(&unattended, BEGAN_MS), -1);
}

static void half_an_hour_without_a_hand_is_asked_about_once(void **state)
{
	struct unattended unattended = begun();
	int64_t due_ms = BEGAN_MS + UNATTENDED_ASK_MS;

	(void)state;
	assert_int_equal(unattended_tick(&unattended, due_ms - 1), UNATTENDED_NOTHING);
	assert_int_equal(unattended_left_ms(&unattended, due_ms - 1), 1);
	assert_int_equal(unattended_tick(&unattended, due_ms), UNATTENDED_ASK);
	assert_int_equal(unattended_tick(&unattended, due_ms), UNATTENDED_NOTHING);
	assert_int_equal(unattended_left_ms(&unattended, due_ms), UNATTENDED_ANSWER_MS);
}

static void each_hand_puts_the_question_off(void **state)
{
	struct unattended unattended = begun();
	int64_t hand_ms = BEGAN_MS + UNATTENDED_ASK_MS - 1;

	(void)state;
	unattended_hand(&unattended, hand_ms);
	unattended_hand(&unattended, hand_ms - 1000); /* known already */
	assert_int_equal(unattended_tick(&unattended, hand_ms + UNATTENDED_ASK_MS - 1), UNATTENDED_NOTHING);
	assert_int_equal(unattended_tick(&unattended, hand_ms + UNATTENDED_ASK_MS), UNATTENDED_ASK);
}

static void an_unanswered_question_rests_once_and_only_after_its_time(void **state)
{
	struct unattended unattended = begun();
	int64_t asked_ms = BEGAN_MS + UNATTENDED_ASK_MS;

	(void)state;
	(void)unattended_tick(&unattended, asked_ms);
	assert_int_equal(unattended_tick(&unattended, asked_ms + UNATTENDED_ANSWER_MS - 1), UNATTENDED_NOTHING);
	assert_int_equal(unattended_tick(&unattended, asked_ms + UNATTENDED_ANSWER_MS), UNATTENDED_REST);
	assert_int_equal(unattended_tick(&unattended, asked_ms + UNATTENDED_ANSWER_MS), UNATTENDED_NOTHING);
	assert_int_equal(unattended.asked_ms, 0);
}

static void only_an_answer_ends_the_question(void **state)
{
	struct unattended unattended = begun();
	int64_t asked_ms = BEGAN_MS + UNATTENDED_ASK_MS;

	(void)state;
	(void)unattended_tick(&unattended, asked_ms);
	unattended_hand(&unattended, asked_ms + 1000);
	assert_int_equal(unattended.asked_ms, asked_ms);
	unattended_answer(&unattended, asked_ms + 2000);
	assert_int_equal(unattended.asked_ms, 0);
	assert_int_equal(unattended_tick(&unattended, asked_ms + UNATTENDED_ANSWER_MS), UNATTENDED_NOTHING);
	assert_int_equal(unattended_tick(&unattended, asked_ms + 2000 + UNATTENDED_ASK_MS), UNATTENDED_ASK);
}

static void the_end_of_showing_ends_the_question(void **state)
{
	struct unattended unattended = begun();

	(void)state;
	(void)unattended_tick(&unattended, BEGAN_MS + UNATTENDED_ASK_MS);
	unattended_end(&unattended);
	assert_int_equal(
		unattended_tick(&unattended, BEGAN_MS + UNATTENDED_ASK_MS + 2 * (int64_t)UNATTENDED_ANSWER_MS),
		UNATTENDED_NOTHING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_asked_while_nothing_is_shown),
		cmocka_unit_test(half_an_hour_without_a_hand_is_asked_about_once),
		cmocka_unit_test(each_hand_puts_the_question_off),
		cmocka_unit_test(an_unanswered_question_rests_once_and_only_after_its_time),
		cmocka_unit_test(only_an_answer_ends_the_question),
		cmocka_unit_test(the_end_of_showing_ends_the_question),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

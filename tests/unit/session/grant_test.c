#include "support/unit.h"

#include "session/grant.h"

static void nothing_is_allowed_before_a_grant(void **state)
{
	(void)state;
	struct grant grant = {0};

	assert_false(grant_allows(&grant, 0));
	assert_false(grant_allows(&grant, 1));
}

static void input_of_the_present_generation_alone_is_allowed(void **state)
{
	(void)state;
	struct grant grant = {0};

	assert_true(grant_set(&grant, true, true));
	uint32_t first = grant.generation;
	assert_true(grant_allows(&grant, first));
	assert_false(grant_allows(&grant, first - 1));
	assert_false(grant_allows(&grant, first + 1));
	assert_true(grant_end_control(&grant));
	assert_false(grant_allows(&grant, first));
	assert_true(grant_set(&grant, true, true));
	assert_false(grant_allows(&grant, first));
	assert_true(grant_allows(&grant, grant.generation));
}

static void view_alone_never_allows_input(void **state)
{
	(void)state;
	struct grant grant = {0};

	grant_set(&grant, true, false);
	assert_false(grant_allows(&grant, grant.generation));
}

static void ending_control_keeps_the_view(void **state)
{
	(void)state;
	struct grant grant = {0};

	grant_set(&grant, true, true);
	grant_end_control(&grant);
	assert_true(grant.view);
	assert_false(grant.control);
	assert_false(grant_end_control(&grant));
}

static void the_same_again_keeps_the_generation(void **state)
{
	(void)state;
	struct grant grant = {0};

	grant_set(&grant, true, true);
	uint32_t generation = grant.generation;
	assert_false(grant_set(&grant, true, true));
	assert_int_equal(grant.generation, generation);
}

static void a_question_is_new_once_and_ends_with_the_answer(void **state)
{
	(void)state;
	struct grant grant = {0};

	assert_true(grant_ask(&grant, false, true));
	assert_false(grant_ask(&grant, false, true));
	assert_true(grant.asks_control);
	assert_true(grant_set(&grant, false, false));
	assert_false(grant.asks_control);
	assert_int_equal(grant.generation, 0);
}

static void who_has_it_does_not_ask(void **state)
{
	(void)state;
	struct grant grant = {0};

	grant_set(&grant, true, true);
	assert_false(grant_ask(&grant, true, true));
}

static void the_clipboard_goes_with_control_alone(void **state)
{
	(void)state;
	struct grant grant = {0};

	assert_false(grant_set_clipboard(&grant, true));
	grant_set(&grant, true, true);
	assert_int_equal(grant.clipboard, 0);
	uint32_t generation = grant.generation;
	assert_true(grant_set_clipboard(&grant, true));
	assert_false(grant_set_clipboard(&grant, true));
	uint32_t turn = grant.clipboard;
	assert_int_not_equal(turn, 0);
	assert_int_equal(grant.generation, generation); /* input is not concerned */
	grant_set(&grant, false, true);
	assert_int_equal(grant.clipboard, turn);
	assert_true(grant_set_clipboard(&grant, false));
	assert_true(grant_set_clipboard(&grant, true));
	assert_int_not_equal(grant.clipboard, turn); /* another time is another turn */
	grant_end_control(&grant);
	assert_int_equal(grant.clipboard, 0);
	grant_set(&grant, true, true);
	assert_int_equal(grant.clipboard, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_allowed_before_a_grant),
		cmocka_unit_test(input_of_the_present_generation_alone_is_allowed),
		cmocka_unit_test(view_alone_never_allows_input),
		cmocka_unit_test(ending_control_keeps_the_view),
		cmocka_unit_test(the_same_again_keeps_the_generation),
		cmocka_unit_test(a_question_is_new_once_and_ends_with_the_answer),
		cmocka_unit_test(who_has_it_does_not_ask),
		cmocka_unit_test(the_clipboard_goes_with_control_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

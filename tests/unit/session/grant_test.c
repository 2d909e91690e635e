#include "support/unit.h"

#include "session/grant.h"

#include <string.h>

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

/* --- the whole table --- */

enum grant_event {
	SET_NONE,
	SET_VIEW,
	SET_CONTROL,
	SET_BOTH,
	CLIPBOARD,
	NO_CLIPBOARD,
	END_CONTROL,
	END,
	ASK_VIEW,
	ASK_CONTROL,
	ASK_BOTH,
	GRANT_EVENTS
};

static bool take(struct grant *grant, enum grant_event event)
{
	switch (event) {
	case SET_NONE:
		return grant_set(grant, false, false);
	case SET_VIEW:
		return grant_set(grant, true, false);
	case SET_CONTROL:
		return grant_set(grant, false, true);
	case SET_BOTH:
		return grant_set(grant, true, true);
	case CLIPBOARD:
		return grant_set_clipboard(grant, true);
	case NO_CLIPBOARD:
		return grant_set_clipboard(grant, false);
	case END_CONTROL:
		return grant_end_control(grant);
	case END:
		return grant_end(grant);
	default:
		return grant_ask(grant, event != ASK_CONTROL, event != ASK_VIEW);
	}
}

/* V view, C control, K clipboard (with control alone), v and c asked for. Rows are states; what each event
 * leads to stands in the order of the events: none, view, control, both, clipboard, no clipboard, control
 * ends, all ends; asking for view, for control, for both. "=" is no change: the call says so, and the
 * generation stays. */
static const char *const table[][1 + GRANT_EVENTS] = {
	{"", "=", "V", "C", "VC", "=", "=", "=", "=", "v", "c", "vc"},
	{"V", "", "=", "C", "VC", "=", "=", "=", "", "=", "Vc", "Vc"},
	{"C", "", "V", "=", "VC", "CK", "=", "", "", "Cv", "=", "Cv"},
	{"VC", "", "V", "C", "=", "VCK", "=", "V", "", "=", "=", "="},
	{"CK", "", "V", "=", "VCK", "=", "C", "", "", "CKv", "=", "CKv"},
	{"VCK", "", "V", "CK", "=", "=", "VC", "V", "", "=", "=", "="},
	{"v", "", "V", "C", "VC", "=", "=", "=", "", "=", "vc", "vc"},
	{"c", "", "V", "C", "VC", "=", "=", "=", "", "vc", "=", "vc"},
	{"vc", "", "V", "C", "VC", "=", "=", "=", "", "=", "=", "="},
	{"Vc", "", "V", "C", "VC", "=", "=", "=", "", "=", "=", "="},
	{"Cv", "", "V", "C", "VC", "CKv", "=", "v", "", "=", "=", "="},
	{"CKv", "", "V", "CK", "VCK", "=", "Cv", "v", "", "=", "=", "="},
};

static struct grant grant_of(const char *letters)
{
	struct grant grant = {.generation = 7, .clipboard_turns = 3};

	grant.view = strchr(letters, 'V') != NULL;
	grant.control = strchr(letters, 'C') != NULL;
	grant.clipboard = strchr(letters, 'K') != NULL ? 3 : 0;
	grant.asks_view = strchr(letters, 'v') != NULL;
	grant.asks_control = strchr(letters, 'c') != NULL;
	return grant;
}

static bool is_as(const struct grant *grant, const char *letters)
{
	const struct grant wanted = grant_of(letters);

	return grant->view == wanted.view && grant->control == wanted.control &&
	       (grant->clipboard != 0) == (wanted.clipboard != 0) && grant->asks_view == wanted.asks_view &&
	       grant->asks_control == wanted.asks_control;
}

static void each_state_takes_each_event_as_written(void **state)
{
	(void)state;
	for (size_t row = 0; row < sizeof table / sizeof *table; row++) {
		for (int event = 0; event < GRANT_EVENTS; event++) {
			const char *from = table[row][0], *to = table[row][1 + event];
			bool is_same = strcmp(to, "=") == 0;
			struct grant grant = grant_of(from), before = grant;
			bool has_changed = take(&grant, (enum grant_event)event);
			/* An end with only a question open changes no grant, and says so; the question goes all the same.
			 */
			bool is_quiet = event == END && !before.view && !before.control;
			bool is_other = before.view != grant.view || before.control != grant.control;
			if (!is_as(&grant, is_same ? from : to) || has_changed != (!is_same && !is_quiet) ||
			    grant.generation != before.generation + is_other)
				fail_msg("\"%s\", event %d", from, event);
		}
	}
}

/* Whatever is done, one is in a state of the table: so the table is whole. */
static void no_event_leads_out_of_the_table(void **state)
{
	(void)state;
	for (size_t row = 0; row < sizeof table / sizeof *table; row++) {
		for (int event = 0; event < GRANT_EVENTS; event++) {
			struct grant grant = grant_of(table[row][0]);
			size_t found = 0;
			(void)take(&grant, (enum grant_event)event);
			for (size_t i = 0; i < sizeof table / sizeof *table; i++)
				found += is_as(&grant, table[i][0]);
			assert_int_equal(found, 1);
		}
	}
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
		cmocka_unit_test(each_state_takes_each_event_as_written),
		cmocka_unit_test(no_event_leads_out_of_the_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

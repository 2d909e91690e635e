/* What was picked of the programs there are becomes a choice, and nothing else does. */
#include "support/unit.h"

#include "program/picking.h"

#include <string.h>

static void the_picked_ones_are_chosen_in_their_order(void **state)
{
	static struct picking picking;
	struct share_choice choice;
	(void)state;
	picking.choices.application_count = 3;
	for (size_t i = 0; i < 3; i++)
		picking.choices.applications[i].id = 100 + i;
	assert_false(picking_choice(&picking, &choice));
	picking.is_picked[2] = picking.is_picked[0] = true;
	picking.is_picked[5] = true; /* there is none any more */
	assert_true(picking_choice(&picking, &choice));
	assert_int_equal(choice.kind, SHARE_APPLICATIONS);
	assert_int_equal(choice.application_count, 2);
	assert_int_equal(choice.applications[0], 100);
	assert_int_equal(choice.applications[1], 102);
}

static void what_was_never_begun_is_finished_twice(void **state)
{
	static struct picking picking;
	(void)state;
	assert_false(picking_note(&picking));
	picking_finish(&picking);
	picking_finish(&picking);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_picked_ones_are_chosen_in_their_order),
		cmocka_unit_test(what_was_never_begun_is_finished_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

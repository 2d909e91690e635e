#include "support/unit.h"

#include "desktop/gate.h"
#include "desktop/inlet.h"

static enum result push(struct inlet *inlet, enum input_kind kind, unsigned code, bool is_down)
{
	struct inlet_item item = {.event = {.kind = kind, .code = (uint16_t)code, .is_down = is_down},
	                          .ticket = code};
	return inlet_push(inlet, &item);
}

static void fill(struct inlet *inlet, enum input_kind kind, unsigned from)
{
	for (unsigned i = from; i < GATE_QUEUE_EVENTS; i++)
		assert_int_equal(push(inlet, kind, i, true), RESULT_OK);
}

static void what_goes_in_comes_out_in_order(void **state)
{
	(void)state;
	struct inlet *inlet = inlet_create();
	struct inlet_item item;
	for (unsigned turn = 0; turn < 3; turn++) { /* over the end of the ring */
		for (unsigned i = 0; i < 200; i++)
			assert_int_equal(push(inlet, INPUT_KEY, i, true), RESULT_OK);
		for (unsigned i = 0; i < 200; i++) {
			assert_true(inlet_pop(inlet, &item));
			assert_int_equal(item.event.code, i);
			assert_int_equal(item.ticket, i);
		}
	}
	assert_false(inlet_pop(inlet, &item));
	inlet_destroy(inlet);
}

static void full_it_loses_its_oldest_movement(void **state)
{
	(void)state;
	struct inlet *inlet = inlet_create();
	struct inlet_item item;
	push(inlet, INPUT_KEY, 1, true);
	push(inlet, INPUT_MOVE, 2, false);
	push(inlet, INPUT_MOVE, 3, false);
	fill(inlet, INPUT_KEY, 3);
	assert_int_equal(push(inlet, INPUT_KEY, 999, true), RESULT_OK);
	assert_true(inlet_pop(inlet, &item));
	assert_int_equal(item.event.code, 1);
	assert_true(inlet_pop(inlet, &item));
	assert_int_equal(item.event.code, 3);
	for (int i = 0; i < GATE_QUEUE_EVENTS - 2; i++)
		assert_true(inlet_pop(inlet, &item));
	assert_int_equal(item.event.code, 999);
	assert_false(inlet_pop(inlet, &item));
	inlet_destroy(inlet);
}

static void full_of_presses_it_refuses_what_is_no_release(void **state)
{
	(void)state;
	struct inlet *inlet = inlet_create();
	fill(inlet, INPUT_KEY, 0);
	assert_int_equal(push(inlet, INPUT_MOVE, 1, false), RESULT_WOULD_BLOCK);
	assert_int_equal(push(inlet, INPUT_KEY, 1, true), RESULT_WOULD_BLOCK);
	assert_int_equal(push(inlet, INPUT_BUTTON, 1, true), RESULT_WOULD_BLOCK);
	assert_int_equal(push(inlet, INPUT_TEXT, 0, false), RESULT_WOULD_BLOCK);
	inlet_destroy(inlet);
}

static void a_release_without_room_releases_all(void **state)
{
	(void)state;
	static const enum input_kind kinds[] = {INPUT_KEY, INPUT_BUTTON, INPUT_RELEASE_ALL};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct inlet *inlet = inlet_create();
		struct inlet_item item;
		fill(inlet, INPUT_KEY, 0);
		assert_int_equal(push(inlet, kinds[i], 77, false), RESULT_OK);
		assert_true(inlet_pop(inlet, &item));
		assert_int_equal(item.event.kind, INPUT_RELEASE_ALL);
		assert_int_equal(item.ticket, 77);
		assert_false(inlet_pop(inlet, &item));
		inlet_destroy(inlet);
	}
}

static void it_is_settled_when_nothing_waits_and_nobody_is_at_work(void **state)
{
	(void)state;
	struct inlet *inlet = inlet_create();
	struct inlet_item item;
	assert_true(inlet_is_settled(inlet));
	push(inlet, INPUT_MOVE, 1, false);
	assert_false(inlet_is_settled(inlet));
	assert_true(inlet_pop(inlet, &item));
	assert_false(inlet_is_settled(inlet));
	inlet_rest(inlet, false);
	assert_true(inlet_is_settled(inlet));
	inlet_rest(inlet, true);
	assert_false(inlet_is_settled(inlet));
	inlet_rest(inlet, false);
	fill(inlet, INPUT_KEY, 0);
	push(inlet, INPUT_RELEASE_ALL, 0, false);
	inlet_clear(inlet);
	assert_true(inlet_is_settled(inlet));
	assert_false(inlet_pop(inlet, &item));
	inlet_destroy(inlet);
	inlet_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_in_comes_out_in_order),
		cmocka_unit_test(full_it_loses_its_oldest_movement),
		cmocka_unit_test(full_of_presses_it_refuses_what_is_no_release),
		cmocka_unit_test(a_release_without_room_releases_all),
		cmocka_unit_test(it_is_settled_when_nothing_waits_and_nobody_is_at_work),
	};
	return cmocka_run_group_tests_name("inlet", tests, NULL, NULL);
}

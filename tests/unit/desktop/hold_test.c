#include "support/unit.h"

#include "desktop/gate.h"
#include "desktop/hold.h"

static void press(struct hold *hold, enum input_kind kind, unsigned code, bool is_down, int64_t now_ms)
{
	struct input_event event = {.kind = kind, .code = (uint16_t)code, .is_down = is_down};
	hold_note(hold, &event, now_ms);
}

static void nothing_is_held_at_first(void **state)
{
	(void)state;
	struct hold hold = {0};
	struct input_event out;
	assert_false(hold_is_any(&hold));
	assert_false(hold_next_release(&hold, &out));
	assert_int_equal(hold_left_ms(&hold, 0), -1);
}

static void each_key_and_button_is_kept_apart(void **state)
{
	(void)state;
	struct hold hold = {0};
	for (unsigned code = 1; code <= INPUT_KEY_MAX; code++) {
		press(&hold, INPUT_KEY, code, true, 0);
		struct input_event event = {.kind = INPUT_KEY, .code = (uint16_t)code}, out;
		assert_true(hold_has(&hold, &event));
		assert_true(hold_next_release(&hold, &out));
		assert_int_equal(out.kind, INPUT_KEY);
		assert_int_equal(out.code, code);
		assert_false(out.is_down);
		press(&hold, INPUT_KEY, code, false, 0);
		assert_false(hold_is_any(&hold));
	}
	for (unsigned code = 1; code <= INPUT_BUTTON_MAX; code++) {
		press(&hold, INPUT_BUTTON, code, true, 0);
		struct input_event out;
		assert_true(hold_next_release(&hold, &out));
		assert_int_equal(out.kind, INPUT_BUTTON);
		assert_int_equal(out.code, code);
		press(&hold, INPUT_BUTTON, code, false, 0);
		assert_false(hold_is_any(&hold));
	}
}

static void modifiers_are_released_last(void **state)
{
	(void)state;
	static const uint16_t expected[] = {2, 0xE8, 0x04, 0x90, 0xE0, 0xE7};
	struct hold hold = {0};
	struct input_event out;
	for (size_t i = sizeof expected / sizeof *expected; i-- > 0;)
		press(&hold, i == 0 ? INPUT_BUTTON : INPUT_KEY, expected[i], true, 0);
	assert_int_equal(hold_modifiers(&hold), INPUT_LEFT_CTRL | INPUT_RIGHT_META);
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		assert_true(hold_next_release(&hold, &out));
		assert_int_equal(out.code, expected[i]);
		hold_note(&hold, &out, 0);
	}
	assert_false(hold_is_any(&hold));
}

static void what_is_held_is_due_a_second_after_it_was_last_meant(void **state)
{
	(void)state;
	struct hold hold = {0};
	press(&hold, INPUT_KEY, 4, true, 5000);
	assert_int_equal(hold_left_ms(&hold, 5000), GATE_HELD_MS);
	assert_int_equal(hold_left_ms(&hold, 5999), 1);
	assert_int_equal(hold_left_ms(&hold, 6000), 0);
	assert_int_equal(hold_left_ms(&hold, 60000), 0);
	hold_refresh(&hold, 5900);
	assert_int_equal(hold_left_ms(&hold, 6000), 900);
	press(&hold, INPUT_MOVE, 0, false, 6500); /* says nothing about keys */
	assert_int_equal(hold_left_ms(&hold, 6500), 400);
	press(&hold, INPUT_KEY, 4, false, 6600);
	assert_int_equal(hold_left_ms(&hold, 6600), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_held_at_first),
		cmocka_unit_test(each_key_and_button_is_kept_apart),
		cmocka_unit_test(modifiers_are_released_last),
		cmocka_unit_test(what_is_held_is_due_a_second_after_it_was_last_meant),
	};
	return cmocka_run_group_tests_name("hold", tests, NULL, NULL);
}

#include "support/unit.h"

#include "desktop/steps.h"
#include "support/guarded.h"

#include <string.h>

enum { STEPS_MAX = 64, A = 0x04, CTRL = 0xE0, SHIFT = 0xE1, ALT_GR = 0xE6 };

struct run {
	struct hold hold;
	struct input_event steps[STEPS_MAX];
	size_t count;
};

static void hold_key(struct run *run, unsigned usage)
{
	struct input_event event = {.kind = INPUT_KEY, .code = (uint16_t)usage, .is_down = true};
	hold_note(&run->hold, &event, 0);
}

/* All steps of an event, each done as the gate would. */
static void run_event(struct run *run, struct input_event event)
{
	struct steps steps;
	run->count = 0;
	steps_start(&steps, &event, &run->hold);
	while (steps_next(&steps, &run->hold, &run->steps[run->count])) {
		hold_note(&run->hold, &run->steps[run->count], 0);
		run->count++;
		assert_true(run->count < STEPS_MAX);
	}
}

static void assert_key(const struct run *run, size_t at, unsigned usage, bool is_down)
{
	assert_true(at < run->count);
	assert_int_equal(run->steps[at].kind, INPUT_KEY);
	assert_int_equal(run->steps[at].code, usage);
	assert_int_equal(run->steps[at].is_down, is_down);
}

static struct input_event key(unsigned usage, bool is_down, unsigned modifiers)
{
	return (struct input_event){
		.kind = INPUT_KEY, .code = (uint16_t)usage, .is_down = is_down, .modifiers = (uint16_t)modifiers};
}

static void a_key_brings_its_modifiers(void **state)
{
	(void)state;
	struct run run = {0};
	run_event(&run, key(A, true, INPUT_LEFT_SHIFT | INPUT_RIGHT_ALT));
	assert_int_equal(run.count, 3);
	assert_key(&run, 0, SHIFT, true);
	assert_key(&run, 1, ALT_GR, true);
	assert_key(&run, 2, A, true);
	run_event(&run, key(A, false, 0));
	assert_int_equal(run.count, 1); /* a release leaves modifiers alone: their own releases follow */
	assert_key(&run, 0, A, false);
	run_event(&run, key(A, true, INPUT_LEFT_CTRL));
	assert_int_equal(run.count, 4);
	assert_key(&run, 0, CTRL, true);
	assert_key(&run, 1, SHIFT, false);
	assert_key(&run, 2, ALT_GR, false);
	assert_key(&run, 3, A, true);
}

static void a_modifier_is_itself_alone(void **state)
{
	(void)state;
	struct run run = {0};
	run_event(&run, key(SHIFT, true, INPUT_LEFT_SHIFT));
	assert_int_equal(run.count, 1);
	assert_key(&run, 0, SHIFT, true);
	run_event(&run, key(SHIFT, false, 0));
	assert_int_equal(run.count, 1);
	assert_key(&run, 0, SHIFT, false);
}

static void repeats_and_strange_releases_are_nothing(void **state)
{
	(void)state;
	struct run run = {0};
	run_event(&run, key(A, false, 0));
	assert_int_equal(run.count, 0);
	run_event(&run, key(A, true, 0));
	assert_int_equal(run.count, 1);
	run_event(&run, key(A, true, 0));
	assert_int_equal(run.count, 0);
	run_event(&run, (struct input_event){.kind = INPUT_BUTTON, .code = 1});
	assert_int_equal(run.count, 1);
	assert_int_equal(run.steps[0].kind, INPUT_MOVE);
}

static void a_modifier_that_does_not_exist_is_tried_once(void **state)
{
	(void)state;
	struct steps steps;
	struct hold nothing = {0}; /* never told of anything */
	struct input_event event = key(A, true, INPUT_LEFT_SHIFT), step;
	steps_start(&steps, &event, &nothing);
	assert_true(steps_next(&steps, &nothing, &step));
	assert_int_equal(step.code, SHIFT);
	assert_true(steps_next(&steps, &nothing, &step));
	assert_int_equal(step.code, A);
	assert_false(steps_next(&steps, &nothing, &step));
}

static void buttons_and_wheel_come_after_the_movement_to_their_place(void **state)
{
	(void)state;
	struct run run = {0};
	run_event(&run,
	          (struct input_event){.kind = INPUT_BUTTON, .code = 3, .is_down = true, .x_px = 7, .y_px = 8});
	assert_int_equal(run.count, 2);
	assert_int_equal(run.steps[0].kind, INPUT_MOVE);
	assert_int_equal(run.steps[0].x_px, 7);
	assert_int_equal(run.steps[0].y_px, 8);
	assert_int_equal(run.steps[1].kind, INPUT_BUTTON);
	assert_int_equal(run.steps[1].code, 3);
	run_event(&run,
	          (struct input_event){.kind = INPUT_WHEEL, .wheel_x = -2, .wheel_y = 1, .x_px = 1, .y_px = 2});
	assert_int_equal(run.count, 4);
	assert_int_equal(run.steps[0].kind, INPUT_MOVE);
	assert_int_equal(run.steps[1].wheel_y, 1);
	assert_int_equal(run.steps[1].wheel_x, 0);
	assert_int_equal(run.steps[2].wheel_x, -1);
	assert_int_equal(run.steps[2].wheel_y, 0);
	assert_int_equal(run.steps[3].wheel_x, -1);
}

static void a_wheel_turns_no_further_than_its_limit(void **state)
{
	(void)state;
	struct run run = {0};
	run_event(&run, (struct input_event){.kind = INPUT_WHEEL, .wheel_x = INT16_MIN, .wheel_y = INT16_MAX});
	assert_int_equal(run.count, 1 + 2 * STEPS_NOTCHES_MAX);
}

static void text_is_typed_character_by_character(void **state)
{
	(void)state;
	struct run run = {0};
	struct input_event event = {.kind = INPUT_TEXT, .text = "aß€😀"};
	run_event(&run, event);
	static const char *const characters[] = {"a", "ß", "€", "😀"};
	assert_int_equal(run.count, 4);
	for (size_t i = 0; i < run.count; i++) {
		assert_int_equal(run.steps[i].kind, INPUT_TEXT);
		assert_string_equal(run.steps[i].text, characters[i]);
	}
}

static void held_modifiers_are_let_go_for_text_and_pressed_again(void **state)
{
	(void)state;
	struct run run = {0};
	hold_key(&run, SHIFT);
	hold_key(&run, ALT_GR);
	run_event(&run, (struct input_event){.kind = INPUT_TEXT, .text = "xy"});
	assert_int_equal(run.count, 6);
	assert_key(&run, 0, SHIFT, false);
	assert_key(&run, 1, ALT_GR, false);
	assert_string_equal(run.steps[2].text, "x");
	assert_string_equal(run.steps[3].text, "y");
	assert_key(&run, 4, SHIFT, true);
	assert_key(&run, 5, ALT_GR, true);
}

static void what_is_not_a_hand_movement_has_no_steps(void **state)
{
	(void)state;
	static const enum input_kind kinds[] = {INPUT_NONE, INPUT_RELEASE_ALL, INPUT_STILL_HELD,
	                                        INPUT_KIND_COUNT};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct run run = {0};
		run_event(&run, (struct input_event){.kind = kinds[i]});
		assert_int_equal(run.count, 0);
	}
}

static uint32_t decode(const char *text, size_t size)
{
	uint32_t point = 0;
	char *copy = (char *)guarded_copy((struct bytes){(const uint8_t *)text, size});
	uint8_t used = steps_character(copy, &point);
	guarded_free((uint8_t *)copy);
	return used == 0 ? 0 : point;
}

static void characters_are_utf8(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint32_t point;
	} texts[] = {
		{"A", 0x41},
		{"\xC3\xBC", 0xFC},
		{"\xE2\x82\xAC", 0x20AC},
		{"\xF0\x9F\x98\x80", 0x1F600},
		{"\x7F", 0x7F},
		{"\xC2\x80", 0x80},
		{"\xEF\xBF\xBF", 0xFFFF},
		{"\xF4\x8F\xBF\xBF", 0x10FFFF},
		{"", 0},
		{"\x80", 0},
		{"\xC3", 0},
		{"\xE2\x82", 0},
		{"\xF0\x9F\x98", 0},
		{"\xC0\x80", 0},
		{"\xC1\xBF", 0},
		{"\xE0\x9F\xBF", 0},
		{"\xED\xA0\x80", 0},
		{"\xF4\x90\x80\x80", 0},
		{"\xF8\x88\x80\x80", 0},
		{"\xFF", 0},
		{"\xC3\x41", 0},
		{"\xF0\x8F\xBF\xBF", 0},
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(decode(texts[i].text, strlen(texts[i].text) + 1), texts[i].point);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_brings_its_modifiers),
		cmocka_unit_test(a_modifier_is_itself_alone),
		cmocka_unit_test(repeats_and_strange_releases_are_nothing),
		cmocka_unit_test(a_modifier_that_does_not_exist_is_tried_once),
		cmocka_unit_test(buttons_and_wheel_come_after_the_movement_to_their_place),
		cmocka_unit_test(a_wheel_turns_no_further_than_its_limit),
		cmocka_unit_test(text_is_typed_character_by_character),
		cmocka_unit_test(held_modifiers_are_let_go_for_text_and_pressed_again),
		cmocka_unit_test(what_is_not_a_hand_movement_has_no_steps),
		cmocka_unit_test(characters_are_utf8),
	};
	return cmocka_run_group_tests_name("steps", tests, NULL, NULL);
}

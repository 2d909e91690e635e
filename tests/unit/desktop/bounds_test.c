/* What remote input may reach, on a screen of the test's own. */
#include "support/unit.h"

#include "desktop/bounds.h"
#include "desktop/windows.h"

#include <stdio.h>

enum { MINE = 5, OTHERS = 6, SIDE = 100 };

static struct screen {
	struct window_owner under, at, focus; /* the pointer, the place moved to, the keys */
	bool has_under, has_at, has_focus;
	struct rect asked; /* the place that was asked about last */
	enum result open_result;
} screen;

static enum result fake_open(void **out, const char *display_name)
{
	(void)display_name;
	*out = &screen;
	return screen.open_result;
}

static void fake_close(void *self)
{
	(void)self;
}

static bool fake_at(void *self, const struct rect *place, struct window_owner *out)
{
	(void)self;
	screen.asked = place == NULL ? (struct rect){0} : *place;
	*out = place == NULL ? screen.under : screen.at;
	return place == NULL ? screen.has_under : screen.has_at;
}

static bool fake_focus(void *self, struct window_owner *out)
{
	(void)self;
	*out = screen.focus;
	return screen.has_focus;
}

static struct rect fake_monitor(void *self, const char *name)
{
	(void)self;
	return name[0] == 'r' ? (struct rect){SIDE, 0, SIDE, SIDE} : (struct rect){0};
}

static const struct windows_backend backend = {
	.open = fake_open, .close = fake_close, .at = fake_at, .focus = fake_focus, .monitor = fake_monitor};

static struct bounds *bounds;

static int set_up(void **state)
{
	(void)state;
	screen = (struct screen){.open_result = RESULT_OK};
	bounds = bounds_create(&backend, ":9");
	return bounds == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	bounds_destroy(bounds);
	return 0;
}

static void choose(enum share_kind kind)
{
	struct share_choice choice = {.kind = kind, .applications = {MINE}, .application_count = 1};
	snprintf(choice.monitor, sizeof choice.monitor, "right");
	assert_int_equal(bounds_choose(bounds, &choice), RESULT_OK);
}

static bool lets(struct input_event step)
{
	return bounds_let(bounds, &step, 0);
}

static const struct input_event MOVE = {.kind = INPUT_MOVE, .x_px = 7, .y_px = 8},
								PRESS = {.kind = INPUT_BUTTON, .code = 1, .is_down = true},
								RELEASE = {.kind = INPUT_BUTTON, .code = 1},
								WHEEL = {.kind = INPUT_WHEEL, .wheel_y = 1},
								KEY = {.kind = INPUT_KEY, .code = 4, .is_down = true},
								KEY_UP = {.kind = INPUT_KEY, .code = 4},
								TEXT = {.kind = INPUT_TEXT, .text = "x"};

static void everything_may_be_reached_but_our_own_windows(void **state)
{
	(void)state;
	const struct input_event *pointer[] = {&MOVE, &PRESS, &WHEEL}, *keys[] = {&KEY, &TEXT};
	for (size_t i = 0; i < 3; i++)
		assert_true(lets(*pointer[i]));
	screen.has_under = screen.has_at = true;
	for (size_t i = 0; i < 3; i++)
		assert_true(lets(*pointer[i]));
	screen.under.is_own = screen.at.is_own = true;
	for (size_t i = 0; i < 3; i++)
		assert_false(lets(*pointer[i]));
	assert_true(lets(KEY)); /* no window has the keys */
	screen.has_focus = true;
	for (size_t i = 0; i < 2; i++)
		assert_true(lets(*keys[i]));
	screen.focus.is_own = true;
	for (size_t i = 0; i < 2; i++)
		assert_false(lets(*keys[i]));
}

static void releases_always_pass(void **state)
{
	(void)state;
	screen.has_under = screen.has_focus = screen.under.is_own = screen.focus.is_own = true;
	for (int kind = SHARE_NOTHING; kind < SHARE_KIND_COUNT; kind++) {
		choose((enum share_kind)kind);
		assert_true(lets(RELEASE));
		assert_true(lets(KEY_UP));
	}
}

static void of_applications_their_windows_alone(void **state)
{
	(void)state;
	choose(SHARE_APPLICATIONS);
	assert_false(lets(MOVE)); /* the desktop itself */
	assert_false(lets(KEY));
	screen.has_under = screen.has_at = screen.has_focus = true;
	screen.under.programs[0] = screen.at.programs[0] = screen.focus.programs[0] = OTHERS;
	assert_false(lets(MOVE));
	assert_false(lets(PRESS));
	assert_false(lets(WHEEL));
	assert_false(lets(KEY));
	assert_false(lets(TEXT));
	screen.under.programs[0] = screen.focus.programs[1] = MINE; /* one of its windows, and a dialog for one */
	assert_false(lets(MOVE));                                   /* the pointer is still to go elsewhere */
	assert_true(lets(PRESS));
	assert_true(lets(WHEEL));
	assert_true(lets(KEY));
	assert_true(lets(TEXT));
	screen.under.is_own = screen.focus.is_own = true;
	assert_false(lets(PRESS));
	assert_false(lets(KEY));
}

static void of_one_monitor_nothing_outside_it(void **state)
{
	(void)state;
	struct input_event step = MOVE;
	choose(SHARE_MONITOR);
	assert_true(bounds_let(bounds, &step, 0));
	assert_int_equal(step.x_px, SIDE + 7);
	assert_int_equal(step.y_px, 8);
	assert_int_equal(screen.asked.x, SIDE + 7);
	assert_false(lets((struct input_event){.kind = INPUT_MOVE, .x_px = SIDE, .y_px = 8}));
	assert_false(lets((struct input_event){.kind = INPUT_MOVE, .x_px = -1, .y_px = 8}));
	screen.has_focus = true;
	screen.focus.area = (struct rect){0, 0, SIDE, SIDE};
	assert_false(lets(KEY));
	screen.focus.area.width++;
	assert_true(lets(KEY));
}

static void of_a_monitor_that_is_gone_nothing_can_be_reached(void **state)
{
	(void)state;
	struct share_choice choice = {.kind = SHARE_MONITOR, .monitor = "gone"};
	assert_int_equal(bounds_choose(bounds, &choice), RESULT_OK);
	screen.has_focus = true;
	screen.focus.area = (struct rect){0, 0, SIDE, SIDE};
	assert_false(lets(MOVE));
	assert_false(lets(KEY));
}

static void what_can_not_be_told_is_not_reached(void **state)
{
	(void)state;
	screen.open_result = RESULT_NO_DISPLAY;
	assert_false(lets(MOVE));
	assert_false(lets(KEY));
	assert_true(lets(RELEASE));
}

static void nothing_shared_nothing_reached(void **state)
{
	(void)state;
	choose(SHARE_NOTHING);
	assert_false(lets(MOVE));
	assert_false(lets(KEY));
}

static void the_systems_own_combinations_are_known(void **state)
{
	(void)state;
	static const struct {
		unsigned usage;
		uint16_t modifiers;
		bool is;
	} cases[] = {
		{0x04, 0, false},
		{0x04, INPUT_LEFT_CTRL, false},
		{0x04, INPUT_LEFT_SHIFT | INPUT_RIGHT_ALT, false},
		{0x14, INPUT_LEFT_CTRL | INPUT_RIGHT_ALT, false}, /* AltGr of some systems: a character */
		{0x2B, 0, false},
		{0x2B, INPUT_LEFT_CTRL, false},
		{0x2B, INPUT_LEFT_ALT, true},
		{0x2B, INPUT_LEFT_ALT | INPUT_LEFT_SHIFT, true},
		{0x29, INPUT_LEFT_CTRL, true},
		{0x29, INPUT_LEFT_ALT, true},
		{0x29, 0, false},
		{0x3B, INPUT_LEFT_CTRL | INPUT_LEFT_ALT, true}, /* Ctrl+Alt+F2 */
		{0x4C, INPUT_LEFT_CTRL | INPUT_LEFT_ALT, true}, /* Ctrl+Alt+Delete */
		{0x3D, INPUT_LEFT_ALT, true},
		{0x3D, 0, false},
		{0xE3, 0, true},
		{0xE7, 0, true},
		{0x0F, INPUT_LEFT_META, true},
		{0x46, 0, true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(bounds_is_systems(cases[i].usage, cases[i].modifiers), cases[i].is);
	screen.has_focus = true;
	screen.focus.programs[0] = MINE;
	choose(SHARE_APPLICATIONS);
	struct input_event meta = {.kind = INPUT_KEY, .code = 0xE3, .is_down = true};
	assert_false(lets(meta));
	choose(SHARE_EVERYTHING);
	assert_true(lets(meta));
}

#define WITH_SCREEN(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SCREEN(everything_may_be_reached_but_our_own_windows),
		WITH_SCREEN(releases_always_pass),
		WITH_SCREEN(of_applications_their_windows_alone),
		WITH_SCREEN(of_one_monitor_nothing_outside_it),
		WITH_SCREEN(of_a_monitor_that_is_gone_nothing_can_be_reached),
		WITH_SCREEN(what_can_not_be_told_is_not_reached),
		WITH_SCREEN(nothing_shared_nothing_reached),
		WITH_SCREEN(the_systems_own_combinations_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Keys, text, buttons, wheel and movement, through gate and guard into a real window of Windows; and F12, of
 * a hand and of a program. A hand is played by the test through SendInput without our mark, which Windows
 * calls injected: so what tells the two apart is tried by a real X key in tests/system.
 */
#include "support/unit.h"

#include "unit/desktop/watched.h"
#include "unit/desktop/win32_window.h"

struct fixture {
	struct window window;
	struct watched watched;
};

static int set_up(void **state)
{
	static struct fixture f;
	memset(&f, 0, sizeof f);
	window_open(&f.window, RGB(0, 0, 0));
	assert_int_equal(watched_start(&f.watched, NULL, NULL), RESULT_OK);
	assert_true(window_wait(f.watched.proved > 0));
	watched_open(&f.watched);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	watched_stop(&f->watched);
	window_close(&f->window);
	return 0;
}

static bool has_text(struct fixture *f, const wchar_t *expected)
{
	wchar_t text[200] = {0};
	GetWindowTextW(f->window.field, text, 200);
	return wcscmp(text, expected) == 0;
}

static void text_of_any_script_arrives_exactly(void **state)
{
	struct fixture *f = *state;
	watched_type(&f->watched, "é ß € 中 😀");
	assert_true(window_wait(has_text(f, L"\u00e9 \u00df \u20ac \u4e2d \U0001F600")));
}

static void keys_arrive_with_their_modifiers(void **state)
{
	struct fixture *f = *state;
	watched_tap(&f->watched, 0x0B, 0); /* H */
	watched_tap(&f->watched, 0x0C, INPUT_LEFT_SHIFT);
	assert_true(window_wait(has_text(f, L"hI")));
	assert_int_equal(watched_key(&f->watched, 0xE1, false, 0), RESULT_OK);
	assert_true(window_wait((GetAsyncKeyState(VK_SHIFT) & 0x8000) == 0));
}

static bool pointer_is_at(int x_px, int y_px)
{
	POINT at;
	return GetCursorPos(&at) && at.x == x_px && at.y == y_px;
}

static void the_pointer_goes_to_the_very_pixel(void **state)
{
	struct fixture *f = *state;
	int right_px = GetSystemMetrics(SM_CXVIRTUALSCREEN) - 1;
	int bottom_px = GetSystemMetrics(SM_CYVIRTUALSCREEN) - 1;
	const int at[][2] = {{0, 0}, {1, 1}, {333, 77}, {right_px, bottom_px}, {right_px - 1, 5}};
	for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
		struct input_event move = {.kind = INPUT_MOVE, .x_px = (int16_t)at[i][0], .y_px = (int16_t)at[i][1]};
		assert_int_equal(watched_inject(&f->watched, move), RESULT_OK);
		assert_true(window_wait(pointer_is_at(at[i][0], at[i][1])));
	}
}

static void buttons_and_wheel_reach_the_window_under_the_pointer(void **state)
{
	struct fixture *f = *state;
	struct input_event event = {
		.kind = INPUT_BUTTON, .code = 1, .is_down = true, .x_px = WINDOW_X_PX + 30, .y_px = WINDOW_Y_PX + 30};
	assert_int_equal(watched_inject(&f->watched, event), RESULT_OK);
	event.is_down = false;
	assert_int_equal(watched_inject(&f->watched, event), RESULT_OK);
	assert_true(window_wait(f->window.left_downs == 1));
	event.code = 3;
	event.is_down = true;
	assert_int_equal(watched_inject(&f->watched, event), RESULT_OK);
	event.is_down = false;
	assert_int_equal(watched_inject(&f->watched, event), RESULT_OK);
	assert_true(window_wait(f->window.right_downs == 1));
	SetFocus(f->window.handle);
	event = (struct input_event){
		.kind = INPUT_WHEEL, .wheel_y = 2, .x_px = WINDOW_X_PX + 30, .y_px = WINDOW_Y_PX + 30};
	assert_int_equal(watched_inject(&f->watched, event), RESULT_OK);
	assert_true(window_wait(f->window.wheel == 2));
}

/* Another program's, or under Wine the nearest thing to a hand. */
static void press_f12(DWORD flags)
{
	INPUT key = {.type = INPUT_KEYBOARD, .ki = {.wVk = VK_F12, .dwFlags = flags}};
	SendInput(1, &key, sizeof key);
}

static void f12_closes_the_gate_and_its_repetitions_are_one_press(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 5; i++)
		press_f12(0);
	press_f12(KEYEVENTF_KEYUP);
	assert_true(window_wait(f->watched.f12 >= 1));
	assert_false(gate_lets_in(f->watched.gate));
	assert_false(f->watched.was_open_at_f12);
	struct input_event late = {.kind = INPUT_TEXT, .text = "late"};
	assert_int_equal(gate_inject(f->watched.gate, &late, f->watched.generation), RESULT_REFUSED);
	press_f12(0);
	press_f12(KEYEVENTF_KEYUP);
	assert_true(window_wait(f->watched.f12 >= 2));
	assert_int_equal(f->watched.f12, 2);
	assert_true(has_text(f, L""));
}

static void f12_is_never_injected(void **state)
{
	struct fixture *f = *state;
	struct input_event f12 = {.kind = INPUT_KEY, .code = INPUT_KEY_F12, .is_down = true};
	assert_int_equal(gate_inject(f->watched.gate, &f12, f->watched.generation), RESULT_BAD_ARGUMENT);
	assert_int_equal(f->watched.f12, 0);
}

static void what_is_held_is_let_go_when_control_ends(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(watched_key(&f->watched, 0xE1, true, INPUT_LEFT_SHIFT), RESULT_OK);
	assert_true(window_wait((GetAsyncKeyState(VK_SHIFT) & 0x8000) != 0));
	gate_close(f->watched.gate);
	assert_true(window_wait((GetAsyncKeyState(VK_SHIFT) & 0x8000) == 0));
	assert_true(window_wait(gate_is_settled(f->watched.gate)));
}

/* Longer than one proof is good for; a busy machine may be late with one, which counts as lost and comes
 * again. */
static void listening_is_proved_again_and_again(void **state)
{
	struct fixture *f = *state;
	int64_t until_ms = clock_now_ms() + 2 * GATE_PROOF_MS;
	while (clock_now_ms() < until_ms) {
		window_pump();
		clock_sleep_ms(20);
	}
	assert_true(window_wait(f->watched.proved == f->watched.lost + 1));
	watched_open(&f->watched);
	assert_true(gate_is_open(f->watched.gate, f->watched.generation, clock_now_ms()));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(text_of_any_script_arrives_exactly, set_up, tear_down),
		cmocka_unit_test_setup_teardown(keys_arrive_with_their_modifiers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_pointer_goes_to_the_very_pixel, set_up, tear_down),
		cmocka_unit_test_setup_teardown(buttons_and_wheel_reach_the_window_under_the_pointer, set_up,
	                                    tear_down),
		cmocka_unit_test_setup_teardown(f12_closes_the_gate_and_its_repetitions_are_one_press, set_up,
	                                    tear_down),
		cmocka_unit_test_setup_teardown(f12_is_never_injected, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_held_is_let_go_when_control_ends, set_up, tear_down),
		cmocka_unit_test_setup_teardown(listening_is_proved_again_and_again, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Keys, text, buttons, wheel and movement, through gate and guard into a real window of Windows; and F12, of
 * a hand and of a program; and hooks that Windows has dropped. Where a hand is meant that Windows does not
 * call injected, xdotool plays it, by the X server that Wine listens to.
 */
#include "support/unit.h"

#include "desktop/win32/hook.h"
#include "unit/desktop/watched.h"
#include "unit/desktop/win32_window.h"

#include <stdio.h>

/* The real backend, but Windows drops its hooks when the test says so. */
static struct input_backend real_or_dropped;
static _Atomic bool must_drop;

static enum result poll_or_drop(void *input, struct input_news *news)
{
	struct hook *hook = input; /* input.c has it first */
	if (must_drop) {
		UnhookWindowsHookEx(hook->keyboard);
		UnhookWindowsHookEx(hook->mouse);
		must_drop = false;
	}
	return desktop_input_backend.poll(input, news);
}

struct fixture {
	struct window window;
	struct watched watched;
};

static int start(void **state, const struct input_backend *backend)
{
	static struct fixture f;
	memset(&f, 0, sizeof f);
	window_open(&f.window, RGB(0, 0, 0));
	assert_int_equal(watched_start(&f.watched, backend, NULL), RESULT_OK);
	assert_true(window_wait(f.watched.proved > 0));
	watched_open(&f.watched);
	*state = &f;
	return 0;
}

static int set_up(void **state)
{
	return start(state, NULL);
}

static int set_up_dropped(void **state)
{
	real_or_dropped = desktop_input_backend;
	real_or_dropped.poll = poll_or_drop;
	must_drop = false;
	return start(state, &real_or_dropped);
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

static void drop_hooks(struct fixture *f)
{
	must_drop = true;
	wake_signal(gate_wake(f->watched.gate));
	assert_true(window_wait(!must_drop));
}

static void dropped_hooks_shut_the_gate_and_are_set_anew(void **state)
{
	struct fixture *f = *state;
	int proved = f->watched.proved, lost = f->watched.lost;
	drop_hooks(f);
	int64_t since_ms = clock_now_ms();
	assert_true(gate_lets_in(f->watched.gate)); /* nobody knows yet */
	while (clock_now_ms() - since_ms <= GATE_PROOF_MS)
		clock_sleep_ms(5);
	assert_false(gate_is_open(f->watched.gate, f->watched.generation, clock_now_ms()));
	assert_true(window_wait(f->watched.lost > lost));
	assert_int_equal(f->watched.lost_result, RESULT_TIMED_OUT);
	assert_true(window_wait(f->watched.proved > proved)); /* and so they hear again: */
	watched_open(&f->watched);
	press_f12(0);
	press_f12(KEYEVENTF_KEYUP);
	assert_true(window_wait(f->watched.f12 == 1));
	assert_false(gate_lets_in(f->watched.gate));
}

static void windows_own_hot_key_alone_closes_the_gate(void **state)
{
	struct fixture *f = *state;
	int lost = -1;
	/* On a busy machine the hooks may be back before F12 comes; then that shows nothing. */
	for (int tries = 0; tries < 5 && lost != f->watched.lost; tries++) {
		int f12 = f->watched.f12;
		if (tries > 0)
			watched_open(&f->watched);
		watched_tap(&f->watched, 0xE0, 0); /* after this F12 is swallowed for sure */
		assert_true(watched_settle(&f->watched));
		lost = f->watched.lost;
		drop_hooks(f);
		press_f12(0);
		press_f12(KEYEVENTF_KEYUP);
		assert_true(window_wait(f->watched.f12 > f12));
		assert_false(f->watched.was_open_at_f12);
		assert_false(gate_lets_in(f->watched.gate));
	}
	assert_int_equal(f->watched.lost, lost);
}

/* As the hand does it here, on the X server. Without xdotool (at a real Windows) false. */
static bool play_hand(const char *what)
{
	char line[700];
	STARTUPINFOA how = {.cb = sizeof how};
	PROCESS_INFORMATION started;
	snprintf(line, sizeof line, "Z:\\usr\\bin\\xdotool %s", what);
	if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &how, &started))
		return false;
	CloseHandle(started.hThread);
	CloseHandle(started.hProcess);
	return true;
}

static void assert_hand_holds_back(struct fixture *f, const char *what)
{
	assert_int_equal(f->watched.barrier, BARRIER_NONE);
	if (!play_hand(what))
		skip();
	assert_true(window_wait(f->watched.barrier == BARRIER_HAND));
	assert_true(gate_lets_in(f->watched.gate));
	assert_true(window_wait(f->watched.barrier == BARRIER_NONE)); /* the hand rests */
	watched_type(&f->watched, "x");
	assert_true(window_wait(has_text(f, L"x")));
}

/* More often than needed: a busy machine is late with some. */
static void remote_input_waits_while_a_hand_moves_the_mouse(void **state)
{
	char moves[600] = "mousemove 60 80";
	for (int x_px = 61; x_px < 80; x_px++) {
		char one[40];
		snprintf(one, sizeof one, " sleep 0.02 mousemove %d 90", x_px);
		strcat(moves, one);
	}
	assert_hand_holds_back(*state, moves);
}

static void remote_input_waits_while_a_hand_turns_the_wheel(void **state)
{
	assert_hand_holds_back(*state, "mousemove 60 80 click 4");
}

static void remote_movement_is_no_hand(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 40; i++) {
		struct input_event move = {
			.kind = INPUT_MOVE, .x_px = (int16_t)(WINDOW_X_PX + 20 + i), .y_px = WINDOW_Y_PX + 30};
		assert_int_equal(watched_inject(&f->watched, move), RESULT_OK);
		window_pump();
		clock_sleep_ms(5);
	}
	assert_true(window_wait(pointer_is_at(WINDOW_X_PX + 59, WINDOW_Y_PX + 30)));
	assert_int_equal(f->watched.barriers, 0);
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
		cmocka_unit_test_setup_teardown(dropped_hooks_shut_the_gate_and_are_set_anew, set_up_dropped,
	                                    tear_down),
		cmocka_unit_test_setup_teardown(windows_own_hot_key_alone_closes_the_gate, set_up_dropped, tear_down),
		cmocka_unit_test_setup_teardown(remote_input_waits_while_a_hand_moves_the_mouse, set_up, tear_down),
		cmocka_unit_test_setup_teardown(remote_input_waits_while_a_hand_turns_the_wheel, set_up, tear_down),
		cmocka_unit_test_setup_teardown(remote_movement_is_no_hand, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

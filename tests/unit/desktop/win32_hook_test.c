/* What the hooks make of what Windows tells them, and of probes that never come back. What is of a hand can't
 * be made under Wine but by X itself (win32_input_test), so it is said here as Windows would say it. */
#include "support/unit.h"

#include "base/clock.h"
#include "desktop/win32/hook.h"
#include "unit/desktop/win32_send_input.h"

#include <string.h>

enum { PATIENCE_MS = 8000, HAND = 0, PROGRAM = 1 };

static int set_up(void **state)
{
	static struct hook hook;
	memset(&send_input, 0, sizeof send_input);
	assert_int_equal(hook_open(&hook), RESULT_OK);
	*state = &hook;
	return 0;
}

static int tear_down(void **state)
{
	hook_close(*state);
	return 0;
}

static bool is_proved_within(struct hook *hook, int patience_ms)
{
	struct input_news news = {0};
	for (int waited_ms = 0; !news.is_proved && waited_ms <= patience_ms; waited_ms += 5) {
		hook_poll(hook, &news);
		clock_sleep_ms(5);
	}
	return news.is_proved;
}

static struct input_news news_of(struct hook *hook)
{
	struct input_news news = hook->news;
	hook->news = (struct input_news){0};
	return news;
}

static void key(struct hook *hook, DWORD code, bool is_down, DWORD flags)
{
	const KBDLLHOOKSTRUCT about = {.vkCode = code, .flags = flags};
	hook_take_key(hook, is_down ? WM_KEYDOWN : WM_KEYUP, &about);
}

static bool answer(struct hook *hook, ULONG_PTR mark)
{
	const KBDLLHOOKSTRUCT about = {.vkCode = 0xE8, .dwExtraInfo = mark, .flags = LLKHF_INJECTED};
	return hook_take_key(hook, WM_KEYUP, &about);
}

static void after_a_probe_that_was_dropped_the_next_one_proves(void **state)
{
	struct hook *hook = *state;
	send_input.is_dropped = true;
	hook_probe(hook);
	assert_false(is_proved_within(hook, 100));
	send_input.is_dropped = false;
	hook_probe(hook);
	assert_true(is_proved_within(hook, PATIENCE_MS));
}

static void after_probes_that_were_refused_the_next_one_proves(void **state)
{
	struct hook *hook = *state;
	send_input.is_refused = true;
	hook_probe(hook);
	hook_probe(hook);
	send_input.is_refused = false;
	hook_probe(hook);
	assert_true(is_proved_within(hook, PATIENCE_MS));
}

static void hooks_that_windows_dropped_are_set_anew(void **state)
{
	struct hook *hook = *state;
	UnhookWindowsHookEx(hook->keyboard);
	UnhookWindowsHookEx(hook->mouse);
	hook_probe(hook);
	assert_false(is_proved_within(hook, 300));
	hook_probe(hook); /* the first one's answer is late */
	assert_true(is_proved_within(hook, PATIENCE_MS));
}

static void only_the_newest_probe_proves_and_once(void **state)
{
	struct hook *hook = *state;
	send_input.is_dropped = true;
	hook_probe(hook);
	ULONG_PTR first = send_input.mark;
	hook_probe(hook);
	ULONG_PTR second = send_input.mark;
	assert_int_not_equal(first, second);
	answer(hook, first);
	assert_false(news_of(hook).is_proved);
	assert_true(answer(hook, second)); /* goes no further */
	assert_true(news_of(hook).is_proved);
	assert_false(answer(hook, second));
	assert_false(news_of(hook).is_proved);
}

static void another_programs_probe_goes_on_to_it_and_is_nobodys_press(void **state)
{
	struct hook *hook = *state;
	send_input.is_dropped = true;
	hook_probe(hook);
	assert_false(answer(hook, send_input.mark ^ 0x100));
	struct input_news news = news_of(hook);
	assert_false(news.is_proved || news.is_hand || news.is_program);
}

/* Its release went to a window of higher rights, say. */
static void f12_whose_release_was_missed_is_heard_again(void **state)
{
	struct hook *hook = *state;
	send_input.is_dropped = true;
	key(hook, VK_F12, true, 0);
	assert_true(news_of(hook).is_f12);
	key(hook, VK_F12, true, 0);
	assert_false(news_of(hook).is_f12); /* a repetition */
	hook_probe(hook);
	hook_probe(hook);
	key(hook, VK_F12, true, 0);
	assert_true(news_of(hook).is_f12);
}

static void keys_of_a_hand_count_pressed_and_released(void **state)
{
	struct hook *hook = *state;
	for (int is_down = 0; is_down <= 1; is_down++) {
		key(hook, 'A', is_down, 0);
		struct input_news news = news_of(hook);
		assert_true(news.is_hand && !news.is_program);
		key(hook, 'A', is_down, LLKHF_INJECTED);
		news = news_of(hook);
		assert_true(!news.is_hand && news.is_program == (is_down == 1));
	}
}

static void buttons_and_wheel_of_a_hand_count(void **state)
{
	struct hook *hook = *state;
	static const struct {
		WPARAM message;
		bool is_release;
	} all[] = {{WM_LBUTTONDOWN, false}, {WM_RBUTTONDOWN, false}, {WM_MBUTTONDOWN, false},
	           {WM_XBUTTONDOWN, false}, {WM_MOUSEWHEEL, false},  {WM_MOUSEHWHEEL, false},
	           {WM_LBUTTONUP, true},    {WM_RBUTTONUP, true},    {WM_MBUTTONUP, true},
	           {WM_XBUTTONUP, true}};
	const MSLLHOOKSTRUCT of[] = {[HAND] = {.flags = 0}, [PROGRAM] = {.flags = LLMHF_INJECTED}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		hook_take_mouse(hook, all[i].message, &of[HAND]);
		struct input_news news = news_of(hook);
		assert_true(news.is_hand && !news.is_program);
		hook_take_mouse(hook, all[i].message, &of[PROGRAM]);
		news = news_of(hook);
		assert_true(!news.is_hand && news.is_program == !all[i].is_release);
	}
}

static int motions(struct hook *hook, LONG x_px, DWORD flags)
{
	const MSLLHOOKSTRUCT about = {.pt = {x_px, 7}, .flags = flags};
	hook_take_mouse(hook, WM_MOUSEMOVE, &about);
	struct input_news news = news_of(hook);
	assert_false(news.is_hand || news.is_program);
	return news.hand_motions;
}

static void movements_of_a_hand_count_under_control(void **state)
{
	struct hook *hook = *state;
	assert_int_equal(motions(hook, 1, 0), 0);
	hook->is_swallowing = true;
	assert_int_equal(motions(hook, 2, 0), 1);
	assert_int_equal(motions(hook, 2, 0), 0); /* it is where it was: an echo */
	assert_int_equal(motions(hook, 3, LLMHF_INJECTED), 0);
	assert_int_equal(motions(hook, 3, 0), 0);
	assert_int_equal(motions(hook, 4, 0), 1);
	hook->is_swallowing = false;
	assert_int_equal(motions(hook, 5, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(after_a_probe_that_was_dropped_the_next_one_proves, set_up,
	                                    tear_down),
		cmocka_unit_test_setup_teardown(after_probes_that_were_refused_the_next_one_proves, set_up,
	                                    tear_down),
		cmocka_unit_test_setup_teardown(hooks_that_windows_dropped_are_set_anew, set_up, tear_down),
		cmocka_unit_test_setup_teardown(only_the_newest_probe_proves_and_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_programs_probe_goes_on_to_it_and_is_nobodys_press, set_up,
	                                    tear_down),
		cmocka_unit_test_setup_teardown(f12_whose_release_was_missed_is_heard_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(keys_of_a_hand_count_pressed_and_released, set_up, tear_down),
		cmocka_unit_test_setup_teardown(buttons_and_wheel_of_a_hand_count, set_up, tear_down),
		cmocka_unit_test_setup_teardown(movements_of_a_hand_count_under_control, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("win32 hook", tests, NULL, NULL);
}

/* How often chosen applications are looked at: what wakes it. Whether something was the hook's own probe says
 * the test. */
#include "support/unit.h"

#include "base/clock.h"
#include "desktop/win32/hook.h"
#include "desktop/win32/window_capture.h"

enum { NO_KEY = 0xE8 /* that no keyboard has */, FAR_US = 1000000000 };

static bool is_probe;
static struct window_capture capture;

bool hook_was_probe(DWORD tick)
{
	(void)tick;
	return is_probe;
}

static DWORD last_tick(void)
{
	LASTINPUTINFO last = {.cbSize = sizeof last};
	assert_true(GetLastInputInfo(&last));
	return last.dwTime;
}

/* Until Windows counts it as something new. */
static void press(void)
{
	INPUT key = {.type = INPUT_KEYBOARD, .ki = {.wVk = NO_KEY, .dwFlags = KEYEVENTF_KEYUP}};
	DWORD before = last_tick();
	do {
		clock_sleep_ms(20);
		assert_int_equal(SendInput(1, &key, sizeof key), 1);
	} while (last_tick() == before);
}

/* True: from now on it is looked at often. */
static bool wakes(void)
{
	struct share_choice choice = {.kind = SHARE_APPLICATIONS};
	struct region damage = {.count = 0};
	int again_ms;
	press();
	capture.is_whole = true;
	capture.tempo = (struct tempo){.looked_us = clock_now_us() + FAR_US}; /* no look now */
	window_capture_poll(&capture, &choice, &damage, &again_ms);
	return capture.tempo.active_us != 0;
}

static void a_hand_wakes_it_and_the_probe_of_the_hook_does_not(void **state)
{
	(void)state;
	assert_int_equal(window_capture_open(&capture, (struct rect){0, 0, 64, 48}), RESULT_OK);
	is_probe = true;
	assert_false(wakes());
	is_probe = false;
	assert_true(wakes());
	window_capture_close(&capture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hand_wakes_it_and_the_probe_of_the_hook_does_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Who has higher rights, what is another desktop, and how that becomes a barrier. UAC itself is for
 * CHECKLIST.md. */
#include "support/unit.h"

#include "base/clock.h"
#include "desktop/backend.h"
#include "desktop/win32/barring.h"
#include "desktop/win32/inject.h"
#include "desktop/win32/rights.h"
#include "desktop/win32/secure_desktop.h"
#include "unit/desktop/win32_send_input.h"

#include <string.h>

/* Who stands before Windows' own for the window that is looked at; 0: nobody. */
static DWORD owner;

static DWORD WINAPI owner_of(HWND window, DWORD *process_id)
{
	*process_id = owner != 0 ? owner : GetCurrentProcessId();
	return window == NULL ? 0 : 1;
}

DWORD(WINAPI *__imp_GetWindowThreadProcessId)(HWND, DWORD *) = owner_of;

enum { NOT_TO_BE_SEEN = 0xFFFFFFF0, MEDIUM = 0x2000, HIGH = 0x3000, SYSTEM_LEVEL = 0x4000 };

static void higher_is_by_level_by_elevation_and_by_what_may_not_be_seen(void **state)
{
	(void)state;
	static const struct {
		struct rights their, our;
		bool is_higher;
	} cases[] = {
		{{true, MEDIUM, false}, {true, MEDIUM, false}, false},
		{{true, HIGH, true}, {true, MEDIUM, false}, true},
		{{true, MEDIUM, false}, {true, HIGH, true}, false},
		{{true, HIGH, true}, {true, HIGH, true}, false},
		{{true, SYSTEM_LEVEL, true}, {true, HIGH, true}, true},
		{{true, HIGH, true}, {true, HIGH, false}, true}, /* Wine: one level for all */
		{{true, HIGH, false}, {true, HIGH, true}, false},
		{{.is_known = false}, {true, MEDIUM, false}, true}, /* access denied */
		{{.is_known = false}, {true, HIGH, true}, true},
		{{true, HIGH, true}, {.is_known = false}, false}, /* nothing is known of us: input shows it */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(rights_are_higher(&cases[i].their, &cases[i].our), cases[i].is_higher);
}

static void our_own_rights_are_known_and_not_higher(void **state)
{
	(void)state;
	struct rights own = rights_of(GetCurrentProcessId()), nobody = rights_of(0xFFFFFFF0);
	assert_true(own.is_known);
	assert_true(own.level >= MEDIUM);
	assert_false(rights_are_higher(&own, &own));
	assert_false(nobody.is_known);
}

static void another_desktop_is_one_with_another_name_or_none(void **state)
{
	(void)state;
	assert_false(secure_desktop_is_another(L"Default", L"Default"));
	assert_false(secure_desktop_is_another(L"default", L"Default"));
	assert_true(secure_desktop_is_another(L"Winlogon", L"Default"));
	assert_true(secure_desktop_is_another(L"Screen-saver", L"Default"));
	assert_true(secure_desktop_is_another(NULL, L"Default")); /* it may not be opened */
	assert_false(secure_desktop_is_another(L"Default", NULL));
	assert_false(secure_desktop_is_shown());
}

static void nothing_bars_a_desktop_of_our_own(void **state)
{
	(void)state;
	struct barring barring;
	barring_open(&barring);
	assert_int_equal(barring_poll(&barring, 1000), BARRIER_NONE);
	assert_int_equal(barring.looked_ms, 1000);
	assert_int_equal(barring_poll(&barring, 1050), BARRIER_NONE);
	assert_int_equal(barring.looked_ms, 1000); /* not so often */
	assert_int_equal(barring_poll(&barring, 1200), BARRIER_NONE);
	assert_int_equal(barring.looked_ms, 1200);
	barring.must_look = true; /* Windows says that something is in front */
	barring_poll(&barring, 1201);
	assert_int_equal(barring.looked_ms, 1201);
	barring_close(&barring);
}

/* Windows would take the release now and throw it away, and the key would stay down. */
static void what_is_let_go_before_a_barrier_goes_up_behind_it(void **state)
{
	(void)state;
	struct inject inject = {.is_down[4] = true, .is_button_down[1] = true};
	const struct input_event key = {.kind = INPUT_KEY, .code = 4}, button = {.kind = INPUT_BUTTON, .code = 1},
							 never = {.kind = INPUT_KEY, .code = 5};
	inject.is_barred = true;
	assert_int_equal(inject_step(&inject, &key), RESULT_OK);
	assert_int_equal(inject_step(&inject, &button), RESULT_OK);
	assert_int_equal(inject_step(&inject, &never), RESULT_OK);
	inject_retry(&inject);
	assert_true(inject.is_down[4] && inject.is_stuck[4]);
	assert_true(inject.is_button_down[1] && inject.is_button_stuck[1]);
	assert_false(inject.is_stuck[5]); /* was not pressed by us */
	inject.is_barred = false;
	inject_retry(&inject);
	assert_false(inject.is_down[4] || inject.is_stuck[4]);
	assert_false(inject.is_button_down[1] || inject.is_button_stuck[1]);
	assert_false(inject.has_stuck);
}

/* Else it would stay down here for good. */
static void a_button_whose_release_windows_refuses_goes_up_later(void **state)
{
	(void)state;
	memset(&send_input, 0, sizeof send_input);
	struct inject inject = {.is_button_down[1] = true};
	const struct input_event button = {.kind = INPUT_BUTTON, .code = 1};
	send_input.is_refused = true;
	assert_int_equal(inject_step(&inject, &button), RESULT_UNSUPPORTED);
	inject_retry(&inject); /* refused once more */
	assert_true(inject.is_button_down[1] && inject.is_button_stuck[1] && inject.has_stuck);
	send_input.is_refused = false;
	inject_retry(&inject);
	assert_false(inject.is_button_down[1] || inject.is_button_stuck[1] || inject.has_stuck);
	assert_int_equal(send_input.calls, 3);
	inject_retry(&inject);
	assert_int_equal(send_input.calls, 3);
}

static void no_button_is_pressed_on_a_window_of_higher_rights(void **state)
{
	(void)state;
	memset(&send_input, 0, sizeof send_input);
	send_input.is_dropped = true;
	struct inject inject = {0};
	const struct input_event press = {.kind = INPUT_BUTTON, .code = 1, .is_down = true, .x_px = 5, .y_px = 5},
							 release = {.kind = INPUT_BUTTON, .code = 1, .x_px = 5, .y_px = 5};
	owner = NOT_TO_BE_SEEN;
	assert_true(rights_at(5, 5));
	assert_int_equal(inject_step(&inject, &press), RESULT_UNSUPPORTED);
	assert_true(inject.was_refused);
	inject.was_refused = false;
	assert_int_equal(inject_step(&inject, &release), RESULT_UNSUPPORTED); /* was not pressed by us */
	assert_int_equal(send_input.calls, 0);
	owner = 0;
	assert_false(rights_at(5, 5));
	assert_int_equal(inject_step(&inject, &press), RESULT_OK);
	owner = NOT_TO_BE_SEEN; /* what we hold we let go of wherever that may be */
	assert_int_equal(inject_step(&inject, &release), RESULT_OK);
	assert_false(inject.was_refused);
	assert_int_equal(send_input.calls, 2);
	owner = 0;
}

static void a_refused_press_is_news_once_and_no_barrier(void **state)
{
	(void)state;
	void *input;
	struct input_news news = {0};
	const struct input_event press = {.kind = INPUT_BUTTON, .code = 1, .is_down = true, .x_px = 5, .y_px = 5};
	assert_int_equal(desktop_input_backend.open(&input, NULL), RESULT_OK);
	owner = NOT_TO_BE_SEEN;
	assert_int_equal(desktop_input_backend.inject(input, &press), RESULT_UNSUPPORTED);
	owner = 0;
	assert_int_equal(desktop_input_backend.poll(input, &news), RESULT_OK);
	assert_int_equal(news.refused, BARRIER_RIGHTS);
	assert_int_equal(news.barrier, BARRIER_NONE);
	news = (struct input_news){0};
	assert_int_equal(desktop_input_backend.poll(input, &news), RESULT_OK);
	assert_int_equal(news.refused, BARRIER_NONE);
	desktop_input_backend.close(input);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(higher_is_by_level_by_elevation_and_by_what_may_not_be_seen),
		cmocka_unit_test(our_own_rights_are_known_and_not_higher),
		cmocka_unit_test(another_desktop_is_one_with_another_name_or_none),
		cmocka_unit_test(nothing_bars_a_desktop_of_our_own),
		cmocka_unit_test(what_is_let_go_before_a_barrier_goes_up_behind_it),
		cmocka_unit_test(a_button_whose_release_windows_refuses_goes_up_later),
		cmocka_unit_test(no_button_is_pressed_on_a_window_of_higher_rights),
		cmocka_unit_test(a_refused_press_is_news_once_and_no_barrier),
	};
	return cmocka_run_group_tests_name("win32 rights", tests, NULL, NULL);
}

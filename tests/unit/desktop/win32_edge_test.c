/*
 * The coloured frame on Windows: what a person sees at the screen itself, what an operator gets of it, and
 * what a pointer finds there. Wine does not know how to leave a window out of what is read, so what is tested
 * here is the cut.
 */
#include "support/unit.h"

#include "desktop/desktop.h"
#include "desktop/frame_sides.h"
#include "unit/desktop/win32_window.h"

static struct desktop *desktop;
static struct image screen;
static struct window other; /* somebody else's, above all others but the frame */

static uint32_t seen_at(int x_px, int y_px)
{
	HDC all = GetDC(NULL);
	COLORREF colour = GetPixel(all, x_px, y_px);
	ReleaseDC(NULL, all);
	return (uint32_t)(GetRValue(colour) << 16 | GetGValue(colour) << 8 | GetBValue(colour));
}

static void look(void)
{
	struct desktop_news news;
	struct region changed;
	window_pump();
	assert_int_equal(desktop_poll(desktop, &news), RESULT_OK);
	if (news.is_damaged)
		assert_int_equal(desktop_capture(desktop, &screen, &changed), RESULT_OK);
}

static bool sees(int x_px, int y_px, uint32_t colour)
{
	look();
	return seen_at(x_px, y_px) == colour;
}

static bool gives(int x_px, int y_px, uint32_t colour)
{
	look();
	return screen.pixels != NULL && (image_row(&screen, y_px)[x_px] & 0xFFFFFF) == colour;
}

static DWORD WINAPI be_other(void *ready)
{
	window_open(&other, RGB(0xE0, 0x10, 0xF0));
	SetEvent((HANDLE)ready);
	MSG message;
	while (GetMessageW(&message, NULL, 0, 0) > 0)
		DispatchMessageW(&message);
	window_close(&other);
	return 0;
}

static DWORD other_thread;
static HANDLE other_handle;

static int set_up(void **state)
{
	(void)state;
	HANDLE ready = CreateEventW(NULL, TRUE, FALSE, NULL);
	SetCursorPos(300, 300);
	other_handle = CreateThread(NULL, 0, be_other, ready, 0, &other_thread);
	WaitForSingleObject(ready, 10000);
	CloseHandle(ready);
	assert_int_equal(desktop_open(&desktop, NULL), RESULT_OK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	desktop_close(desktop);
	image_finish(&screen);
	screen = (struct image){0};
	PostThreadMessageW(other_thread, WM_QUIT, 0, 0);
	WaitForSingleObject(other_handle, 10000);
	CloseHandle(other_handle);
	window_self = 0;
	return 0;
}

static const struct share_choice ALL = {.kind = SHARE_EVERYTHING, .has_frame = true};

static void a_frame_says_what_is_shared(void **state)
{
	(void)state;
	int right_px = GetSystemMetrics(SM_CXVIRTUALSCREEN) - 1,
		low_px = GetSystemMetrics(SM_CYVIRTUALSCREEN) - 1;
	assert_true(window_wait(seen_at(1, 200) != FRAME_COLOUR));
	assert_int_equal(desktop_choose(desktop, &ALL), RESULT_OK);
	assert_true(window_wait(sees(1, 200, FRAME_COLOUR) && sees(right_px, low_px, FRAME_COLOUR)));
	assert_true(sees(right_px / 2, 0, FRAME_COLOUR));
	assert_int_not_equal(seen_at(FRAME_PX, 200), FRAME_COLOUR);
	assert_int_equal(desktop_share(desktop, SHARE_NOTHING), RESULT_OK);
	assert_true(window_wait(!sees(1, 200, FRAME_COLOUR) && !sees(right_px, low_px, FRAME_COLOUR)));
}

static void it_is_never_in_the_picture(void **state)
{
	(void)state;
	window_self = GetCurrentProcessId();
	assert_int_equal(desktop_choose(desktop, &ALL), RESULT_OK);
	assert_true(window_wait(sees(1, 200, FRAME_COLOUR) && gives(1, 200, SHARE_CALM)));
	for (int i = 0; i < 20; i++) {
		look();
		for (int y = 0; y < screen.height_px; y++) {
			for (int x = 0; x < screen.width_px; x++)
				assert_int_not_equal(image_row(&screen, y)[x] & 0xFFFFFF, FRAME_COLOUR);
		}
	}
	/* The control: were it somebody else's, it would be. */
	window_self = 0;
	desktop_damage_all(desktop);
	SetWindowPos(other.handle, NULL, 41, 60, 0, 0, SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE);
	assert_true(window_wait((desktop_damage_all(desktop), gives(1, 200, FRAME_COLOUR))));
}

static void a_pointer_finds_what_is_below_it(void **state)
{
	(void)state;
	SetWindowPos(other.handle, HWND_TOPMOST, 0, 100, 0, 0, SWP_NOSIZE | SWP_NOACTIVATE);
	assert_int_equal(desktop_choose(desktop, &ALL), RESULT_OK);
	assert_true(window_wait(sees(1, 200, FRAME_COLOUR)));
	assert_ptr_equal(WindowFromPoint((POINT){1, 150}), other.handle);
	SetCursorPos(1, 150);
	mouse_event(MOUSEEVENTF_LEFTDOWN, 0, 0, 0, 0);
	mouse_event(MOUSEEVENTF_LEFTUP, 0, 0, 0, 0);
	assert_true(window_wait((look(), other.left_downs == 1)));
	assert_true(GetForegroundWindow() == other.handle);
}

static void it_comes_back_above_what_covers_it(void **state)
{
	(void)state;
	assert_int_equal(desktop_choose(desktop, &ALL), RESULT_OK);
	assert_true(window_wait(sees(1, 200, FRAME_COLOUR)));
	SetWindowPos(other.handle, HWND_TOPMOST, 0, 100, 0, 0, SWP_NOSIZE | SWP_NOACTIVATE);
	assert_true(window_wait(sees(20, 200, 0xE010F0)));
	assert_true(window_wait(sees(1, 200, FRAME_COLOUR)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_frame_says_what_is_shared, set_up, tear_down),
		cmocka_unit_test_setup_teardown(it_is_never_in_the_picture, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_pointer_finds_what_is_below_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(it_comes_back_above_what_covers_it, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Chosen applications on Windows: windows of another process (this test, started again as a child that draws
 * what it is told) are shared or not, and nothing but the shared one's pixels ever comes out. Under Wine
 * windows are read from their own drawing area, on Windows they draw themselves.
 */
#include "support/unit.h"

#include "base/win32/wide.h"
#include "desktop/applications.h"
#include "desktop/desktop.h"
#include "desktop/windows.h"
#include "support/noise.h"
#include "unit/desktop/win32_window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHARED_X_PX = 100,
	SHARED_Y_PX = 80,
	SHARED_WIDTH_PX = 320,
	SHARED_HEIGHT_PX = 240,
	MOVES = 100,
	SECRET = 0xE010F0, /* of the window that is not shared: nowhere else */
	SHARED = 0x20B040,
};

struct child {
	PROCESS_INFORMATION process;
	HWND window;
};

static struct child shared, secret;
static struct desktop *desktop;
static struct image screen;

/* --- the child: one window of one colour, until it is ended
 * ------------------------------------------------------------ */

static COLORREF colour_of(uint32_t pixel)
{
	return RGB(pixel >> 16 & 0xFF, pixel >> 8 & 0xFF, pixel & 0xFF);
}

static int be_child(const char *name, uint32_t pixel, int x_px, int y_px)
{
	WNDCLASSW class = {.lpfnWndProc = window_message,
	                   .hInstance = GetModuleHandleW(NULL),
	                   .lpszClassName = L"LotseTestChild"};
	class.hCursor = LoadCursorW(NULL, (LPCWSTR)IDC_ARROW);
	struct window window = {.colour = colour_of(pixel)};
	wchar_t title[32];
	MSG message;

	wide_from_text(title, 32, name);
	RegisterClassW(&class);
	window.handle = CreateWindowExW(WS_EX_TOOLWINDOW, L"LotseTestChild", title, WS_POPUP, x_px, y_px,
	                                SHARED_WIDTH_PX, SHARED_HEIGHT_PX, NULL, NULL, class.hInstance, NULL);
	SetWindowLongPtrW(window.handle, GWLP_USERDATA, (LONG_PTR)&window);
	ShowWindow(window.handle, SW_SHOWNOACTIVATE);
	while (GetMessageW(&message, NULL, 0, 0) > 0)
		DispatchMessageW(&message);
	return 0;
}

static struct child start_child(const char *name, uint32_t pixel, int x_px, int y_px)
{
	struct child child = {0};
	char path[MAX_PATH], line[MAX_PATH + 100];
	STARTUPINFOA startup = {.cb = sizeof startup};

	GetModuleFileNameA(NULL, path, sizeof path);
	snprintf(line, sizeof line, "\"%s\" %s %u %d %d", path, name, pixel, x_px, y_px);
	assert_true(CreateProcessA(path, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &child.process));
	assert_true(window_wait((child.window = FindWindowA("LotseTestChild", name)) != NULL &&
	                        IsWindowVisible(child.window)));
	return child;
}

static void end_child(struct child *child)
{
	TerminateProcess(child->process.hProcess, 0);
	WaitForSingleObject(child->process.hProcess, 5000);
	CloseHandle(child->process.hProcess);
	CloseHandle(child->process.hThread);
	*child = (struct child){0};
}

/* --- looking
 * ----------------------------------------------------------------------------------------------------------
 */

static uint64_t program_of(HWND window)
{
	struct window_info infos[64];
	void *windows;
	uint64_t found = 0;

	assert_int_equal(desktop_windows_backend.open(&windows, NULL), RESULT_OK);
	size_t count = desktop_windows_backend.list(windows, infos, 64);
	for (size_t i = 0; i < count; i++) {
		if (infos[i].window == (uint64_t)(uintptr_t)window)
			found = infos[i].owner.programs[0];
	}
	desktop_windows_backend.close(windows);
	return found;
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

static uint32_t pixel_at(int x_px, int y_px)
{
	look();
	return screen.pixels == NULL ? 0 : image_row(&screen, y_px)[x_px] & 0xFFFFFF;
}

static int count_of(uint32_t pixel)
{
	int count = 0;

	for (int y = 0; y < screen.height_px; y++) {
		for (int x = 0; x < screen.width_px; x++)
			count += (image_row(&screen, y)[x] & 0xFFFFFF) == pixel;
	}
	return count;
}

static bool is_exact(void)
{
	look();
	return count_of(SHARED) == SHARED_WIDTH_PX * SHARED_HEIGHT_PX &&
	       count_of(SHARE_CALM) == screen.width_px * screen.height_px - SHARED_WIDTH_PX * SHARED_HEIGHT_PX;
}

static int begin(void **state)
{
	(void)state;
	secret = start_child("secret", SECRET, 500, 400);
	shared = start_child("shared", SHARED, SHARED_X_PX, SHARED_Y_PX);
	assert_int_equal(desktop_open(&desktop, NULL), RESULT_OK);
	struct share_choice choice = {
		.kind = SHARE_APPLICATIONS, .application_count = 1, .applications = {program_of(shared.window)}};
	assert_int_not_equal(choice.applications[0], 0);
	assert_int_equal(desktop_choose(desktop, &choice), RESULT_OK);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	desktop_close(desktop);
	image_finish(&screen);
	end_child(&shared);
	end_child(&secret);
	return 0;
}

static void the_shared_window_is_exact_and_all_else_is_calm(void **state)
{
	(void)state;
	assert_true(window_wait(is_exact()));
	assert_int_equal(pixel_at(SHARED_X_PX, SHARED_Y_PX), SHARED);
	assert_int_equal(pixel_at(SHARED_X_PX - 1, SHARED_Y_PX), SHARE_CALM);
}

static void the_window_that_is_not_shared_never_appears(void **state)
{
	struct noise noise = noise_start(4711);
	int looks = 0;

	(void)state;
	assert_true(window_wait(is_exact()));
	for (int i = 0; i < MOVES; i++) {
		int x = SHARED_X_PX + (int)noise_below(&noise, 400) - 250,
			y = SHARED_Y_PX + (int)noise_below(&noise, 300) - 200;
		UINT flags = SWP_NOACTIVATE | (i % 7 == 3 ? SWP_HIDEWINDOW : SWP_SHOWWINDOW);
		SetWindowPos(secret.window, i % 3 == 0 ? HWND_BOTTOM : HWND_TOP, x, y,
		             50 + (int)noise_below(&noise, 400), 50 + (int)noise_below(&noise, 300), flags);
		for (int k = 0; k < 4; k++, looks++) {
			look();
			assert_int_equal(count_of(SECRET), 0);
		}
	}
	SetWindowPos(secret.window, HWND_TOP, 500, 400, SHARED_WIDTH_PX, SHARED_HEIGHT_PX,
	             SWP_SHOWWINDOW | SWP_NOACTIVATE);
	assert_true(window_wait(is_exact()));
	print_message("%d looks\n", looks);
}

static void a_covered_window_stays_exact(void **state)
{
	(void)state;
	assert_true(window_wait(is_exact()));
	SetWindowPos(secret.window, HWND_TOP, SHARED_X_PX + 50, SHARED_Y_PX + 50, 100, 100,
	             SWP_SHOWWINDOW | SWP_NOACTIVATE);
	for (int i = 0; i < 50; i++) {
		clock_sleep_ms(5);
		look();
	}
	assert_true(is_exact());
}

static void moved_minimised_and_gone_windows_are_followed(void **state)
{
	(void)state;
	assert_true(window_wait(is_exact()));
	SetWindowPos(shared.window, HWND_TOP, 200, 300, 0, 0, SWP_NOSIZE | SWP_NOACTIVATE);
	assert_true(
		window_wait(pixel_at(200, 300) == SHARED && pixel_at(SHARED_X_PX, SHARED_Y_PX) == SHARE_CALM));
	ShowWindow(shared.window, SW_HIDE);
	assert_true(window_wait(pixel_at(200, 300) == SHARE_CALM && count_of(SHARED) == 0));
	ShowWindow(shared.window, SW_SHOWNOACTIVATE);
	assert_true(window_wait(pixel_at(200, 300) == SHARED));
	end_child(&shared);
	assert_true(window_wait(pixel_at(200, 300) == SHARE_CALM &&
	                        count_of(SHARE_CALM) == screen.width_px * screen.height_px));
	shared = start_child("shared", SHARED, SHARED_X_PX, SHARED_Y_PX);
	for (int i = 0; i < 30; i++)
		look();
	assert_int_equal(count_of(SHARED), 0); /* the same file, but another program */
}

static void the_pointer_is_told_of_over_shared_windows_alone(void **state)
{
	struct desktop_cursor cursor;

	(void)state;
	assert_true(window_wait(is_exact()));
	/* Its shape is of another process, which under Wine can't be read: so it is the place that is looked at.
	 */
	SetForegroundWindow(shared.window);
	SetCursorPos(SHARED_X_PX + 30, SHARED_Y_PX + 20);
	assert_true(window_wait((look(), desktop_cursor(desktop, &cursor), cursor.x_px == SHARED_X_PX + 30)));
	assert_int_equal(cursor.y_px, SHARED_Y_PX + 20);
	/* Said again each time: Wine takes an older movement for a newer one now and then. */
	assert_true(window_wait((SetCursorPos(SHARED_X_PX - 30, SHARED_Y_PX + 20), look(),
	                         desktop_cursor(desktop, &cursor), cursor.x_px < 0)));
	assert_false(cursor.is_visible);
	assert_null(cursor.shape.pixels);
}

static void each_program_is_listed_with_its_name_and_picture(void **state)
{
	static struct desktop_application found[APPLICATIONS_MAX];
	size_t count = 0;
	size_t its = APPLICATIONS_MAX;

	(void)state;
	assert_int_equal(desktop_applications(NULL, found, APPLICATIONS_MAX, &count), RESULT_OK);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(found[i].title, "shared") == 0)
			its = i;
	}
	assert_true(its < count);
	assert_true(strncmp(found[its].name, "test-desktop-win32_app", 22) == 0);
	assert_int_equal(found[its].window_count, 1);
	assert_non_null(found[its].picture.pixels);
	assert_int_equal(image_row(&found[its].picture, 10)[10] & 0xFFFFFF, SHARED);
	applications_finish(found, count);
}

static void the_guard_is_told_whose_windows_are_where(void **state)
{
	struct window_owner owner;
	void *windows;
	uint64_t program = program_of(shared.window);

	(void)state;
	assert_int_equal(desktop_windows_backend.open(&windows, NULL), RESULT_OK);
	SetWindowPos(shared.window, HWND_TOP, 0, 0, 0, 0, SWP_NOMOVE | SWP_NOSIZE | SWP_NOACTIVATE);
	struct rect place = {SHARED_X_PX + 5, SHARED_Y_PX + 5, 1, 1};
	assert_true(
		window_wait(desktop_windows_backend.at(windows, &place, &owner) && owner.programs[0] == program));
	assert_false(owner.is_own);
	SetCursorPos(SHARED_X_PX + 5, SHARED_Y_PX + 5);
	assert_true(
		window_wait(desktop_windows_backend.at(windows, NULL, &owner) && owner.programs[0] == program));
	place = (struct rect){1200, 700, 1, 1};
	assert_false(desktop_windows_backend.at(windows, &place, &owner) && owner.programs[0] == program);
	desktop_windows_backend.close(windows);
}

int main(int count, char **words)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_shared_window_is_exact_and_all_else_is_calm, begin, finish),
		cmocka_unit_test_setup_teardown(the_window_that_is_not_shared_never_appears, begin, finish),
		cmocka_unit_test_setup_teardown(a_covered_window_stays_exact, begin, finish),
		cmocka_unit_test_setup_teardown(moved_minimised_and_gone_windows_are_followed, begin, finish),
		cmocka_unit_test_setup_teardown(the_pointer_is_told_of_over_shared_windows_alone, begin, finish),
		cmocka_unit_test_setup_teardown(each_program_is_listed_with_its_name_and_picture, begin, finish),
		cmocka_unit_test_setup_teardown(the_guard_is_told_whose_windows_are_where, begin, finish),
	};
	if (count == 5)
		return be_child(words[1], (uint32_t)strtoul(words[2], NULL, 10), atoi(words[3]), atoi(words[4]));
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A real window of the test's own, with a field that takes what is typed; its messages are pumped by the
 * test. */
#ifndef LOTSE_TESTS_UNIT_DESKTOP_WIN32_WINDOW_H
#define LOTSE_TESTS_UNIT_DESKTOP_WIN32_WINDOW_H

#include "base/clock.h"
#include "desktop/win32/self.h"

#include <windows.h>

enum { WINDOW_X_PX = 40, WINDOW_Y_PX = 60, WINDOW_WIDTH_PX = 300, WINDOW_HEIGHT_PX = 200 };

/* Takes the place of the real one at link time: this test's windows are of some other program, unless it says
 * that they are its own. */
static DWORD window_self;

DWORD self_process(void)
{
	return window_self;
}

struct window {
	HWND handle, field;
	COLORREF colour;
	int left_downs, right_downs, wheel;
	POINT at;
};

static LRESULT CALLBACK window_message(HWND handle, UINT message, WPARAM word, LPARAM more)
{
	struct window *window = (struct window *)GetWindowLongPtrW(handle, GWLP_USERDATA);
	if (window == NULL)
		return DefWindowProcW(handle, message, word, more);
	switch (message) {
	case WM_LBUTTONDOWN:
		window->left_downs++;
		return 0;
	case WM_RBUTTONDOWN:
		window->right_downs++;
		return 0;
	case WM_MOUSEWHEEL:
		window->wheel += GET_WHEEL_DELTA_WPARAM(word) / WHEEL_DELTA;
		return 0;
	case WM_ERASEBKGND: {
		HBRUSH brush = CreateSolidBrush(window->colour);
		RECT all;
		GetClientRect(handle, &all);
		FillRect((HDC)word, &all, brush);
		DeleteObject(brush);
		return 1;
	}
	default:
		return DefWindowProcW(handle, message, word, more);
	}
}

static inline void window_pump(void)
{
	MSG message;
	while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
		TranslateMessage(&message);
		DispatchMessageW(&message);
	}
}

/* Pumps until `is_done` says so; false after some seconds. */
#define window_wait(is_done)                                                                                 \
	({                                                                                                       \
		int waited_ms = 0;                                                                                   \
		for (window_pump(); !(is_done) && waited_ms < 8000; waited_ms += 5, window_pump())                   \
			clock_sleep_ms(5);                                                                               \
		(is_done);                                                                                           \
	})

static inline void window_open(struct window *window, COLORREF colour)
{
	WNDCLASSW class = {
		.lpfnWndProc = window_message, .hInstance = GetModuleHandleW(NULL), .lpszClassName = L"LotseTest"};
	RegisterClassW(&class);
	*window = (struct window){.colour = colour};
	window->handle =
		CreateWindowExW(WS_EX_TOPMOST, L"LotseTest", L"test", WS_POPUP | WS_VISIBLE, WINDOW_X_PX, WINDOW_Y_PX,
	                    WINDOW_WIDTH_PX, WINDOW_HEIGHT_PX, NULL, NULL, class.hInstance, NULL);
	window->field = CreateWindowExW(0, L"EDIT", L"", WS_CHILD | WS_VISIBLE | ES_MULTILINE, 10, 150, 200, 40,
	                                window->handle, NULL, class.hInstance, NULL);
	SetWindowLongPtrW(window->handle, GWLP_USERDATA, (LONG_PTR)window);
	SetForegroundWindow(window->handle);
	SetFocus(window->field);
	InvalidateRect(window->handle, NULL, TRUE);
	window_pump();
}

static inline void window_close(struct window *window)
{
	DestroyWindow(window->handle);
	window_pump();
}

static inline void window_paint(struct window *window, COLORREF colour)
{
	window->colour = colour;
	InvalidateRect(window->handle, NULL, TRUE);
	UpdateWindow(window->handle);
	window_pump();
}

#endif

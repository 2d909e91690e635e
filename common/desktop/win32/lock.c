/*
 * A thread of its own with a window that nobody sees: Windows sends it the notices of this session (locked,
 * unlocked) and of the power (sleep, awake). Not a message-only window, since those hear no broadcast.
 * Terminal services may not be there yet when the computer has just started, so asking them is tried again.
 */
#include "desktop/lock.h"

#include "base/log.h"
#include "base/thread.h"
#include "base/win32/library.h"

/* before the rest of Windows */
#include <windows.h>

#include <stdlib.h>
#include <wtsapi32.h>

enum {
	NOTICE = 0x02B1, /* WM_WTSSESSION_CHANGE */
	TRY_AGAIN_MS = 5000,
	TIMER = 1,
};

static const wchar_t class_name[] = L"LotseLockWatch";

struct lock_watch {
	struct lock_events events;
	struct thread *thread;
	HANDLE is_started; /* event: the window is there, or never will be */
	HWND window;       /* set before is_started */

	/* the thread's alone */
	HMODULE library;
	bool is_registered, is_locked, is_asleep;
};

static void tell(struct lock_watch *watch, enum lock_news news)
{
	watch->events.on_news(watch->events.context, news);
}

static void set_locked(struct lock_watch *watch, bool is_locked)
{
	if (is_locked == watch->is_locked)
		return;
	watch->is_locked = is_locked;
	tell(watch, is_locked ? LOCK_LOCKED : LOCK_UNLOCKED);
}

static void set_asleep(struct lock_watch *watch, bool is_asleep)
{
	if (is_asleep == watch->is_asleep)
		return;
	watch->is_asleep = is_asleep;
	tell(watch, is_asleep ? LOCK_SLEEPS : LOCK_WOKE);
}

/* A session that somebody else has at this computer now, or over the network, is as good as locked. */
static void take_notice(struct lock_watch *watch, WPARAM what)
{
	switch (what) {
	case WTS_SESSION_LOCK:
	case WTS_CONSOLE_DISCONNECT:
	case WTS_REMOTE_DISCONNECT:
		set_locked(watch, true);
		break;
	case WTS_SESSION_UNLOCK:
		set_locked(watch, false);
		break;
	default:
		break;
	}
}

static void take_power(struct lock_watch *watch, WPARAM what)
{
	if (what == PBT_APMSUSPEND)
		set_asleep(watch, true);
	else if (what == PBT_APMRESUMEAUTOMATIC || what == PBT_APMRESUMESUSPEND)
		set_asleep(watch, false);
}

typedef BOOL(WINAPI *register_notices)(HWND, DWORD);
typedef BOOL(WINAPI *unregister_notices)(HWND);

static void try_register(struct lock_watch *watch)
{
	register_notices ask =
		(register_notices)(void *)GetProcAddress(watch->library, "WTSRegisterSessionNotification");
	watch->is_registered = ask != NULL && ask(watch->window, NOTIFY_FOR_THIS_SESSION);
	if (watch->is_registered)
		KillTimer(watch->window, TIMER);
	else
		SetTimer(watch->window, TIMER, TRY_AGAIN_MS, NULL);
}

static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM what, LPARAM more)
{
	struct lock_watch *watch = (struct lock_watch *)GetWindowLongPtrW(window, GWLP_USERDATA);
	if (watch != NULL && message == NOTICE)
		take_notice(watch, what);
	else if (watch != NULL && message == WM_POWERBROADCAST)
		take_power(watch, what);
	else if (watch != NULL && message == WM_TIMER)
		try_register(watch);
	else if (message == WM_CLOSE)
		PostQuitMessage(0);
	else
		return DefWindowProcW(window, message, what, more);
	return TRUE;
}

static HWND make_window(struct lock_watch *watch)
{
	const WNDCLASSW class = {
		.lpfnWndProc = on_message, .hInstance = GetModuleHandleW(NULL), .lpszClassName = class_name};
	RegisterClassW(&class); /* one for all watches; again is no harm */
	HWND window =
		CreateWindowExW(0, class_name, NULL, WS_POPUP, 0, 0, 0, 0, NULL, NULL, GetModuleHandleW(NULL), NULL);
	if (window != NULL)
		SetWindowLongPtrW(window, GWLP_USERDATA, (LONG_PTR)watch);
	return window;
}

static void run(void *context)
{
	struct lock_watch *watch = context;
	MSG message;
	watch->window = make_window(watch);
	SetEvent(watch->is_started);
	if (watch->window == NULL)
		return;
	try_register(watch);
	while (GetMessageW(&message, NULL, 0, 0) > 0)
		DispatchMessageW(&message);
	unregister_notices end =
		(unregister_notices)(void *)GetProcAddress(watch->library, "WTSUnRegisterSessionNotification");
	if (watch->is_registered && end != NULL)
		end(watch->window);
	DestroyWindow(watch->window);
}

static void destroy(struct lock_watch *watch)
{
	if (watch->is_started != NULL)
		CloseHandle(watch->is_started);
	if (watch->library != NULL)
		FreeLibrary(watch->library);
	free(watch);
}

enum result lock_watch_start(struct lock_watch **out, const struct lock_events *events)
{
	*out = NULL;
	struct lock_watch *watch = calloc(1, sizeof *watch);
	if (watch == NULL)
		return RESULT_OUT_OF_MEMORY;
	watch->events = *events;
	watch->library = library_open(L"wtsapi32.dll");
	watch->is_started = CreateEventW(NULL, TRUE, FALSE, NULL);
	enum result result = watch->library == NULL      ? RESULT_UNSUPPORTED
	                     : watch->is_started == NULL ? RESULT_SYSTEM
	                                                 : thread_start(&watch->thread, THREAD_ANY, run, watch);
	if (result != RESULT_OK) {
		destroy(watch);
		return result;
	}
	*out = watch;
	return RESULT_OK;
}

void lock_watch_stop(struct lock_watch *watch)
{
	if (watch == NULL)
		return;
	WaitForSingleObject(watch->is_started, INFINITE);
	if (watch->window != NULL)
		PostMessageW(watch->window, WM_CLOSE, 0, 0);
	thread_join(watch->thread);
	destroy(watch);
}

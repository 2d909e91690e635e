#include "desktop/win32/hook.h"

#include "base/log.h"

#include <stdatomic.h>

enum {
	PROBE_KEY = 0xE8, /* a virtual key that is assigned to nothing */
	HOT_KEY_ID = 1,
};

/* Windows hands no context to a hook, and calls it on the thread that set it. */
static _Thread_local struct hook *here;

/* Of this process: when the last probe was made (from, until) and when anything else came, as Windows counts.
 * Set on the guard's thread, read by whoever watches for input. */
static _Atomic DWORD probed_from, probed_until, heard;

bool hook_was_probe(DWORD tick)
{
	DWORD from = probed_from;
	return tick - from <= probed_until - from && (LONG)(heard - from) < 0;
}

static void note_press(struct hook *hook, bool is_injected)
{
	if (is_injected)
		hook->news.is_program = true;
	else
		hook->news.is_hand = true;
}

static void take_probe(struct hook *hook)
{
	if (hook->probes == 0)
		return;
	hook->probes--;
	hook->news.is_proved |= hook->probes == 0; /* an older answer says nothing about now */
}

/* Returns whether the key goes no further. */
static bool take_key(struct hook *hook, WPARAM message, const KBDLLHOOKSTRUCT *key)
{
	bool is_down = message == WM_KEYDOWN || message == WM_SYSKEYDOWN;
	if (key->dwExtraInfo == HOOK_PROBE) {
		take_probe(hook);
		return true;
	}
	heard = key->time;
	if (is_down)
		note_press(hook, (key->flags & LLKHF_INJECTED) != 0);
	if (key->vkCode != VK_F12)
		return false;
	if (is_down && !hook->is_f12_down)
		hook->news.is_f12 = true; /* its repetitions are the same press */
	hook->is_f12_down = is_down;
	return hook->is_swallowing;
}

static LRESULT CALLBACK on_key(int code, WPARAM message, LPARAM pointer)
{
	if (code == HC_ACTION && here != NULL && take_key(here, message, (const KBDLLHOOKSTRUCT *)pointer))
		return 1;
	return CallNextHookEx(NULL, code, message, pointer);
}

static LRESULT CALLBACK on_mouse(int code, WPARAM message, LPARAM pointer)
{
	const MSLLHOOKSTRUCT *mouse = (const MSLLHOOKSTRUCT *)pointer;
	bool is_press = message == WM_LBUTTONDOWN || message == WM_RBUTTONDOWN || message == WM_MBUTTONDOWN ||
	                message == WM_XBUTTONDOWN;
	if (code == HC_ACTION)
		heard = mouse->time;
	if (code == HC_ACTION && here != NULL && is_press)
		note_press(here, (mouse->flags & LLMHF_INJECTED) != 0);
	return CallNextHookEx(NULL, code, message, pointer);
}

enum result hook_open(struct hook *hook)
{
	HINSTANCE program = GetModuleHandleW(NULL);
	*hook = (struct hook){0};
	hook->keyboard = SetWindowsHookExW(WH_KEYBOARD_LL, on_key, program, 0);
	hook->mouse = SetWindowsHookExW(WH_MOUSE_LL, on_mouse, program, 0);
	if (hook->keyboard == NULL || hook->mouse == NULL) {
		log_warn("guard", "keys can't be listened to: error %lu", GetLastError());
		hook_close(hook);
		return RESULT_UNSUPPORTED;
	}
	here = hook;
	return RESULT_OK;
}

void hook_close(struct hook *hook)
{
	hook_swallow(hook, false);
	if (hook->keyboard != NULL)
		UnhookWindowsHookEx(hook->keyboard);
	if (hook->mouse != NULL)
		UnhookWindowsHookEx(hook->mouse);
	if (here == hook)
		here = NULL;
	*hook = (struct hook){0};
}

void hook_poll(struct hook *hook, struct input_news *news)
{
	MSG message;
	while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) { /* the hooks are called in here */
		if (message.message == WM_HOTKEY && message.wParam == HOT_KEY_ID)
			hook->news.is_f12 = true;
		else
			DispatchMessageW(&message);
	}
	news->is_f12 |= hook->news.is_f12;
	news->is_proved |= hook->news.is_proved;
	news->is_hand |= hook->news.is_hand;
	news->is_program |= hook->news.is_program;
	hook->news = (struct input_news){0};
}

void hook_probe(struct hook *hook)
{
	INPUT probe = {.type = INPUT_KEYBOARD,
	               .ki = {.wVk = PROBE_KEY, .dwFlags = KEYEVENTF_KEYUP, .dwExtraInfo = HOOK_PROBE}};
	hook->probes++;
	probed_until = probed_from = GetTickCount();
	SendInput(1, &probe, sizeof probe); /* if Windows drops it, nothing is proved */
	probed_until = GetTickCount();
}

void hook_swallow(struct hook *hook, bool is_wanted)
{
	hook->is_swallowing = is_wanted;
	if (is_wanted && !hook->has_hot_key)
		hook->has_hot_key = RegisterHotKey(NULL, HOT_KEY_ID, MOD_NOREPEAT, VK_F12);
	else if (!is_wanted && hook->has_hot_key) {
		UnregisterHotKey(NULL, HOT_KEY_ID);
		hook->has_hot_key = false;
	}
}

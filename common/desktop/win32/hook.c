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

/* A program's release ends only what it pressed; a hand's is use, as backend.h has it. */
static void note_use(struct hook *hook, bool is_injected, bool is_release)
{
	hook->news.is_hand |= !is_injected;
	hook->news.is_program |= is_injected && !is_release;
}

/* Returns whether it was ours: that of another Lotse goes on to it. */
static bool take_probe(struct hook *hook, ULONG_PTR mark)
{
	if (!hook->is_probing || mark != (HOOK_PROBE | (ULONG_PTR)hook->probe))
		return false;
	hook->is_probing = false;
	hook->news.is_proved = true;
	return true;
}

bool hook_take_key(struct hook *hook, WPARAM message, const KBDLLHOOKSTRUCT *key)
{
	bool is_down = message == WM_KEYDOWN || message == WM_SYSKEYDOWN;
	if ((key->dwExtraInfo & ~(ULONG_PTR)0xFFFF) == HOOK_PROBE)
		return take_probe(hook, key->dwExtraInfo);
	heard = key->time;
	note_use(hook, (key->flags & LLKHF_INJECTED) != 0, !is_down);
	if (key->vkCode != VK_F12)
		return false;
	if (is_down && !hook->is_f12_down)
		hook->news.is_f12 = true; /* its repetitions are the same press */
	hook->is_f12_down = is_down;
	return hook->is_swallowing;
}

void hook_take_mouse(struct hook *hook, WPARAM message, const MSLLHOOKSTRUCT *mouse)
{
	bool is_injected = (mouse->flags & LLMHF_INJECTED) != 0;
	bool is_release = message == WM_LBUTTONUP || message == WM_RBUTTONUP || message == WM_MBUTTONUP ||
	                  message == WM_XBUTTONUP;
	bool is_elsewhere = mouse->pt.x != hook->at.x || mouse->pt.y != hook->at.y;
	hook->at = mouse->pt;
	heard = mouse->time;
	if (message != WM_MOUSEMOVE)
		note_use(hook, is_injected, is_release);
	else if (!is_injected && is_elsewhere && hook->is_swallowing)
		hook->news.hand_motions++;
}

static LRESULT CALLBACK on_key(int code, WPARAM message, LPARAM pointer)
{
	if (code == HC_ACTION && here != NULL && hook_take_key(here, message, (const KBDLLHOOKSTRUCT *)pointer))
		return 1;
	return CallNextHookEx(NULL, code, message, pointer);
}

static LRESULT CALLBACK on_mouse(int code, WPARAM message, LPARAM pointer)
{
	if (code == HC_ACTION && here != NULL)
		hook_take_mouse(here, message, (const MSLLHOOKSTRUCT *)pointer);
	return CallNextHookEx(NULL, code, message, pointer);
}

/* In place of one that may be there still: between the two nothing is missed. If Windows does not let us,
 * what was there stays. */
static bool set(HHOOK *hook, int kind, HOOKPROC on_event)
{
	HHOOK fresh = SetWindowsHookExW(kind, on_event, GetModuleHandleW(NULL), 0);
	if (fresh == NULL)
		return false;
	if (*hook != NULL)
		UnhookWindowsHookEx(*hook);
	*hook = fresh;
	return true;
}

static bool set_both(struct hook *hook)
{
	bool is_set = set(&hook->keyboard, WH_KEYBOARD_LL, on_key);
	return set(&hook->mouse, WH_MOUSE_LL, on_mouse) && is_set;
}

enum result hook_open(struct hook *hook)
{
	/* Two programs of ours don't take each other's probes for their own. */
	*hook = (struct hook){.probe = (uint16_t)(GetCurrentProcessId() * 40503u)};
	if (!set_both(hook)) {
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
	news->hand_motions += hook->news.hand_motions;
	hook->news = (struct input_news){0};
}

void hook_probe(struct hook *hook)
{
	INPUT probe = {.type = INPUT_KEYBOARD, .ki = {.wVk = PROBE_KEY, .dwFlags = KEYEVENTF_KEYUP}};
	if (hook->is_probing) {
		set_both(hook);            /* if Windows does not let us now, the next probe asks again */
		hook->is_f12_down = false; /* its release may have been missed as well */
	}
	hook->is_probing = true;
	probe.ki.dwExtraInfo = HOOK_PROBE | (ULONG_PTR)++hook->probe;
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

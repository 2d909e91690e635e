#include "desktop/win32/inject.h"

#include "base/win32/wide.h"
#include "desktop/steps.h"
#include "desktop/win32/hook.h"
#include "desktop/win32/keys.h"
#include "desktop/win32/rights.h"

enum { USAGE_RETURN = 0x28, USAGE_CAPS_LOCK = 0x39, USAGE_NUM_LOCK = 0x53, EVENTS_MAX = 8 };

static const struct {
	uint16_t bit, key;
} locks[] = {{INPUT_CAPS_LOCK, VK_CAPITAL}, {INPUT_NUM_LOCK, VK_NUMLOCK}};

/* All or nothing, and nothing of anybody else's in between. */
static enum result send(INPUT *events, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (events[i].type == INPUT_KEYBOARD)
			events[i].ki.dwExtraInfo = HOOK_OURS;
		else
			events[i].mi.dwExtraInfo = HOOK_OURS;
	}
	return SendInput(count, events, sizeof *events) == count ? RESULT_OK : RESULT_UNSUPPORTED;
}

long inject_part_of(int at_px, int size_px)
{
	int inside = at_px < 0 ? 0 : at_px >= size_px ? size_px - 1 : at_px;
	return size_px > 0 ? (long)(((int64_t)inside * 65536 + size_px - 1) / size_px) : 0;
}

static enum result move(const struct input_event *step)
{
	INPUT event = {.type = INPUT_MOUSE};
	event.mi.dx = inject_part_of(step->x_px, GetSystemMetrics(SM_CXVIRTUALSCREEN));
	event.mi.dy = inject_part_of(step->y_px, GetSystemMetrics(SM_CYVIRTUALSCREEN));
	event.mi.dwFlags = MOUSEEVENTF_MOVE | MOUSEEVENTF_ABSOLUTE | MOUSEEVENTF_VIRTUALDESK;
	return send(&event, 1);
}

static enum result click(const struct input_event *step)
{
	static const struct {
		DWORD down, up, data;
	} buttons[INPUT_BUTTON_MAX + 1] = {
		[1] = {MOUSEEVENTF_LEFTDOWN, MOUSEEVENTF_LEFTUP, 0},
		[2] = {MOUSEEVENTF_MIDDLEDOWN, MOUSEEVENTF_MIDDLEUP, 0},
		[3] = {MOUSEEVENTF_RIGHTDOWN, MOUSEEVENTF_RIGHTUP, 0},
		[8] = {MOUSEEVENTF_XDOWN, MOUSEEVENTF_XUP, XBUTTON1},
		[9] = {MOUSEEVENTF_XDOWN, MOUSEEVENTF_XUP, XBUTTON2},
	};
	unsigned button = step->code;
	if (button > INPUT_BUTTON_MAX || buttons[button].down == 0)
		return RESULT_UNSUPPORTED;
	/* These are the buttons of the mouse; what is meant is what they do. */
	if ((button == 1 || button == 3) && GetSystemMetrics(SM_SWAPBUTTON))
		button = 4 - button;
	INPUT event = {.type = INPUT_MOUSE};
	event.mi.mouseData = buttons[button].data;
	event.mi.dwFlags = step->is_down ? buttons[button].down : buttons[button].up;
	return send(&event, 1);
}

static enum result turn_wheel(const struct input_event *step)
{
	INPUT event = {.type = INPUT_MOUSE};
	bool is_across = step->wheel_x != 0;
	event.mi.mouseData = (DWORD)((is_across ? step->wheel_x : step->wheel_y) * WHEEL_DELTA);
	event.mi.dwFlags = is_across ? MOUSEEVENTF_HWHEEL : MOUSEEVENTF_WHEEL;
	return send(&event, 1);
}

/* Windows goes by the scan code alone; Wine 8 by the virtual key, so that is there as well. */
static INPUT key_event(uint16_t scan_code, bool is_down)
{
	INPUT event = {.type = INPUT_KEYBOARD};
	event.ki.wScan = scan_code & 0xFF;
	event.ki.wVk = (WORD)MapVirtualKeyW(scan_code, MAPVK_VSC_TO_VK_EX);
	event.ki.dwFlags = KEYEVENTF_SCANCODE | (is_down ? 0 : KEYEVENTF_KEYUP) |
	                   ((scan_code & KEYS_EXTENDED) != 0 ? KEYEVENTF_EXTENDEDKEY : 0);
	return event;
}

static void toggle(uint16_t virtual_key)
{
	INPUT events[2] = {{.type = INPUT_KEYBOARD, .ki = {.wVk = virtual_key}},
	                   {.type = INPUT_KEYBOARD, .ki = {.wVk = virtual_key, .dwFlags = KEYEVENTF_KEYUP}}};
	send(events, 2);
}

/* What is on now, as far as this thread has heard. */
static uint16_t locks_now(void)
{
	uint16_t now = 0;
	for (unsigned i = 0; i < sizeof locks / sizeof *locks; i++)
		now |= (GetKeyState(locks[i].key) & 1) != 0 ? locks[i].bit : 0;
	return now;
}

static void set_locks(uint16_t wanted, uint16_t which)
{
	uint16_t different = (uint16_t)((locks_now() ^ wanted) & which);
	for (unsigned i = 0; i < sizeof locks / sizeof *locks; i++) {
		if ((different & locks[i].bit) != 0)
			toggle(locks[i].key);
	}
}

/* Caps Lock and Num Lock of the controller hold for his keys; not for the locks themselves, nor modifiers. */
static void match_locks(struct inject *inject, const struct input_event *step)
{
	const uint16_t both = INPUT_CAPS_LOCK | INPUT_NUM_LOCK;
	if (step->code == USAGE_CAPS_LOCK || step->code == USAGE_NUM_LOCK || step->code >= HOLD_MODIFIER_FIRST)
		return;
	uint16_t now = locks_now();
	uint16_t different = (uint16_t)((now ^ step->modifiers) & both);
	uint16_t first = (uint16_t)(different & ~inject->locks);
	inject->locks |= different;
	inject->locks_before = (uint16_t)((inject->locks_before & ~first) | (now & first));
	set_locks(step->modifiers, different);
}

static enum result key(struct inject *inject, const struct input_event *step)
{
	uint16_t scan_code = keys_scan_code(step->code);
	bool is_pause = step->code == 0x48; /* has no scan code of its own */
	if ((scan_code == 0 && !is_pause) || step->code == INPUT_KEY_F12 || step->code > INPUT_KEY_MAX)
		return RESULT_UNSUPPORTED;
	if (!step->is_down && !inject->is_down[step->code])
		return RESULT_UNSUPPORTED;
	if (step->is_down)
		match_locks(inject, step);
	INPUT event = key_event(scan_code, step->is_down);
	if (is_pause)
		event.ki = (KEYBDINPUT){.wVk = VK_PAUSE, .dwFlags = step->is_down ? 0 : KEYEVENTF_KEYUP};
	enum result result = send(&event, 1);
	if (result == RESULT_OK) {
		inject->is_down[step->code] = step->is_down;
		inject->is_stuck[step->code] = false;
	} else if (!step->is_down) {
		inject->is_stuck[step->code] = inject->has_stuck = true;
	}
	return result;
}

/* Windows would take a release now, and throw it away. */
static enum result keep_release(struct inject *inject, const struct input_event *step)
{
	if (step->kind == INPUT_KEY && step->code <= INPUT_KEY_MAX)
		inject->is_stuck[step->code] = inject->is_down[step->code];
	else if (step->kind == INPUT_BUTTON && step->code <= INPUT_BUTTON_MAX)
		inject->is_button_stuck[step->code] = inject->is_button_down[step->code];
	inject->has_stuck = true;
	return RESULT_OK;
}

static enum result press(struct inject *inject, const struct input_event *step)
{
	if (step->code > INPUT_BUTTON_MAX || (!step->is_down && !inject->is_button_down[step->code]))
		return RESULT_UNSUPPORTED;
	if (step->is_down && rights_at(step->x_px + GetSystemMetrics(SM_XVIRTUALSCREEN),
	                               step->y_px + GetSystemMetrics(SM_YVIRTUALSCREEN))) {
		inject->was_refused = true; /* Windows would say yes and drop it */
		return RESULT_UNSUPPORTED;
	}
	enum result result = click(step);
	if (result == RESULT_OK) {
		inject->is_button_down[step->code] = step->is_down;
		inject->is_button_stuck[step->code] = false;
	} else if (!step->is_down) {
		inject->is_button_stuck[step->code] = inject->has_stuck = true;
	}
	return result;
}

void inject_retry(struct inject *inject)
{
	if (!inject->has_stuck || inject->is_barred)
		return;
	inject->has_stuck = false;
	for (uint16_t code = 0; code <= INPUT_BUTTON_MAX; code++) {
		const struct input_event release = {.kind = INPUT_BUTTON, .code = code};
		if (inject->is_button_stuck[code])
			press(inject, &release); /* stuck again if it is not taken now either */
	}
	for (uint16_t code = 0; code <= INPUT_KEY_MAX; code++) {
		const struct input_event release = {.kind = INPUT_KEY, .code = code};
		if (inject->is_stuck[code])
			key(inject, &release);
	}
}

/* One character, as Windows has it: one unit, or two. A line's end is a key. */
static enum result type_character(const struct input_event *step)
{
	wchar_t units[INPUT_TEXT_BYTES_MAX + 1];
	INPUT events[EVENTS_MAX] = {0};
	unsigned count = 0;
	if (!wide_from_text(units, sizeof units / sizeof *units, step->text) || units[0] == 0)
		return RESULT_UNSUPPORTED;
	if (units[0] == '\n' || units[0] == '\r') {
		events[0] = key_event(keys_scan_code(USAGE_RETURN), true);
		events[1] = key_event(keys_scan_code(USAGE_RETURN), false);
		return send(events, 2);
	}
	for (unsigned i = 0; units[i] != 0 && count < EVENTS_MAX; i++, count++)
		events[count] =
			(INPUT){.type = INPUT_KEYBOARD, .ki = {.wScan = units[i], .dwFlags = KEYEVENTF_UNICODE}};
	unsigned down = count; /* both halves of a pair go down first */
	for (unsigned i = 0; i < down && count < EVENTS_MAX; i++, count++) {
		events[count] = events[i];
		events[count].ki.dwFlags |= KEYEVENTF_KEYUP;
	}
	return send(events, count);
}

enum result inject_step(struct inject *inject, const struct input_event *step)
{
	bool is_release = (step->kind == INPUT_KEY || step->kind == INPUT_BUTTON) && !step->is_down;
	if (inject->is_barred && is_release)
		return keep_release(inject, step);
	switch (step->kind) {
	case INPUT_MOVE:
		return move(step);
	case INPUT_BUTTON:
		return press(inject, step);
	case INPUT_WHEEL:
		return turn_wheel(step);
	case INPUT_KEY:
		return key(inject, step);
	case INPUT_TEXT:
		return type_character(step);
	default:
		return RESULT_UNSUPPORTED;
	}
}

void inject_end(struct inject *inject)
{
	set_locks(inject->locks_before, inject->locks);
	inject->locks = 0;
}

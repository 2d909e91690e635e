#include "desktop/bounds.h"

#include "base/log.h"
#include "desktop/windows.h"

#include <stdlib.h>
#include <string.h>

enum {
	/* HID usages. */
	KEY_ESCAPE = 0x29,
	KEY_TAB = 0x2B,
	KEY_SPACE = 0x2C,
	KEY_F1 = 0x3A,
	KEY_F2 = 0x3B,
	KEY_F4 = 0x3D,
	KEY_PRINT_SCREEN = 0x46,
	KEY_POWER = 0x66,
	KEY_LEFT_META = 0xE3,
	KEY_RIGHT_META = 0xE7,

	CTRL = INPUT_LEFT_CTRL | INPUT_RIGHT_CTRL,
	ALT = INPUT_LEFT_ALT | INPUT_RIGHT_ALT,
	META = INPUT_LEFT_META | INPUT_RIGHT_META,
};

struct bounds {
	const struct windows_backend *backend;
	char *display_name; /* or NULL */
	struct share *share;
	void *windows; /* the backend's; NULL: not open (yet) */
	bool has_failed;
};

struct bounds *bounds_create(const struct windows_backend *backend, const char *display_name)
{
	struct bounds *bounds = calloc(1, sizeof *bounds);
	if (bounds == NULL)
		return NULL;
	bounds->backend = backend;
	bounds->display_name = display_name == NULL ? NULL : strdup(display_name);
	bounds->share = share_create();
	if (bounds->share == NULL || (display_name != NULL && bounds->display_name == NULL)) {
		bounds_destroy(bounds);
		return NULL;
	}
	(void)share_choose(bounds->share, &(struct share_choice){.kind = SHARE_EVERYTHING});
	return bounds;
}

void bounds_destroy(struct bounds *bounds)
{
	if (bounds == NULL)
		return;
	if (bounds->windows != NULL)
		bounds->backend->close(bounds->windows);
	share_destroy(bounds->share);
	free(bounds->display_name);
	free(bounds);
}

enum result bounds_choose(struct bounds *bounds, const struct share_choice *choice)
{
	return share_choose(bounds->share, choice);
}

bool bounds_is_systems(unsigned usage, uint16_t modifiers)
{
	bool has_ctrl = (modifiers & CTRL) != 0, has_alt = (modifiers & ALT) != 0;
	if (usage == KEY_LEFT_META || usage == KEY_RIGHT_META || (modifiers & META) != 0)
		return true;
	if (usage == KEY_PRINT_SCREEN || usage == KEY_POWER)
		return true;
	/* AltGr is the right Alt key: with Ctrl it may be a character, but never one of these. */
	if (has_ctrl && (modifiers & INPUT_LEFT_ALT) != 0)
		return true;
	if (has_ctrl && usage == KEY_ESCAPE)
		return true;
	return has_alt && (usage == KEY_TAB || usage == KEY_ESCAPE || usage == KEY_SPACE || usage == KEY_F1 ||
	                   usage == KEY_F2 || usage == KEY_F4);
}

static bool can_ask(struct bounds *bounds)
{
	if (bounds->windows != NULL || bounds->has_failed)
		return bounds->windows != NULL;
	enum result result = bounds->backend->open(&bounds->windows, bounds->display_name);
	bounds->has_failed = result != RESULT_OK;
	if (bounds->has_failed) {
		log_warn("guard", "whose windows are on the screen can't be told: %s", result_name(result));
		bounds->windows = NULL;
	}
	return !bounds->has_failed;
}

/* Whether a window may be reached; `is_there`: there is one. */
static bool may_reach(const struct share_choice *choice, bool is_there, const struct window_owner *owner)
{
	if (is_there && owner->is_own)
		return false;
	return choice->kind != SHARE_APPLICATIONS || (is_there && share_has(choice, owner->programs));
}

/* The place in the picture becomes one of the screen; false: it is outside what is shared. */
static bool place(struct bounds *bounds, const struct share_choice *choice, struct input_event *step)
{
	if (choice->kind != SHARE_MONITOR)
		return true;
	struct rect area = bounds->backend->monitor(bounds->windows, choice->monitor);
	int x_px = step->x_px + area.x, y_px = step->y_px + area.y;
	if (!rect_has_point(area, x_px, y_px))
		return false;
	step->x_px = (int16_t)x_px;
	step->y_px = (int16_t)y_px;
	return true;
}

/* Moving is about the place where it goes; pressing and turning about where the pointer is by now. */
static bool let_pointer(struct bounds *bounds, const struct share_choice *choice, struct input_event *step)
{
	struct window_owner owner = {.is_own = false};
	if (!place(bounds, choice, step))
		return false;
	struct rect at = {step->x_px, step->y_px, 1, 1};
	bool is_there = bounds->backend->at(bounds->windows, step->kind == INPUT_MOVE ? &at : NULL, &owner);
	return may_reach(choice, is_there, &owner);
}

static bool let_key(struct bounds *bounds, const struct share_choice *choice, const struct input_event *step,
                    uint16_t modifiers)
{
	struct window_owner owner = {.is_own = false};
	bool is_systems = step->kind == INPUT_KEY && bounds_is_systems(step->code, modifiers);
	if (choice->kind == SHARE_APPLICATIONS && is_systems)
		return false;
	bool is_there = bounds->backend->focus(bounds->windows, &owner);
	if (choice->kind == SHARE_MONITOR && is_there) {
		struct rect area = bounds->backend->monitor(bounds->windows, choice->monitor);
		if (rect_is_empty(rect_intersect(area, owner.area)))
			return false;
	}
	return may_reach(choice, is_there, &owner);
}

bool bounds_let(struct bounds *bounds, struct input_event *step, uint16_t modifiers)
{
	bool is_press = step->kind == INPUT_BUTTON || step->kind == INPUT_KEY;
	if (is_press && !step->is_down)
		return true;
	struct share_choice choice = share_now(bounds->share);
	if (choice.kind == SHARE_NOTHING || !can_ask(bounds))
		return false;
	if (step->kind == INPUT_KEY || step->kind == INPUT_TEXT)
		return let_key(bounds, &choice, step, modifiers);
	return let_pointer(bounds, &choice, step);
}

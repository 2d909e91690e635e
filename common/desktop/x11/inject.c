#include "desktop/x11/inject.h"

#include "desktop/steps.h"

#include <xcb/xkb.h>
#include <xcb/xtest.h>

enum {
	WHEEL_UP = 4,
	WHEEL_DOWN,
	WHEEL_LEFT,
	WHEEL_RIGHT, /* the buttons that X calls them */
	USAGE_CAPS_LOCK = 0x39,
	USAGE_NUM_LOCK = 0x53,
};

void inject_init(struct inject *inject, const struct display *display)
{
	*inject = (struct inject){.width_px = display->screen->width_in_pixels,
	                          .height_px = display->screen->height_in_pixels};
}

static void fake(const struct display *display, uint8_t type, uint8_t detail)
{
	xcb_test_fake_input(display->connection, type, detail, XCB_CURRENT_TIME, XCB_NONE, 0, 0, 0);
}

static int clamp(int value, int limit)
{
	return value < 0 ? 0 : value >= limit ? limit - 1 : value;
}

static void move(const struct inject *inject, const struct display *display, const struct input_event *step)
{
	xcb_test_fake_input(display->connection, XCB_MOTION_NOTIFY, 0, XCB_CURRENT_TIME, display->root,
	                    (int16_t)clamp(step->x_px, inject->width_px),
	                    (int16_t)clamp(step->y_px, inject->height_px), 0);
}

static void click(const struct display *display, uint8_t button)
{
	fake(display, XCB_BUTTON_PRESS, button);
	fake(display, XCB_BUTTON_RELEASE, button);
}

static void turn_wheel(const struct display *display, const struct input_event *step)
{
	if (step->wheel_y != 0)
		click(display, step->wheel_y > 0 ? WHEEL_UP : WHEEL_DOWN);
	if (step->wheel_x != 0)
		click(display, step->wheel_x > 0 ? WHEEL_RIGHT : WHEEL_LEFT);
}

static void lock(const struct display *display, uint8_t which, uint8_t on)
{
	xcb_xkb_latch_lock_state(display->connection, XCB_XKB_ID_USE_CORE_KBD, which, on, 0, 0, 0, 0, 0);
}

/* Caps Lock and Num Lock as the controller has them. The keys themselves are let through and do their own
 * work. */
static void match_locks(struct inject *inject, const struct display *display, const struct keymap *keymap,
                        const struct input_event *step)
{
	if (step->code == USAGE_CAPS_LOCK || step->code == USAGE_NUM_LOCK || step->code >= HOLD_MODIFIER_FIRST)
		return;
	uint8_t known = XCB_MOD_MASK_LOCK | keymap->num_lock;
	uint8_t wanted = (step->modifiers & INPUT_CAPS_LOCK) != 0 ? XCB_MOD_MASK_LOCK : 0;
	if ((step->modifiers & INPUT_NUM_LOCK) != 0)
		wanted |= keymap->num_lock;
	uint8_t different = (uint8_t)((keymap->locked ^ wanted) & known);
	if (different == 0)
		return;
	uint8_t first = (uint8_t)(different & ~inject->locks);
	inject->locks |= different;
	inject->locks_before = (uint8_t)((inject->locks_before & ~first) | (keymap->locked & first));
	lock(display, different, wanted);
}

static enum result press(struct inject *inject, const struct display *display, const struct keymap *keymap,
                         const struct input_event *step)
{
	uint8_t code = keymap->codes[step->code];
	if (code == 0 || keymap->is_f12[code])
		return RESULT_UNSUPPORTED;
	match_locks(inject, display, keymap, step);
	inject->pressed[step->code] = code;
	fake(display, XCB_KEY_PRESS, code);
	return RESULT_OK;
}

static enum result release(struct inject *inject, const struct display *display,
                           const struct input_event *step)
{
	uint8_t code = inject->pressed[step->code];
	if (code == 0)
		return RESULT_UNSUPPORTED;
	inject->pressed[step->code] = 0;
	fake(display, XCB_KEY_RELEASE, code);
	return RESULT_OK;
}

static void hold_modifiers_of(const struct display *display, const struct keymap *keymap, uint8_t modifiers,
                              uint8_t type)
{
	for (int i = 0; i < KEYMAP_MODIFIERS; i++) {
		if ((modifiers >> i & 1) != 0)
			fake(display, type, keymap->modifier_codes[i]);
	}
}

/* Caps Lock would turn the letter round, so it is off for this moment. */
static enum result type_character(struct inject *inject, const struct display *display,
                                  const struct keymap *keymap, const struct input_event *step)
{
	uint32_t character = 0;
	struct keymap_stroke stroke = {0};
	if (steps_character(step->text, &character) == 0)
		return RESULT_UNSUPPORTED;
	if (character == '\n')
		character = '\r'; /* what the Return key gives */
	if (!keymap_find(keymap, character, &stroke))
		stroke.code = lend_key(&inject->lend, display, keymap, character);
	if (stroke.code == 0 || keymap->is_f12[stroke.code])
		return RESULT_UNSUPPORTED;
	uint8_t caps = keymap->locked & XCB_MOD_MASK_LOCK;
	if (caps != 0)
		lock(display, caps, 0);
	hold_modifiers_of(display, keymap, stroke.modifiers, XCB_KEY_PRESS);
	fake(display, XCB_KEY_PRESS, stroke.code);
	fake(display, XCB_KEY_RELEASE, stroke.code);
	hold_modifiers_of(display, keymap, stroke.modifiers, XCB_KEY_RELEASE);
	if (caps != 0)
		lock(display, caps, caps);
	return RESULT_OK;
}

enum result inject_step(struct inject *inject, const struct display *display, const struct keymap *keymap,
                        const struct input_event *step)
{
	switch (step->kind) {
	case INPUT_MOVE:
		move(inject, display, step);
		return RESULT_OK;
	case INPUT_BUTTON:
		fake(display, step->is_down ? XCB_BUTTON_PRESS : XCB_BUTTON_RELEASE, (uint8_t)step->code);
		return RESULT_OK;
	case INPUT_WHEEL:
		turn_wheel(display, step);
		return RESULT_OK;
	case INPUT_KEY:
		return step->is_down ? press(inject, display, keymap, step) : release(inject, display, step);
	case INPUT_TEXT:
		return type_character(inject, display, keymap, step);
	default:
		return RESULT_UNSUPPORTED;
	}
}

void inject_end(struct inject *inject, const struct display *display)
{
	if (inject->locks != 0)
		lock(display, inject->locks, inject->locks_before);
	inject->locks = 0;
}

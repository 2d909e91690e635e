#include "desktop/hold.h"

#include "desktop/gate.h"

static bool has_key(const struct hold *hold, int usage)
{
	return (hold->keys[usage / 8] >> usage % 8 & 1) != 0;
}

void hold_note(struct hold *hold, const struct input_event *event, int64_t now_ms)
{
	if (event->kind == INPUT_KEY) {
		uint8_t bit = (uint8_t)(1 << event->code % 8);
		uint8_t *at = &hold->keys[event->code / 8];
		*at = event->is_down ? *at | bit : (uint8_t)(*at & ~bit);
	} else if (event->kind == INPUT_BUTTON) {
		uint16_t bit = (uint16_t)(1 << event->code);
		hold->buttons = event->is_down ? hold->buttons | bit : (uint16_t)(hold->buttons & ~bit);
	} else {
		return;
	}
	if (event->is_down)
		hold_refresh(hold, now_ms);
}

void hold_refresh(struct hold *hold, int64_t now_ms)
{
	hold->heard_ms = now_ms;
}

bool hold_has(const struct hold *hold, const struct input_event *event)
{
	if (event->kind == INPUT_BUTTON)
		return (hold->buttons >> event->code & 1) != 0;
	return event->kind == INPUT_KEY && has_key(hold, event->code);
}

uint16_t hold_modifiers(const struct hold *hold)
{
	return hold->keys[HOLD_MODIFIER_FIRST / 8];
}

bool hold_is_any(const struct hold *hold)
{
	unsigned down = hold->buttons >> 1 & ((1U << INPUT_BUTTON_MAX) - 1);
	for (size_t i = 0; i < sizeof hold->keys; i++)
		down |= hold->keys[i];
	return down != 0;
}

int hold_left_ms(const struct hold *hold, int64_t now_ms)
{
	if (!hold_is_any(hold))
		return -1;
	int64_t left_ms = hold->heard_ms + GATE_HELD_MS - now_ms;
	return left_ms < 0 ? 0 : (int)left_ms;
}

bool hold_next_release(const struct hold *hold, struct input_event *out)
{
	for (int button = 1; button <= INPUT_BUTTON_MAX; button++) {
		*out = (struct input_event){.kind = INPUT_BUTTON, .code = (uint16_t)button};
		if (hold_has(hold, out))
			return true;
	}
	for (int i = 0; i <= INPUT_KEY_MAX; i++) {
		/* Starts behind the modifiers, so that they come last. */
		int usage = (i + HOLD_MODIFIER_FIRST + HOLD_MODIFIERS) % (INPUT_KEY_MAX + 1);
		*out = (struct input_event){.kind = INPUT_KEY, .code = (uint16_t)usage};
		if (hold_has(hold, out))
			return true;
	}
	return false;
}

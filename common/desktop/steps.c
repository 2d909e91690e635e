#include "desktop/steps.h"

#include <string.h>

static int notches(int16_t wheel)
{
	return wheel > STEPS_NOTCHES_MAX    ? STEPS_NOTCHES_MAX
	       : wheel < -STEPS_NOTCHES_MAX ? -STEPS_NOTCHES_MAX
	                                    : wheel;
}

void steps_start(struct steps *steps, const struct input_event *event, const struct hold *hold)
{
	*steps = (struct steps){.event = *event};
	if (event->kind == INPUT_WHEEL) {
		steps->notches_x = notches(event->wheel_x);
		steps->notches_y = notches(event->wheel_y);
	}
	if (event->kind == INPUT_TEXT)
		steps->lifted = hold_modifiers(hold);
}

/* A press or release that brings the held modifiers nearer to `wanted`. A key that this computer does not
 * have never gets there, so each is tried once. */
static bool next_modifier(struct steps *steps, const struct hold *hold, uint16_t wanted,
                          struct input_event *out)
{
	uint16_t different = (uint16_t)((hold_modifiers(hold) ^ wanted) & 0xFF & ~steps->tried);
	for (int i = 0; i < HOLD_MODIFIERS; i++) {
		if ((different >> i & 1) == 0)
			continue;
		steps->tried |= (uint16_t)(1 << i);
		*out = (struct input_event){.kind = INPUT_KEY,
		                            .code = (uint16_t)(HOLD_MODIFIER_FIRST + i),
		                            .is_down = (wanted >> i & 1) != 0,
		                            .modifiers = steps->event.modifiers};
		return true;
	}
	return false;
}

static bool next_of_key(struct steps *steps, const struct hold *hold, struct input_event *out)
{
	const struct input_event *event = &steps->event;
	bool is_modifier =
		event->code >= HOLD_MODIFIER_FIRST && event->code < HOLD_MODIFIER_FIRST + HOLD_MODIFIERS;
	/* The display repeats a held key by itself; and what is not held by us may be held by the hand here. */
	if (steps->is_done || hold_has(hold, event) == event->is_down)
		return false;
	if (event->is_down && !is_modifier && next_modifier(steps, hold, event->modifiers, out))
		return true;
	steps->is_done = true;
	*out = *event;
	return true;
}

static bool next_move(struct steps *steps, struct input_event *out)
{
	if (steps->is_moved)
		return false;
	steps->is_moved = true;
	*out = (struct input_event){.kind = INPUT_MOVE, .x_px = steps->event.x_px, .y_px = steps->event.y_px};
	return true;
}

static bool next_of_button(struct steps *steps, const struct hold *hold, struct input_event *out)
{
	if (next_move(steps, out))
		return true;
	if (steps->is_done || hold_has(hold, &steps->event) == steps->event.is_down)
		return false;
	steps->is_done = true;
	*out = steps->event;
	return true;
}

static int16_t turn(int *notches_left)
{
	int one = *notches_left > 0 ? 1 : -1;
	*notches_left -= one;
	return (int16_t)one;
}

static bool next_of_wheel(struct steps *steps, struct input_event *out)
{
	if (next_move(steps, out))
		return true;
	*out = steps->event;
	out->wheel_x = out->wheel_y = 0;
	if (steps->notches_y != 0)
		out->wheel_y = turn(&steps->notches_y);
	else if (steps->notches_x != 0)
		out->wheel_x = turn(&steps->notches_x);
	else
		return false;
	return true;
}

/* The text says which characters; what the controller holds down to make them is not for this computer. */
static bool next_of_text(struct steps *steps, const struct hold *hold, struct input_event *out)
{
	const char *rest = steps->event.text + steps->text_at;
	uint8_t size = steps_character(rest, NULL);
	if (!steps->has_lifted && next_modifier(steps, hold, 0, out))
		return true;
	steps->has_lifted = true;
	if (size > 0) {
		steps->tried = 0;
		*out = (struct input_event){.kind = INPUT_TEXT};
		memcpy(out->text, rest, size);
		steps->text_at = (uint8_t)(steps->text_at + size);
		return true;
	}
	return next_modifier(steps, hold, steps->lifted, out);
}

bool steps_next(struct steps *steps, const struct hold *hold, struct input_event *out)
{
	switch (steps->event.kind) {
	case INPUT_MOVE:
		return next_move(steps, out);
	case INPUT_BUTTON:
		return next_of_button(steps, hold, out);
	case INPUT_WHEEL:
		return next_of_wheel(steps, out);
	case INPUT_KEY:
		return next_of_key(steps, hold, out);
	case INPUT_TEXT:
		return next_of_text(steps, hold, out);
	default:
		return false;
	}
}

uint8_t steps_character(const char *text, uint32_t *out)
{
	static const struct {
		uint8_t mask, lead;
		uint32_t least;
	} forms[] = {{0x80, 0x00, 1}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};
	uint8_t first = (uint8_t)text[0];
	for (uint8_t i = 0; i < 4; i++) {
		if ((first & forms[i].mask) != forms[i].lead)
			continue;
		uint32_t point = first & (uint8_t)~forms[i].mask;
		for (uint8_t k = 1; k <= i; k++) {
			if (((uint8_t)text[k] & 0xC0) != 0x80)
				return 0;
			point = point << 6 | ((uint8_t)text[k] & 0x3F);
		}
		bool is_good = point >= forms[i].least && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
		if (is_good && out != NULL)
			*out = point;
		return is_good ? (uint8_t)(i + 1) : 0;
	}
	return 0;
}

/*
 * What remote input holds down at the moment. Arithmetic only, the time is
 * passed in. A value; zeroed is nothing. Thread: guard.
 */
#ifndef LOTSE_DESKTOP_HOLD_H
#define LOTSE_DESKTOP_HOLD_H

#include "base/input_event.h"

enum {
	HOLD_MODIFIER_FIRST = 0xE0,
	HOLD_MODIFIERS = 8
}; /* HID usages of the keys behind INPUT_LEFT_CTRL and so on */

struct hold {
	uint8_t keys[(INPUT_KEY_MAX + 1) / 8]; /* a bit for each HID usage */
	uint16_t buttons;                      /* bit n: button n */
	int64_t heard_ms;                      /* when the controller last said that it is meant */
};

/* A key or button was injected. */
void hold_note(struct hold *hold, const struct input_event *event, int64_t now_ms);

/* The controller says that what is down is meant to be. */
void hold_refresh(struct hold *hold, int64_t now_ms);

/* Whether the key or button of the event is down. */
bool hold_has(const struct hold *hold, const struct input_event *event);

/* Bits of enum input_modifier: those that are down. */
uint16_t hold_modifiers(const struct hold *hold);

/* Whether anything is down. */
bool hold_is_any(const struct hold *hold);

/* How long until what is down must be released; -1: nothing is down. */
int hold_left_ms(const struct hold *hold, int64_t now_ms);

/* The next release that is due when all must go: buttons, keys, and modifiers last. False: nothing is down.
 */
bool hold_next_release(const struct hold *hold, struct input_event *out);

#endif

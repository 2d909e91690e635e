/*
 * What a hand does to mouse and keyboard, independent of system and layout.
 * A value.
 */
#ifndef LOTSE_BASE_INPUT_EVENT_H
#define LOTSE_BASE_INPUT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

enum input_kind {
	INPUT_NONE,
	INPUT_MOVE,        /* pointer to x_px, y_px */
	INPUT_BUTTON,      /* code: 1 left, 2 middle, 3 right, 8 back, 9 forward; is_down; at x_px, y_px */
	INPUT_WHEEL,       /* wheel_x, wheel_y in notches; up and right are positive; at x_px, y_px */
	INPUT_KEY,         /* code: USB HID usage of page 7 (= SDL scancode); is_down; modifiers */
	INPUT_TEXT,        /* text: what to type where the layouts differ */
	INPUT_RELEASE_ALL, /* nothing is held down any more */
	INPUT_STILL_HELD,  /* what is down is meant to be: sent each 250 ms while anything is */
	INPUT_KIND_COUNT
};

/* Bits of `modifiers`, in the order of HID usages 0xE0 to 0xE7, then the two locks. */
enum input_modifier {
	INPUT_LEFT_CTRL = 1 << 0,
	INPUT_LEFT_SHIFT = 1 << 1,
	INPUT_LEFT_ALT = 1 << 2,
	INPUT_LEFT_META = 1 << 3,
	INPUT_RIGHT_CTRL = 1 << 4,
	INPUT_RIGHT_SHIFT = 1 << 5,
	INPUT_RIGHT_ALT = 1 << 6,
	INPUT_RIGHT_META = 1 << 7,
	INPUT_CAPS_LOCK = 1 << 8,
	INPUT_NUM_LOCK = 1 << 9,
};

enum {
	INPUT_TEXT_BYTES_MAX = 31,
	INPUT_KEY_F12 =
		0x45, /* never sent: it takes control back at the sharer and gives it back at the viewer */
	INPUT_KEY_MAX = 0xFF,
	INPUT_BUTTON_MAX = 9,
};

struct input_event {
	enum input_kind kind;
	bool is_down;
	uint16_t code;
	uint16_t modifiers; /* as the controller's keyboard has them at the event */
	int16_t x_px, y_px; /* in the sharer's picture; may be outside of it by mistake, then it is clamped */
	int16_t wheel_x, wheel_y;
	char text[INPUT_TEXT_BYTES_MAX + 1]; /* UTF-8, NUL-terminated */
};

#endif

/*
 * The keyboard of an X server: which key sits where, which gives which character,
 * and which locks are on. Thread: guard.
 */
#ifndef LOTSE_DESKTOP_X11_KEYMAP_H
#define LOTSE_DESKTOP_X11_KEYMAP_H

#include "base/input_event.h"
#include "desktop/x11/display.h"

#include <stdint.h>
#include <xkbcommon/xkbcommon.h>

enum { KEYMAP_CODES = 256, KEYMAP_MODIFIERS = 8 };

struct keymap {
	struct xkb_context *context;              /* owned */
	struct xkb_keymap *map;                   /* owned */
	uint8_t first_event;                      /* of XKB */
	bool is_stale;                            /* the server has another one by now */
	uint8_t group, locked;                    /* the layout in use; real modifiers that are locked */
	uint8_t codes[INPUT_KEY_MAX + 1];         /* keycode of a HID usage; 0: no such key */
	uint8_t modifier_codes[KEYMAP_MODIFIERS]; /* a key that holds the real modifier; 0: none that we would
	                                             press */
	uint8_t num_lock;                         /* the real modifier's bit; 0: none */
	bool is_f12[KEYMAP_CODES];                /* keycodes that are F12 */
};

/* How a character is typed. */
struct keymap_stroke {
	uint8_t code;
	uint8_t modifiers; /* real ones that must be on; all others off */
};

/* RESULT_UNSUPPORTED: no XKB; RESULT_OUT_OF_MEMORY, RESULT_NO_DISPLAY. Waits for the server. */
enum result keymap_open(struct keymap *keymap, const struct display *display);

/* Fine on zeroed memory and twice. */
void keymap_close(struct keymap *keymap);

/* Takes an event if it is about the keyboard. */
bool keymap_event(struct keymap *keymap, const xcb_generic_event_t *event);

/* Reads it anew if it is stale; returns whether it was read. Waits for the server. */
bool keymap_refresh(struct keymap *keymap, const struct display *display);

/* What a key gives by itself; XKB_KEY_NoSymbol: nothing. */
xkb_keysym_t keymap_symbol(const struct keymap *keymap, xkb_keycode_t code);

/* The simplest way to type a character in the layout in use; false: there is none. */
bool keymap_find(const struct keymap *keymap, uint32_t character, struct keymap_stroke *out);

/* The first keycode from `from` on that means nothing; 0: none is left. */
uint8_t keymap_spare(const struct keymap *keymap, unsigned from);

#endif

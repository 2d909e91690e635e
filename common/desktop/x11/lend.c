#include "desktop/x11/lend.h"

static void set_key(const struct display *display, uint8_t code, xkb_keysym_t symbol)
{
	uint32_t symbols[2] = {symbol, symbol}; /* with and without Shift */
	xcb_change_keyboard_mapping(display->connection, 1, code, 2, symbols);
}

static bool is_lent(const struct lend *lend, uint8_t code)
{
	for (size_t i = 0; i < lend->count; i++) {
		if (lend->keys[i].code == code)
			return true;
	}
	return false;
}

/* The last keycode is left alone: listening is proved by it. */
static uint8_t free_code(const struct lend *lend, const struct display *display, const struct keymap *keymap)
{
	uint8_t last = xcb_get_setup(display->connection)->max_keycode;
	unsigned code = 0;
	do {
		code = keymap_spare(keymap, code + 1);
	} while (code != 0 && is_lent(lend, (uint8_t)code));
	return code == last ? 0 : (uint8_t)code;
}

uint8_t lend_key(struct lend *lend, const struct display *display, const struct keymap *keymap,
                 uint32_t character)
{
	for (size_t i = 0; i < lend->count; i++) {
		if (lend->keys[i].character == character)
			return lend->keys[i].code;
	}
	xkb_keysym_t symbol = xkb_utf32_to_keysym(character);
	if (symbol == XKB_KEY_NoSymbol)
		return 0;
	uint8_t code = lend->count < LEND_KEYS_MAX ? free_code(lend, display, keymap) : 0;
	size_t at = lend->count;
	if (code != 0) {
		lend->count++;
	} else if (lend->count > 0) {
		at = lend->next;
		lend->next = (lend->next + 1) % lend->count;
		code = lend->keys[at].code;
	} else {
		return 0;
	}
	lend->keys[at].code = code;
	lend->keys[at].character = character;
	set_key(display, code, symbol);
	return code;
}

void lend_check(struct lend *lend, const struct keymap *keymap)
{
	size_t kept = 0;
	for (size_t i = 0; i < lend->count; i++) {
		if (keymap_symbol(keymap, lend->keys[i].code) == xkb_utf32_to_keysym(lend->keys[i].character))
			lend->keys[kept++] = lend->keys[i];
	}
	lend->count = kept;
	lend->next = kept == 0 ? 0 : lend->next % kept;
}

void lend_rest(struct lend *lend, const struct display *display)
{
	for (size_t i = 0; i < lend->count; i++)
		set_key(display, lend->keys[i].code, XKB_KEY_NoSymbol);
	*lend = (struct lend){0};
}

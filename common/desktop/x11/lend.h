/*
 * Keys that mean nothing, lent to characters that the layout in use does not
 * have, and taken back later: programs read the map only after the press has
 * reached them. Thread: guard.
 */
#ifndef LOTSE_DESKTOP_X11_LEND_H
#define LOTSE_DESKTOP_X11_LEND_H

#include "desktop/x11/keymap.h"

enum { LEND_KEYS_MAX = 16 };

struct lend {
	struct {
		uint8_t code;
		uint32_t character;
	} keys[LEND_KEYS_MAX];
	size_t count, next; /* lent; the one whose turn it is to be lent anew when all are */
};

/* A key that gives the character from now on; 0: there is none. */
uint8_t lend_key(struct lend *lend, const struct display *display, const struct keymap *keymap,
                 uint32_t character);

/* The map was read anew: forgets the keys to which somebody else has given another meaning. */
void lend_check(struct lend *lend, const struct keymap *keymap);

/* Takes all keys back. */
void lend_rest(struct lend *lend, const struct display *display);

#endif

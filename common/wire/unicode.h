/*
 * What Unicode 15 says of characters, as far as names need it: what kind they are,
 * which script they belong to, and how they are composed (UAX 15, form C). Tables
 * of our own, 40 kB, made at build time by cmake/embed_unicode.py. Pure; any thread.
 */
#ifndef LOTSE_WIRE_UNICODE_H
#define LOTSE_WIRE_UNICODE_H

#include <stddef.h>
#include <stdint.h>

enum unicode_kind {
	UNICODE_BAD, /* control, format, direction, invisible, private, enclosing, or no character at all */
	UNICODE_LETTER,
	UNICODE_MARK,    /* stands above or below the letter before it, and takes no place of its own */
	UNICODE_SPACING, /* belongs to the letter before it, and takes place */
	UNICODE_DIGIT,
	UNICODE_SPACE,
	UNICODE_DASH,
	UNICODE_SIGN, /* all else that can be seen, letters in fancy dress included */
};

/* Scripts that the rules name; there are more, each with a number of its own. */
enum unicode_script {
	UNICODE_UNKNOWN,
	UNICODE_COMMON,    /* of no script: digits, signs */
	UNICODE_INHERITED, /* of the script of the letter before: marks */
	UNICODE_HAN,
	UNICODE_HIRAGANA,
	UNICODE_KATAKANA,
	UNICODE_BOPOMOFO,
	UNICODE_HANGUL,
};

struct unicode_character {
	enum unicode_kind kind;
	uint8_t script;
};

/* What this one is; anything above 0x10FFFF is BAD. */
struct unicode_character unicode_of(uint32_t character);

/* Writes the composed form (NFC) of `count` characters; four times `count` is always room enough. Returns how
 * many they are; 0: no room. */
size_t unicode_compose(const uint32_t *from, size_t count, uint32_t *to, size_t room);

#endif

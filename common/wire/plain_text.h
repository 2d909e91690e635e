/*
 * Text of another person on its way into our windows: UTF-8, and nothing in it
 * that moves the cursor, turns the writing direction or can't be seen.
 * Pure; any thread.
 */
#ifndef LOTSE_WIRE_PLAIN_TEXT_H
#define LOTSE_WIRE_PLAIN_TEXT_H

#include "base/bytes.h"

enum plain_text_kind {
	PLAIN_TEXT_LINE = 1, /* names: no control, no direction or format characters */
	PLAIN_TEXT_LINES,    /* notice, chat: line feeds and tabs too */
	PLAIN_TEXT_TYPED, /* keystrokes: format characters too, some languages type them; no control characters */
};

/* The next character of UTF-8 (RFC 3629: no overlong forms, no surrogates). False, with the reader failed, if
 * there is none or it is malformed. */
bool plain_text_next(struct reader *text, uint32_t *character);

/* Whether all of `text` is allowed. */
bool plain_text_is_valid(struct bytes text, enum plain_text_kind kind);

/* The same for a field of a decoded message: `room` bytes that hold a string, its NUL and then zeros alone,
 * so that nothing hides behind a NUL. */
bool plain_text_field_is_valid(const char *field, size_t room, enum plain_text_kind kind);

/* Copies `from` so that it may be sent: what is not allowed is left out, and what does not fit in `room`
 * bytes with its NUL is cut between two characters. `room` is at least 1. */
void plain_text_clean(char *to, size_t room, const char *from, enum plain_text_kind kind);

#endif

/*
 * What a name that came from outside may look like on screen: composed (NFC), of
 * one script, nothing invisible and nothing that turns the writing direction, at
 * most 40 characters. Called wherever a name enters, so that no window has to
 * think of it. Pure; any thread.
 *
 * One script: letters of no other, with two customary mixes: Japanese writes Han
 * with Hiragana and Katakana, Korean Hangul with Han (and Chinese Bopomofo).
 */
#ifndef LOTSE_WIRE_PERSON_NAME_H
#define LOTSE_WIRE_PERSON_NAME_H

#include <stdbool.h>
#include <stddef.h>

enum { PERSON_NAME_CHARACTERS_MAX = 40, PERSON_NAME_BYTES = 4 * PERSON_NAME_CHARACTERS_MAX + 1 };

/* The name as it may be shown, in `room` bytes (at most PERSON_NAME_BYTES are used). What is harmless is put
 * right: composed, spaces trimmed and made single, dashes and apostrophes of one sort, little pictures and
 * other signs left out, too long cut at a whole letter. False, and "", where somebody may be misled or
 * nothing is left: the caller says something neutral instead. */
bool person_name_clean(char *to, size_t room, const char *from);

/* Whether it is a name that person_name_clean gives as it is. */
bool person_name_is_clean(const char *name);

/* Whether somebody in a hurry could take one for the other: case, accents' absence aside, spaces, signs, and
 * letters that are drawn alike (0 and O, l and I, Cyrillic and Greek twins) don't count. */
bool person_name_is_like(const char *one, const char *other);

/* Whether it looks like a part in the session that is nobody's name: the relay, the customer, the program. */
bool person_name_is_reserved(const char *name);

#endif

/*
 * Every sentence that a person reads, in English and German. The lists are in
 * base/text/, one file for each place that speaks; the relay's pages have theirs
 * here too. Any thread.
 */
#ifndef LOTSE_BASE_TEXT_H
#define LOTSE_BASE_TEXT_H

#include <stddef.h>

enum text_id {
	TEXT_NONE,
#define TEXT(id, en, de) id,
#include "base/text/list.h"
#undef TEXT
	TEXT_COUNT
};

enum text_language { TEXT_ENGLISH, TEXT_GERMAN };

/* The language for this process from now on. */
void text_speak(enum text_language language);

/* The language that an environment value such as "de_DE.UTF-8" (or NULL) stands for; English unless it is
 * German. */
enum text_language text_language_of(const char *locale);

/* Speaks what the environment asks for, as gettext does it: LC_ALL, then LC_MESSAGES, then LANG; else what
 * the computer speaks. Once, from main. */
void text_speak_as_environment(void);

/* The language in use. */
enum text_language text_language(void);

/* The sentence; static, never NULL. Where it holds %s or %d, the list says for what. */
const char *text_get(enum text_id id);

/* The same in a language that is not this process's: for pages, whose readers each have their own. */
const char *text_get_in(enum text_language language, enum text_id id);

/* The sentence with its %s and %d filled in, cut at a whole character if there is no room; gives `to`. `room`
 * counts the NUL. */
const char *text_write(char *to, size_t room, enum text_id id, ...);

#endif

#include "base/text.h"

#include "base/computer.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sentence {
	const char *languages[2]; /* by enum text_language */
};

static const struct sentence sentences[TEXT_COUNT] = {
	[TEXT_NONE] = {{"", ""}},
#define TEXT(id, en, de) [id] = {{en, de}},
#include "base/text/list.h"
#undef TEXT
};

/* Set by main at the start; atomic, as all threads ask for it. */
static atomic_int language_now = TEXT_ENGLISH;

void text_speak(enum text_language language)
{
	atomic_store(&language_now, (int)language);
}

enum text_language text_language_of(const char *locale)
{
	if (locale == NULL || locale[0] != 'd' || locale[1] != 'e')
		return TEXT_ENGLISH;
	char end = locale[2]; /* "de", "de_AT.UTF-8", "de.UTF-8", "de@euro", "de:en" (LANGUAGE); not "den" */
	return end == '\0' || end == '_' || end == '.' || end == '@' || end == ':' || end == '-' ? TEXT_GERMAN
	                                                                                         : TEXT_ENGLISH;
}

void text_speak_as_environment(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	const char *locale = NULL;
	char language[64];
	for (size_t i = 0; i < sizeof names / sizeof *names && (locale == NULL || locale[0] == 0); i++)
		locale = getenv(names[i]);
	computer_language(language, sizeof language);
	text_speak(text_language_of(locale != NULL && locale[0] != 0 ? locale : language));
}

enum text_language text_language(void)
{
	return (enum text_language)atomic_load_explicit(&language_now, memory_order_relaxed);
}

const char *text_get(enum text_id id)
{
	return text_get_in(text_language(), id);
}

const char *text_get_in(enum text_language language, enum text_id id)
{
	if ((int)id < 0 || id >= TEXT_COUNT)
		return "";
	return sentences[id].languages[language];
}

/* Takes away the last character if only a part of it is there. */
static void drop_partial_character(char *text)
{
	size_t end = strlen(text), start = end;
	while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
		start--;
	if (start == 0)
		return;
	unsigned char lead = (unsigned char)text[start - 1];
	size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
	if (end - (start - 1) < wanted)
		text[start - 1] = 0;
}

const char *text_write(char *to, size_t room, enum text_id id, ...)
{
	va_list arguments;
	va_start(arguments, id);
	int length = vsnprintf(to, room, text_get(id), arguments);
	va_end(arguments);
	if (length >= (int)room)
		drop_partial_character(to);
	return to;
}

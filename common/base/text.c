#include "base/text.h"

#include <stdatomic.h>
#include <stddef.h>

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

enum text_language text_language(void)
{
	return (enum text_language)atomic_load_explicit(&language_now, memory_order_relaxed);
}

const char *text_get(enum text_id id)
{
	if ((int)id < 0 || id >= TEXT_COUNT)
		return "";
	return sentences[id].languages[text_language()];
}

#include "session/naming.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

_Static_assert((int)PARTICIPANT_NAME_BYTES == (int)PERSON_NAME_BYTES, "both are forty characters");

static bool is_taken(const struct naming *naming, const struct person *person, const char *name)
{
	if (naming->own != NULL && person_name_is_like(name, naming->own))
		return true;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		const struct person *other = &naming->roster->people[i];
		if (other != person && other->peer != 0 && person_name_is_like(name, other->name))
			return true;
	}
	return false;
}

/* Where the character behind this many begins. */
static size_t bytes_of_characters(const char *text, size_t count)
{
	size_t at = 0;

	for (; text[at] != '\0'; at++) {
		bool is_begin = ((uint8_t)text[at] & 0xC0) != 0x80;
		if (is_begin && count-- == 0)
			break;
	}
	return at;
}

/* "Anna (2)": the number stays in sight however long the name is. */
static void number(char to[static PARTICIPANT_NAME_BYTES], const char *name, int count)
{
	char behind[8];
	size_t length = (size_t)snprintf(behind, sizeof behind, " (%d)", count);
	size_t kept = bytes_of_characters(name, PERSON_NAME_CHARACTERS_MAX - length);

	snprintf(to, PARTICIPANT_NAME_BYTES, "%.*s%s", (int)kept, name, behind);
}

void naming_take(const struct naming *naming, struct person *person, const char *name, const char *computer)
{
	char clean[PARTICIPANT_NAME_BYTES];

	if (!person_name_clean(clean, sizeof clean, name) || person_name_is_reserved(clean) ||
	    (naming->relay != NULL && person_name_is_like(clean, naming->relay)))
		snprintf(clean, sizeof clean, "%s", text_get(TEXT_NO_NAME));
	memcpy(person->name, clean, sizeof person->name);
	for (int count = 2; count <= PARTICIPANT_PEOPLE_MAX + 2 && is_taken(naming, person, person->name);
	     count++)
		number(person->name, clean, count);
	(void)person_name_clean(person->computer, sizeof person->computer, computer);
}

void naming_own(char to[static PARTICIPANT_NAME_BYTES], const char *name)
{
	if (!person_name_clean(to, PARTICIPANT_NAME_BYTES, name))
		snprintf(to, PARTICIPANT_NAME_BYTES, "%s", text_get(TEXT_NO_NAME));
}

/* The consortium's own list of cases for normalisation, as Debian's unicode-data has it: 19,000 lines. */
#include "support/unit.h"

#include "wire/unicode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 5, ROOM = 128, CHARACTERS = 0x110000 };

struct column {
	uint32_t text[ROOM];
	size_t count;
};

static uint8_t is_listed[CHARACTERS]; /* in the first part: each other character stays as it is */

static bool read_columns(char *line, struct column columns[COLUMNS])
{
	for (int i = 0; i < COLUMNS; i++) {
		char *part = strsep(&line, ";");
		columns[i].count = 0;
		if (part == NULL)
			return false;
		for (char *word; (word = strsep(&part, " ")) != NULL && columns[i].count < ROOM / 4;)
			columns[i].text[columns[i].count++] = (uint32_t)strtoul(word, NULL, 16);
	}
	return true;
}

static bool composes_to(const struct column *from, const struct column *wanted)
{
	uint32_t to[ROOM];
	size_t count = unicode_compose(from->text, from->count, to, ROOM);

	return count == wanted->count && memcmp(to, wanted->text, count * sizeof *to) == 0;
}

/* NFC: column 2 is what 1, 2 and 3 come to; column 4 what 4 and 5 come to. */
static void all_official_cases_hold(void **state)
{
	FILE *cases = popen("bzcat /usr/share/unicode/NormalizationTest.txt.bz2", "r");
	static char line[4096];
	int count = 0;
	bool is_first_part = false;

	(void)state;
	assert_non_null(cases);
	while (fgets(line, sizeof line, cases) != NULL) {
		static struct column c[COLUMNS];
		if (line[0] == '@')
			is_first_part = strncmp(line, "@Part1", 6) == 0;
		if (line[0] == '@' || line[0] == '#' || !read_columns(line, c))
			continue;
		count++;
		if (is_first_part)
			is_listed[c[0].text[0]] = 1;
		bool holds = composes_to(&c[0], &c[1]) && composes_to(&c[1], &c[1]) && composes_to(&c[2], &c[1]) &&
		             composes_to(&c[3], &c[3]) && composes_to(&c[4], &c[3]);
		if (!holds)
			fail_msg("case %d, U+%04X", count, c[0].text[0]);
	}
	assert_int_equal(pclose(cases), 0);
	assert_true(count > 18000);
}

static void every_other_character_stays_as_it_is(void **state)
{
	(void)state;
	for (uint32_t character = 0; character < CHARACTERS; character++) {
		uint32_t to[ROOM];
		if (is_listed[character])
			continue;
		if (unicode_compose(&character, 1, to, ROOM) != 1 || to[0] != character)
			fail_msg("U+%04X", character);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_official_cases_hold),
		cmocka_unit_test(every_other_character_stays_as_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

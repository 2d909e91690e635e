#include "support/unit.h"

#include "wire/unicode.h"

#include <string.h>

/* A few of each kind; the official list of cases is in posix_unicode_test.c. */

enum { ROOM = 16 };

static void expect(const uint32_t *from, size_t count, const uint32_t *wanted, size_t wanted_count)
{
	uint32_t to[ROOM];

	assert_int_equal(unicode_compose(from, count, to, ROOM), wanted_count);
	assert_memory_equal(to, wanted, wanted_count * sizeof *to);
}

#define EXPECT(from, wanted)                                                                                 \
	expect(from, sizeof(from) / sizeof(from)[0], wanted, sizeof(wanted) / sizeof(wanted)[0])

static void letters_and_their_marks_are_composed(void **state)
{
	(void)state;
	static const uint32_t umlaut[] = {'u', 0x308}, composed[] = {0xFC};
	EXPECT(umlaut, composed);
	static const uint32_t twice[] = {'o', 0x302, 0x301}, both[] = {0x1ED1};
	EXPECT(twice, both);
	static const uint32_t hangul[] = {0x1112, 0x1161, 0x11AB}, syllable[] = {0xD55C};
	EXPECT(hangul, syllable);
}

static void another_spelling_is_replaced(void **state)
{
	(void)state;
	static const uint32_t ohm[] = {0x2126}, omega[] = {0x3A9};
	EXPECT(ohm, omega);
	static const uint32_t angstrom[] = {0x212B}, ring[] = {0xC5};
	EXPECT(angstrom, ring);
}

static void marks_stand_in_order(void **state)
{
	(void)state;
	static const uint32_t wrong[] = {'q', 0x307, 0x323}, right[] = {'q', 0x323, 0x307};
	EXPECT(wrong, right);
	EXPECT(right, right);
}

/* A mark of the same order stands between: U+0301 can't reach its letter. */
static void a_mark_does_not_pass_one_of_its_kind(void **state)
{
	(void)state;
	static const uint32_t blocked[] = {'a', 0x313, 0x301}, same[] = {'a', 0x313, 0x301};
	EXPECT(blocked, same);
}

static void what_is_excluded_stays_apart(void **state)
{
	(void)state;
	static const uint32_t qa[] = {0x958}, apart[] = {0x915, 0x93C};
	EXPECT(qa, apart);
	EXPECT(apart, apart);
}

static void without_room_there_is_nothing(void **state)
{
	(void)state;
	static const uint32_t text[] = {'a', 'b', 'c'};
	uint32_t to[2];

	assert_int_equal(unicode_compose(text, 3, to, 2), 0);
	assert_int_equal(unicode_compose(text, 2, to, 2), 2);
	assert_int_equal(unicode_compose(text, 0, to, 2), 0);
}

static void kinds_and_scripts_are_as_unicode_says(void **state)
{
	static const struct {
		uint32_t character;
		enum unicode_kind kind;
		int script; /* -1: not asked */
	} known[] = {
		{0, UNICODE_BAD, -1},
		{0x1B, UNICODE_BAD, -1},
		{' ', UNICODE_SPACE, UNICODE_COMMON},
		{'-', UNICODE_DASH, UNICODE_COMMON},
		{0x2014, UNICODE_DASH, UNICODE_COMMON},
		{'7', UNICODE_DIGIT, UNICODE_COMMON},
		{'\'', UNICODE_SIGN, UNICODE_COMMON},
		{0x301, UNICODE_MARK, UNICODE_INHERITED},
		{0x34F, UNICODE_BAD, -1},  /* combining grapheme joiner: never seen */
		{0x20DD, UNICODE_BAD, -1}, /* a circle round the letter */
		{0x200D, UNICODE_BAD, -1},
		{0x202E, UNICODE_BAD, -1},
		{0x2066, UNICODE_BAD, -1},
		{0x3164, UNICODE_BAD, -1}, /* a letter that is empty */
		{0xE000, UNICODE_BAD, -1},
		{0xFE0F, UNICODE_BAD, -1},
		{0x1F600, UNICODE_SIGN, UNICODE_COMMON},
		{0x1D400, UNICODE_SIGN, UNICODE_COMMON}, /* a bold A of mathematics */
		{0x4E00, UNICODE_LETTER, UNICODE_HAN},
		{0x9FFF, UNICODE_LETTER, UNICODE_HAN},
		{0x3042, UNICODE_LETTER, UNICODE_HIRAGANA},
		{0x30A2, UNICODE_LETTER, UNICODE_KATAKANA},
		{0x30FC, UNICODE_LETTER, UNICODE_COMMON},
		{0x3105, UNICODE_LETTER, UNICODE_BOPOMOFO},
		{0xAC00, UNICODE_LETTER, UNICODE_HANGUL},
		{0x93E, UNICODE_SPACING, -1},
		{0x10FFFF, UNICODE_BAD, -1},
		{0x110000, UNICODE_BAD, -1},
		{UINT32_MAX, UNICODE_BAD, -1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct unicode_character about = unicode_of(known[i].character);
		if (about.kind != known[i].kind || (known[i].script >= 0 && about.script != known[i].script))
			fail_msg("U+%04X: kind %d, script %d", known[i].character, about.kind, about.script);
	}
}

static void latin_greek_and_cyrillic_are_three(void **state)
{
	(void)state;
	uint8_t latin = unicode_of('a').script, greek = unicode_of(0x3B1).script,
			cyrillic = unicode_of(0x430).script;

	assert_int_not_equal(latin, greek);
	assert_int_not_equal(latin, cyrillic);
	assert_int_not_equal(greek, cyrillic);
	assert_int_equal(unicode_of(0xFC).script, latin);
	assert_int_equal(unicode_of(0x17F).script, latin);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_and_their_marks_are_composed),
		cmocka_unit_test(another_spelling_is_replaced),
		cmocka_unit_test(marks_stand_in_order),
		cmocka_unit_test(a_mark_does_not_pass_one_of_its_kind),
		cmocka_unit_test(what_is_excluded_stays_apart),
		cmocka_unit_test(without_room_there_is_nothing),
		cmocka_unit_test(kinds_and_scripts_are_as_unicode_says),
		cmocka_unit_test(latin_greek_and_cyrillic_are_three),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

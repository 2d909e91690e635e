#include "support/unit.h"

#include "base/win32/wide.h"

#include <string.h>

static void text_of_any_script_goes_there_and_back(void **state)
{
	static const char text[] = "é ß € 中 😀";
	wchar_t wide[32];
	char back[64];
	(void)state;
	assert_true(wide_from_text(wide, 32, text));
	assert_int_equal(wcslen(wide), 10); /* the last one is a pair */
	wide_to_text(back, sizeof back, wide);
	assert_string_equal(back, text);
}

static void what_is_no_text_or_too_long_gives_nothing(void **state)
{
	wchar_t wide[4] = L"xyz";
	(void)state;
	assert_false(wide_from_text(wide, 4, "gr\xfc\xdf"));
	assert_int_equal(wide[0], 0);
	assert_false(wide_from_text(wide, 4, "abcd"));
	assert_true(wide_from_text(wide, 4, "abc"));
}

static void text_is_cut_at_a_whole_character(void **state)
{
	char whole[64], cut[64];
	(void)state;
	wide_to_text(whole, sizeof whole, L"é€\xD83D\xDE00z");
	assert_string_equal(whole, "é€😀z");
	for (size_t room = 1; room <= strlen(whole) + 1; room++) {
		memset(cut, '!', sizeof cut);
		wide_to_text(cut, room, L"é€\xD83D\xDE00z");
		assert_true(strlen(cut) < room && strlen(cut) + 4 >= room);
		assert_memory_equal(cut, whole, strlen(cut));
		assert_true(((unsigned char)whole[strlen(cut)] & 0xC0) != 0x80);
		assert_int_equal(cut[room], '!');
	}
}

static void half_a_pair_becomes_a_sign_for_it(void **state)
{
	char text[16];
	(void)state;
	wide_to_text(text, sizeof text, L"a\xD83Dz");
	assert_string_equal(text, "a\xEF\xBF\xBDz");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_of_any_script_goes_there_and_back),
		cmocka_unit_test(what_is_no_text_or_too_long_gives_nothing),
		cmocka_unit_test(text_is_cut_at_a_whole_character),
		cmocka_unit_test(half_a_pair_becomes_a_sign_for_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

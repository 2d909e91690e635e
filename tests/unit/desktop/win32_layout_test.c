/* Names of keyboard layouts, and the one that this computer has. */
#include "support/unit.h"

#include "desktop/win32/layout_usual.h"

#include <stdio.h>
#include <string.h>

/* before the rest of Windows */
#include <windows.h>

static const char *name_of(uint16_t language, uint16_t kind)
{
	static char name[LAYOUT_NAME_BYTES];
	memset(name, '#', sizeof name);
	layout_usual_name(language, kind, name);
	assert_non_null(memchr(name, 0, sizeof name));
	return name;
}

static void the_usual_layout_of_a_language_has_a_countrys_letters(void **state)
{
	(void)state;
	assert_string_equal(name_of(0x0407, 0x0407), "de");
	assert_string_equal(name_of(0x0807, 0x0807), "ch"); /* German, but of another country */
	assert_string_equal(name_of(0x0409, 0x0409), "us");
	assert_string_equal(name_of(0x0809, 0x0809), "gb");
	assert_string_equal(name_of(0x040A, 0x040A), "es"); /* Spain has two ways to sort, and one keyboard */
	assert_string_equal(name_of(0x0C0A, 0x0C0A), "es");
	assert_string_equal(name_of(0x0408, 0x0408), "gr");
}

static void any_other_layout_keeps_windows_numbers(void **state)
{
	(void)state;
	assert_string_equal(name_of(0x0409, 0x0407), "windows 04070409"); /* German keys, typing English */
	assert_string_equal(name_of(0x0407, 0xF002), "windows f0020407"); /* a special one, such as Neo */
	assert_string_equal(name_of(0x0411, 0x0411), "windows 04110411"); /* not in the list */
	assert_string_equal(name_of(0, 0), "windows 00000000");
}

static void layouts_of_different_kinds_never_have_the_same_name(void **state)
{
	(void)state;
	char one[LAYOUT_NAME_BYTES];
	static const uint16_t languages[] = {0x0407, 0x0807, 0x0C07, 0x0409, 0x0809, 0x040C, 0x080C, 0x0411};
	enum { COUNT = sizeof languages / sizeof *languages };
	for (int i = 0; i < COUNT * COUNT; i++) {
		for (int j = 0; j < i; j++) {
			layout_usual_name(languages[i / COUNT], languages[i % COUNT], one);
			assert_string_not_equal(one, name_of(languages[j / COUNT], languages[j % COUNT]));
		}
	}
}

static void the_name_is_of_what_people_type_in(void **state)
{
	(void)state;
	char name[LAYOUT_NAME_BYTES] = "";
	uintptr_t layout = (uintptr_t)GetKeyboardLayout(GetWindowThreadProcessId(GetForegroundWindow(), NULL));
	layout_name(NULL, name);
	assert_string_equal(name, name_of(LOWORD(layout), HIWORD(layout)));
	assert_string_not_equal(name, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_usual_layout_of_a_language_has_a_countrys_letters),
		cmocka_unit_test(any_other_layout_keeps_windows_numbers),
		cmocka_unit_test(layouts_of_different_kinds_never_have_the_same_name),
		cmocka_unit_test(the_name_is_of_what_people_type_in),
	};
	return cmocka_run_group_tests_name("win32 layout", tests, NULL, NULL);
}

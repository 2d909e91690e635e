#include "support/unit.h"

#include "base/input_event.h"
#include "desktop/x11/keys.h"

#include <string.h>

static void names_are_as_xkb_writes_them(void **state)
{
	(void)state;
	for (unsigned usage = 0; usage <= INPUT_KEY_MAX; usage++) {
		const char *name;
		for (unsigned attempt = 0; (name = keys_name(usage, attempt)) != NULL; attempt++) {
			assert_in_range(strlen(name), 2, 4);
			for (const char *at = name; *at != 0; at++)
				assert_non_null(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-", *at));
		}
	}
}

static void no_two_keys_have_the_same_name(void **state)
{
	(void)state;
	for (unsigned a = 0; a <= INPUT_KEY_MAX; a++) {
		for (unsigned b = a + 1; b <= INPUT_KEY_MAX && keys_name(a, 0) != NULL; b++) {
			bool is_backslash = a == 0x31 && b == 0x32; /* one key with two usages */
			if (keys_name(b, 0) != NULL && !is_backslash)
				assert_string_not_equal(keys_name(a, 0), keys_name(b, 0));
		}
	}
}

static void what_does_not_exist_has_no_name(void **state)
{
	(void)state;
	assert_null(keys_name(0, 0));
	assert_null(keys_name(3, 0));
	assert_null(keys_name(0xDF, 0));
	assert_null(keys_name(0xE8, 0));
	assert_null(keys_name(0x100, 0));
	assert_null(keys_name(0xFFFFFFFF, 0));
	assert_null(keys_name(0x04, 1));
	assert_null(keys_name(0x04, 99));
	assert_string_equal(keys_name(INPUT_KEY_F12, 0), "FK12");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_as_xkb_writes_them),
		cmocka_unit_test(no_two_keys_have_the_same_name),
		cmocka_unit_test(what_does_not_exist_has_no_name),
	};
	return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}

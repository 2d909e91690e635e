#include "support/unit.h"

#include "base/computer.h"
#include "support/sentences.h"

#include <string.h>

static void this_computer_and_its_user_have_names(void **state)
{
	char name[300];
	(void)state;
	computer_name(name, sizeof name);
	assert_string_not_equal(name, "");
	assert_null(strchr(name, '.'));
	computer_user_name(name, sizeof name);
	assert_string_not_equal(name, "");
}

static void names_are_cut_to_the_room_that_there_is(void **state)
{
	static void (*const names[])(char *to, size_t size) = {computer_name, computer_user_name};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char whole[300], cut[300];
		names[i](whole, sizeof whole);
		assert_true(sentences_are_utf8(whole));
		for (size_t size = 1; size <= strlen(whole) + 1; size++) {
			memset(cut, '!', sizeof cut);
			names[i](cut, size);
			assert_true(strlen(cut) < size);
			assert_memory_equal(cut, whole, strlen(cut));
			assert_true(sentences_are_utf8(cut));
			assert_int_equal(cut[size], '!');
		}
		assert_string_equal(cut, whole);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(this_computer_and_its_user_have_names),
		cmocka_unit_test(names_are_cut_to_the_room_that_there_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

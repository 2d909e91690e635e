#include "support/unit.h"

#include "base/computer.h"
#include "support/sentences.h"

#include <string.h>
#include <unistd.h>

static void the_computers_name_is_the_systems_without_its_domain(void **state)
{
	char name[300], of_system[300] = "";
	(void)state;
	assert_int_equal(gethostname(of_system, sizeof of_system - 1), 0);
	of_system[strcspn(of_system, ".")] = '\0';
	computer_name(name, sizeof name);
	assert_string_equal(name, of_system);
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
		cmocka_unit_test(the_computers_name_is_the_systems_without_its_domain),
		cmocka_unit_test(names_are_cut_to_the_room_that_there_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

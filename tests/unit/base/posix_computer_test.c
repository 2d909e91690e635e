#include "support/unit.h"

#include "base/computer.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_computers_name_is_the_systems_without_its_domain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

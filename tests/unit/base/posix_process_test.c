#include "support/unit.h"

#include "base/secret.h"
#include "support/child.h"

#include <sys/prctl.h>
#include <sys/resource.h>

static int start_and_ask_the_system(void)
{
	struct rlimit core;
	if (prctl(PR_GET_DUMPABLE) != 1)
		return 2; /* then the test shows nothing */
	if (secret_start() != RESULT_OK || getrlimit(RLIMIT_CORE, &core) != 0)
		return 3;
	return prctl(PR_GET_DUMPABLE) == 0 && core.rlim_cur == 0 && core.rlim_max == 0 ? 0 : 1;
}

static void a_started_program_leaves_no_core_and_hides_its_memory(void **state)
{
	(void)state;
	assert_int_equal(child_exit(__func__, start_and_ask_the_system), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_started_program_leaves_no_core_and_hides_its_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

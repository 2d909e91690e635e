#include "support/unit.h"

#include "base/log.h"
#include "support/child.h"

#include <fcntl.h>
#include <unistd.h>

static int say_on_full_disk(void)
{
	int full = open("/dev/full", O_WRONLY);
	if (full < 0 || dup2(full, STDERR_FILENO) < 0)
		return 1;
	log_start(LOG_INFO);
	log_info("area", "nobody can keep this");
	return 0;
}

static void a_full_disk_stops_nobody(void **state)
{
	(void)state;
	assert_int_equal(child_exit(__func__, say_on_full_disk), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_disk_stops_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

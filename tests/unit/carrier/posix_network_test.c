/* In a network namespace of its own, whose loopback goes up and down. Needs the right to have one. */
#include "support/unit.h"

#include "carrier/network.h"

#include <linux/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static bool set_loopback(bool is_up)
{
	struct ifreq request = {.ifr_flags = is_up ? IFF_UP : 0};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	strcpy(request.ifr_name, "lo");
	bool is_done = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
	if (fd >= 0)
		close(fd);
	return is_done;
}

static void each_change_is_told_once(void **state)
{
	(void)state;
	if (unshare(CLONE_NEWNET) != 0)
		skip();
	struct wake *wake = wake_create();
	struct network *network = network_create(wake);
	assert_non_null(network);
	assert_false(network_has_changed(network));
	for (int i = 0; i < 4; i++) {
		struct wake_on on = {.handle = network_handle(network), .want_read = true};
		assert_true(set_loopback(i % 2 == 0));
		assert_int_equal(wake_wait(wake, &on, 1, 10000), RESULT_OK);
		assert_true(on.may_read);
		assert_true(network_has_changed(network));
	}
	assert_false(network_has_changed(network));
	network_destroy(network);
	wake_destroy(wake);
}

static void without_one_nothing_changes(void **state)
{
	(void)state;
	assert_int_equal(network_handle(NULL), -1);
	assert_false(network_has_changed(NULL));
	network_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_change_is_told_once),
		cmocka_unit_test(without_one_nothing_changes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

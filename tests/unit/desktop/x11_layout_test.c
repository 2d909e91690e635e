/* The layout's name, from real X servers. */
#include "support/unit.h"

#include "desktop/layout.h"
#include "support/x11_server.h"

static struct x11_server server;

static int start(void **state)
{
	(void)state;
	server = x11_server_xvfb("640x480x24");
	return 0;
}

static int stop(void **state)
{
	(void)state;
	x11_server_stop(&server);
	return 0;
}

static void the_layout_is_named_with_its_variant(void **state)
{
	char name[LAYOUT_NAME_BYTES];

	(void)state;
	assert_int_equal(x11_server_run(&server, "setxkbmap us"), 0);
	layout_name(server.name, name);
	assert_string_equal(name, "us");
	assert_int_equal(x11_server_run(&server, "setxkbmap de nodeadkeys"), 0);
	layout_name(server.name, name);
	assert_string_equal(name, "de nodeadkeys");
}

static void without_a_display_there_is_no_name(void **state)
{
	char name[LAYOUT_NAME_BYTES] = "x";

	(void)state;
	layout_name(":4711", name);
	assert_string_equal(name, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_layout_is_named_with_its_variant, start, stop),
		cmocka_unit_test(without_a_display_there_is_no_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The control of x11_compose_test's hunt: with the root in place of the composed picture the other window
 * does show; if it did not, that test would prove nothing.
 */
#include "support/unit.h"

#include "base/wake.h"
#include "desktop/x11/scope.h"
#include "unit/desktop/hunt.h"

/* In place of drawable.c's. */
xcb_drawable_t scope_drawable(const struct scope *scope)
{
	return scope->display->root;
}

static void read_from_the_root_it_does_show(void **state)
{
	(void)state;
	static struct hunt hunt;
	hunt_begin(&hunt, HUNT_STIRS / 20);
	hunt_run(&hunt);
	assert_true(hunt.leaked_px > 0);
	hunt_end(&hunt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_from_the_root_it_does_show),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

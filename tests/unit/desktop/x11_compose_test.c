/* Of chosen programs their own windows are seen, whole and at once, and nothing else is. */
#include "support/unit.h"

#include "base/wake.h"
#include "unit/desktop/hunt.h"

static struct hunt hunt;

static uint32_t pixel_at(int x, int y)
{
	return image_row(&hunt.screen, y)[x] & 0xFFFFFF;
}

static void a_window_that_is_not_shared_never_shows(void **state)
{
	(void)state;
	hunt_begin(&hunt, HUNT_STIRS);
	int64_t took_ms = hunt_run(&hunt);
	assert_true(hunt.changes * 1000 > 10 * took_ms);
	hunt_rest(&hunt);
	print_message("%d pictures in %d ms, %d pixels leaked\n", hunt.changes, (int)took_ms,
	              (int)hunt.leaked_px);
	assert_int_equal(hunt.leaked_px, 0);
	/* Now the other one lies over it: it shows whole all the same, and what is beside it is calm. */
	for (int y = 0; y < 600; y++) {
		for (int x = 0; x < 800; x++) {
			int in_x = x - ACTOR_PLACE, in_y = y - ACTOR_PLACE;
			bool is_in = in_x >= 0 && in_x < ACTOR_SIDE && in_y >= 0 && in_y < ACTOR_SIDE;
			assert_int_equal(pixel_at(x, y), is_in ? actor_resting_pixel(in_x, in_y) : (uint32_t)SHARE_CALM);
		}
	}
	hunt_end(&hunt);
}

static void where_windows_have_no_pictures_it_is_refused(void **state)
{
	(void)state;
	const char *arguments[] = {"-screen", "0", "320x240x24", "-extension", "Composite", NULL};
	struct x11_server server = x11_server_start("Xvfb", NULL, arguments);
	struct share_choice choice = {.kind = SHARE_APPLICATIONS, .applications = {7}, .application_count = 1};
	struct desktop *desktop;
	assert_int_equal(desktop_open(&desktop, server.name), RESULT_OK);
	assert_false(desktop_can_compose(desktop));
	assert_int_equal(desktop_choose(desktop, &choice), RESULT_NO_APPLICATIONS);
	desktop_close(desktop);
	x11_server_stop(&server);
}

/* Whose its windows are is then what they say of themselves, and menus go by the connection. */
static void a_server_that_does_not_know_processes_still_tells_programs_apart(void **state)
{
	(void)state;
	const char *arguments[] = {"-screen", "0", "800x600x24", "-extension", "X-Resource", NULL};
	struct x11_server server = x11_server_start("Xvfb", NULL, arguments);
	pid_t shared = actor_start_shared(&server), secret = actor_start_secret(&server, 0);
	uint64_t first = actor_find(server.name, "shared"), second = actor_find(server.name, "secret");
	assert_true(first != 0 && second != 0 && first != second);
	actor_end(shared);
	actor_end(secret);
	x11_server_stop(&server);
}

/* The program ends: nothing is left of it, and nothing comes in its place. */
static void of_a_program_that_is_gone_nothing_is_left(void **state)
{
	(void)state;
	hunt_begin(&hunt, 10);
	hunt_run(&hunt);
	hunt_rest(&hunt);
	kill(hunt.shared, SIGKILL);
	struct wake *wake = wake_create();
	for (int64_t until_ms = clock_now_ms() + 1000; clock_now_ms() < until_ms;)
		hunt_turn(&hunt, wake);
	wake_destroy(wake);
	for (int y = 0; y < 600; y++) {
		for (int x = 0; x < 800; x++)
			assert_int_equal(pixel_at(x, y), SHARE_CALM);
	}
	hunt_end(&hunt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_window_that_is_not_shared_never_shows),
		cmocka_unit_test(where_windows_have_no_pictures_it_is_refused),
		cmocka_unit_test(a_server_that_does_not_know_processes_still_tells_programs_apart),
		cmocka_unit_test(of_a_program_that_is_gone_nothing_is_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * F12 ends control, whatever other programs hold, and after it nothing arrives; what is held is released; a
 * display that hangs or dies closes the gate.
 */
#include "support/unit.h"

#include "support/x11_server.h"
#include "unit/desktop/flood.h"
#include "unit/desktop/nobody.h"

#include <signal.h>
#include <stdlib.h>
#include <xkbcommon/xkbcommon-keysyms.h>

enum { CODE_F1 = 67, CODE_F12 = 96, CODE_A = 38, USAGE_A = 0x04, USAGE_SHIFT = 0xE1 };

struct fixture {
	struct x11_server server;
	struct x11_client client;
	struct watched watched;
};

static int set_up(void **state)
{
	static struct fixture fixture;
	memset(&fixture, 0, sizeof fixture);
	fixture.server = x11_server_xvfb("800x600x24");
	x11_client_open(&fixture.client, fixture.server.name);
	assert_int_equal(watched_start(&fixture.watched, NULL, fixture.server.name), RESULT_OK);
	watched_open(&fixture.watched);
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	watched_stop(&f->watched);
	x11_client_close(&f->client);
	x11_server_stop(&f->server);
	return 0;
}

static bool is_open(struct fixture *f)
{
	return gate_is_open(f->watched.gate, f->watched.generation, clock_now_ms());
}

static void tap(struct fixture *f, uint8_t code, bool is_hand)
{
	x11_client_fake_key(&f->client, code, true, is_hand);
	x11_client_fake_key(&f->client, code, false, is_hand);
}

static void assert_f12_works(struct fixture *f, uint8_t code, bool is_hand)
{
	int before = f->watched.f12;
	assert_int_equal(
		gate_open(f->watched.gate, ++f->watched.generation, gate_f12_seen(f->watched.gate), clock_now_ms()),
		RESULT_OK);
	tap(f, code, is_hand);
	assert_true(watched_wait(&f->watched.f12, before + 1));
	assert_false(is_open(f));
	assert_false(f->watched.was_open_at_f12);
	assert_int_equal(
		gate_open(f->watched.gate, f->watched.generation, gate_f12_seen(f->watched.gate), clock_now_ms()),
		RESULT_REFUSED);
}

static void f12_of_any_device_closes_the_gate(void **state)
{
	struct fixture *f = *state;
	assert_true(is_open(f));
	assert_f12_works(f, CODE_F12, false);
	assert_f12_works(f, CODE_F12, true);
}

static void other_keys_do_not(void **state)
{
	struct fixture *f = *state;
	tap(f, CODE_A, true);
	tap(f, CODE_F1, false);
	tap(f, CODE_F12 - 1, true);
	watched_calm(&f->watched);
	watched_tap(&f->watched, USAGE_A, 0);
	assert_true(watched_settle(&f->watched));
	assert_int_equal(f->watched.f12, 0);
	assert_true(is_open(f));
}

/* The guard lets F12 go in its next turn, some time after the gate has closed; until then the window would
 * not see it. */
static bool f12_is_free(struct fixture *f)
{
	xcb_connection_t *c = f->client.connection;
	xcb_window_t root = f->client.screen->root;
	for (int waited_ms = 0; waited_ms < WATCHED_PATIENCE_MS; waited_ms++) {
		xcb_generic_error_t *error =
			xcb_request_check(c, xcb_grab_key_checked(c, 0, root, XCB_MOD_MASK_ANY, CODE_F12,
		                                              XCB_GRAB_MODE_ASYNC, XCB_GRAB_MODE_ASYNC));
		if (error == NULL) {
			xcb_ungrab_key(c, CODE_F12, root, XCB_MOD_MASK_ANY);
			return true;
		}
		free(error);
		clock_sleep_ms(1);
	}
	return false;
}

static void a_held_f12_is_one_press(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(x11_server_run(&f->server, "xset r rate 50 100"), 0);
	/* Closed, so that it is not swallowed and the window shows that it does repeat. */
	gate_close(f->watched.gate);
	assert_true(f12_is_free(f));
	tap(f, CODE_A, false);
	x11_client_forget(&f->client);
	x11_client_fake_key(&f->client, CODE_F12, true, false);
	assert_true(x11_client_wait(&f->client, XCB_KEY_PRESS, 5));
	x11_client_fake_key(&f->client, CODE_F12, false, false);
	assert_true(watched_wait(&f->watched.f12, 1));
	assert_f12_works(f, CODE_F12, false); /* all before it has been seen by then */
	assert_int_equal(f->watched.f12, 2);
}

static void f12_is_heard_past_a_grab_of_key_and_keyboard(void **state)
{
	struct fixture *f = *state;
	struct x11_client other;
	gate_close(f->watched.gate);
	x11_client_open(&other, f->server.name);
	xcb_connection_t *c = other.connection;
	/* Before the guard swallows it, so that it is the other's. */
	xcb_grab_key(c, 0, other.screen->root, XCB_MOD_MASK_ANY, CODE_F12, XCB_GRAB_MODE_ASYNC,
	             XCB_GRAB_MODE_ASYNC);
	x11_client_sync(&other);
	assert_f12_works(f, CODE_F12, true);
	xcb_grab_keyboard_reply_t *grab = xcb_grab_keyboard_reply(
		c, xcb_grab_keyboard(c, 0, other.window, XCB_CURRENT_TIME, XCB_GRAB_MODE_ASYNC, XCB_GRAB_MODE_ASYNC),
		NULL);
	assert_non_null(grab);
	assert_int_equal(grab->status, XCB_GRAB_STATUS_SUCCESS);
	free(grab);
	x11_client_forget(&other);
	assert_f12_works(f, CODE_F12, true);
	assert_f12_works(f, CODE_F12, false);
	x11_client_sync(&other);
	assert_true(x11_client_count(&other, XCB_KEY_PRESS) >= 2); /* it did hold it */
	x11_client_close(&other);
}

static void f12_is_heard_while_another_program_has_frozen_the_keyboard(void **state)
{
	struct fixture *f = *state;
	xcb_connection_t *c = f->client.connection;
	free(xcb_grab_keyboard_reply(
		c,
		xcb_grab_keyboard(c, 0, f->client.window, XCB_CURRENT_TIME, XCB_GRAB_MODE_ASYNC, XCB_GRAB_MODE_SYNC),
		NULL));
	assert_f12_works(f, CODE_F12, true);
}

static void f12_is_kept_from_programs_while_somebody_controls(void **state)
{
	struct fixture *f = *state;
	watched_tap(&f->watched, USAGE_A, 0); /* after this the guard has seen that the gate is open */
	assert_true(watched_settle(&f->watched));
	x11_client_sync(&f->client);
	x11_client_forget(&f->client);
	tap(f, CODE_F12, true);
	assert_true(watched_wait(&f->watched.f12, 1));
	assert_true(watched_settle(&f->watched));
	tap(f, CODE_A, true);
	x11_client_sync(&f->client);
	assert_int_equal(x11_client_count(&f->client, XCB_KEY_PRESS), 1);
	assert_int_equal(x11_client_first(&f->client, XCB_KEY_PRESS)->symbol, XKB_KEY_a);
	/* Control is over: it is theirs again. */
	for (int i = 0; i < 100 && x11_client_count(&f->client, XCB_KEY_PRESS) < 2; i++) {
		clock_sleep_ms(10);
		tap(f, CODE_F12, true);
	}
	assert_int_equal(x11_client_count(&f->client, XCB_KEY_PRESS), 2);
}

/* Waits until the guard has read the map that a command made. */
static void remap(struct fixture *f, const char *command)
{
	assert_int_equal(x11_server_run(&f->server, command), 0);
	assert_int_equal(
		gate_open(f->watched.gate, ++f->watched.generation, gate_f12_seen(f->watched.gate), clock_now_ms()),
		RESULT_OK);
	if (f->watched.f12 > 0)
		watched_calm(&f->watched);
	watched_tap(&f->watched, USAGE_A, 0);
	assert_true(watched_settle(&f->watched));
}

static void f12_follows_the_keyboards_map(void **state)
{
	struct fixture *f = *state;
	remap(f, "xmodmap -e 'keycode 67 = F12' -e 'keycode 96 = F1'");
	assert_f12_works(f, CODE_F1, true);
	assert_f12_works(f, CODE_F12, true); /* its label still says so */
	remap(f, "xmodmap -e 'keycode 67 = F1 F12'");
	assert_f12_works(f, CODE_F1, true);
	remap(f, "setxkbmap de");
	assert_f12_works(f, CODE_F12, true);
	remap(f, "setxkbmap -keycodes xfree86 -print | xkbcomp -w 0 - $DISPLAY");
	assert_f12_works(f, 96, true);
}

static void proving_disturbs_nobody(void **state)
{
	struct fixture *f = *state;
	x11_client_sync(&f->client);
	x11_client_forget(&f->client);
	clock_sleep_ms(2 * GUARD_PROVE_MS);
	x11_client_sync(&f->client);
	assert_int_equal(x11_client_count(&f->client, 0), 0);
	assert_int_equal(f->watched.lost, 0);
	assert_true(is_open(f)); /* so it was proved meanwhile */
}

static void after_a_close_nothing_of_a_flood_arrives(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 10; i++) {
		if (i > 0)
			watched_open(&f->watched);
		/* At most the one event that had passed the gate already. */
		assert_in_range(flood_after(&f->watched, &f->client, flood_close, &f->watched), 0, 1);
	}
}

static void press_f12(void *context)
{
	struct fixture *f = context;
	int before = f->watched.f12;
	tap(f, CODE_F12, true);
	assert_true(watched_wait(&f->watched.f12, before + 1));
}

static void after_f12_nothing_of_a_flood_arrives(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 10; i++) {
		if (i > 0)
			watched_open(&f->watched);
		assert_in_range(flood_after(&f->watched, &f->client, press_f12, f), 0, 1);
	}
}

static bool is_anything_down(struct fixture *f)
{
	xcb_connection_t *c = f->client.connection;
	xcb_query_keymap_reply_t *keys = xcb_query_keymap_reply(c, xcb_query_keymap(c), NULL);
	xcb_query_pointer_reply_t *pointer =
		xcb_query_pointer_reply(c, xcb_query_pointer(c, f->client.screen->root), NULL);
	bool is_down = (pointer->mask & 0x1F00) != 0;
	for (int i = 0; i < 32; i++)
		is_down |= keys->keys[i] != 0;
	free(keys);
	free(pointer);
	return is_down;
}

static void hold_something(struct fixture *f)
{
	watched_key(&f->watched, USAGE_SHIFT, true, INPUT_LEFT_SHIFT);
	watched_key(&f->watched, USAGE_A, true, INPUT_LEFT_SHIFT);
	watched_inject(&f->watched, (struct input_event){
									.kind = INPUT_BUTTON, .code = 1, .is_down = true, .x_px = 9, .y_px = 9});
	x11_client_forget(&f->client);
	assert_true(x11_client_wait(&f->client, XCB_BUTTON_PRESS, 1));
	assert_true(is_anything_down(f));
	assert_false(gate_is_settled(f->watched.gate));
}

static void what_is_held_is_released(void **state)
{
	struct fixture *f = *state;
	hold_something(f);
	gate_close(f->watched.gate);
	assert_true(watched_settle(&f->watched));
	assert_false(is_anything_down(f));

	watched_open(&f->watched);
	hold_something(f);
	watched_inject(&f->watched, (struct input_event){.kind = INPUT_RELEASE_ALL});
	assert_true(watched_settle(&f->watched));
	assert_false(is_anything_down(f));

	hold_something(f);
	tap(f, CODE_F12, true);
	assert_true(watched_wait(&f->watched.f12, 1));
	assert_true(watched_settle(&f->watched));
	assert_false(is_anything_down(f));

	watched_open(&f->watched);
	watched_calm(&f->watched);
	hold_something(f);
	gate_pause(f->watched.gate);
	assert_true(watched_settle(&f->watched));
	assert_false(is_anything_down(f));
	gate_resume(f->watched.gate);

	hold_something(f);
	assert_true(watched_settle(&f->watched)); /* nobody says that it is meant */
	assert_false(is_anything_down(f));
	assert_true(is_open(f));

	hold_something(f);
	guard_stop(f->watched.guard);
	f->watched.guard = NULL;
	assert_false(is_anything_down(f));
}

static void a_key_goes_up_as_it_went_down_whatever_the_map_is_by_then(void **state)
{
	struct fixture *f = *state;
	watched_key(&f->watched, 0x52, true, 0); /* Up: 111, and 98 on the other */
	assert_true(x11_client_wait(&f->client, XCB_KEY_PRESS, 1));
	assert_int_equal(
		x11_server_run(&f->server, "setxkbmap -keycodes xfree86 -print | xkbcomp -w 0 - $DISPLAY"), 0);
	gate_close(f->watched.gate);
	assert_true(watched_settle(&f->watched));
	assert_false(is_anything_down(f));
}

static void a_hand_is_told_from_a_program(void **state)
{
	struct fixture *f = *state;
	bool was_seen = false;
	for (int i = 0; i < 50 && !was_seen; i++) {
		tap(f, CODE_A, true);
		for (int k = 0; k < 20 && !was_seen; k++) {
			clock_sleep_ms(1);
			was_seen = guard_saw_physical_press(f->watched.guard, clock_now_ms());
		}
	}
	assert_true(was_seen);
	assert_false(guard_saw_physical_press(f->watched.guard, clock_now_ms() + GUARD_HAND_MS + 1));
	watched_calm(&f->watched);
	watched_tap(&f->watched, USAGE_A, 0);
	assert_true(watched_settle(&f->watched));
	tap(f, CODE_A, true);
	assert_f12_works(f, CODE_F12, true); /* all before it has been seen by then */
	assert_false(guard_saw_physical_press(f->watched.guard, clock_now_ms()));
}

static void a_display_that_hangs_closes_the_gate_until_it_is_back(void **state)
{
	struct fixture *f = *state;
	kill(f->server.pid, SIGSTOP);
	assert_true(watched_wait(&f->watched.lost, 1));
	kill(f->server.pid, SIGCONT);
	assert_int_equal(f->watched.lost_result, RESULT_TIMED_OUT);
	assert_false(is_open(f));
	assert_true(watched_wait(&f->watched.proved, 2));
	assert_int_equal(
		gate_open(f->watched.gate, ++f->watched.generation, gate_f12_seen(f->watched.gate), clock_now_ms()),
		RESULT_OK);
	assert_f12_works(f, CODE_F12, true);
}

static void a_display_that_dies_is_a_result(void **state)
{
	struct fixture *f = *state;
	hold_something(f);
	x11_client_close(&f->client);
	x11_server_stop(&f->server);
	assert_true(watched_wait(&f->watched.lost, 1));
	assert_int_equal(f->watched.lost_result, RESULT_NO_DISPLAY);
	assert_false(is_open(f));
}

static void remote_input_waits_for_a_hand(void **state)
{
	struct fixture *f = *state;
	struct input_event text = {.kind = INPUT_TEXT, .text = "x"};
	tap(f, CODE_A, false); /* of a program */
	assert_int_equal(watched_inject(&f->watched, text), RESULT_OK);
	assert_true(watched_settle(&f->watched));
	assert_int_equal(f->watched.barriers, 0);
	hold_something(f);
	tap(f, CODE_A, true);
	assert_true(watched_wait(&f->watched.barriers, 1));
	int64_t start_ms = clock_now_ms();
	assert_int_equal(f->watched.barrier, BARRIER_HAND);
	assert_int_equal(gate_inject(f->watched.gate, &text, f->watched.generation), RESULT_REFUSED);
	assert_true(watched_settle(&f->watched));
	assert_false(is_anything_down(f));
	watched_calm(&f->watched);
	assert_true(clock_now_ms() - start_ms > GUARD_YIELD_MS / 2);
	assert_int_equal(watched_inject(&f->watched, text), RESULT_OK);
	assert_int_equal(f->watched.barriers, 2);
}

static void a_hand_outside_ends_control_inside_xephyr(void **state)
{
	struct fixture *f = *state;
	struct x11_server inner = x11_server_xephyr(&f->server, "640x480");
	struct watched watched;
	assert_int_equal(watched_start(&watched, NULL, inner.name), RESULT_OK);
	watched_open(&watched);
	/* The nested display's window lies over the test's own, and the pointer must be on it. */
	xcb_connection_t *c = f->client.connection;
	xcb_unmap_window(c, f->client.window);
	xcb_set_input_focus(c, XCB_INPUT_FOCUS_POINTER_ROOT, XCB_INPUT_FOCUS_POINTER_ROOT, XCB_CURRENT_TIME);
	xcb_warp_pointer(c, XCB_NONE, f->client.screen->root, 0, 0, 0, 0, 100, 100);
	bool was_seen = false;
	for (int i = 0; i < 200 && watched.f12 == 0; i++) {
		tap(f, CODE_F12, false);
		was_seen |= guard_saw_physical_press(watched.guard, clock_now_ms());
		clock_sleep_ms(10);
		was_seen |= guard_saw_physical_press(watched.guard, clock_now_ms());
	}
	assert_true(watched_wait(&watched.f12, 1));
	assert_false(gate_is_open(watched.gate, watched.generation, clock_now_ms()));
	assert_true(was_seen); /* what is XTEST outside is a hand inside */
	watched_stop(&watched);
	x11_server_stop(&inner);
}

static void a_missing_display_is_a_result(void **state)
{
	(void)state;
	struct watched watched;
	static const char *const names[] = {":4711", "nonsense", "nohost.invalid:0", ":-1", ""};
	unsetenv("DISPLAY");
	unsetenv("WAYLAND_DISPLAY");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_int_equal(watched_start(&watched, NULL, names[i]), RESULT_NO_DISPLAY);
		assert_null(watched.guard);
		watched_stop(&watched);
	}
	assert_int_equal(watched_start(&watched, NULL, NULL), RESULT_NO_DISPLAY);
	watched_stop(&watched);
	setenv("WAYLAND_DISPLAY", "wayland-0", 1);
	assert_int_equal(watched_start(&watched, NULL, NULL), RESULT_WAYLAND);
	watched_stop(&watched);
}

static void a_display_without_xtest_can_not_be_controlled(void **state)
{
	(void)state;
	struct watched watched;
	const char *arguments[] = {"-extension", "XTEST", NULL};
	struct x11_server server = x11_server_start("Xvfb", NULL, arguments);
	assert_int_equal(watched_start(&watched, NULL, server.name), RESULT_UNSUPPORTED);
	watched_stop(&watched);
	x11_server_stop(&server);
}

#define ON_A_DISPLAY(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_DISPLAY(f12_of_any_device_closes_the_gate),
		ON_A_DISPLAY(other_keys_do_not),
		ON_A_DISPLAY(a_held_f12_is_one_press),
		ON_A_DISPLAY(f12_is_heard_past_a_grab_of_key_and_keyboard),
		ON_A_DISPLAY(f12_is_heard_while_another_program_has_frozen_the_keyboard),
		ON_A_DISPLAY(f12_is_kept_from_programs_while_somebody_controls),
		ON_A_DISPLAY(f12_follows_the_keyboards_map),
		ON_A_DISPLAY(proving_disturbs_nobody),
		ON_A_DISPLAY(after_a_close_nothing_of_a_flood_arrives),
		ON_A_DISPLAY(after_f12_nothing_of_a_flood_arrives),
		ON_A_DISPLAY(what_is_held_is_released),
		ON_A_DISPLAY(a_key_goes_up_as_it_went_down_whatever_the_map_is_by_then),
		ON_A_DISPLAY(a_hand_is_told_from_a_program),
		ON_A_DISPLAY(remote_input_waits_for_a_hand),
		ON_A_DISPLAY(a_display_that_hangs_closes_the_gate_until_it_is_back),
		ON_A_DISPLAY(a_display_that_dies_is_a_result),
		ON_A_DISPLAY(a_hand_outside_ends_control_inside_xephyr),
		cmocka_unit_test(a_missing_display_is_a_result),
		cmocka_unit_test(a_display_without_xtest_can_not_be_controlled),
	};
	return cmocka_run_group_tests_name("x11_guard", tests, NULL, NULL);
}

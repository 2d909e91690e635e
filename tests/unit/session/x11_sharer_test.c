/*
 * The sharer's media thread with a real display: what it may hand out after a
 * viewer was taken away, whatever viewers ask of it.
 */
#include "support/unit.h"
#include "support/x11_server.h"

#include "session/sharer.h"
#include "wire/message.h"

#include "base/clock.h"
#include "base/secret.h"

#include <stdlib.h>

static struct x11_server server;
static struct wake *wake;
static struct sharer *sharer;

static int begin(void **state)
{
	(void)state;
	assert_int_equal(secret_start(), RESULT_OK);
	server = x11_server_xvfb("640x480x24");
	wake = wake_create();
	assert_int_equal(sharer_create(&sharer, server.name, wake), RESULT_OK);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	sharer_destroy(sharer);
	wake_destroy(wake);
	x11_server_stop(&server);
	return 0;
}

/* The next output of that kind; what comes before it is dropped. */
static void await(enum sharer_output_kind kind, struct sharer_output *out)
{
	int64_t until_ms = clock_now_ms() + 10000; /* hung, not slow */

	for (;;) {
		while (sharer_output(sharer, out)) {
			free(out->kind == SHARER_FRAME && kind != SHARER_FRAME ? out->frame : NULL);
			if (out->kind == kind)
				return;
		}
		assert_int_equal(wake_wait(wake, NULL, 0, 1000), RESULT_OK);
		assert_true(clock_now_ms() < until_ms);
	}
}

static void a_viewer_gets_a_key_and_then_frames(void **state)
{
	(void)state;
	struct sharer_output output;

	await(SHARER_OPENED, &output);
	sharer_add_viewer(sharer, 7, MESSAGE_CAPABILITIES);
	await(SHARER_KEY, &output);
	assert_int_equal(output.peer, 7);
	await(SHARER_FRAME, &output);
	assert_true(output.is_reset);
	free(output.frame);
}

static void no_frame_from_before_a_removal_goes_out_after_it(void **state)
{
	(void)state;
	struct sharer_output output;

	await(SHARER_OPENED, &output);
	sharer_add_viewer(sharer, 7, MESSAGE_CAPABILITIES);
	await(SHARER_SUBSCRIBE, &output);
	clock_sleep_ms(300); /* so that frames lie ready: they would be found below */
	sharer_remove_viewer(sharer, 7);
	for (;;) {
		while (sharer_output(sharer, &output)) {
			assert_int_not_equal(output.kind, SHARER_FRAME);
			if (output.kind == SHARER_SUBSCRIBE) {
				assert_int_equal(output.peer_count, 0);
				return;
			}
		}
		assert_int_equal(wake_wait(wake, NULL, 0, 10000), RESULT_OK);
	}
}

static void who_asks_without_end_can_not_keep_the_own_removal_out(void **state)
{
	(void)state;
	struct sharer_output output;

	await(SHARER_OPENED, &output);
	sharer_add_viewer(sharer, 7, MESSAGE_CAPABILITIES);
	await(SHARER_SUBSCRIBE, &output);
	for (int i = 0; i < 100000; i++) {
		sharer_start_anew(sharer, 7, false);
		sharer_blocked(sharer, 7, 0);
	}
	sharer_remove_viewer(sharer, 7);
	await(SHARER_SUBSCRIBE, &output);
	assert_int_equal(output.peer_count, 0);
}

static void without_a_display_it_says_so(void **state)
{
	(void)state;
	struct sharer *none;
	struct sharer_output output = {0};

	assert_int_equal(sharer_create(&none, ":9999", wake), RESULT_OK);
	while (!sharer_output(none, &output))
		assert_int_equal(wake_wait(wake, NULL, 0, 10000), RESULT_OK);
	assert_int_equal(output.kind, SHARER_FAILED);
	assert_int_equal(output.result, RESULT_NO_DISPLAY);
	sharer_destroy(none);
}

#define SHARER(f) cmocka_unit_test_setup_teardown(f, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SHARER(a_viewer_gets_a_key_and_then_frames),
		SHARER(no_frame_from_before_a_removal_goes_out_after_it),
		SHARER(who_asks_without_end_can_not_keep_the_own_removal_out),
		SHARER(without_a_display_it_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

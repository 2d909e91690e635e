/*
 * A participant from outside: commands in, states out, with its own net thread
 * and without a relay.
 */
#include "support/unit.h"

#include "session/participant.h"

#include "base/clock.h"
#include "base/secret.h"
#include "base/wake.h"

#include <stdlib.h>

static struct participant *participant;
static struct participant_state *state;
static struct wake *wake;

static void changed(void *context)
{
	wake_signal(context);
}

static int begin(void **unused)
{
	(void)unused;
	assert_int_equal(secret_start(), RESULT_OK);
	wake = wake_create();
	state = calloc(1, sizeof *state);
	struct participant_options options = {
		.role = PARTICIPANT_CLIENT, .name = "Karl", .on_change = changed, .context = wake};
	assert_int_equal(participant_create(&participant, &options), RESULT_OK);
	return 0;
}

static int finish(void **unused)
{
	(void)unused;
	participant_destroy(participant);
	wake_destroy(wake);
	free(state);
	return 0;
}

static void await(enum participant_phase phase)
{
	int64_t until_ms = clock_now_ms() + 10000; /* hung, not slow */

	for (;;) {
		bool is_new = participant_look(participant, state);
		if (is_new && state->phase == phase)
			return;
		if (!is_new)
			assert_int_equal(wake_wait(wake, NULL, 0, 1000), RESULT_OK);
		assert_true(clock_now_ms() < until_ms);
	}
}

/* The link goes down inside the command, before anything is waited for. */
static void without_a_list_each_try_ends_with_the_reason(void **unused)
{
	(void)unused;
	struct number number;

	assert_int_equal(number_make(12345, 678901, &number), RESULT_OK);
	for (int i = 0; i < 3; i++) {
		participant_join(participant, &number);
		await(PHASE_ENDED);
		assert_int_not_equal(state->result, RESULT_OK);
		assert_int_equal(state->tries_left, 3);
	}
}

/* More than the queue of commands holds, while nobody takes them out as fast. */
static void a_flood_of_input_does_not_keep_the_end_out(void **unused)
{
	(void)unused;
	struct input_event move = {.kind = INPUT_MOVE};

	for (int i = 0; i < 200000; i++)
		participant_input(participant, &move, 1);
}

#define PARTICIPANT(f) cmocka_unit_test_setup_teardown(f, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PARTICIPANT(without_a_list_each_try_ends_with_the_reason),
		PARTICIPANT(a_flood_of_input_does_not_keep_the_end_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The gate without a display: a backend of the test's own writes down what passes. Time is passed in. */
#include "support/unit.h"

#include "desktop/backend.h"
#include "desktop/gate.h"

#include <string.h>

enum { STEPS_MAX = 1024, A = 0x04, B = 0x05, NOW = 10000, GENERATION = 3 };

struct sink {
	struct input_event steps[STEPS_MAX];
	size_t count;
	enum result result; /* of the next injections */
};

static enum result sink_inject(void *self, const struct input_event *event)
{
	struct sink *sink = self;
	if (sink->result == RESULT_OK)
		sink->steps[sink->count++ % STEPS_MAX] = *event;
	return sink->result;
}

static const struct input_backend backend = {.inject = sink_inject};
static struct sink sink;
static struct gate *gate;

static int set_up(void **state)
{
	(void)state;
	memset(&sink, 0, sizeof sink);
	sink.result = RESULT_OK;
	gate = gate_create();
	gate_prove(gate, NOW);
	assert_int_equal(gate_open(gate, GENERATION, 0, NOW), RESULT_OK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	gate_destroy(gate);
	return 0;
}

/* As the guard does, with a display that answers at once. */
static void pump(int64_t now_ms)
{
	while (gate_pump(gate, &backend, &sink, now_ms) == RESULT_OK)
		gate_answered(gate);
}

static enum result send(enum input_kind kind, unsigned code, bool is_down)
{
	struct input_event event = {.kind = kind, .code = (uint16_t)code, .is_down = is_down, .text = "x"};
	return gate_inject(gate, &event, GENERATION);
}

static void it_opens_only_while_listening_is_proved(void **state)
{
	(void)state;
	struct gate *fresh = gate_create();
	assert_int_equal(gate_open(fresh, 1, 0, 0), RESULT_REFUSED);
	assert_int_equal(gate_open(fresh, 1, 0, GATE_PROOF_MS), RESULT_REFUSED);
	gate_prove(fresh, NOW);
	assert_int_equal(gate_open(fresh, 1, 0, NOW + GATE_PROOF_MS + 1), RESULT_REFUSED);
	assert_int_equal(gate_open(fresh, 0, 0, NOW), RESULT_REFUSED);
	assert_int_equal(gate_open(fresh, 1, 0, NOW + GATE_PROOF_MS), RESULT_OK);
	assert_int_equal(gate_open(fresh, 1, 0, NOW), RESULT_OK);
	gate_close(fresh);
	assert_int_equal(gate_open(fresh, 1, 0, NOW), RESULT_REFUSED);
	assert_int_equal(gate_open(fresh, 2, 0, NOW), RESULT_OK);
	assert_int_equal(gate_open(fresh, 1, 0, NOW), RESULT_REFUSED);
	gate_destroy(fresh);
	gate_destroy(NULL);
}

static void who_has_not_seen_f12_can_not_open(void **state)
{
	(void)state;
	uint8_t before = gate_f12_seen(gate);
	gate_note_f12(gate);
	gate_close(gate);
	assert_int_equal(gate_open(gate, GENERATION + 1, before, NOW), RESULT_REFUSED);
	uint8_t seen = gate_f12_seen(gate);
	assert_int_equal(gate_open(gate, GENERATION + 1, seen, NOW), RESULT_OK);
	gate_note_f12(gate); /* between the press and the close somebody tries to open again */
	assert_int_equal(gate_open(gate, GENERATION + 1, seen, NOW), RESULT_REFUSED);
	assert_int_equal(gate_open(gate, GENERATION + 2, seen, NOW), RESULT_REFUSED);
	gate_close(gate);
	assert_int_equal(gate_open(gate, GENERATION + 2, seen, NOW), RESULT_REFUSED);
	assert_false(gate_is_open(gate, GENERATION + 2, NOW));
}

static void nothing_passes_on_an_old_proof(void **state)
{
	(void)state;
	assert_int_equal(send(INPUT_MOVE, 0, false), RESULT_OK);
	assert_true(gate_is_open(gate, GENERATION, NOW + GATE_PROOF_MS));
	assert_false(gate_is_open(gate, GENERATION, NOW + GATE_PROOF_MS + 1));
	pump(NOW + GATE_PROOF_MS + 1);
	assert_int_equal(sink.count, 0);
	assert_false(gate_expire(gate, NOW + GATE_PROOF_MS));
	assert_true(gate_expire(gate, NOW + GATE_PROOF_MS + 1));
	assert_false(gate_expire(gate, NOW + GATE_PROOF_MS + 1)); /* once */
	gate_prove(gate, NOW + 5000);
	assert_false(gate_is_open(gate, GENERATION, NOW + 5000)); /* a proof does not open it again */
}

static void it_refuses_what_is_not_for_it(void **state)
{
	(void)state;
	struct input_event event = {.kind = INPUT_MOVE};
	assert_int_equal(gate_inject(gate, &event, GENERATION - 1), RESULT_REFUSED);
	assert_int_equal(gate_inject(gate, &event, GENERATION + 1), RESULT_REFUSED);
	assert_int_equal(gate_inject(gate, &event, 0), RESULT_REFUSED);
	gate_close(gate);
	assert_int_equal(gate_inject(gate, &event, GENERATION), RESULT_REFUSED);
	pump(NOW);
	assert_int_equal(sink.count, 0);
}

static void impossible_events_are_refused(void **state)
{
	(void)state;
	static const struct {
		enum input_kind kind;
		unsigned code;
	} events[] = {
		{INPUT_NONE, 0},    {INPUT_KIND_COUNT, 0}, {INPUT_KEY, 0},    {INPUT_KEY, INPUT_KEY_F12},
		{INPUT_KEY, 0x100}, {INPUT_BUTTON, 0},     {INPUT_BUTTON, 4}, {INPUT_BUTTON, 7},
		{INPUT_BUTTON, 10},
	};
	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		assert_int_equal(send(events[i].kind, events[i].code, true), RESULT_BAD_ARGUMENT);
		assert_int_equal(send(events[i].kind, events[i].code, false), RESULT_BAD_ARGUMENT);
	}
	struct input_event text = {.kind = INPUT_TEXT, .text = "\xFF"};
	assert_int_equal(gate_inject(gate, &text, GENERATION), RESULT_BAD_ARGUMENT);
	text.text[0] = 0;
	assert_int_equal(gate_inject(gate, &text, GENERATION), RESULT_BAD_ARGUMENT);
	memset(text.text, 'a', sizeof text.text);
	assert_int_equal(gate_inject(gate, &text, GENERATION), RESULT_BAD_ARGUMENT);
	assert_int_equal(send(INPUT_KEY, INPUT_KEY_F12 - 1, true), RESULT_OK);
}

static void what_waits_at_the_close_is_lost(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(send(INPUT_KEY, A + (unsigned)i, true), RESULT_OK);
	assert_int_equal(gate_pump(gate, &backend, &sink, NOW), RESULT_OK);
	assert_false(gate_is_settled(gate));
	gate_close(gate);
	gate_answered(gate);
	pump(NOW);
	assert_int_equal(sink.count, 2);
	assert_true(sink.steps[0].is_down);
	assert_int_equal(sink.steps[1].code, A); /* the release of the one that had passed */
	assert_false(sink.steps[1].is_down);
	assert_true(gate_is_settled(gate));
	assert_int_equal(gate_open(gate, GENERATION + 1, 0, NOW), RESULT_OK);
	pump(NOW);
	assert_int_equal(sink.count, 2);
}

static void a_close_in_the_middle_of_an_event_ends_it(void **state)
{
	(void)state;
	struct input_event text = {.kind = INPUT_TEXT, .text = "abcdef"};
	assert_int_equal(gate_inject(gate, &text, GENERATION), RESULT_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(gate_pump(gate, &backend, &sink, NOW), RESULT_OK);
		gate_answered(gate);
	}
	gate_close(gate);
	pump(NOW);
	assert_int_equal(sink.count, 2);
	assert_string_equal(sink.steps[1].text, "b");
}

static void one_step_at_a_time_is_on_its_way(void **state)
{
	(void)state;
	send(INPUT_MOVE, 0, false);
	send(INPUT_MOVE, 0, false);
	assert_int_equal(gate_pump(gate, &backend, &sink, NOW), RESULT_OK);
	assert_int_equal(gate_pump(gate, &backend, &sink, NOW), RESULT_WOULD_BLOCK);
	assert_int_equal(sink.count, 1);
	gate_answered(gate);
	assert_int_equal(gate_pump(gate, &backend, &sink, NOW), RESULT_OK); /* the first event is over */
	assert_int_equal(gate_pump(gate, &backend, &sink, NOW), RESULT_OK);
	assert_false(gate_is_settled(gate));
	gate_answered(gate);
	assert_int_equal(gate_pump(gate, &backend, &sink, NOW), RESULT_OK); /* and the second */
	assert_int_equal(gate_pump(gate, &backend, &sink, NOW), RESULT_NEED_MORE);
	assert_true(gate_is_settled(gate));
}

static void a_pause_holds_back_forgets_and_releases(void **state)
{
	(void)state;
	send(INPUT_KEY, A, true);
	pump(NOW);
	send(INPUT_KEY, B, true);
	gate_pause(gate);
	assert_false(gate_is_open(gate, GENERATION, NOW));
	assert_int_equal(send(INPUT_KEY, B, true), RESULT_REFUSED);
	pump(NOW);
	assert_int_equal(sink.count, 2);
	assert_int_equal(sink.steps[1].code, A);
	assert_false(sink.steps[1].is_down);
	assert_true(gate_is_settled(gate));
	gate_resume(gate);
	pump(NOW);
	assert_int_equal(sink.count, 2);
	send(INPUT_KEY, B, true);
	pump(NOW);
	assert_int_equal(sink.count, 3);
}

static void a_pause_that_nobody_noticed_forgets_too(void **state)
{
	(void)state;
	send(INPUT_KEY, A, true);
	gate_pause(gate);
	gate_resume(gate);
	pump(NOW);
	assert_int_equal(sink.count, 0);
}

static void silence_releases_what_is_held(void **state)
{
	(void)state;
	send(INPUT_KEY, 0xE1, true);
	send(INPUT_BUTTON, 1, true);
	pump(NOW);
	assert_int_equal(gate_wait_ms(gate, NOW), GATE_HELD_MS);
	gate_prove(gate, NOW + 900);
	send(INPUT_STILL_HELD, 0, false);
	pump(NOW + 900);
	assert_int_equal(sink.count, 3);
	pump(NOW + 900 + GATE_HELD_MS - 1);
	assert_int_equal(sink.count, 3);
	pump(NOW + 900 + GATE_HELD_MS);
	assert_int_equal(sink.count, 5);
	assert_int_equal(sink.steps[3].kind, INPUT_BUTTON);
	assert_int_equal(sink.steps[4].code, 0xE1);
	assert_int_equal(gate_wait_ms(gate, NOW + 900 + GATE_HELD_MS), -1);
	assert_true(gate_is_open(gate, GENERATION, NOW + 900 + GATE_HELD_MS));
}

static void release_all_releases_all(void **state)
{
	(void)state;
	send(INPUT_KEY, A, true);
	send(INPUT_KEY, B, true);
	send(INPUT_RELEASE_ALL, 0, false);
	send(INPUT_MOVE, 0, false);
	pump(NOW);
	assert_int_equal(sink.count, 5);
	assert_false(sink.steps[2].is_down);
	assert_false(sink.steps[3].is_down);
	assert_int_equal(sink.steps[4].kind, INPUT_MOVE); /* in order */
}

static void keys_that_this_computer_lacks_are_passed_over(void **state)
{
	(void)state;
	sink.result = RESULT_UNSUPPORTED;
	send(INPUT_KEY, A, true);
	pump(NOW);
	sink.result = RESULT_OK;
	send(INPUT_KEY, A, false);
	send(INPUT_KEY, B, true);
	pump(NOW);
	assert_int_equal(sink.count, 1);
	assert_int_equal(sink.steps[0].code, B);
}

static void a_failing_backend_is_told_and_does_not_hang_the_latch(void **state)
{
	(void)state;
	sink.result = RESULT_NO_DISPLAY;
	send(INPUT_KEY, A, true);
	assert_int_equal(gate_pump(gate, &backend, &sink, NOW), RESULT_NO_DISPLAY);
	gate_close(gate);
	sink.result = RESULT_OK;
	pump(NOW);
	assert_true(gate_is_settled(gate));
}

static void a_full_queue_never_leaves_a_key_down(void **state)
{
	(void)state;
	assert_int_equal(send(INPUT_KEY, A, true), RESULT_OK);
	pump(NOW);
	int refused = 0;
	for (int i = 0; i < 2 * GATE_QUEUE_EVENTS; i++)
		refused += send(INPUT_TEXT, 0, false) == RESULT_WOULD_BLOCK;
	assert_int_equal(refused, GATE_QUEUE_EVENTS);
	assert_int_equal(send(INPUT_KEY, A, false), RESULT_OK);
	pump(NOW);
	assert_int_equal(sink.count, 2);
	assert_false(sink.steps[1].is_down);
}

#define WITH_GATE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_GATE(it_opens_only_while_listening_is_proved),
		WITH_GATE(who_has_not_seen_f12_can_not_open),
		WITH_GATE(nothing_passes_on_an_old_proof),
		WITH_GATE(it_refuses_what_is_not_for_it),
		WITH_GATE(impossible_events_are_refused),
		WITH_GATE(what_waits_at_the_close_is_lost),
		WITH_GATE(a_close_in_the_middle_of_an_event_ends_it),
		WITH_GATE(one_step_at_a_time_is_on_its_way),
		WITH_GATE(a_pause_holds_back_forgets_and_releases),
		WITH_GATE(a_pause_that_nobody_noticed_forgets_too),
		WITH_GATE(silence_releases_what_is_held),
		WITH_GATE(release_all_releases_all),
		WITH_GATE(keys_that_this_computer_lacks_are_passed_over),
		WITH_GATE(a_failing_backend_is_told_and_does_not_hang_the_latch),
		WITH_GATE(a_full_queue_never_leaves_a_key_down),
	};
	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}

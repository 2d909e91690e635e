/* The guard's thread with a display of the test's own, which says what it is told to say. */
#include "support/unit.h"

#include "base/thread.h"
#include "base/wake.h"
#include "support/pair.h"
#include "unit/desktop/watched.h"

#include <stdlib.h>

enum { A = 0x04 };

/* What the test says and sees; the guard's thread reads and writes it. */
static struct fake {
	struct mutex *mutex;
	int ends[2]; /* the first one is readable: there is news */
	struct input_news news;
	enum barrier barrier;
	enum result open_result, poll_result;
	bool answers_probes, answers_steps;
	bool is_busy, is_swallowing;
	int probes, injected, pressed, rests;
} fake;

static void fake_ring(void)
{
	sockets_send(fake.ends[1]);
}

static enum result fake_open(void **out, const char *display_name)
{
	(void)display_name;
	*out = fake.open_result == RESULT_OK ? &fake : NULL;
	return fake.open_result;
}

static void fake_close(void *self)
{
	assert_ptr_equal(self, &fake);
}

static wake_handle fake_handle(void *self)
{
	(void)self;
	return fake.ends[0];
}

static enum result fake_poll(void *self, struct input_news *news)
{
	(void)self;
	sockets_drain(fake.ends[0]);
	mutex_lock(fake.mutex);
	*news = fake.news;
	fake.news = (struct input_news){.is_f12 = false};
	if (fake.answers_steps)
		fake.is_busy = false;
	news->is_busy = fake.is_busy;
	news->barrier = fake.barrier;
	enum result result = fake.poll_result;
	mutex_unlock(fake.mutex);
	return result;
}

static enum result fake_probe(void *self)
{
	(void)self;
	mutex_lock(fake.mutex);
	fake.probes++;
	fake.news.is_proved = fake.answers_probes;
	mutex_unlock(fake.mutex);
	fake_ring();
	return RESULT_OK;
}

static enum result fake_inject(void *self, const struct input_event *event)
{
	(void)self;
	mutex_lock(fake.mutex);
	assert_false(fake.is_busy);
	fake.injected++;
	fake.pressed += event->kind == INPUT_KEY ? (event->is_down ? 1 : -1) : 0;
	fake.is_busy = true;
	mutex_unlock(fake.mutex);
	fake_ring();
	return RESULT_OK;
}

static void fake_swallow(void *self, bool is_wanted)
{
	(void)self;
	mutex_lock(fake.mutex);
	fake.is_swallowing = is_wanted;
	mutex_unlock(fake.mutex);
}

static void fake_rest(void *self)
{
	(void)self;
	mutex_lock(fake.mutex);
	fake.rests++;
	mutex_unlock(fake.mutex);
}

static const struct input_backend backend = {
	.open = fake_open,
	.close = fake_close,
	.handle = fake_handle,
	.poll = fake_poll,
	.probe = fake_probe,
	.inject = fake_inject,
	.swallow = fake_swallow,
	.rest = fake_rest,
};

static struct watched watched;

static int set_up(void **state)
{
	(void)state;
	fake = (struct fake){.mutex = mutex_create(),
	                     .open_result = RESULT_OK,
	                     .poll_result = RESULT_OK,
	                     .answers_probes = true,
	                     .answers_steps = true};
	assert_true(sockets_open(fake.ends));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	mutex_destroy(fake.mutex);
	sockets_close(fake.ends[0]);
	sockets_close(fake.ends[1]);
	return 0;
}

static void start_open(void)
{
	assert_int_equal(watched_start(&watched, &backend, NULL), RESULT_OK);
	watched_open(&watched);
}

/* Changes what the display says, and wakes the guard. */
static void say(struct input_news news, enum result result)
{
	mutex_lock(fake.mutex);
	fake.news = news;
	fake.poll_result = result;
	mutex_unlock(fake.mutex);
	fake_ring();
}

static int count_of(const int *counter)
{
	mutex_lock(fake.mutex);
	int count = *counter;
	mutex_unlock(fake.mutex);
	return count;
}

static void failures_to_open_are_handed_on(void **state)
{
	(void)state;
	static const enum result results[] = {RESULT_NO_DISPLAY, RESULT_WAYLAND, RESULT_UNSUPPORTED,
	                                      RESULT_OUT_OF_MEMORY};
	for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
		fake.open_result = results[i];
		assert_int_equal(watched_start(&watched, &backend, NULL), results[i]);
		assert_null(watched.guard);
		watched_stop(&watched);
	}
}

static void without_a_proof_the_gate_stays_shut(void **state)
{
	(void)state;
	fake.answers_probes = false;
	assert_int_equal(watched_start(&watched, &backend, NULL), RESULT_OK);
	while (count_of(&fake.probes) == 0)
		clock_sleep_ms(1);
	assert_int_equal(gate_open(watched.gate, 1, gate_f12_seen(watched.gate), clock_now_ms()), RESULT_REFUSED);
	assert_int_equal(watched.proved, 0);
	watched_stop(&watched);
}

static void input_passes_and_f12_is_kept_while_the_gate_is_open(void **state)
{
	(void)state;
	start_open();
	watched_tap(&watched, A, 0);
	assert_true(watched_settle(&watched));
	assert_int_equal(count_of(&fake.injected), 2);
	mutex_lock(fake.mutex);
	assert_true(fake.is_swallowing);
	mutex_unlock(fake.mutex);
	watched_stop(&watched);
	assert_false(fake.is_swallowing);
	assert_true(fake.rests > 0);
}

static void f12_closes_before_it_is_told(void **state)
{
	(void)state;
	start_open();
	say((struct input_news){.is_f12 = true}, RESULT_OK);
	assert_true(watched_wait(&watched.f12, 1));
	assert_false(watched.was_open_at_f12);
	assert_false(gate_is_open(watched.gate, watched.generation, clock_now_ms()));
	assert_int_equal(gate_open(watched.gate, watched.generation, gate_f12_seen(watched.gate), clock_now_ms()),
	                 RESULT_REFUSED);
	watched_stop(&watched);
}

static void f12_comes_before_the_step_that_waits(void **state)
{
	(void)state;
	start_open();
	mutex_lock(fake.mutex);
	fake.answers_steps = false;
	mutex_unlock(fake.mutex);
	struct input_event move = {.kind = INPUT_MOVE};
	for (int i = 0; i < 5; i++)
		assert_int_equal(watched_inject(&watched, move), RESULT_OK);
	while (count_of(&fake.injected) == 0)
		clock_sleep_ms(1);
	/* F12 and the answer to the first step arrive together. */
	mutex_lock(fake.mutex);
	fake.news.is_f12 = true;
	fake.answers_steps = true;
	mutex_unlock(fake.mutex);
	fake_ring();
	assert_true(watched_wait(&watched.f12, 1));
	assert_true(watched_settle(&watched));
	assert_int_equal(count_of(&fake.injected), 1);
	watched_stop(&watched);
}

static void what_is_held_goes_up_when_the_guard_stops(void **state)
{
	(void)state;
	start_open();
	watched_key(&watched, A, true, INPUT_LEFT_SHIFT | INPUT_LEFT_CTRL);
	while (count_of(&fake.pressed) < 3)
		clock_sleep_ms(1);
	watched_stop(&watched);
	assert_int_equal(fake.pressed, 0);
}

static void a_display_that_hangs_at_the_end_is_left_alone(void **state)
{
	(void)state;
	start_open();
	watched_key(&watched, A, true, 0);
	while (count_of(&fake.pressed) < 1)
		clock_sleep_ms(1);
	mutex_lock(fake.mutex);
	fake.answers_steps = false;
	fake.is_busy = true;
	mutex_unlock(fake.mutex);
	watched_stop(&watched); /* comes back */
	assert_int_equal(fake.pressed, 1);
}

static void a_display_that_is_gone_is_told_once(void **state)
{
	(void)state;
	start_open();
	say((struct input_news){.is_f12 = false}, RESULT_NO_DISPLAY);
	assert_true(watched_wait(&watched.lost, 1));
	assert_int_equal(watched.lost_result, RESULT_NO_DISPLAY);
	assert_false(gate_is_open(watched.gate, watched.generation, clock_now_ms()));
	fake_ring();
	clock_sleep_ms(20);
	assert_int_equal(watched.lost, 1);
	watched_stop(&watched);
}

static void listening_that_is_lost_and_found_is_told(void **state)
{
	(void)state;
	start_open();
	mutex_lock(fake.mutex);
	fake.answers_probes = false;
	mutex_unlock(fake.mutex);
	assert_true(watched_wait(&watched.lost, 1));
	assert_int_equal(watched.lost_result, RESULT_TIMED_OUT);
	assert_int_equal(
		gate_open(watched.gate, ++watched.generation, gate_f12_seen(watched.gate), clock_now_ms()),
		RESULT_REFUSED);
	mutex_lock(fake.mutex);
	fake.answers_probes = true;
	mutex_unlock(fake.mutex);
	assert_true(watched_wait(&watched.proved, 2));
	assert_int_equal(
		gate_open(watched.gate, ++watched.generation, gate_f12_seen(watched.gate), clock_now_ms()),
		RESULT_OK);
	watched_stop(&watched);
}

static void a_hand_counts_only_long_after_a_program(void **state)
{
	(void)state;
	start_open();
	assert_false(guard_saw_physical_press(watched.guard, clock_now_ms()));
	int64_t before_ms = clock_now_ms();
	say((struct input_news){.is_hand = true, .is_f12 = true}, RESULT_OK);
	assert_true(watched_wait(&watched.f12, 1));
	say((struct input_news){.is_f12 = true}, RESULT_OK); /* by then the press is noted */
	assert_true(watched_wait(&watched.f12, 2));
	assert_true(guard_saw_physical_press(watched.guard, before_ms));
	assert_false(guard_saw_physical_press(watched.guard, clock_now_ms() + GUARD_HAND_MS + 1));
	say((struct input_news){.is_hand = true, .is_program = true, .is_f12 = true}, RESULT_OK);
	assert_true(watched_wait(&watched.f12, 3));
	say((struct input_news){.is_f12 = true}, RESULT_OK);
	assert_true(watched_wait(&watched.f12, 4));
	assert_false(guard_saw_physical_press(watched.guard, clock_now_ms()));
	watched_stop(&watched);
}

static void say_barrier(enum barrier barrier)
{
	mutex_lock(fake.mutex);
	fake.barrier = barrier;
	mutex_unlock(fake.mutex);
	fake_ring();
}

static void a_barrier_holds_input_back_and_is_told_once(void **state)
{
	(void)state;
	start_open();
	assert_int_equal(watched_key(&watched, A, true, 0), RESULT_OK);
	while (count_of(&fake.pressed) < 1)
		clock_sleep_ms(1);
	say_barrier(BARRIER_RIGHTS);
	assert_true(watched_wait(&watched.barriers, 1));
	assert_int_equal(watched.barrier, BARRIER_RIGHTS);
	assert_false(gate_is_open(watched.gate, watched.generation, clock_now_ms()));
	assert_int_equal(watched_key(&watched, A + 1, true, 0), RESULT_REFUSED);
	assert_true(watched_settle(&watched));
	assert_int_equal(count_of(&fake.pressed), 0); /* what was held is let go */
	fake_ring();
	say_barrier(BARRIER_QUESTION);
	assert_true(watched_wait(&watched.barriers, 2));
	assert_false(gate_is_open(watched.gate, watched.generation, clock_now_ms()));
	say_barrier(BARRIER_NONE);
	assert_true(watched_wait(&watched.barriers, 3));
	assert_int_equal(watched.barrier, BARRIER_NONE);
	/* By itself, for the same grant: nobody has to allow anything again. */
	assert_true(gate_is_open(watched.gate, watched.generation, clock_now_ms()));
	watched_tap(&watched, A, 0);
	assert_true(watched_settle(&watched));
	assert_int_equal(watched.barriers, 3);
	watched_stop(&watched);
}

static void refuse_one(void)
{
	mutex_lock(fake.mutex);
	fake.news.refused = BARRIER_RIGHTS;
	mutex_unlock(fake.mutex);
	fake_ring();
}

/* Else nobody could leave the window by a click beside it. */
static void a_refused_press_is_told_for_a_while_and_holds_nothing_back(void **state)
{
	(void)state;
	start_open();
	refuse_one();
	assert_true(watched_wait(&watched.barriers, 1));
	assert_int_equal(watched.barrier, BARRIER_RIGHTS);
	assert_true(gate_is_open(watched.gate, watched.generation, clock_now_ms()));
	watched_tap(&watched, A, 0);
	assert_true(watched_settle(&watched));
	assert_true(watched_wait(&watched.barriers, 2)); /* by itself */
	assert_int_equal(watched.barrier, BARRIER_NONE);
	watched_stop(&watched);
}

static void a_window_that_comes_to_the_front_after_a_refused_press_holds_back(void **state)
{
	(void)state;
	start_open();
	refuse_one();
	assert_true(watched_wait(&watched.barriers, 1));
	say_barrier(BARRIER_RIGHTS);
	for (int i = 0; i < 2000 && gate_is_open(watched.gate, watched.generation, clock_now_ms()); i++)
		clock_sleep_ms(1);
	assert_false(gate_is_open(watched.gate, watched.generation, clock_now_ms()));
	assert_int_equal(watched_key(&watched, A, true, 0), RESULT_REFUSED);
	assert_int_equal(watched.barriers, 1); /* the same words */
	watched_stop(&watched);
}

static void what_was_refused_is_forgotten_with_the_end_of_control(void **state)
{
	(void)state;
	start_open();
	refuse_one();
	assert_true(watched_wait(&watched.barriers, 1));
	int64_t since_ms = clock_now_ms();
	gate_close(watched.gate);
	assert_true(watched_wait(&watched.barriers, 2));
	assert_int_equal(watched.barrier, BARRIER_NONE);
	assert_true(clock_now_ms() - since_ms < GUARD_REFUSED_MS);
	watched_stop(&watched);
}

static void a_guard_that_ends_takes_its_barrier_with_it(void **state)
{
	(void)state;
	start_open();
	say_barrier(BARRIER_RIGHTS);
	assert_true(watched_wait(&watched.barriers, 1));
	guard_stop(watched.guard);
	say_barrier(BARRIER_NONE);
	struct guard_events events = {.on_proved = watched_proved, .context = &watched};
	watched.proved = 0;
	assert_int_equal(guard_start_with(&watched.guard, &backend, NULL, watched.gate, &events), RESULT_OK);
	watched_open(&watched);
	assert_true(gate_is_open(watched.gate, watched.generation, clock_now_ms()));
	watched_stop(&watched);
}

static void stopping_nothing_is_fine(void **state)
{
	(void)state;
	guard_stop(NULL);
}

#define WITH_FAKE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FAKE(failures_to_open_are_handed_on),
		WITH_FAKE(without_a_proof_the_gate_stays_shut),
		WITH_FAKE(input_passes_and_f12_is_kept_while_the_gate_is_open),
		WITH_FAKE(f12_closes_before_it_is_told),
		WITH_FAKE(f12_comes_before_the_step_that_waits),
		WITH_FAKE(what_is_held_goes_up_when_the_guard_stops),
		WITH_FAKE(a_display_that_hangs_at_the_end_is_left_alone),
		WITH_FAKE(a_display_that_is_gone_is_told_once),
		WITH_FAKE(listening_that_is_lost_and_found_is_told),
		WITH_FAKE(a_hand_counts_only_long_after_a_program),
		WITH_FAKE(a_barrier_holds_input_back_and_is_told_once),
		WITH_FAKE(a_refused_press_is_told_for_a_while_and_holds_nothing_back),
		WITH_FAKE(a_window_that_comes_to_the_front_after_a_refused_press_holds_back),
		WITH_FAKE(what_was_refused_is_forgotten_with_the_end_of_control),
		WITH_FAKE(a_guard_that_ends_takes_its_barrier_with_it),
		WITH_FAKE(stopping_nothing_is_fine),
	};
	return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}

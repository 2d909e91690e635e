/* A gate with a guard on a display, and what the guard said: for the tests of this folder. */
#ifndef LOTSE_TESTS_UNIT_DESKTOP_WATCHED_H
#define LOTSE_TESTS_UNIT_DESKTOP_WATCHED_H

#include "base/clock.h"
#include "base/input_event.h"
#include "desktop/backend.h"
#include "desktop/gate.h"
#include "desktop/guard.h"

#include <stdatomic.h>
#include <string.h>

enum { WATCHED_PATIENCE_MS = 10000 };

struct watched {
	struct gate *gate;
	struct guard *guard;
	_Atomic int f12, proved, lost;
	_Atomic int lost_result;
	_Atomic bool was_open_at_f12;
	_Atomic int barriers, barrier; /* how often it was said, and what last */
	uint32_t generation;
};

static inline void watched_f12(void *context)
{
	struct watched *watched = context;
	if (gate_lets_in(watched->gate))
		watched->was_open_at_f12 = true;
	watched->f12++;
}

static inline void watched_proved(void *context)
{
	struct watched *watched = context;
	watched->proved++;
}

static inline void watched_lost(void *context, enum result result)
{
	struct watched *watched = context;
	watched->lost_result = (int)result;
	watched->lost++;
}

static inline void watched_barrier(void *context, enum barrier barrier)
{
	struct watched *watched = context;
	watched->barrier = (int)barrier;
	watched->barriers++;
}

/* Waits for a counter of the guard's callbacks to reach `count`. */
static inline bool watched_wait(_Atomic int *counter, int count)
{
	for (int waited_ms = 0; waited_ms < WATCHED_PATIENCE_MS && *counter < count; waited_ms++)
		clock_sleep_ms(1);
	return *counter >= count;
}

/* Waits until nothing passes the gate, waits before it or is held. */
static inline bool watched_settle(struct watched *watched)
{
	for (int waited_ms = 0; waited_ms < WATCHED_PATIENCE_MS && !gate_is_settled(watched->gate); waited_ms++)
		clock_sleep_ms(1);
	return gate_is_settled(watched->gate);
}

/* As guard_start_with; the backend may be NULL for the real one. */
static inline enum result watched_start(struct watched *watched, const struct input_backend *backend,
                                        const char *display)
{
	memset(watched, 0, sizeof *watched);
	struct guard_events events = {.on_f12 = watched_f12,
	                              .on_proved = watched_proved,
	                              .on_lost = watched_lost,
	                              .on_barrier = watched_barrier,
	                              .context = watched};
	watched->gate = gate_create();
	assert_non_null(watched->gate);
	enum result result = backend == NULL
	                         ? guard_start(&watched->guard, display, watched->gate, &events)
	                         : guard_start_with(&watched->guard, backend, display, watched->gate, &events);
	return result;
}

static inline void watched_stop(struct watched *watched)
{
	guard_stop(watched->guard);
	gate_destroy(watched->gate);
	watched->guard = NULL;
	watched->gate = NULL;
}

/* Opens the gate for the next generation once listening is proved. */
static inline void watched_open(struct watched *watched)
{
	assert_true(watched_wait(&watched->proved, 1));
	assert_int_equal(
		gate_open(watched->gate, ++watched->generation, gate_f12_seen(watched->gate), clock_now_ms()),
		RESULT_OK);
}

/* After a hand was used: waits until remote input may go on. */
static inline void watched_calm(struct watched *watched)
{
	for (int waited_ms = 0; waited_ms < GUARD_YIELD_MS && watched->barrier != BARRIER_HAND; waited_ms++)
		clock_sleep_ms(1);
	for (int waited_ms = 0; waited_ms < WATCHED_PATIENCE_MS && watched->barrier != BARRIER_NONE; waited_ms++)
		clock_sleep_ms(1);
}

/* Injects, and again while the queue is full. */
static inline enum result watched_inject(struct watched *watched, struct input_event event)
{
	enum result result;
	while ((result = gate_inject(watched->gate, &event, watched->generation)) == RESULT_WOULD_BLOCK)
		clock_sleep_ms(1);
	return result;
}

static inline enum result watched_key(struct watched *watched, unsigned usage, bool is_down,
                                      unsigned modifiers)
{
	return watched_inject(watched, (struct input_event){.kind = INPUT_KEY,
	                                                    .code = (uint16_t)usage,
	                                                    .is_down = is_down,
	                                                    .modifiers = (uint16_t)modifiers});
}

static inline void watched_tap(struct watched *watched, unsigned usage, unsigned modifiers)
{
	assert_int_equal(watched_key(watched, usage, true, modifiers), RESULT_OK);
	assert_int_equal(watched_key(watched, usage, false, modifiers), RESULT_OK);
}

static inline void watched_type(struct watched *watched, const char *text)
{
	struct input_event event = {.kind = INPUT_TEXT};
	strncpy(event.text, text, INPUT_TEXT_BYTES_MAX);
	assert_int_equal(watched_inject(watched, event), RESULT_OK);
}

#endif

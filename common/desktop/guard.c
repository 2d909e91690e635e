/*
 * One loop: take in what the display says (F12 before all else), then inject one step, and again until there
 * is nothing to do; then sleep on the connection and the gate's wake.
 *
 * Proof of listening: once a second the backend is asked to make a press-like event that only a listener
 * sees, and its arrival is the proof, as old as the question. The gate looks at its age for each event, so a
 * guard that hangs lets nothing through either.
 */
#include "desktop/guard.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "base/timer.h"
#include "base/wake.h"
#include "desktop/backend.h"
#include "desktop/bounds.h"
#include "desktop/gate.h"
#include "desktop/windows.h"

#include <stdlib.h>

enum {
	REST_MS = 1000,   /* without input until what was changed for it is taken back */
	GOODBYE_MS = 500, /* for releasing what is held at the end */
	LONG_AGO_MS = 1 << 30,
};

struct guard {
	const struct input_backend *backend;
	void *input;
	struct gate *gate;
	struct bounds *bounds; /* ours; NULL with a backend of the caller's */
	struct guard_events events;
	struct thread *thread;

	struct mutex *mutex; /* over what other threads look at: */
	bool must_stop;
	int64_t hand_ms, program_ms; /* of the last press of each kind */

	/* the guard thread's alone */
	bool is_probing, is_proved, is_swallowing;
	enum barrier barrier;
	int64_t probed_ms;
	struct timer probe, rest;
	struct timer yield;   /* running: the person here uses mouse or keyboard */
	struct timer refusal; /* running: a press was refused, for `refused` */
	enum barrier refused;
	int motions; /* of a hand, since */
	int64_t motions_ms;
};

static void tell(const struct guard *guard, void (*what)(void *context))
{
	if (what != NULL)
		what(guard->events.context);
}

static void lose(struct guard *guard, enum result result)
{
	gate_close(guard->gate);
	if (guard->is_proved)
		log_warn("guard", "F12 is no longer heard: %s", result_name(result));
	guard->is_proved = false;
	if (guard->events.on_lost != NULL)
		guard->events.on_lost(guard->events.context, result);
}

static void note_presses(struct guard *guard, const struct input_news *news, int64_t now_ms)
{
	if (!news->is_hand && !news->is_program)
		return;
	mutex_lock(guard->mutex);
	if (news->is_hand)
		guard->hand_ms = now_ms;
	if (news->is_program)
		guard->program_ms = now_ms;
	mutex_unlock(guard->mutex);
}

static void note_proof(struct guard *guard)
{
	guard->is_probing = false;
	gate_prove(guard->gate, guard->probed_ms);
	if (guard->is_proved)
		return;
	guard->is_proved = true;
	tell(guard, guard->events.on_proved);
}

/* The person here comes first. */
static void note_hand(struct guard *guard, const struct input_news *news, int64_t now_ms)
{
	if (now_ms - guard->motions_ms > GUARD_MOTION_MS) {
		guard->motions_ms = now_ms;
		guard->motions = 0;
	}
	guard->motions += news->hand_motions;
	if (news->is_hand || guard->motions >= GUARD_MOTIONS)
		timer_set(&guard->yield, now_ms, GUARD_YIELD_MS);
	if (timer_is_due(&guard->yield, now_ms))
		timer_stop(&guard->yield);
}

static enum barrier barrier_now(const struct guard *guard, const struct input_news *news)
{
	if (news->barrier != BARRIER_NONE)
		return news->barrier;
	/* While nobody controls there is nothing to hold back, and nobody needs to hear of it. */
	return guard->yield.is_set && gate_lets_in(guard->gate) ? BARRIER_HAND : BARRIER_NONE;
}

/* Who controls has to be able to turn to something else, so that is only told. */
static void note_refusal(struct guard *guard, const struct input_news *news, int64_t now_ms)
{
	if (news->refused != BARRIER_NONE) {
		guard->refused = news->refused;
		timer_set(&guard->refusal, now_ms, GUARD_REFUSED_MS);
	}
	/* What holds back is told of by itself; and without control nobody needs to hear of it. */
	if (timer_is_due(&guard->refusal, now_ms) || news->barrier != BARRIER_NONE || !gate_lets_in(guard->gate))
		timer_stop(&guard->refusal);
}

static void bar(struct guard *guard, enum barrier barrier)
{
	gate_bar(guard->gate, barrier != BARRIER_NONE);
	if (barrier == BARRIER_NONE && guard->refusal.is_set)
		barrier = guard->refused;
	if (barrier == guard->barrier)
		return;
	guard->barrier = barrier;
	if (guard->events.on_barrier != NULL)
		guard->events.on_barrier(guard->events.context, barrier);
}

/* What the display says, F12 first. Sets *is_busy while an injected step is not known to be done. */
static enum result take_news(struct guard *guard, int64_t now_ms, bool *is_busy)
{
	struct input_news news = {0};
	enum result result = guard->backend->poll(guard->input, &news);
	if (news.is_f12) {
		gate_note_f12(guard->gate); /* first, so that it can't be opened behind the close */
		gate_close(guard->gate);
		log_info("guard", "F12 was pressed");
		tell(guard, guard->events.on_f12);
	}
	if (result != RESULT_OK)
		return result;
	note_presses(guard, &news, now_ms);
	note_hand(guard, &news, now_ms);
	note_refusal(guard, &news, now_ms);
	bar(guard, barrier_now(guard, &news));
	if (news.is_proved && guard->is_probing)
		note_proof(guard);
	*is_busy = news.is_busy;
	return RESULT_OK;
}

static enum result prove(struct guard *guard, int64_t now_ms)
{
	bool is_late = guard->is_probing && now_ms - guard->probed_ms > GATE_PROOF_MS - GUARD_PROVE_MS;
	if (gate_expire(guard->gate, now_ms) || (guard->is_proved && is_late))
		lose(guard, RESULT_TIMED_OUT);
	if (!timer_is_due(&guard->probe, now_ms) || (guard->is_probing && !is_late))
		return RESULT_OK;
	timer_set(&guard->probe, now_ms, GUARD_PROVE_MS);
	guard->is_probing = true;
	guard->probed_ms = now_ms;
	return guard->backend->probe(guard->input);
}

static void swallow(struct guard *guard)
{
	bool is_wanted = gate_lets_in(guard->gate);
	if (is_wanted != guard->is_swallowing)
		guard->backend->swallow(guard->input, is_wanted);
	guard->is_swallowing = is_wanted;
}

static enum result pump(struct guard *guard, int64_t now_ms)
{
	enum result result = gate_pump(guard->gate, guard->backend, guard->input, now_ms);
	if (result == RESULT_OK)
		timer_set(&guard->rest, now_ms, REST_MS);
	if (timer_is_due(&guard->rest, now_ms)) {
		timer_stop(&guard->rest);
		guard->backend->rest(guard->input);
	}
	return result;
}

/* One turn. RESULT_OK: again at once; RESULT_NEED_MORE, RESULT_WOULD_BLOCK: sleep; other: the display is
 * gone. */
static enum result turn(struct guard *guard, int64_t now_ms)
{
	bool is_busy = false;
	enum result result = take_news(guard, now_ms, &is_busy);
	if (result == RESULT_OK)
		result = prove(guard, now_ms);
	if (result != RESULT_OK)
		return result;
	swallow(guard);
	if (is_busy)
		return RESULT_WOULD_BLOCK;
	gate_answered(guard->gate);
	return pump(guard, now_ms);
}

static bool must_stop(struct guard *guard)
{
	mutex_lock(guard->mutex);
	bool must = guard->must_stop;
	mutex_unlock(guard->mutex);
	return must;
}

static void sleep_until_needed(struct guard *guard, int64_t now_ms)
{
	int timeout_ms = gate_wait_ms(guard->gate, now_ms);
	timeout_ms = timer_shorten(&guard->rest, now_ms, timeout_ms);
	timeout_ms = timer_shorten(&guard->probe, now_ms, timeout_ms);
	timeout_ms = timer_shorten(&guard->yield, now_ms, timeout_ms);
	timeout_ms = timer_shorten(&guard->refusal, now_ms, timeout_ms);
	struct wake_on on = {.handle = guard->backend->handle(guard->input), .want_read = true};
	if (wake_wait(gate_wake(guard->gate), &on, 1, timeout_ms) != RESULT_OK)
		clock_sleep_ms(1); /* out of memory: never a busy loop */
}

/* Turns until there is nothing to do, but not for ever: the display may hang. */
static enum result finish_work(struct guard *guard, int64_t until_ms)
{
	enum result result = RESULT_OK;
	while (result == RESULT_OK || result == RESULT_WOULD_BLOCK) {
		int64_t now_ms = clock_now_ms();
		if (now_ms >= until_ms)
			return RESULT_TIMED_OUT;
		result = turn(guard, now_ms);
		if (result == RESULT_WOULD_BLOCK)
			sleep_until_needed(guard, now_ms);
	}
	return result;
}

/* Releases what is held, then takes back what was changed. */
static void say_goodbye(struct guard *guard)
{
	int64_t until_ms = clock_now_ms() + GOODBYE_MS;
	gate_close(guard->gate);
	if (finish_work(guard, until_ms) != RESULT_NEED_MORE)
		return;
	guard->backend->rest(guard->input);
	finish_work(guard, until_ms);
}

static void run(void *context)
{
	struct guard *guard = context;
	timer_set(&guard->probe, clock_now_ms(), 0);
	while (!must_stop(guard)) {
		enum result result = turn(guard, clock_now_ms());
		if (result == RESULT_NEED_MORE || result == RESULT_WOULD_BLOCK) {
			sleep_until_needed(guard, clock_now_ms());
		} else if (result != RESULT_OK) {
			lose(guard, result);
			return;
		}
	}
	say_goodbye(guard);
}

static void destroy(struct guard *guard)
{
	gate_bar(guard->gate, false); /* the gate may get another guard */
	gate_set_bounds(guard->gate, NULL);
	bounds_destroy(guard->bounds);
	if (guard->input != NULL)
		guard->backend->close(guard->input);
	mutex_destroy(guard->mutex);
	free(guard);
}

enum result guard_start_with(struct guard **out, const struct input_backend *backend,
                             const char *display_name, struct gate *gate, const struct guard_events *events)
{
	*out = NULL;
	struct guard *guard = calloc(1, sizeof *guard);
	if (guard == NULL)
		return RESULT_OUT_OF_MEMORY;
	guard->backend = backend;
	guard->gate = gate;
	guard->events = *events;
	guard->hand_ms = guard->program_ms = clock_now_ms() - LONG_AGO_MS;
	guard->mutex = mutex_create();
	enum result result =
		guard->mutex == NULL ? RESULT_OUT_OF_MEMORY : backend->open(&guard->input, display_name);
	if (result == RESULT_OK && backend == &desktop_input_backend) {
		guard->bounds = bounds_create(&desktop_windows_backend, display_name);
		result = guard->bounds == NULL ? RESULT_OUT_OF_MEMORY : RESULT_OK;
	}
	gate_set_bounds(gate, guard->bounds);
	if (result == RESULT_OK)
		result = thread_start(&guard->thread, THREAD_GUARD, run, guard);
	if (result != RESULT_OK) {
		destroy(guard);
		return result;
	}
	*out = guard;
	return RESULT_OK;
}

enum result guard_start(struct guard **out, const char *display_name, struct gate *gate,
                        const struct guard_events *events)
{
	return guard_start_with(out, &desktop_input_backend, display_name, gate, events);
}

void guard_stop(struct guard *guard)
{
	if (guard == NULL)
		return;
	gate_close(guard->gate);
	mutex_lock(guard->mutex);
	guard->must_stop = true;
	mutex_unlock(guard->mutex);
	wake_signal(gate_wake(guard->gate));
	thread_join(guard->thread);
	destroy(guard);
}

void guard_choose(struct guard *guard, const struct share_choice *choice)
{
	if (guard->bounds != NULL)
		(void)bounds_choose(guard->bounds, choice);
}

bool guard_saw_physical_press(struct guard *guard, int64_t now_ms)
{
	mutex_lock(guard->mutex);
	bool is_hand = now_ms - guard->hand_ms <= GUARD_HAND_MS;
	bool is_program = now_ms - guard->program_ms <= GUARD_NOT_INJECTED_MS;
	mutex_unlock(guard->mutex);
	return is_hand && !is_program;
}

int64_t guard_hand_ms(struct guard *guard)
{
	mutex_lock(guard->mutex);
	int64_t hand_ms = guard->hand_ms;
	mutex_unlock(guard->mutex);
	return hand_ms > 0 ? hand_ms : 0;
}

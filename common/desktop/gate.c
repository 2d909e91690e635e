/*
 * Net pushes into the inlet; guard pumps: inlet -> steps -> latch -> backend's inject. A step has passed when
 * the display server has done it (gate_answered); until then the next one waits and the latch says "passing".
 *
 * What is held is released on the same way but without the latch: a release is let through when the gate is
 * shut, and nothing else is.
 */
#include "desktop/gate.h"

#include "desktop/backend.h"
#include "desktop/bounds.h"
#include "desktop/hold.h"
#include "desktop/inlet.h"
#include "desktop/latch.h"
#include "desktop/steps.h"

#include <stdatomic.h>
#include <stdlib.h>

struct gate {
	struct wake *wake;
	struct inlet *inlet;
	struct latch latch;
	_Atomic int64_t proved_ms; /* of the last proof of listening */

	/* the guard thread's alone */
	struct bounds *bounds; /* the guard's, or NULL */
	struct hold hold;
	struct steps steps; /* of `item`, while has_steps */
	struct inlet_item item;
	bool has_steps;
	bool must_release; /* all that is held */
	bool is_waiting;   /* for gate_answered */
	bool is_barred;    /* so it is paused once for that */
};

struct gate *gate_create(void)
{
	struct gate *gate = calloc(1, sizeof *gate);
	if (gate == NULL)
		return NULL;
	gate->wake = wake_create();
	gate->inlet = inlet_create();
	atomic_store(&gate->proved_ms, INT64_MIN / 2);
	if (gate->wake != NULL && gate->inlet != NULL)
		return gate;
	gate_destroy(gate);
	return NULL;
}

void gate_destroy(struct gate *gate)
{
	if (gate == NULL)
		return;
	wake_destroy(gate->wake);
	inlet_destroy(gate->inlet);
	free(gate);
}

static bool is_proved(const struct gate *gate, int64_t now_ms)
{
	return now_ms - atomic_load(&gate->proved_ms) <= GATE_PROOF_MS;
}

enum result gate_open(struct gate *gate, uint32_t generation, uint8_t f12_seen, int64_t now_ms)
{
	if (!is_proved(gate, now_ms) || !latch_open(&gate->latch, generation, f12_seen))
		return RESULT_REFUSED;
	wake_signal(gate->wake); /* for F12 to be kept from other programs */
	return RESULT_OK;
}

uint8_t gate_f12_seen(const struct gate *gate)
{
	return latch_recalls(&gate->latch);
}

void gate_note_f12(struct gate *gate)
{
	latch_recall(&gate->latch);
}

void gate_close(struct gate *gate)
{
	latch_close(&gate->latch);
	wake_signal(gate->wake); /* for what is held to be released */
}

void gate_pause(struct gate *gate)
{
	latch_pause(&gate->latch);
	wake_signal(gate->wake);
}

void gate_resume(struct gate *gate)
{
	latch_resume(&gate->latch);
}

void gate_bar(struct gate *gate, bool is_barred)
{
	if (is_barred && !gate->is_barred)
		gate_pause(gate);
	else if (!is_barred && gate->is_barred)
		gate_resume(gate);
	gate->is_barred = is_barred;
}

void gate_set_bounds(struct gate *gate, struct bounds *bounds)
{
	gate->bounds = bounds;
}

bool gate_is_open(const struct gate *gate, uint32_t generation, int64_t now_ms)
{
	return latch_ticket(&gate->latch, generation) != 0 && is_proved(gate, now_ms);
}

bool gate_is_settled(struct gate *gate)
{
	return !latch_is_passing(&gate->latch) && inlet_is_settled(gate->inlet);
}

static bool is_possible(const struct input_event *event)
{
	switch (event->kind) {
	case INPUT_KEY:
		return event->code > 0 && event->code <= INPUT_KEY_MAX && event->code != INPUT_KEY_F12;
	case INPUT_BUTTON:
		return event->code > 0 && event->code <= INPUT_BUTTON_MAX && (event->code < 4 || event->code > 7);
	case INPUT_TEXT:
		return event->text[INPUT_TEXT_BYTES_MAX] == 0 && steps_character(event->text, NULL) > 0;
	default:
		return event->kind > INPUT_NONE && event->kind < INPUT_KIND_COUNT;
	}
}

enum result gate_inject(struct gate *gate, const struct input_event *event, uint32_t generation)
{
	if (!is_possible(event))
		return RESULT_BAD_ARGUMENT;
	struct inlet_item item = {.event = *event, .ticket = latch_ticket(&gate->latch, generation)};
	if (item.ticket == 0)
		return RESULT_REFUSED;
	enum result result = inlet_push(gate->inlet, &item);
	wake_signal(gate->wake);
	return result;
}

struct wake *gate_wake(struct gate *gate)
{
	return gate->wake;
}

void gate_prove(struct gate *gate, int64_t now_ms)
{
	atomic_store(&gate->proved_ms, now_ms);
}

bool gate_expire(struct gate *gate, int64_t now_ms)
{
	return !is_proved(gate, now_ms) && latch_close(&gate->latch);
}

bool gate_lets_in(const struct gate *gate)
{
	return latch_is_granted(&gate->latch);
}

void gate_answered(struct gate *gate)
{
	gate->is_waiting = false;
	latch_leave(&gate->latch);
}

/* Ends with gate_answered. A key that this computer does not have counts as done, but never as held. */
static enum result inject(struct gate *gate, const struct input_backend *backend, void *input,
                          const struct input_event *event, int64_t now_ms)
{
	enum result result = backend->inject(input, event);
	if (result != RESULT_OK && result != RESULT_UNSUPPORTED)
		return result;
	gate->is_waiting = true;
	if (result == RESULT_OK || !event->is_down)
		hold_note(&gate->hold, event, now_ms);
	return RESULT_OK;
}

/* Shut, or the controller has been silent for too long, or has asked. */
static bool must_release(struct gate *gate, int64_t now_ms)
{
	if (!latch_is_open(&gate->latch) || hold_left_ms(&gate->hold, now_ms) == 0)
		gate->must_release = true;
	gate->must_release = gate->must_release && hold_is_any(&gate->hold);
	return gate->must_release;
}

/* Takes the next event that is still allowed; false: there is none. */
static bool take_event(struct gate *gate, int64_t now_ms)
{
	while (!gate->has_steps && inlet_pop(gate->inlet, &gate->item)) {
		const struct input_event *event = &gate->item.event;
		if (event->kind == INPUT_RELEASE_ALL) {
			gate->must_release = true;
			return true;
		}
		if (event->kind == INPUT_STILL_HELD) {
			hold_refresh(&gate->hold, now_ms);
			continue;
		}
		steps_start(&gate->steps, event, &gate->hold);
		gate->has_steps = true;
	}
	return gate->has_steps;
}

/* What is out of bounds takes the rest of its event with it; of a release only the way there. */
static bool is_in_bounds(struct gate *gate, struct input_event *step)
{
	const struct input_event *event = &gate->item.event;
	if (gate->bounds == NULL || bounds_let(gate->bounds, step, hold_modifiers(&gate->hold)))
		return true;
	bool is_press = event->kind == INPUT_BUTTON || event->kind == INPUT_KEY;
	gate->has_steps = is_press && !event->is_down;
	return false;
}

/* One step of the event at hand, if the gate is open for it at this very moment. */
static enum result pass(struct gate *gate, const struct input_backend *backend, void *input, int64_t now_ms)
{
	struct input_event step;
	gate->has_steps = gate->has_steps && steps_next(&gate->steps, &gate->hold, &step);
	if (!gate->has_steps || !is_in_bounds(gate, &step))
		return RESULT_OK;
	if (!is_proved(gate, now_ms) || !latch_enter(&gate->latch, gate->item.ticket)) {
		gate->has_steps = false;
		return RESULT_OK;
	}
	enum result result = inject(gate, backend, input, &step, now_ms);
	if (result != RESULT_OK)
		latch_leave(&gate->latch);
	return result;
}

enum result gate_pump(struct gate *gate, const struct input_backend *backend, void *input, int64_t now_ms)
{
	if (gate->is_waiting)
		return RESULT_WOULD_BLOCK;
	struct input_event release;
	if (must_release(gate, now_ms) && hold_next_release(&gate->hold, &release))
		return inject(gate, backend, input, &release, now_ms);
	if (!latch_is_open(&gate->latch)) {
		inlet_clear(gate->inlet);
		gate->has_steps = false;
	}
	if (take_event(gate, now_ms))
		return pass(gate, backend, input, now_ms);
	inlet_rest(gate->inlet, hold_is_any(&gate->hold));
	return RESULT_NEED_MORE;
}

int gate_wait_ms(const struct gate *gate, int64_t now_ms)
{
	return hold_left_ms(&gate->hold, now_ms);
}

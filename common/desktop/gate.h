/*
 * The gate between remote input and this computer: the only caller of inject.
 *
 * It is open for one generation of the grant, while listening to F12 is proved.
 * What holds when gate_close returns: no event that had not already passed the
 * gate is ever injected. At most one event may have passed it before, and may
 * still arrive at the display server (gate_is_settled tells); where the guard
 * thread itself closes it (F12) none is on its way from us, but the one event
 * before may still be unread in the server's socket. Afterwards only releases of
 * what is held down are injected.
 *
 * Threads: net (or any) opens, closes, injects; guard proves and pumps.
 */
#ifndef LOTSE_DESKTOP_GATE_H
#define LOTSE_DESKTOP_GATE_H

#include "base/input_event.h"
#include "base/result.h"
#include "base/wake.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	GATE_PROOF_MS = 2000,    /* a proof of listening is good for so long */
	GATE_HELD_MS = 1000,     /* what is held is released so long after the last INPUT_STILL_HELD */
	GATE_QUEUE_EVENTS = 256, /* waiting for the guard thread */
};

struct gate; /* opaque, heap */
struct input_backend;
struct bounds;

/* Closed, unproved. NULL: no memory or no descriptor. */
struct gate *gate_create(void);

/* Fine with NULL. The guard must have ended. */
void gate_destroy(struct gate *gate);

/* Opens for input of `generation` (not 0). RESULT_REFUSED: listening to F12 is not proved at `now_ms`; or F12
 * was pressed after `f12_seen` was read from gate_f12_seen, so that a grant from before it can't open the
 * gate again; or the gate was open for this or a later generation before and was closed since: a closed
 * generation never opens again. Takes no lock. */
enum result gate_open(struct gate *gate, uint32_t generation, uint8_t f12_seen, int64_t now_ms);

/* A mark of the presses of F12 so far, for gate_open. Whoever is told of F12 reads it first and then takes
 * the grants away. */
uint8_t gate_f12_seen(const struct gate *gate);

/* Closes; see above for what then holds. Takes no lock, waits for nobody, any thread, any number of times. */
void gate_close(struct gate *gate);

/* Holds input back and forgets what waits, until gate_resume is called as often: while a question is open.
 * What is held down is released. Takes no lock and waits for nobody; gate_is_settled says when it is drained.
 */
void gate_pause(struct gate *gate);

/* Ends one gate_pause. Input that came in between is lost. */
void gate_resume(struct gate *gate);

/* Whether an event of `generation` would be let through at `now_ms`: open for it, proved, not paused. */
bool gate_is_open(const struct gate *gate, uint32_t generation, int64_t now_ms);

/* No event is passing the gate, nothing is held down, nothing waits for the guard thread. After gate_close or
 * gate_pause: nothing more will come. */
bool gate_is_settled(struct gate *gate);

/* Hands an event to the guard thread. RESULT_REFUSED: not open for `generation`; RESULT_BAD_ARGUMENT: no such
 * event, or F12, which is never injected; RESULT_WOULD_BLOCK: the queue is full and the event is lost. A full
 * queue first loses its oldest movement; a release is never lost. */
enum result gate_inject(struct gate *gate, const struct input_event *event, uint32_t generation);

/* --- for the guard thread
 * ------------------------------------------------------------------------------------------- */

/* What wakes the guard's loop; the gate's. */
struct wake *gate_wake(struct gate *gate);

/* F12 was pressed: nobody who does not know of it yet can open the gate. gate_close follows. */
void gate_note_f12(struct gate *gate);

/* What is in front can't be reached by input (barrier.h), or can again: as gate_pause and gate_resume, but it
 * is the state that is said, not a count. */
void gate_bar(struct gate *gate, bool is_barred);

/* Each step from now on is asked about there (bounds.h; NULL: none is); what may not be done is dropped with
 * the rest of its event, but never a release. The caller's. */
void gate_set_bounds(struct gate *gate, struct bounds *bounds);

/* Listening was proved at `now_ms`. */
void gate_prove(struct gate *gate, int64_t now_ms);

/* Closes the gate if the last proof is too old at `now_ms`; returns whether it did. */
bool gate_expire(struct gate *gate, int64_t now_ms);

/* Whether it is open for anybody, whatever the proof: also while it is held back. For F12 to be kept from
 * other programs. */
bool gate_lets_in(const struct gate *gate);

/* Injects one step of the next event, or releases what must no longer be held. RESULT_OK: look for F12, then
 * call again; RESULT_NEED_MORE: nothing to do; RESULT_WOULD_BLOCK: call gate_answered first; other: the
 * backend failed. */
enum result gate_pump(struct gate *gate, const struct input_backend *backend, void *input, int64_t now_ms);

/* The display has done the last step. */
void gate_answered(struct gate *gate);

/* How long until gate_pump has something to release though nothing comes; -1: never. */
int gate_wait_ms(const struct gate *gate, int64_t now_ms);

#endif

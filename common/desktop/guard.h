/*
 * The guard: a thread with its own connection to the display that listens to F12,
 * proves that it does, injects what the gate lets through, and releases what is
 * held. It needs neither network nor encoder to take control back.
 *
 * Threads: started and stopped by the owner; the callbacks run on the guard
 * thread, must not wait, and must not stop the guard.
 */
#ifndef LOTSE_DESKTOP_GUARD_H
#define LOTSE_DESKTOP_GUARD_H

#include "base/result.h"
#include "desktop/barrier.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	GUARD_PROVE_MS = 1000,   /* between two proofs of listening */
	GUARD_HAND_MS = 250,     /* a press or release of a hand counts for so long: a window under load draws
	                            for longer than 50 ms before it says what was clicked */
	GUARD_YIELD_MS = 2000,   /* remote input waits so long after the last use of mouse or keyboard here */
	GUARD_REFUSED_MS = 4000, /* so long it is told why a press was refused: to read it, and to answer */
	GUARD_MOTIONS = 3,       /* so many movements within GUARD_MOTION_MS are a hand, one is a shaking table */
	GUARD_MOTION_MS = 300,
	GUARD_NOT_INJECTED_MS = 500, /* and only if nothing was injected for so long before it */
};

struct gate;
struct guard; /* opaque, heap */
struct share_choice;

struct guard_events {
	void (*on_f12)(void *context);    /* F12 was pressed; the gate is already closed; or NULL */
	void (*on_proved)(void *context); /* listening was proved for the first time, or again; or NULL */
	void (*on_lost)(void *context,
	                enum result result); /* it is no longer; the gate is closed. RESULT_NO_DISPLAY: for
	                                        good, stop the guard; RESULT_TIMED_OUT: may come back; or NULL */
	void (*on_barrier)(void *context,
	                   enum barrier barrier); /* what is in front can't be controlled, or can again; the gate
	                                             holds back meanwhile. Or one press was refused: then it
	                                             does not. Or NULL */
	void *context;
};

/* Connects to the display (NULL: the present one) and starts the thread; the gate stays the caller's and must
 * outlive the guard. Listening is proved some milliseconds later (on_proved). RESULT_NO_DISPLAY,
 * RESULT_WAYLAND, RESULT_UNSUPPORTED (keys can't be watched past another program's grab),
 * RESULT_OUT_OF_MEMORY, RESULT_SYSTEM; then *out is NULL. */
enum result guard_start(struct guard **out, const char *display_name, struct gate *gate,
                        const struct guard_events *events);

/* Closes the gate, releases what is held, ends the thread, closes the connection. Fine with NULL. */
void guard_stop(struct guard *guard);

/* What is shared, and so may be reached by input, from now on; at first everything (bounds.h). Any thread. */
void guard_choose(struct guard *guard, const struct share_choice *choice);

/* When a hand pressed a key or button of this computer last, on clock_now_ms; 0: not yet. Any thread. */
int64_t guard_hand_ms(struct guard *guard);

/* Whether a hand pressed a key or button of this computer within the last GUARD_HAND_MS, and no program did
 * within GUARD_NOT_INJECTED_MS. Honest only against programs that do not lie: what comes
 * from XTEST's own devices is a program, but one can also speak in the name of a real keyboard or make up a
 * device (uinput), and then counts as a hand. Any thread. */
bool guard_saw_physical_press(struct guard *guard, int64_t now_ms);

#endif

/*
 * The gate's state as one atomic word: open or not, for which generation, held
 * back by how many questions, and whether an event is passing right now. Any
 * thread; nothing here waits. A value; zeroed is closed.
 */
#ifndef LOTSE_DESKTOP_LATCH_H
#define LOTSE_DESKTOP_LATCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct latch {
	_Atomic uint64_t word;
};

/* Opens for `generation`, if there were exactly `recalls` latch_recall so far (modulo 256). False, and
 * nothing has changed, if not, if it was open for a later one before, or for this one and was closed since; 0
 * never opens. */
bool latch_open(struct latch *latch, uint32_t generation, uint8_t recalls);

/* Counts one more, so that whoever has not heard of it can't open (again); what is open stays open until
 * latch_close. */
void latch_recall(struct latch *latch);

/* How many there were, modulo 256. */
uint8_t latch_recalls(const struct latch *latch);

/* Closes. From its return on latch_enter fails. Returns whether it was open. */
bool latch_close(struct latch *latch);

/* Holds back until as many latch_resume have followed. From its return on latch_enter fails. */
void latch_pause(struct latch *latch);

/* Ends one latch_pause. */
void latch_resume(struct latch *latch);

/* A ticket for an event of `generation`: good until the next latch_open, latch_close or latch_pause. 0: not
 * open for it. */
uint64_t latch_ticket(const struct latch *latch, uint32_t generation);

/* Whether there are tickets for some generation. */
bool latch_is_open(const struct latch *latch);

/* The same, whether or not it is held back. */
bool latch_is_granted(const struct latch *latch);

/* Marks the event with this ticket as passing, if the ticket is good at this very moment. One at a time. */
bool latch_enter(struct latch *latch, uint64_t ticket);

/* The event has passed: the display server has done it. */
void latch_leave(struct latch *latch);

/* Whether an event has entered and not left. */
bool latch_is_passing(const struct latch *latch);

#endif

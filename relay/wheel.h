/*
 * Absolute deadlines of many connections: a wheel of time slots, each a list.
 * Setting, moving and stopping cost the same however many there are. Arithmetic
 * only: the time is passed in. Thread: its worker.
 */
#ifndef LOTSE_RELAY_WHEEL_H
#define LOTSE_RELAY_WHEEL_H

#include <stdbool.h>
#include <stdint.h>

enum { WHEEL_SLOTS = 1024, WHEEL_SLOT_MS = 64 };

/* Inside of what waits; zeroed is "not set". */
struct wheel_entry {
	struct wheel_entry *next, *previous;
	int64_t due_ms;
};

struct wheel {
	struct wheel_entry slots[WHEEL_SLOTS]; /* heads of rings */
	int64_t turned_to;                     /* the slot number that comes next, counted from time 0 */
	int64_t nearest; /* no slot before it has anything, so looking for the next starts there */
	uint32_t count;
};

/* Empty. */
void wheel_init(struct wheel *wheel, int64_t now_ms);

/* Due at that time; moves it if it was set. Never due early, at most one slot late. */
void wheel_set(struct wheel *wheel, struct wheel_entry *entry, int64_t due_ms);

/* Not set any more; fine if it was not. */
void wheel_stop(struct wheel *wheel, struct wheel_entry *entry);

/* Takes out one that is due, NULL if there is none (any more). */
struct wheel_entry *wheel_next_due(struct wheel *wheel, int64_t now_ms);

/* How long to sleep until something may be due; -1: nothing is set. */
int wheel_sleep_ms(struct wheel *wheel, int64_t now_ms);

#endif

/*
 * Input on its way from net to the guard thread: bounded, and full it first
 * loses its oldest movement. A release that has no place makes all be released.
 */
#ifndef LOTSE_DESKTOP_INLET_H
#define LOTSE_DESKTOP_INLET_H

#include "base/input_event.h"
#include "base/result.h"

#include <stddef.h>

struct inlet; /* opaque, heap */

struct inlet_item {
	struct input_event event;
	uint64_t ticket; /* of the gate's latch */
};

/* NULL: no memory. */
struct inlet *inlet_create(void);

/* Fine with NULL. */
void inlet_destroy(struct inlet *inlet);

/* Copies in. RESULT_WOULD_BLOCK: full, and it is lost. Thread: any. */
enum result inlet_push(struct inlet *inlet, const struct inlet_item *item);

/* Takes the oldest out; false: there is none. From then until inlet_rest somebody is at work. Where a release
 * was lost for lack of room all else is thrown away and an INPUT_RELEASE_ALL comes instead. Thread: guard. */
bool inlet_pop(struct inlet *inlet, struct inlet_item *out);

/* Forgets all that waits. Thread: guard. */
void inlet_clear(struct inlet *inlet);

/* Whoever took something out is done with it, or not (yet). Thread: guard. */
void inlet_rest(struct inlet *inlet, bool is_at_work);

/* Nothing waits and nobody is at work. Thread: any. */
bool inlet_is_settled(struct inlet *inlet);

#endif

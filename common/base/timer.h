/* A point in time that something waits for; arithmetic only, the time is passed in. A value; zeroed is "not
 * set". */
#ifndef LOTSE_BASE_TIMER_H
#define LOTSE_BASE_TIMER_H

#include <stdbool.h>
#include <stdint.h>

struct timer {
	int64_t due_ms;
	bool is_set;
};

void timer_set(struct timer *timer, int64_t now_ms, int64_t in_ms); /* Due `in_ms` from now. */
void timer_stop(struct timer *timer);                               /* Not set. */
bool timer_is_due(const struct timer *timer, int64_t now_ms); /* Set, and its time has come. Stays set. */

/* The shorter of `timeout_ms` (-1: for ever) and what is left of the timer; for a loop's wait. */
int timer_shorten(const struct timer *timer, int64_t now_ms, int timeout_ms);

#endif

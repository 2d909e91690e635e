#include "base/timer.h"

#include <limits.h>

void timer_set(struct timer *timer, int64_t now_ms, int64_t in_ms)
{
	*timer = (struct timer){.due_ms = now_ms + in_ms, .is_set = true};
}

void timer_stop(struct timer *timer)
{
	*timer = (struct timer){0};
}

bool timer_is_due(const struct timer *timer, int64_t now_ms)
{
	return timer->is_set && now_ms >= timer->due_ms;
}

int timer_shorten(const struct timer *timer, int64_t now_ms, int timeout_ms)
{
	if (!timer->is_set)
		return timeout_ms;
	int64_t left_ms = timer->due_ms - now_ms;
	if (left_ms < 0)
		left_ms = 0;
	if (timeout_ms >= 0 && timeout_ms < left_ms)
		return timeout_ms;
	return left_ms > INT_MAX ? INT_MAX : (int)left_ms;
}

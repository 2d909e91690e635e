#include "session/retry.h"

#include "base/timer.h"

static void want(struct retry *retry, enum retry_place place, bool is_wanted, int64_t from_ms)
{
	for (int i = 0; i < RETRY_ATTEMPTS; i++) {
		if (is_wanted && !retry->attempts[place][i].is_wanted)
			retry->attempts[place][i].next_ms = from_ms + i * RETRY_FAST_MS;
		retry->attempts[place][i].is_wanted = is_wanted;
		if (!is_wanted)
			retry->attempts[place][i].until_ms = 0;
	}
}

void retry_lost(struct retry *retry, bool home, bool backup, int64_t now_ms)
{
	if (!retry->is_on)
		*retry = (struct retry){.is_on = true, .lost_ms = now_ms, .quick_ms = now_ms};
	want(retry, RETRY_HOME, home, now_ms);
	want(retry, RETRY_BACKUP, backup, now_ms + RETRY_BACKUP_AFTER_MS);
}

void retry_stop(struct retry *retry)
{
	*retry = (struct retry){0};
}

void retry_hurry(struct retry *retry, int64_t now_ms)
{
	retry->quick_ms = now_ms;
	for (int place = 0; place < RETRY_PLACES; place++) {
		for (int i = 0; i < RETRY_ATTEMPTS; i++) {
			retry->attempts[place][i].next_ms = now_ms;
			if (retry->attempts[place][i].until_ms != 0)
				retry->attempts[place][i].until_ms = now_ms; /* it began on a network that is gone */
		}
	}
}

static int gap_ms(const struct retry *retry, int64_t now_ms)
{
	return now_ms - retry->quick_ms < RETRY_FAST_FOR_MS ? RETRY_FAST_MS : RETRY_SLOW_MS;
}

bool retry_begin(struct retry *retry, enum retry_place place, enum retry_attempt attempt, int64_t now_ms,
                 int connect_ms)
{
	int takes_ms = attempt == RETRY_LONG             ? RETRY_LONG_MS
	               : connect_ms * 2 > RETRY_SHORT_MS ? connect_ms * 2
	                                                 : RETRY_SHORT_MS;

	if (!retry->is_on || !retry->attempts[place][attempt].is_wanted ||
	    retry->attempts[place][attempt].until_ms != 0 || now_ms < retry->attempts[place][attempt].next_ms)
		return false;
	retry->tries++;
	retry->attempts[place][attempt].until_ms = now_ms + takes_ms;
	retry->attempts[place][attempt].next_ms = now_ms + gap_ms(retry, now_ms);
	return true;
}

bool retry_is_late(const struct retry *retry, enum retry_place place, enum retry_attempt attempt,
                   int64_t now_ms)
{
	int64_t until_ms = retry->attempts[place][attempt].until_ms;

	return until_ms != 0 && now_ms >= until_ms;
}

void retry_failed(struct retry *retry, enum retry_place place, enum retry_attempt attempt)
{
	retry->attempts[place][attempt].until_ms = 0;
}

bool retry_is_over(const struct retry *retry, int64_t now_ms)
{
	return retry->is_on && now_ms - retry->lost_ms >= RETRY_GIVE_UP_MS;
}

int retry_lost_ms(const struct retry *retry, int64_t now_ms)
{
	return retry->is_on ? (int)(now_ms - retry->lost_ms) : 0;
}

int retry_left_ms(const struct retry *retry, int64_t now_ms)
{
	return retry->is_on && !retry_is_over(retry, now_ms) ? (int)(retry->lost_ms + RETRY_GIVE_UP_MS - now_ms)
	                                                     : 0;
}

static int until(int64_t due_ms, int64_t now_ms, int timeout_ms)
{
	struct timer timer = {.due_ms = due_ms, .is_set = true};

	return timer_shorten(&timer, now_ms, timeout_ms);
}

int retry_shorten(const struct retry *retry, int64_t now_ms, int timeout_ms)
{
	if (!retry->is_on)
		return timeout_ms;
	timeout_ms = until(retry->lost_ms + RETRY_GIVE_UP_MS, now_ms, timeout_ms);
	for (int place = 0; place < RETRY_PLACES; place++) {
		for (int i = 0; i < RETRY_ATTEMPTS; i++) {
			if (retry->attempts[place][i].until_ms != 0)
				timeout_ms = until(retry->attempts[place][i].until_ms, now_ms, timeout_ms);
			else if (retry->attempts[place][i].is_wanted)
				timeout_ms = until(retry->attempts[place][i].next_ms, now_ms, timeout_ms);
		}
	}
	return timeout_ms;
}

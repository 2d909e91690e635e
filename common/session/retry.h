/*
 * When what is tried while a line is lost: the old relay at once, the backup soon
 * after it, each again and again until there is a line or the time is over. Pure;
 * time is passed in. Thread: net.
 *
 * Each place has two attempts side by side: a short one, begun anew often, so that
 * a network that is usable again is noticed at once, and a long one, so that a
 * slow way (a far relay, a proxy that asks twice) has the time that it takes.
 */
#ifndef LOTSE_SESSION_RETRY_H
#define LOTSE_SESSION_RETRY_H

#include <stdbool.h>
#include <stdint.h>

enum {
	RETRY_FAST_MS = 500,              /* from attempt to attempt ... */
	RETRY_FAST_FOR_MS = 10000,        /* ... for so long, then */
	RETRY_SLOW_MS = 2000,             /* so */
	RETRY_SHORT_MS = 1800,            /* what a short attempt may take, at least */
	RETRY_LONG_MS = 12000,            /* what a long one may take */
	RETRY_BACKUP_AFTER_MS = 500,      /* a short cut does not trouble the backup */
	RETRY_GIVE_UP_MS = 30 * 60 * 1000 /* the whole */
};

enum retry_place { RETRY_HOME, RETRY_BACKUP, RETRY_PLACES };
enum retry_attempt { RETRY_SHORT, RETRY_LONG, RETRY_ATTEMPTS };

struct retry {
	bool is_on;
	int64_t lost_ms;  /* since when */
	int64_t quick_ms; /* what made it hurry last: the loss, or a change of the network */
	int tries;
	struct {
		bool is_wanted;
		int64_t next_ms;  /* not to be begun before */
		int64_t until_ms; /* of the one under way; 0: none */
	} attempts[RETRY_PLACES][RETRY_ATTEMPTS];
};

/* A line is lost: `home` and `backup` say where there is something to reach. If it was lost already, the time
 * goes on and what is wanted is what is said now. */
void retry_lost(struct retry *retry, bool home, bool backup, int64_t now_ms);

/* There is nothing to be tried any more. */
void retry_stop(struct retry *retry);

/* Something has changed that may help (another network, awake again): all is tried again now. */
void retry_hurry(struct retry *retry, int64_t now_ms);

/* Whether this attempt is to be begun now; then it has been. */
bool retry_begin(struct retry *retry, enum retry_place place, enum retry_attempt attempt, int64_t now_ms,
                 int connect_ms);

/* Whether this attempt has had its time, and is to be ended. */
bool retry_is_late(const struct retry *retry, enum retry_place place, enum retry_attempt attempt,
                   int64_t now_ms);

/* It is over without a line. */
void retry_failed(struct retry *retry, enum retry_place place, enum retry_attempt attempt);

/* The 30 minutes are over. */
bool retry_is_over(const struct retry *retry, int64_t now_ms);

/* For how long it is lost, and will still be tried; 0 where nothing is. */
int retry_lost_ms(const struct retry *retry, int64_t now_ms);
int retry_left_ms(const struct retry *retry, int64_t now_ms); /* See above. */

/* How long a loop may sleep: the shorter of `timeout_ms` (-1: for ever) and the time until something is due.
 */
int retry_shorten(const struct retry *retry, int64_t now_ms, int timeout_ms);

#endif

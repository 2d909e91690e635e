/*
 * How often to look at a screen that does not tell when it changes: often while
 * something happens, ever more seldom while nothing does, and never so often
 * that looking takes more than half of the time. Arithmetic only, the time is
 * passed in. A value.
 */
#ifndef LOTSE_DESKTOP_WIN32_TEMPO_H
#define LOTSE_DESKTOP_WIN32_TEMPO_H

#include <stdbool.h>
#include <stdint.h>

enum {
	TEMPO_LEAST_US = 12000,
	TEMPO_MOST_US = 500000,
	TEMPO_CALM_US = 400000, /* after so long without anything it slows down */
};

struct tempo {
	int64_t active_us; /* when something happened last */
	int64_t looked_us; /* when the last look ended */
	int64_t cost_us;   /* how long it took */
};

/* Something has changed, or a hand or a program has done something. */
void tempo_wake(struct tempo *tempo, int64_t now_us);

/* It was looked, from `began_us` to `now_us`. */
void tempo_looked(struct tempo *tempo, int64_t began_us, int64_t now_us);

/* How long until the next look; 0 or less: now. */
int64_t tempo_left_us(const struct tempo *tempo, int64_t now_us);

#endif

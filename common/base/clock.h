/* Time. Pure code never calls this: it gets the time as an argument. Any thread. */
#ifndef LOTSE_BASE_CLOCK_H
#define LOTSE_BASE_CLOCK_H

#include <stdint.h>

int64_t clock_now_us(void); /* Microseconds of a clock that never steps back; its zero means nothing. */
int64_t clock_now_ms(void); /* The same in milliseconds. */
int64_t clock_slept_ms(
	void);                  /* How long the computer has slept since its start, about; grows by each sleep. */
int64_t clock_wall_s(void); /* Seconds since 1970 as the computer believes them. */
void clock_sleep_ms(int ms); /* Sleeps at least so long. */

#endif

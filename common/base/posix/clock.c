#include "base/clock.h"

#include <errno.h>
#include <time.h>

int64_t clock_now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_now_ms(void)
{
	return clock_now_us() / 1000;
}

/* The one clock goes on while the computer sleeps, the other does not. */
int64_t clock_slept_ms(void)
{
	struct timespec boot;
	clock_gettime(CLOCK_BOOTTIME, &boot);
	return (int64_t)boot.tv_sec * 1000 + boot.tv_nsec / 1000000 - clock_now_ms();
}

int64_t clock_wall_s(void)
{
	return (int64_t)time(NULL);
}

void clock_sleep_ms(int ms)
{
	struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
	while (ms > 0 && nanosleep(&left, &left) != 0 && errno == EINTR)
		;
}

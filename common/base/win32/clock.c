#include "base/clock.h"

#include <windows.h>

#include <time.h>

int64_t clock_now_us(void)
{
	LARGE_INTEGER count, per_second;
	QueryPerformanceCounter(&count);
	QueryPerformanceFrequency(&per_second);
	/* whole seconds apart, as the product would be too large after some days */
	return count.QuadPart / per_second.QuadPart * 1000000 +
	       count.QuadPart % per_second.QuadPart * 1000000 / per_second.QuadPart;
}

int64_t clock_now_ms(void)
{
	return clock_now_us() / 1000;
}

/* The one clock goes on while the computer sleeps, the other does not. */
int64_t clock_slept_ms(void)
{
	ULONGLONG awake_100ns;
	ULONGLONG all_ms = GetTickCount64();
	if (!QueryUnbiasedInterruptTime(&awake_100ns))
		return 0;
	return (int64_t)all_ms - (int64_t)(awake_100ns / 10000);
}

int64_t clock_wall_s(void)
{
	return (int64_t)_time64(NULL);
}

/* Sleep counts in ticks and may end a part of one too early. */
void clock_sleep_ms(int ms)
{
	int64_t until_us = clock_now_us() + (int64_t)ms * 1000;
	for (int64_t left_us = (int64_t)ms * 1000; left_us > 0; left_us = until_us - clock_now_us())
		Sleep((DWORD)((left_us + 999) / 1000));
}

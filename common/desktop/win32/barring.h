/*
 * What bars remote input now: looked at when Windows says that another window or
 * desktop has come to the front, and else at each poll, but not more often than
 * 10 times a second. One for each thread at a time; the thread pumps messages
 * (guard).
 */
#ifndef LOTSE_DESKTOP_WIN32_BARRING_H
#define LOTSE_DESKTOP_WIN32_BARRING_H

#include "desktop/barrier.h"

#include <stdbool.h>
#include <stdint.h>

/* before the rest of Windows */
#include <windows.h>

struct barring {
	HWINEVENTHOOK front, desktop;
	bool must_look;
	int64_t looked_ms;
	enum barrier now;
};

/* From the thread that pumps. Without Windows' word it is looked at the polls alone. */
void barring_open(struct barring *barring);

/* Fine on zeroed memory. */
void barring_close(struct barring *barring);

/* What it is. */
enum barrier barring_poll(struct barring *barring, int64_t now_ms);

#endif

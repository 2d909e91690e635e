/*
 * A copy of the screen that is kept up to date, and what has changed in it. Two
 * ways: Windows' own record of what was drawn (duplicate.h), or reading all of
 * it and comparing. Only pixels that desktop.h's share lets be seen leave this
 * folder; this copy does not. Thread: media.
 */
#ifndef LOTSE_DESKTOP_WIN32_SCREEN_H
#define LOTSE_DESKTOP_WIN32_SCREEN_H

#include "base/region.h"
#include "desktop/win32/tempo.h"

#include <windows.h>

struct duplicate;

enum { SCREEN_OUTPUTS_MAX = 16 };

struct screen {
	struct rect around; /* in Windows' coordinates */
	struct image now;   /* the copy */
	bool is_whole;      /* it was read at all */

	HDC all, memory; /* for reading */
	HBITMAP bitmap;
	HGDIOBJ before;
	struct image fresh; /* the bitmap's pixels */
	struct tempo tempo;
	DWORD input_tick; /* when a hand or program did something last, as Windows counts */

	struct duplicate *outputs[SCREEN_OUTPUTS_MAX]; /* one for each monitor, or none at all */
	size_t output_count;
	bool can_not_duplicate; /* never, on this computer */
	int64_t duplicated_us;  /* when it was tried last */
	int64_t retry_us;       /* how long after that it is tried again */
	bool has_news;          /* the last screen_poll has found a change */
	int64_t due_us;         /* when screen_is_due has said yes last */
};

/* For the desktop in `around`. RESULT_OUT_OF_MEMORY, RESULT_TOO_LARGE, RESULT_NO_DISPLAY. */
enum result screen_open(struct screen *screen, struct rect around);

/* Frees; fine on zeroed memory. */
void screen_close(struct screen *screen);

/* Whether screen_poll would read something now; while Windows records, which it does not tell before, after a
 * change and else some times a second. */
bool screen_is_due(struct screen *screen);

/* Brings the copy up to date if it is time to; adds what has changed to *damage. *again_ms: when to come
 * back. RESULT_WOULD_BLOCK: it can't be read now (the lock screen, a security question); all else is as
 * before. */
enum result screen_poll(struct screen *screen, struct region *damage, int *again_ms);

#endif

#include "desktop/win32/barring.h"

#include "base/log.h"
#include "desktop/win32/rights.h"
#include "desktop/win32/secure_desktop.h"

enum { LOOK_EACH_MS = 100 };

/* Windows hands no context to such a hook, and calls it on the thread that set it. */
static _Thread_local struct barring *here;

/* Windows' own list (WINEVENTPROC), of which nothing is needed: it is looked anew. */
#define EVENT_ARGUMENTS                                                                                      \
	HWINEVENTHOOK hook, DWORD event, HWND window, LONG object, LONG child, DWORD thread, DWORD time_ms

static void CALLBACK on_event(EVENT_ARGUMENTS)
{
	(void)hook, (void)event, (void)window, (void)object, (void)child, (void)thread, (void)time_ms;
	if (here != NULL)
		here->must_look = true;
}

static HWINEVENTHOOK listen(DWORD event)
{
	return SetWinEventHook(event, event, NULL, on_event, 0, 0, WINEVENT_OUTOFCONTEXT);
}

void barring_open(struct barring *barring)
{
	enum { DESKTOP_SWITCH = 0x20 };
	*barring = (struct barring){.must_look = true};
	here = barring;
	barring->front = listen(EVENT_SYSTEM_FOREGROUND);
	barring->desktop = listen(DESKTOP_SWITCH);
}

void barring_close(struct barring *barring)
{
	if (barring->front != NULL)
		UnhookWinEvent(barring->front);
	if (barring->desktop != NULL)
		UnhookWinEvent(barring->desktop);
	if (here == barring)
		here = NULL;
	*barring = (struct barring){0};
}

enum barrier barring_poll(struct barring *barring, int64_t now_ms)
{
	if (!barring->must_look && now_ms - barring->looked_ms < LOOK_EACH_MS)
		return barring->now;
	enum barrier before = barring->now;
	barring->must_look = false;
	barring->looked_ms = now_ms;
	barring->now = secure_desktop_is_shown() ? BARRIER_QUESTION
	               : rights_in_front()       ? BARRIER_RIGHTS
	                                         : BARRIER_NONE;
	if (barring->now != before)
		log_info("guard", "%s",
		         barring->now == BARRIER_NONE     ? "what is in front can be controlled"
		         : barring->now == BARRIER_RIGHTS ? "a window of higher rights is in front"
		                                          : "a screen of the system's own is shown");
	return barring->now;
}

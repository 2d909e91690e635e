/* The watch on locking and sleep, by the messages that Windows sends it. What Windows itself sends is for
 * CHECKLIST.md. */
#include "support/unit.h"

#include "base/clock.h"
#include "desktop/lock.h"

/* before the rest of Windows */
#include <windows.h>

#include <stdatomic.h>
#include <wtsapi32.h>

enum { NOTICE = 0x02B1, PATIENCE_MS = 5000 };

static _Atomic int count, last;

static void on_news(void *context, enum lock_news news)
{
	(void)context;
	last = (int)news;
	count++;
}

static const struct lock_events events = {on_news, NULL};

static HWND window_of_watch(void)
{
	HWND window = NULL;
	for (int i = 0; i < PATIENCE_MS / 10 && window == NULL; i++) {
		window = FindWindowW(L"LotseLockWatch", NULL);
		clock_sleep_ms(10);
	}
	assert_non_null(window);
	return window;
}

/* What was told after these messages: how often, and what last. */
static void send(HWND window, UINT message, WPARAM what, int times, enum lock_news news)
{
	SendMessageW(window, message, what, 0);
	assert_int_equal(count, times);
	assert_int_equal(last, news);
}

static void locking_and_sleeping_are_told_once_each(void **state)
{
	(void)state;
	struct lock_watch *watch;
	count = last = 0;
	assert_int_equal(lock_watch_start(&watch, &events), RESULT_OK);
	HWND window = window_of_watch();
	send(window, NOTICE, WTS_SESSION_UNLOCK, 0, LOCK_NONE); /* it was not locked */
	send(window, NOTICE, WTS_SESSION_LOCK, 1, LOCK_LOCKED);
	send(window, NOTICE, WTS_SESSION_LOCK, 1, LOCK_LOCKED);
	send(window, NOTICE, WTS_SESSION_LOGON, 1, LOCK_LOCKED); /* of no concern */
	send(window, NOTICE, WTS_SESSION_UNLOCK, 2, LOCK_UNLOCKED);
	send(window, NOTICE, WTS_CONSOLE_DISCONNECT, 3, LOCK_LOCKED); /* somebody else sits there */
	send(window, NOTICE, WTS_SESSION_UNLOCK, 4, LOCK_UNLOCKED);
	send(window, WM_POWERBROADCAST, PBT_APMPOWERSTATUSCHANGE, 4, LOCK_UNLOCKED);
	send(window, WM_POWERBROADCAST, PBT_APMSUSPEND, 5, LOCK_SLEEPS);
	send(window, WM_POWERBROADCAST, PBT_APMRESUMEAUTOMATIC, 6, LOCK_WOKE);
	send(window, WM_POWERBROADCAST, PBT_APMRESUMESUSPEND, 6, LOCK_WOKE);
	lock_watch_stop(watch);
	assert_null(FindWindowW(L"LotseLockWatch", NULL));
}

static void two_watches_and_one_that_ends_at_once(void **state)
{
	(void)state;
	struct lock_watch *one, *other;
	count = last = 0;
	assert_int_equal(lock_watch_start(&one, &events), RESULT_OK);
	assert_int_equal(lock_watch_start(&other, &events), RESULT_OK);
	lock_watch_stop(other);
	SendMessageW(window_of_watch(), NOTICE, WTS_SESSION_LOCK, 0);
	assert_int_equal(count, 1);
	lock_watch_stop(one);
	lock_watch_stop(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locking_and_sleeping_are_told_once_each),
		cmocka_unit_test(two_watches_and_one_that_ends_at_once),
	};
	return cmocka_run_group_tests_name("win32 lock", tests, NULL, NULL);
}

/*
 * Whether the person's session at this computer is locked, and whether the
 * computer is about to sleep: then nobody who may say "stop" sits before what is
 * shown. X11: logind and the screen saver, over D-Bus. Windows: its session
 * notices. Where neither can be asked nothing is ever told, and nothing breaks.
 *
 * Threads: started and stopped by the owner; the callback runs on a thread of
 * the watch, must not wait, and must not stop the watch.
 */
#ifndef LOTSE_DESKTOP_LOCK_H
#define LOTSE_DESKTOP_LOCK_H

#include "base/result.h"

enum lock_news {
	LOCK_NONE,
	LOCK_LOCKED,   /* the screen is locked, or saved by something that may have locked it */
	LOCK_UNLOCKED, /* not any more; only after LOCK_LOCKED */
	LOCK_SLEEPS,   /* the computer is about to sleep */
	LOCK_WOKE,     /* it is back; only after LOCK_SLEEPS */
};

struct lock_watch; /* opaque, heap */

struct lock_events {
	void (*on_news)(void *context, enum lock_news news);
	void *context;
};

/* Starts a thread that watches; a session that is locked already is told at once. Returns without waiting for
 * anybody. RESULT_UNSUPPORTED: it can't be known here; RESULT_OUT_OF_MEMORY, RESULT_SYSTEM; then *out is
 * NULL. */
enum result lock_watch_start(struct lock_watch **out, const struct lock_events *events);

/* Ends the thread; no callback runs after it. Fine with NULL. */
void lock_watch_stop(struct lock_watch *watch);

#endif

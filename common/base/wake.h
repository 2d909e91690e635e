/*
 * What a thread's loop sleeps on: sockets, other threads, and time, in one call.
 */
#ifndef LOTSE_BASE_WAKE_H
#define LOTSE_BASE_WAKE_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A socket or other thing of the system that can be waited for; -1 is none. */
typedef intptr_t wake_handle;

/* In win32/ alone: the messages of the thread that waits; want_read. Not together with sockets in one wait.
 */
enum { WAKE_MESSAGES = -2 };

struct wake; /* opaque, heap */

struct wake_on {
	wake_handle handle;
	bool want_read, want_write; /* asked */
	bool may_read, may_write;   /* answered; an error or the end of the stream is both */
};

/* NULL: no memory or no descriptor. */
struct wake *wake_create(void);

/* Fine with NULL. Nobody may wait or signal any more. */
void wake_destroy(struct wake *wake);

/* Ends the current or the next wake_wait. Any thread, also several times; takes no lock. */
void wake_signal(struct wake *wake);

/* Waits until one of `count` things is ready, wake_signal was called, or `timeout_ms` (-1: for ever) is over.
 * One thread at a time. Entries with handle -1 are skipped. RESULT_SYSTEM only if waiting itself is
 * impossible. */
enum result wake_wait(struct wake *wake, struct wake_on *on, size_t count, int timeout_ms);

#endif

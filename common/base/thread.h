/*
 * Threads, locks and roles. Each thread of a program has one role; a function
 * that belongs to a role asserts it in debug builds.
 */
#ifndef LOTSE_BASE_THREAD_H
#define LOTSE_BASE_THREAD_H

#include "base/result.h"

#include <stdbool.h>

enum thread_role {
	THREAD_ANY,
	THREAD_UI,
	THREAD_NET,
	THREAD_MEDIA,
	THREAD_GUARD,
	THREAD_WORKER, /* of the relay */
	THREAD_ROLE_COUNT
};

struct thread; /* opaque, heap */
struct mutex;  /* opaque, heap */
struct signal; /* opaque, heap: a condition that waits under a mutex */

/* Starts `run(context)` in a thread of its own. RESULT_SYSTEM, RESULT_OUT_OF_MEMORY; then *out is NULL. */
enum result thread_start(struct thread **out, enum thread_role role, void (*run)(void *context),
                         void *context);

/* Runs `run(context)` in a thread that nobody waits for, of no role, in which no signal handler runs. It must
 * use nothing that may be gone before it. RESULT_SYSTEM, RESULT_OUT_OF_MEMORY. */
enum result thread_send_off(void (*run)(void *context), void *context);

/* Waits for its end and frees it; fine with NULL. */
void thread_join(struct thread *thread);

/* Gives the calling thread a role: for main, and for tests that call a role's functions from one thread. */
void thread_claim(enum thread_role role);

/* The calling thread's role; THREAD_ANY if it has none. */
enum thread_role thread_current(void);

/* Asserts, in debug builds, that the calling thread has the role, or none. */
void thread_assert(enum thread_role role);

struct mutex *mutex_create(void);        /* NULL: no memory. */
void mutex_destroy(struct mutex *mutex); /* Fine with NULL. */
void mutex_lock(struct mutex *mutex);    /* Waits. Not recursive. */
void mutex_unlock(struct mutex *mutex);  /* By the thread that locked it. */

struct signal *signal_create(void);         /* NULL: no memory. */
void signal_destroy(struct signal *signal); /* Fine with NULL. */
void signal_raise(struct signal *signal);   /* Wakes all that wait. */

/* Waits under `mutex`, at most `timeout_ms` (-1: for ever); false when the time is up. May wake without
 * cause. */
bool signal_wait(struct signal *signal, struct mutex *mutex, int timeout_ms);

#endif

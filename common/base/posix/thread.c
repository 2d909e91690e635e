#include "base/thread.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

struct thread {
	pthread_t id;
	enum thread_role role;
	void (*run)(void *context);
	void *context;
};

struct mutex {
	pthread_mutex_t inner;
};

struct signal {
	pthread_cond_t inner; /* counts on the monotonic clock */
};

static _Thread_local enum thread_role role_now = THREAD_ANY;

static void *thread_main(void *argument)
{
	struct thread *thread = argument;
	role_now = thread->role;
	thread->run(thread->context);
	return NULL;
}

enum result thread_start(struct thread **out, enum thread_role role, void (*run)(void *context),
                         void *context)
{
	*out = NULL;
	struct thread *thread = malloc(sizeof *thread);
	if (thread == NULL)
		return RESULT_OUT_OF_MEMORY;
	thread->role = role;
	thread->run = run;
	thread->context = context;
	if (pthread_create(&thread->id, NULL, thread_main, thread) != 0) {
		free(thread);
		return RESULT_SYSTEM;
	}
	*out = thread;
	return RESULT_OK;
}

static void *errand_main(void *argument)
{
	struct thread own = *(struct thread *)argument;
	free(argument);
	own.run(own.context);
	return NULL;
}

enum result thread_send_off(void (*run)(void *context), void *context)
{
	struct thread *thread = malloc(sizeof *thread);
	if (thread == NULL)
		return RESULT_OUT_OF_MEMORY;
	*thread = (struct thread){.run = run, .context = context};
	pthread_t id;
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are for the threads that expect them */
	int failed = pthread_create(&id, NULL, errand_main, thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (failed) {
		free(thread);
		return RESULT_SYSTEM;
	}
	pthread_detach(id);
	return RESULT_OK;
}

void thread_join(struct thread *thread)
{
	if (thread == NULL)
		return;
	pthread_join(thread->id, NULL);
	free(thread);
}

void thread_claim(enum thread_role role)
{
	role_now = role;
}

enum thread_role thread_current(void)
{
	return role_now;
}

void thread_assert(enum thread_role role)
{
	assert(role_now == THREAD_ANY || role_now == role);
	(void)role;
}

struct mutex *mutex_create(void)
{
	struct mutex *mutex = malloc(sizeof *mutex);
	if (mutex != NULL && pthread_mutex_init(&mutex->inner, NULL) != 0) {
		free(mutex);
		return NULL;
	}
	return mutex;
}

void mutex_destroy(struct mutex *mutex)
{
	if (mutex == NULL)
		return;
	pthread_mutex_destroy(&mutex->inner);
	free(mutex);
}

void mutex_lock(struct mutex *mutex)
{
	pthread_mutex_lock(&mutex->inner);
}

void mutex_unlock(struct mutex *mutex)
{
	pthread_mutex_unlock(&mutex->inner);
}

static int condition_init(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;
	if (pthread_condattr_init(&attributes) != 0)
		return -1;
	int failed = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	if (!failed)
		failed = pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
	return failed;
}

struct signal *signal_create(void)
{
	struct signal *signal = malloc(sizeof *signal);
	if (signal != NULL && condition_init(&signal->inner) != 0) {
		free(signal);
		return NULL;
	}
	return signal;
}

void signal_destroy(struct signal *signal)
{
	if (signal == NULL)
		return;
	pthread_cond_destroy(&signal->inner);
	free(signal);
}

void signal_raise(struct signal *signal)
{
	pthread_cond_broadcast(&signal->inner);
}

bool signal_wait(struct signal *signal, struct mutex *mutex, int timeout_ms)
{
	if (timeout_ms < 0)
		return pthread_cond_wait(&signal->inner, &mutex->inner) == 0;
	struct timespec due;
	clock_gettime(CLOCK_MONOTONIC, &due);
	int64_t ns = due.tv_nsec + (int64_t)(timeout_ms % 1000) * 1000000;
	due.tv_sec += timeout_ms / 1000 + ns / 1000000000;
	due.tv_nsec = ns % 1000000000;
	return pthread_cond_timedwait(&signal->inner, &mutex->inner, &due) != ETIMEDOUT;
}

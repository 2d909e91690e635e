#include "base/thread.h"

#include "base/clock.h"

#include <windows.h>

#include <assert.h>
#include <process.h>
#include <stdlib.h>

struct thread {
	HANDLE handle;
	enum thread_role role;
	void (*run)(void *context);
	void *context;
};

struct mutex {
	SRWLOCK inner;
};

struct signal {
	CONDITION_VARIABLE inner;
};

static _Thread_local enum thread_role role_now = THREAD_ANY;

static unsigned __stdcall thread_main(void *argument)
{
	struct thread *thread = argument;
	role_now = thread->role;
	thread->run(thread->context);
	return 0;
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
	thread->handle = (HANDLE)_beginthreadex(NULL, 0, thread_main, thread, 0, NULL);
	if (thread->handle == NULL) {
		free(thread);
		return RESULT_SYSTEM;
	}
	*out = thread;
	return RESULT_OK;
}

static unsigned __stdcall errand_main(void *argument)
{
	struct thread own = *(struct thread *)argument;
	free(argument);
	own.run(own.context);
	return 0;
}

enum result thread_send_off(void (*run)(void *context), void *context)
{
	struct thread *thread = malloc(sizeof *thread);
	if (thread == NULL)
		return RESULT_OUT_OF_MEMORY;
	*thread = (struct thread){.run = run, .context = context};
	HANDLE handle = (HANDLE)_beginthreadex(NULL, 0, errand_main, thread, 0, NULL);
	if (handle == NULL) {
		free(thread);
		return RESULT_SYSTEM;
	}
	CloseHandle(handle);
	return RESULT_OK;
}

void thread_join(struct thread *thread)
{
	if (thread == NULL)
		return;
	WaitForSingleObject(thread->handle, INFINITE);
	CloseHandle(thread->handle);
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
	if (mutex != NULL)
		InitializeSRWLock(&mutex->inner);
	return mutex;
}

void mutex_destroy(struct mutex *mutex)
{
	free(mutex);
}

void mutex_lock(struct mutex *mutex)
{
	AcquireSRWLockExclusive(&mutex->inner);
}

void mutex_unlock(struct mutex *mutex)
{
	ReleaseSRWLockExclusive(&mutex->inner);
}

struct signal *signal_create(void)
{
	struct signal *signal = malloc(sizeof *signal);
	if (signal != NULL)
		InitializeConditionVariable(&signal->inner);
	return signal;
}

void signal_destroy(struct signal *signal)
{
	free(signal);
}

void signal_raise(struct signal *signal)
{
	WakeAllConditionVariable(&signal->inner);
}

bool signal_wait(struct signal *signal, struct mutex *mutex, int timeout_ms)
{
	if (timeout_ms < 0)
		return SleepConditionVariableSRW(&signal->inner, &mutex->inner, INFINITE, 0) != 0;
	int64_t until_us = clock_now_us() + (int64_t)timeout_ms * 1000;
	DWORD ms = (DWORD)timeout_ms;
	/* The system counts in ticks and may give up a part of one too early. */
	while (!SleepConditionVariableSRW(&signal->inner, &mutex->inner, ms, 0)) {
		int64_t left_us = until_us - clock_now_us();
		if (left_us <= 0)
			return false;
		ms = (DWORD)((left_us + 999) / 1000);
	}
	return true;
}

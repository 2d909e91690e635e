/*
 * The parent's end. Its thread (run): the pipe, first of its name; the system's question (ShellExecuteEx,
 * which comes back when the person has answered); whoever connects is looked at, and only the process that
 * was started may stay; then it waits for the ui's secrets, sends them, and waits for the child's word or
 * end. The thread and the ui share one block, freed by who is the last.
 */
#include "program/elevate.h"

#include "base/log.h"
#include "base/secret.h"
#include "base/thread.h"
#include "base/win32/wide.h"
#include "program/win32/elevate_pipe.h"

/* after windows.h */
#include <objbase.h>
#include <shellapi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct elevate {
	struct mutex *mutex; /* over: */
	int owners;
	enum elevate_phase phase;
	enum result result;
	void (*on_change)(void *context); /* NULL: the ui has gone */
	void *context;
	uint8_t *data;
	size_t size;

	HANDLE given; /* event: there is something to send */
	HANDLE stop;  /* event: nobody wants it any more */

	/* the thread's alone */
	char name[ELEVATE_NAME_DIGITS + 1];
	HANDLE pipe, child;
};

static HANDLE make_event(void)
{
	return CreateEventW(NULL, TRUE, FALSE, NULL);
}

static void close_handle(HANDLE handle)
{
	if (handle != NULL && handle != INVALID_HANDLE_VALUE)
		CloseHandle(handle);
}

static void let_go(struct elevate *elevate)
{
	mutex_lock(elevate->mutex);
	bool is_last = --elevate->owners == 0;
	mutex_unlock(elevate->mutex);
	if (!is_last)
		return;
	close_handle(elevate->given);
	close_handle(elevate->stop);
	close_handle(elevate->pipe);
	close_handle(elevate->child);
	secret_destroy(elevate->data);
	mutex_destroy(elevate->mutex);
	free(elevate);
}

static void enter(struct elevate *elevate, enum elevate_phase phase, enum result result)
{
	mutex_lock(elevate->mutex);
	elevate->phase = phase;
	elevate->result = result;
	if (elevate->on_change != NULL)
		elevate->on_change(elevate->context); /* under the mutex, so that elevate_destroy ends it for good */
	mutex_unlock(elevate->mutex);
}

/* --- the pipe
 * -------------------------------------------------------------------------------------------------- */

static void make_name(char to[static ELEVATE_NAME_DIGITS + 1])
{
	uint8_t random[ELEVATE_NAME_DIGITS / 2];
	secret_random(random, sizeof random);
	for (size_t i = 0; i < sizeof random; i++)
		snprintf(to + 2 * i, 3, "%02x", random[i]);
}

static bool open_pipe(struct elevate *elevate)
{
	make_name(elevate->name);
	elevate->pipe = elevate_listen(elevate->name);
	return elevate->pipe != INVALID_HANDLE_VALUE;
}

/* --- the other process
 * ----------------------------------------------------------------------------------------- */

/* The system's question stands in front of our own window. */
static HWND own_window(void)
{
	DWORD process = 0;
	HWND front = GetForegroundWindow();
	return front != NULL && GetWindowThreadProcessId(front, &process) != 0 && process == GetCurrentProcessId()
	           ? front
	           : NULL;
}

static enum result start_child(struct elevate *elevate)
{
	wchar_t path[WIDE_PATH_MAX], words[ELEVATE_NAME_DIGITS + 16];
	DWORD units = WIDE_PATH_MAX;
	SHELLEXECUTEINFOW what = {.cbSize = sizeof what,
	                          .fMask = SEE_MASK_NOCLOSEPROCESS | SEE_MASK_NOASYNC,
	                          .lpVerb = L"runas",
	                          .lpFile = path,
	                          .lpParameters = words,
	                          .nShow = SW_SHOWNORMAL};
	if (!QueryFullProcessImageNameW(GetCurrentProcess(), 0, path, &units))
		return RESULT_SYSTEM;
	swprintf(words, sizeof words / sizeof *words, L"--continue %hs", elevate->name);
	what.hwnd = own_window();
	HRESULT com = CoInitializeEx(NULL, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE);
	bool is_started = ShellExecuteExW(&what);
	DWORD error = GetLastError();
	if (SUCCEEDED(com))
		CoUninitialize();
	elevate->child = what.hProcess;
	if (is_started && elevate->child != NULL)
		return RESULT_OK;
	log_info("program", "not started as administrator: error %lu", error);
	return error == ERROR_CANCELLED ? RESULT_REFUSED : RESULT_SYSTEM;
}

/* Whoever is connected now. */
static bool is_child(const struct elevate *elevate)
{
	ULONG id = 0;
	return GetNamedPipeClientProcessId(elevate->pipe, &id) && id == GetProcessId(elevate->child) &&
	       elevate_is_own_program(elevate->child);
}

/* RESULT_OK: somebody is connected; RESULT_LOST: the child has ended. */
static enum result await_somebody(const struct elevate *elevate, DWORD patience_ms)
{
	OVERLAPPED work = {.hEvent = make_event()};
	enum result result = work.hEvent != NULL ? RESULT_OK : RESULT_OUT_OF_MEMORY;
	if (result == RESULT_OK && !ConnectNamedPipe(elevate->pipe, &work) &&
	    GetLastError() == ERROR_IO_PENDING) {
		HANDLE on[] = {work.hEvent, elevate->child, elevate->stop};
		DWORD which = WaitForMultipleObjects(3, on, FALSE, patience_ms), moved;
		result = which == WAIT_OBJECT_0 ? RESULT_OK : which == WAIT_TIMEOUT ? RESULT_TIMED_OUT : RESULT_LOST;
		if (result != RESULT_OK) {
			CancelIo(elevate->pipe);
			GetOverlappedResult(elevate->pipe, &work, &moved, TRUE);
		}
	}
	close_handle(work.hEvent);
	return result;
}

/* A stranger gets nothing, and takes nobody's place. */
static enum result await_child(const struct elevate *elevate)
{
	ULONGLONG until_ms = GetTickCount64() + ELEVATE_PATIENCE_MS;
	for (;;) {
		ULONGLONG now_ms = GetTickCount64();
		enum result result =
			now_ms < until_ms ? await_somebody(elevate, (DWORD)(until_ms - now_ms)) : RESULT_TIMED_OUT;
		if (result != RESULT_OK || is_child(elevate))
			return result;
		log_warn("program", "somebody else came to take the session over");
		DisconnectNamedPipe(elevate->pipe);
	}
}

/* --- the thread
 * ------------------------------------------------------------------------------------------------ */

static bool wants_to_stop(const struct elevate *elevate)
{
	return WaitForSingleObject(elevate->stop, 0) == WAIT_OBJECT_0;
}

/* The secrets, and then the child's word. False: it has not got back. */
static bool hand_over(struct elevate *elevate)
{
	HANDLE on[] = {elevate->given, elevate->stop, elevate->child};
	uint8_t size[4], word = 0;
	if (WaitForMultipleObjects(3, on, FALSE, INFINITE) != WAIT_OBJECT_0)
		return false;
	for (int i = 0; i < 4; i++)
		size[i] = (uint8_t)(elevate->size >> (24 - 8 * i));
	bool is_given = elevate_move(elevate->pipe, false, size, sizeof size, elevate->child) &&
	                elevate_move(elevate->pipe, false, elevate->data, (DWORD)elevate->size, elevate->child);
	mutex_lock(elevate->mutex);
	secret_destroy(elevate->data);
	elevate->data = NULL;
	mutex_unlock(elevate->mutex);
	if (is_given)
		enter(elevate, ELEVATE_GIVEN, RESULT_OK);
	return is_given && elevate_move(elevate->pipe, true, &word, 1, NULL) && word == ELEVATE_BACK;
}

/* Before it is said that this process goes on, the other one must have ended: they have the same secrets. */
static void await_end(const struct elevate *elevate)
{
	HANDLE on[] = {elevate->child, elevate->stop};
	WaitForMultipleObjects(2, on, FALSE, INFINITE);
}

static void run(void *context)
{
	struct elevate *elevate = context;
	enum result result = open_pipe(elevate) ? start_child(elevate) : RESULT_SYSTEM;
	if (result == RESULT_OK)
		result = await_child(elevate);
	if (result == RESULT_OK && !wants_to_stop(elevate)) {
		enter(elevate, ELEVATE_READY, RESULT_OK);
		bool is_back = hand_over(elevate);
		if (!is_back)
			await_end(elevate);
		result = is_back ? RESULT_OK : RESULT_LOST;
	}
	log_info("program", "continue as administrator: %s", result_name(result));
	enter(elevate, result == RESULT_OK ? ELEVATE_DONE : ELEVATE_FAILED, result);
	let_go(elevate);
}

/* --- what the ui calls
 * ----------------------------------------------------------------------------------------- */

bool elevate_is_possible(void)
{
	HANDLE token = NULL;
	TOKEN_ELEVATION elevation = {.TokenIsElevated = 1};
	DWORD size = 0;
	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
		return false;
	bool is_known = GetTokenInformation(token, TokenElevation, &elevation, sizeof elevation, &size);
	CloseHandle(token);
	return is_known && elevation.TokenIsElevated == 0;
}

enum result elevate_start(struct elevate **out, void (*on_change)(void *context), void *context)
{
	*out = NULL;
	struct elevate *elevate = calloc(1, sizeof *elevate);
	if (elevate == NULL)
		return RESULT_OUT_OF_MEMORY;
	*elevate =
		(struct elevate){.owners = 1, .phase = ELEVATE_ASKING, .on_change = on_change, .context = context};
	elevate->mutex = mutex_create();
	elevate->given = make_event();
	elevate->stop = make_event();
	enum result result = elevate->mutex != NULL && elevate->given != NULL && elevate->stop != NULL
	                         ? RESULT_OK
	                         : RESULT_OUT_OF_MEMORY;
	elevate->owners = 2;
	if (result == RESULT_OK)
		result = thread_send_off(run, elevate);
	if (result == RESULT_OK) {
		*out = elevate;
		return RESULT_OK;
	}
	close_handle(elevate->given);
	close_handle(elevate->stop);
	mutex_destroy(elevate->mutex);
	free(elevate);
	return result;
}

void elevate_destroy(struct elevate *elevate)
{
	if (elevate == NULL)
		return;
	mutex_lock(elevate->mutex);
	elevate->on_change = NULL;
	mutex_unlock(elevate->mutex);
	SetEvent(elevate->stop);
	let_go(elevate);
}

enum elevate_phase elevate_phase(struct elevate *elevate)
{
	if (elevate == NULL)
		return ELEVATE_NONE;
	mutex_lock(elevate->mutex);
	enum elevate_phase phase = elevate->phase;
	mutex_unlock(elevate->mutex);
	return phase;
}

enum result elevate_result(struct elevate *elevate)
{
	mutex_lock(elevate->mutex);
	enum result result = elevate->result;
	mutex_unlock(elevate->mutex);
	return result;
}

enum result elevate_give(struct elevate *elevate, const uint8_t *data, size_t size)
{
	uint8_t *copy = secret_create(size);
	if (copy == NULL)
		return RESULT_OUT_OF_MEMORY;
	memcpy(copy, data, size);
	mutex_lock(elevate->mutex);
	elevate->data = copy;
	elevate->size = size;
	mutex_unlock(elevate->mutex);
	SetEvent(elevate->given);
	return RESULT_OK;
}

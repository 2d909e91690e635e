/* The child is told by LOTSE_TEST_CHILD how many calls of child_exit go before its own; these it skips. */
#include "support/child.h"

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>

static void die(const char *what)
{
	fprintf(stderr, "child_exit: %s: error %lu\n", what, GetLastError());
	abort();
}

static LONG WINAPI end_at_once(EXCEPTION_POINTERS *what)
{
	(void)what;
	TerminateProcess(GetCurrentProcess(), (UINT)-1);
	return EXCEPTION_CONTINUE_SEARCH;
}

static void be_the_child(int (*run)(void))
{
	/* first of all handlers: the test frame has one that goes on with the next test */
	AddVectoredExceptionHandler(1, end_at_once);
	freopen("NUL", "w", stderr);
	TerminateProcess(GetCurrentProcess(), (UINT)run());
}

static int start_and_wait(const char *name, int call)
{
	wchar_t path[MAX_PATH];
	char number[16];
	STARTUPINFOW how = {.cb = sizeof how, .dwFlags = STARTF_USESTDHANDLES};
	PROCESS_INFORMATION child;
	DWORD code = 0;
	snprintf(number, sizeof number, "%d", call);
	SetEnvironmentVariableA("LOTSE_TEST_CHILD", number);
	SetEnvironmentVariableA("LOTSE_TEST_FILTER", name);
	if (GetModuleFileNameW(NULL, path, MAX_PATH) == 0 ||
	    !CreateProcessW(path, NULL, NULL, NULL, FALSE, 0, NULL, NULL, &how, &child))
		die("no process");
	SetEnvironmentVariableA("LOTSE_TEST_CHILD", NULL);
	SetEnvironmentVariableA("LOTSE_TEST_FILTER", NULL);
	WaitForSingleObject(child.hProcess, INFINITE);
	GetExitCodeProcess(child.hProcess, &code);
	CloseHandle(child.hThread);
	CloseHandle(child.hProcess);
	return code < 256 && code != 3 ? (int)code : -1; /* 3: abort */
}

int child_exit(const char *name, int (*run)(void))
{
	static int calls;
	const char *own = getenv("LOTSE_TEST_CHILD");
	calls++;
	if (own != NULL && atoi(own) == calls)
		be_the_child(run);
	return start_and_wait(name, calls);
}

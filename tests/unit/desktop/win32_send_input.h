/* Stands before Windows' SendInput for what is linked with a test: refuses, or drops without a word as
 * Windows does before a window of higher rights; else it is the real one. */
#ifndef LOTSE_TESTS_UNIT_DESKTOP_WIN32_SEND_INPUT_H
#define LOTSE_TESTS_UNIT_DESKTOP_WIN32_SEND_INPUT_H

#include <stdbool.h>

#include <windows.h>

static struct {
	bool is_refused, is_dropped;
	int calls;
	ULONG_PTR mark; /* of the last key */
} send_input;

static UINT WINAPI send_input_call(UINT count, INPUT *events, int size)
{
	send_input.calls++;
	if (events[0].type == INPUT_KEYBOARD)
		send_input.mark = events[0].ki.dwExtraInfo;
	if (send_input.is_refused)
		return 0;
	if (send_input.is_dropped)
		return count;
	UINT(WINAPI * real)
	(UINT, INPUT *, int) = (void *)GetProcAddress(GetModuleHandleW(L"user32.dll"), "SendInput");
	return real(count, events, size);
}

/* What calls through an import library go by. */
UINT(WINAPI *__imp_SendInput)(UINT, INPUT *, int) = send_input_call;

#endif

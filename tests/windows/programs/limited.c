/*
 * limited PROGRAM WORD...: runs a program with the rights of a user who was not asked to be administrator: on
 * Windows and Wine alike an administrator's own token has such a one linked to it. A program of the tests,
 * built by tests/windows/lib.sh. Its exit code, or 200: that can't be had.
 */
#include <windows.h>

#include <stdio.h>
#include <wchar.h>

/* The command line behind our own name, as it was given. */
static wchar_t *rest_of_line(void)
{
	wchar_t *at = GetCommandLineW();
	wchar_t until = *at == L'"' ? L'"' : L' ';
	for (at += until == L'"'; *at != 0 && *at != until; at++)
		continue;
	for (at += *at != 0; *at == L' '; at++)
		continue;
	return at;
}

int main(void)
{
	HANDLE own = NULL, token = NULL;
	TOKEN_LINKED_TOKEN linked = {0};
	DWORD size = 0, code = 200;
	STARTUPINFOW start = {.cb = sizeof start};
	PROCESS_INFORMATION made;
	static wchar_t line[4096];
	wcsncpy(line, rest_of_line(), sizeof line / sizeof *line - 1);
	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &own) ||
	    !GetTokenInformation(own, TokenLinkedToken, &linked, sizeof linked, &size) ||
	    !DuplicateTokenEx(linked.LinkedToken, TOKEN_ALL_ACCESS, NULL, SecurityImpersonation, TokenPrimary,
	                      &token) ||
	    !CreateProcessAsUserW(token, NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &made)) {
		fprintf(stderr, "limited: error %lu\n", GetLastError());
		return 200;
	}
	WaitForSingleObject(made.hProcess, INFINITE);
	GetExitCodeProcess(made.hProcess, &code);
	return (int)code;
}

#include "base/win32/library.h"

#include "base/log.h"
#include "base/win32/wide.h"

#include <wchar.h>

/* As long as the process; set once, before there is a second thread. */
static HANDLE own_program;

HMODULE library_open(const wchar_t *name)
{
	wchar_t path[MAX_PATH];
	UINT units = GetSystemDirectoryW(path, MAX_PATH);
	if (units == 0 || units + 1 + wcslen(name) >= MAX_PATH)
		return NULL;
	path[units] = L'\\';
	wcscpy(path + units + 1, name);
	/* what it needs itself is looked for beside it first, not beside the program */
	return LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
}

HANDLE library_own_program(void)
{
	return own_program;
}

void library_hold_own_program(void)
{
	wchar_t path[WIDE_PATH_MAX];
	DWORD units = GetModuleFileNameW(NULL, path, WIDE_PATH_MAX);
	HANDLE file = INVALID_HANDLE_VALUE;
	if (units > 0 && units < WIDE_PATH_MAX)
		file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
	if (file == INVALID_HANDLE_VALUE)
		log_warn("program", "the file that runs can't be held: error %lu", GetLastError());
	else
		own_program = file;
}

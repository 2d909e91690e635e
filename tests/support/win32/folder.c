#include "support/folder.h"

#include "base/win32/wide.h"

#include <windows.h>

#include <stdio.h>

/* With letters beyond any code page, as people's folders have. */
bool folder_make(char *to, size_t room)
{
	wchar_t wide[WIDE_PATH_MAX];
	char base[MAX_PATH * 3];
	DWORD units = GetTempPathW(MAX_PATH, wide);
	if (units == 0 || units >= MAX_PATH)
		return false;
	wide_to_text(base, sizeof base, wide);
	snprintf(to, room, "%slotse-test-Prüfung-中-%lu", base, GetCurrentProcessId());
	return wide_from_text(wide, WIDE_PATH_MAX, to) && CreateDirectoryW(wide, NULL);
}

void folder_drop_file(const char *file)
{
	wchar_t wide[WIDE_PATH_MAX];
	if (wide_from_text(wide, WIDE_PATH_MAX, file))
		DeleteFileW(wide);
}

bool folder_remove(const char *path)
{
	wchar_t wide[WIDE_PATH_MAX];
	return wide_from_text(wide, WIDE_PATH_MAX, path) && RemoveDirectoryW(wide);
}

/* The user's own part of the registry: HKEY_CURRENT_USER\Software\Classes\lotse. */
#include "client/links.h"

#include <windows.h>

#include <stdio.h>
#include <wchar.h>

enum { PATH_CHARACTERS = 1024 };

static bool put(const wchar_t *key, const wchar_t *name, const wchar_t *value)
{
	HKEY open;
	if (RegCreateKeyExW(HKEY_CURRENT_USER, key, 0, NULL, 0, KEY_SET_VALUE, NULL, &open, NULL) !=
	    ERROR_SUCCESS)
		return false;
	DWORD bytes = (DWORD)((wcslen(value) + 1) * sizeof *value);
	bool is_in = RegSetValueExW(open, name, 0, REG_SZ, (const BYTE *)value, bytes) == ERROR_SUCCESS;
	RegCloseKey(open);
	return is_in;
}

/* The deepest first: a key with others below it is not removed. */
static enum result take_out(void)
{
	static const wchar_t *const keys[] = {L"Software\\Classes\\lotse\\shell\\open\\command",
	                                      L"Software\\Classes\\lotse\\shell\\open",
	                                      L"Software\\Classes\\lotse\\shell", L"Software\\Classes\\lotse"};
	LSTATUS last = ERROR_SUCCESS;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		last = RegDeleteKeyW(HKEY_CURRENT_USER, keys[i]);
	return last == ERROR_SUCCESS || last == ERROR_FILE_NOT_FOUND ? RESULT_OK : RESULT_DISK;
}

enum result links_open_here(bool is_on)
{
	wchar_t path[PATH_CHARACTERS], command[PATH_CHARACTERS + 16];
	if (!is_on)
		return take_out();
	DWORD length = GetModuleFileNameW(NULL, path, PATH_CHARACTERS);
	if (length == 0 || length >= PATH_CHARACTERS)
		return RESULT_SYSTEM;
	swprintf(command, sizeof command / sizeof *command, L"\"%ls\" \"%%1\"", path);
	bool is_in = put(L"Software\\Classes\\lotse", NULL, L"URL:Lotse") &&
	             put(L"Software\\Classes\\lotse", L"URL Protocol", L"") &&
	             put(L"Software\\Classes\\lotse\\shell\\open\\command", NULL, command);
	return is_in ? RESULT_OK : RESULT_DISK;
}

bool links_are_here(void)
{
	HKEY open;
	if (RegOpenKeyExW(HKEY_CURRENT_USER, L"Software\\Classes\\lotse\\shell\\open\\command", 0,
	                  KEY_QUERY_VALUE, &open) != ERROR_SUCCESS)
		return false;
	RegCloseKey(open);
	return true;
}

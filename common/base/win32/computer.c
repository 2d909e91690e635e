#include "base/computer.h"

#include "base/win32/wide.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>
/* after windows.h */
#define SECURITY_WIN32
#include <security.h>

enum { NAME_UNITS = 512 };

/* The full name where there is a domain or an account that has one; the login name otherwise. */
void computer_user_name(char *to, size_t size)
{
	wchar_t name[NAME_UNITS];
	ULONG units = NAME_UNITS;
	to[0] = 0;
	if (GetUserNameExW(NameDisplay, name, &units) && units > 0)
		wide_to_text(to, size, name);
	DWORD login_units = NAME_UNITS;
	if (to[0] == 0 && GetUserNameW(name, &login_units))
		wide_to_text(to, size, name);
}

void computer_name(char *to, size_t size)
{
	wchar_t name[NAME_UNITS];
	DWORD units = NAME_UNITS;
	to[0] = 0;
	if (GetComputerNameExW(ComputerNameDnsHostname, name, &units))
		wide_to_text(to, size, name);
}

/* The language of the menus, not the format of dates. */
void computer_language(char *to, size_t size)
{
	wchar_t name[LOCALE_NAME_MAX_LENGTH];
	LCID id = MAKELCID(GetUserDefaultUILanguage(), SORT_DEFAULT);
	to[0] = 0;
	if (LCIDToLocaleName(id, name, LOCALE_NAME_MAX_LENGTH, 0) > 0)
		wide_to_text(to, size, name);
}

void computer_home(char *to, size_t size)
{
	const wchar_t *home = _wgetenv(L"USERPROFILE");
	to[0] = 0;
	if (home == NULL)
		return;
	wide_to_text(to, size, home);
	size_t length = strlen(to);
	if (length == 0 || length + 2 > size) {
		to[0] = 0;
		return;
	}
	to[length] = '\\';
	to[length + 1] = 0;
}

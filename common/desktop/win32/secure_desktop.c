#include "desktop/win32/secure_desktop.h"

#include <windows.h>

enum { NAME_UNITS = 128 };

static const wchar_t *name_of(HDESK desktop, wchar_t *to)
{
	DWORD size = 0;
	bool is_read =
		desktop != NULL && GetUserObjectInformationW(desktop, UOI_NAME, to, NAME_UNITS * sizeof *to, &size);
	return is_read ? to : NULL;
}

bool secure_desktop_is_another(const wchar_t *input, const wchar_t *own)
{
	return input == NULL || (own != NULL && lstrcmpiW(input, own) != 0);
}

bool secure_desktop_is_shown(void)
{
	wchar_t input_name[NAME_UNITS], own_name[NAME_UNITS];
	HDESK input = OpenInputDesktop(0, FALSE, DESKTOP_READOBJECTS);
	const wchar_t *own = name_of(GetThreadDesktop(GetCurrentThreadId()), own_name); /* is not to be closed */
	bool is_another = secure_desktop_is_another(name_of(input, input_name), own);
	if (input != NULL)
		CloseDesktop(input);
	return is_another;
}

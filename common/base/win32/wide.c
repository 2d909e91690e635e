#include "base/win32/wide.h"

#include <windows.h>

bool wide_from_text(wchar_t *to, size_t room, const char *text)
{
	if (MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, to, (int)room) > 0)
		return true;
	if (room > 0)
		to[0] = 0;
	return false;
}

/* How many units of UTF-16 make the next character. */
static int units_of(const wchar_t *wide)
{
	bool is_pair = wide[0] >= 0xD800 && wide[0] < 0xDC00 && wide[1] >= 0xDC00 && wide[1] < 0xE000;
	return is_pair ? 2 : 1;
}

void wide_to_text(char *to, size_t room, const wchar_t *wide)
{
	if (room == 0)
		return;
	while (*wide != 0 && room > 1) {
		int units = units_of(wide);
		int size = WideCharToMultiByte(CP_UTF8, 0, wide, units, to, (int)room - 1, NULL, NULL);
		if (size <= 0)
			break;
		to += size;
		room -= (size_t)size;
		wide += units;
	}
	*to = 0;
}

/*
 * edit_text [clear]: prints what stands in the text field of the first notepad on this desktop, as UTF-8, or
 * empties it. A program of the tests, built by tests/windows/lib.sh. Exit 0, or 1: there is none.
 */
#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **words)
{
	HWND notepad = FindWindowW(L"Notepad", NULL);
	HWND field = notepad != NULL ? FindWindowExW(notepad, NULL, L"Edit", NULL) : NULL;
	if (field == NULL)
		return 1;
	if (count > 1 && strcmp(words[1], "clear") == 0)
		return SendMessageW(field, WM_SETTEXT, 0, (LPARAM)L"") ? 0 : 1;
	LRESULT units = SendMessageW(field, WM_GETTEXTLENGTH, 0, 0);
	wchar_t *wide = calloc((size_t)units + 1, sizeof *wide);
	char *text = calloc((size_t)units * 3 + 1, 1);
	if (wide == NULL || text == NULL)
		return 1;
	SendMessageW(field, WM_GETTEXT, (WPARAM)units + 1, (LPARAM)wide);
	WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, (int)units * 3 + 1, NULL, NULL);
	puts(text);
	return 0;
}

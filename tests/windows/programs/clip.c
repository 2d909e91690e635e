/*
 * A program of Windows that copies and pastes: "clip copy FILE" copies the file's text (UTF-8, its lines
 * ended by CR LF on the clipboard), "clip paste" prints what there is to paste, as UTF-8, byte by byte.
 */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

enum { TEXT_MAX = 4 << 20, TRIES = 200 };

static HWND window;

static int open_it(void)
{
	for (int i = 0; i < TRIES; i++) {
		if (OpenClipboard(window))
			return 1;
		Sleep(10);
	}
	return 0;
}

static HGLOBAL wide_of(const char *text, int bytes)
{
	int units = MultiByteToWideChar(CP_UTF8, 0, text, bytes, NULL, 0);
	HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, ((size_t)units + 1) * sizeof(wchar_t));
	wchar_t *wide = GlobalLock(memory);

	MultiByteToWideChar(CP_UTF8, 0, text, bytes, wide, units);
	wide[units] = 0;
	GlobalUnlock(memory);
	return memory;
}

static int copy(const char *path)
{
	static char text[TEXT_MAX];
	FILE *file = fopen(path, "rb");
	size_t size = 0;
	int c;

	if (file == NULL)
		return 1;
	while ((c = fgetc(file)) != EOF && size < TEXT_MAX - 1) {
		if (c == '\n')
			text[size++] = '\r';
		text[size++] = (char)c;
	}
	fclose(file);
	if (!open_it() || !EmptyClipboard() || SetClipboardData(CF_UNICODETEXT, wide_of(text, (int)size)) == NULL)
		return 1;
	CloseClipboard();
	return 0;
}

static int paste(void)
{
	HANDLE handle;
	int size;

	_setmode(_fileno(stdout), _O_BINARY);
	if (!open_it() || (handle = GetClipboardData(CF_UNICODETEXT)) == NULL)
		return 1;
	const wchar_t *wide = GlobalLock(handle);
	size = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
	char *text = malloc((size_t)size);
	WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, size, NULL, NULL);
	fwrite(text, 1, (size_t)size - 1, stdout);
	GlobalUnlock(handle);
	CloseClipboard();
	return 0;
}

int main(int count, char **words)
{
	window = CreateWindowExW(0, L"STATIC", L"", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
	if (count == 3 && strcmp(words[1], "copy") == 0)
		return copy(words[2]);
	if (count == 2 && strcmp(words[1], "paste") == 0)
		return paste();
	return 2;
}

/* close_window TITLE: what a click on the cross of a window does. A program of the tests. Exit 0, or 1: no
 * such window. */
#include <windows.h>

int main(void)
{
	int count = 0;
	wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
	HWND window = count == 2 ? FindWindowW(NULL, words[1]) : NULL;
	return window != NULL && PostMessageW(window, WM_CLOSE, 0, 0) ? 0 : 1;
}

#include "ui/system.h"

#include <windows.h>
/* after windows.h */
#include <SDL.h>
#include <SDL_syswm.h>
#include <stdlib.h>
#include <string.h>

static bool is_windows(void)
{
	const char *driver = SDL_GetCurrentVideoDriver();
	return driver != NULL && strcmp(driver, "windows") == 0;
}

bool system_has_display(void)
{
	return is_windows() || getenv("SDL_VIDEODRIVER") != NULL;
}

/* Of the main monitor, as it was when the person logged in: what Windows scales all that does not ask by. */
int system_scale_percent(void)
{
	HDC screen = is_windows() ? GetDC(NULL) : NULL;
	if (screen == NULL)
		return 0;
	int dots = GetDeviceCaps(screen, LOGPIXELSX);
	ReleaseDC(NULL, screen);
	return dots >= 48 && dots <= 960 ? (dots * 100 + 48) / 96 : 0;
}

bool system_wants_contrast(void)
{
	HIGHCONTRASTW contrast = {.cbSize = sizeof contrast};
	return SystemParametersInfoW(SPI_GETHIGHCONTRAST, sizeof contrast, &contrast, 0) &&
	       (contrast.dwFlags & HCF_HIGHCONTRASTON) != 0;
}

static HWND handle_of(SDL_Window *window)
{
	SDL_SysWMinfo info;
	SDL_VERSION(&info.version);
	if (!SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_WINDOWS)
		return NULL;
	return info.info.win.window;
}

uint64_t system_window_id(SDL_Window *window)
{
	return (uint64_t)(uintptr_t)handle_of(window);
}

bool system_has_manager(SDL_Window *window)
{
	return handle_of(window) != NULL;
}

void system_show_quietly(SDL_Window *window)
{
	HWND handle = handle_of(window);
	if (handle != NULL) {
		LONG_PTR style = GetWindowLongPtrW(handle, GWL_EXSTYLE);
		SetWindowLongPtrW(handle, GWL_EXSTYLE, style | WS_EX_NOACTIVATE);
	}
	SDL_SetHint(SDL_HINT_WINDOW_NO_ACTIVATION_WHEN_SHOWN, "1");
	SDL_ShowWindow(window);
	SDL_SetHint(SDL_HINT_WINDOW_NO_ACTIVATION_WHEN_SHOWN, "0");
}

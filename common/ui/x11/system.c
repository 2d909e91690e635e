#include "ui/system.h"

#include <SDL.h>
#include <SDL_syswm.h>
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xresource.h>
#include <X11/Xutil.h>
#include <stdlib.h>
#include <string.h>

static bool is_x11(void)
{
	const char *driver = SDL_GetCurrentVideoDriver();
	return driver != NULL && strcmp(driver, "x11") == 0;
}

bool system_has_display(void)
{
	const char *driver = SDL_GetCurrentVideoDriver();
	return is_x11() || (driver != NULL && strcmp(driver, "wayland") == 0) ||
	       getenv("SDL_VIDEODRIVER") != NULL;
}

/* Dots per inch from the desktop's settings, as they stand in the root window ("Xft.dpi: 144"). */
static double dots_of(const char *resources)
{
	double dots = 0;
	XrmDatabase database = resources != NULL ? XrmGetStringDatabase(resources) : NULL;
	char *kind = NULL;
	XrmValue value;
	if (database != NULL && XrmGetResource(database, "Xft.dpi", "Xft.Dpi", &kind, &value) &&
	    value.addr != NULL)
		dots = strtod(value.addr, NULL);
	if (database != NULL)
		XrmDestroyDatabase(database);
	return dots;
}

int system_scale_percent(void)
{
	if (!is_x11())
		return 0;
	Display *display = XOpenDisplay(NULL);
	if (display == NULL)
		return 0;
	XrmInitialize();
	double dots = dots_of(XResourceManagerString(display));
	XCloseDisplay(display);
	return dots >= 48 && dots <= 960 ? (int)(dots * 100 / 96 + 0.5) : 0;
}

/* Desktops have no common word for it, but their themes are called so. */
bool system_wants_contrast(void)
{
	const char *theme = getenv("GTK_THEME");
	return theme != NULL && strstr(theme, "HighContrast") != NULL;
}

static bool handles_of(SDL_Window *window, Display **display, Window *id)
{
	SDL_SysWMinfo info;
	SDL_VERSION(&info.version);
	if (!is_x11() || !SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_X11)
		return false;
	*display = info.info.x11.display;
	*id = info.info.x11.window;
	return true;
}

uint64_t system_window_id(SDL_Window *window)
{
	Display *display;
	Window id;
	return handles_of(window, &display, &id) ? id : 0;
}

bool system_has_manager(SDL_Window *window)
{
	Display *display;
	Window id;
	if (!handles_of(window, &display, &id))
		return false;
	Atom kind, check = XInternAtom(display, "_NET_SUPPORTING_WM_CHECK", False);
	int format;
	unsigned long count = 0, left;
	unsigned char *data = NULL;
	int status = XGetWindowProperty(display, DefaultRootWindow(display), check, 0, 1, False, AnyPropertyType,
	                                &kind, &format, &count, &left, &data);
	if (data != NULL)
		XFree(data);
	return status == Success && count == 1;
}

/* To managers: this window never wants the keyboard, and did not appear because of a key or click. */
static void decline_keyboard(Display *display, Window id)
{
	unsigned long never = 0;
	XWMHints *hints = XAllocWMHints();
	if (hints != NULL) {
		hints->flags = InputHint;
		hints->input = False;
		XSetWMHints(display, id, hints);
		XFree(hints);
	}
	XChangeProperty(display, id, XInternAtom(display, "_NET_WM_USER_TIME", False), XA_CARDINAL, 32,
	                PropModeReplace, (unsigned char *)&never, 1);
}

static int ignore_error(Display *display, XErrorEvent *error)
{
	(void)display;
	(void)error;
	return 0;
}

/* Where no manager is, SDL takes the keyboard for every window that it shows: it goes back to who had it.
 * That window may be gone by now, which is an error to X and none to us. */
static void show_and_give_back(SDL_Window *window, Display *display)
{
	Window focused = None;
	int revert = RevertToNone;
	XGetInputFocus(display, &focused, &revert);
	SDL_ShowWindow(window);
	int (*before)(Display *, XErrorEvent *) = XSetErrorHandler(ignore_error);
	XSetInputFocus(display, focused, revert, CurrentTime);
	XSync(display, False);
	XSetErrorHandler(before);
}

void system_show_quietly(SDL_Window *window)
{
	Display *display;
	Window id;
	if (!handles_of(window, &display, &id)) {
		SDL_ShowWindow(window);
		return;
	}
	decline_keyboard(display, id);
	if (system_has_manager(window))
		SDL_ShowWindow(window);
	else
		show_and_give_back(window, display);
}

/*
 * grabber DISPLAY [SECONDS]: another program that wants everything, as games and virtual machines do: a
 * passive grab of F12 with every modifier, and an active grab of keyboard and pointer. Says "grabbed" once it
 * has them, and holds them.
 */
#include "base/clock.h"

#include <X11/Xlib.h>
#include <X11/keysym.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Somebody else may have F12 already: then the keyboard alone. */
static int ignore_error(Display *display, XErrorEvent *error)
{
	(void)display;
	(void)error;
	return 0;
}

static bool grab_all(Display *display)
{
	Window root = DefaultRootWindow(display);
	XSetErrorHandler(ignore_error);
	XGrabKey(display, XKeysymToKeycode(display, XK_F12), AnyModifier, root, False, GrabModeAsync,
	         GrabModeAsync);
	for (int i = 0; i < 100; i++) {
		if (XGrabKeyboard(display, root, False, GrabModeAsync, GrabModeAsync, CurrentTime) == GrabSuccess &&
		    XGrabPointer(display, root, False, ButtonPressMask | PointerMotionMask, GrabModeAsync,
		                 GrabModeAsync, None, None, CurrentTime) == GrabSuccess)
			return true;
		clock_sleep_ms(50);
	}
	return false;
}

int main(int argc, char **argv)
{
	Display *display = argc > 1 ? XOpenDisplay(argv[1]) : NULL;
	if (!display) {
		fprintf(stderr, "grabber DISPLAY [SECONDS]\n");
		return 2;
	}
	if (!grab_all(display)) {
		fprintf(stderr, "somebody else holds the keyboard\n");
		return 1;
	}
	printf("grabbed\n");
	fflush(stdout);
	int64_t end = argc > 2 ? clock_now_ms() + (int64_t)(atof(argv[2]) * 1000) : INT64_MAX;
	while (clock_now_ms() < end) {
		while (XPending(display)) {
			XEvent event;
			XNextEvent(display, &event);
		}
		clock_sleep_ms(20);
	}
	return 0;
}

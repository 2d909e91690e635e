#include "clip.h"

#include "base/clock.h"

#include <string.h>

enum { WAIT_MS = 3000 };

static bool await_answer(Display *display, Window window, Atom property)
{
	int64_t end_ms = clock_now_ms() + WAIT_MS;
	while (clock_now_ms() < end_ms) {
		XEvent event;
		if (XCheckTypedWindowEvent(display, window, SelectionNotify, &event))
			return event.xselection.property == property;
		clock_sleep_ms(10);
	}
	return false;
}

bool clip_read(Display *display, char *to, size_t room)
{
	Window window = XCreateSimpleWindow(display, DefaultRootWindow(display), 0, 0, 1, 1, 0, 0, 0);
	Atom property = XInternAtom(display, "LOTSE_TEST_CLIP", False), type;
	int format;
	unsigned long count = 0, left;
	unsigned char *value = NULL;
	XConvertSelection(display, XInternAtom(display, "CLIPBOARD", False),
	                  XInternAtom(display, "UTF8_STRING", False), property, window, CurrentTime);
	bool is_there = await_answer(display, window, property) &&
	                XGetWindowProperty(display, window, property, 0, (long)(room / 4), False, AnyPropertyType,
	                                   &type, &format, &count, &left, &value) == Success &&
	                value != NULL && format == 8 && count < room;
	if (is_there) {
		memcpy(to, value, count);
		to[count] = 0;
	}
	if (value != NULL)
		XFree(value);
	XDestroyWindow(display, window);
	return is_there;
}

/*
 * watcher DISPLAY LOG [SECONDS]: the witness of what reaches a display. It asks for XI2 raw events, so it
 * hears each key, button and movement whoever has the focus or a grab, and writes a line for each:
 *
 *   MICROSECONDS key|free|button|release|motion CODE test|hand
 *
 * The time is CLOCK_MONOTONIC, the same for all programs of the computer. "test" is what came by XTest (the
 * gate's only way, and also how tests play a hand on a display of their own), "hand" all else. The line
 * "ready" comes when it listens.
 */
#include "base/clock.h"

#include <X11/Xlib.h>
#include <X11/extensions/XInput2.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEVICES_MAX = 256 };
static bool is_test_device[DEVICES_MAX];

static void learn_devices(Display *display)
{
	int count = 0;
	XIDeviceInfo *devices = XIQueryDevice(display, XIAllDevices, &count);
	for (int i = 0; i < count; i++)
		if (devices[i].deviceid < DEVICES_MAX)
			is_test_device[devices[i].deviceid] = strstr(devices[i].name, "XTEST") != NULL;
	XIFreeDeviceInfo(devices);
}

static bool listen_to_all(Display *display)
{
	int opcode, event, error, major = 2, minor = 2;
	if (!XQueryExtension(display, "XInputExtension", &opcode, &event, &error) ||
	    XIQueryVersion(display, &major, &minor) != Success)
		return false;
	unsigned char bits[XIMaskLen(XI_LASTEVENT)] = {0};
	XISetMask(bits, XI_RawKeyPress);
	XISetMask(bits, XI_RawKeyRelease);
	XISetMask(bits, XI_RawButtonPress);
	XISetMask(bits, XI_RawButtonRelease);
	XISetMask(bits, XI_RawMotion);
	XIEventMask mask = {.deviceid = XIAllMasterDevices, .mask_len = sizeof bits, .mask = bits};
	return XISelectEvents(display, DefaultRootWindow(display), &mask, 1) == Success;
}

static const char *name_of(int type)
{
	switch (type) {
	case XI_RawKeyPress:
		return "key";
	case XI_RawKeyRelease:
		return "free";
	case XI_RawButtonPress:
		return "button";
	case XI_RawButtonRelease:
		return "release";
	case XI_RawMotion:
		return "motion";
	default:
		return NULL;
	}
}

static void write_event(Display *display, XEvent *event, FILE *log)
{
	XGenericEventCookie *cookie = &event->xcookie;
	if (cookie->type != GenericEvent || !XGetEventData(display, cookie))
		return;
	const char *name = name_of(cookie->evtype);
	const XIRawEvent *raw = cookie->data;
	if (name)
		fprintf(log, "%lld %s %d %s\n", (long long)clock_now_us(), name, raw->detail,
		        raw->sourceid < DEVICES_MAX && is_test_device[raw->sourceid] ? "test" : "hand");
	XFreeEventData(display, cookie);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "watcher DISPLAY LOG [SECONDS]\n");
		return 2;
	}
	Display *display = XOpenDisplay(argv[1]);
	FILE *log = fopen(argv[2], "w");
	if (!display || !log || !listen_to_all(display)) {
		fprintf(stderr, "watcher: no display, no log or no XInput 2\n");
		return 1;
	}
	learn_devices(display);
	XSync(display, False);
	fprintf(log, "ready\n");
	int64_t end = argc > 3 ? clock_now_ms() + (int64_t)(atof(argv[3]) * 1000) : INT64_MAX;
	while (clock_now_ms() < end) {
		while (XPending(display)) {
			XEvent event;
			XNextEvent(display, &event);
			write_event(display, &event, log);
		}
		fflush(log);
		struct pollfd fd = {.fd = ConnectionNumber(display), .events = POLLIN};
		poll(&fd, 1, 200);
	}
	return 0;
}

/*
 * storm DISPLAY [SECONDS [X,Y,W,H [FRAMES_PER_SECOND]]]: a window full of moving, photo-like noise, the whole
 * screen at 30 frames a second if nothing else is said: as much work for an encoder as a video at full
 * screen, and more. It lies above other windows and takes no focus. What it draws is different in every run.
 */
#include "base/clock.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint32_t noise(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(*state >> 33);
}

static void draw(XImage *image, int step, uint64_t *state)
{
	for (int y = 0; y < image->height; y++) {
		uint32_t *row = (uint32_t *)(void *)(image->data + (size_t)y * (size_t)image->bytes_per_line);
		for (int x = 0; x < image->width; x++) {
			uint32_t grain = noise(state) & 0x0F0F0F;
			row[x] = ((uint32_t)(x + 3 * step) & 0xF0) << 16 | ((uint32_t)(y + 2 * step) & 0xF0) << 8 |
			         ((uint32_t)(x + y + step) & 0xF0) | grain;
		}
	}
}

int main(int argc, char **argv)
{
	Display *display = argc > 1 ? XOpenDisplay(argv[1]) : NULL;
	if (!display) {
		fprintf(stderr, "storm DISPLAY [SECONDS [X,Y,W,H [FRAMES_PER_SECOND]]]\n");
		return 2;
	}
	int screen = DefaultScreen(display);
	int x = 0, y = 0, width = DisplayWidth(display, screen), height = DisplayHeight(display, screen);
	int64_t end = argc > 2 ? clock_now_ms() + (int64_t)(atof(argv[2]) * 1000) : INT64_MAX;
	if (argc > 3 && sscanf(argv[3], "%d,%d,%d,%d", &x, &y, &width, &height) != 4)
		return 2;
	int frame_ms = 1000 / (argc > 4 ? atoi(argv[4]) : 30);
	XSetWindowAttributes attributes = {.override_redirect = True};
	Window window =
		XCreateWindow(display, DefaultRootWindow(display), x, y, (unsigned)width, (unsigned)height, 0,
	                  CopyFromParent, InputOutput, CopyFromParent, CWOverrideRedirect, &attributes);
	XStoreName(display, window, "storm");
	XMapRaised(display, window);
	GC gc = XCreateGC(display, window, 0, NULL);
	XImage *image = XCreateImage(
		display, DefaultVisual(display, screen), (unsigned)DefaultDepth(display, screen), ZPixmap, 0,
		malloc((size_t)width * (size_t)height * 4), (unsigned)width, (unsigned)height, 32, 0);
	if (!image || !image->data || image->bits_per_pixel != 32)
		return 1;
	uint64_t state = (uint64_t)clock_now_us() ^ (uint64_t)time(NULL) << 32;
	int64_t due = clock_now_ms();
	for (int step = 0; due < end; step++) {
		draw(image, step, &state);
		XPutImage(display, window, gc, image, 0, 0, 0, 0, (unsigned)width, (unsigned)height);
		XSync(display, False);
		due += frame_ms;
		int64_t now = clock_now_ms();
		if (due > now)
			clock_sleep_ms((int)(due - now));
		else
			due = now;
	}
	return 0;
}

/*
 * Makes an X server believe that a hand did something, by XTEST. What comes from
 * here has passed the gate. Sends requests and waits for nothing. Thread: guard.
 */
#ifndef LOTSE_DESKTOP_X11_INJECT_H
#define LOTSE_DESKTOP_X11_INJECT_H

#include "desktop/x11/lend.h"

struct inject {
	uint8_t pressed[INPUT_KEY_MAX +
	                1]; /* keycode under which a HID usage went down: the map may change meanwhile */
	struct lend lend;
	int width_px, height_px; /* of the screen */
	uint8_t locks,
		locks_before; /* modifiers that were set to the controller's locks, and how they had been */
};

/* Nothing is down. */
void inject_init(struct inject *inject, const struct display *display);

/* One step (steps.h). RESULT_UNSUPPORTED: no such key, or it is F12; then nothing was sent. */
enum result inject_step(struct inject *inject, const struct display *display, const struct keymap *keymap,
                        const struct input_event *step);

/* Control has ended: puts the locks as they were. */
void inject_end(struct inject *inject, const struct display *display);

#endif

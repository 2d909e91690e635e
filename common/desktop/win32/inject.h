/* Makes Windows do one step of remote input. Thread: guard. */
#ifndef LOTSE_DESKTOP_WIN32_INJECT_H
#define LOTSE_DESKTOP_WIN32_INJECT_H

#include "base/input_event.h"
#include "base/result.h"

struct inject {
	bool is_down[INPUT_KEY_MAX + 1];  /* pressed by us, by HID usage */
	bool is_stuck[INPUT_KEY_MAX + 1]; /* of these: the release was not taken */
	bool is_button_down[INPUT_BUTTON_MAX + 1], is_button_stuck[INPUT_BUTTON_MAX + 1]; /* likewise */
	bool has_stuck;
	bool was_refused; /* a button, on a window of higher rights; whoever has read it clears it */
	bool is_barred;   /* nothing reaches what is in front (barrier.h): a release waits until something does */
	uint16_t locks, locks_before; /* bits of input_modifier that were changed, and how they were */
};

/* As input_backend's inject. Also RESULT_UNSUPPORTED: Windows did not take it, since another desktop (a
 * security question, the lock screen) has the input; a release is then made up for by inject_retry. And a
 * button is not pressed on a window of higher rights (was_refused). */
enum result inject_step(struct inject *inject, const struct input_event *step);

/* Lets go of what could not be let go of before. */
void inject_retry(struct inject *inject);

/* Where a pixel of the desktop that all monitors make up is, counted from its corner, in the unit of Windows'
 * absolute movements: 65536ths of `size_px`, of which Windows cuts off what is behind the point. Pure. */
long inject_part_of(int at_px, int size_px);

/* Control ends: the locks become what they were. */
void inject_end(struct inject *inject);

#endif

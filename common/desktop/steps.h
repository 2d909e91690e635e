/*
 * One event of the controller as the single things that a hand would do here:
 * modifiers first, the pointer to its place, each notch and each character for
 * itself, so that the gate looks before every one. Pure. Thread: guard.
 */
#ifndef LOTSE_DESKTOP_STEPS_H
#define LOTSE_DESKTOP_STEPS_H

#include "desktop/hold.h"

enum { STEPS_NOTCHES_MAX = 20 }; /* of one event and direction; more is cut off */

struct steps {
	struct input_event event;
	uint16_t tried;  /* modifiers that were tried already: not each computer has each */
	uint16_t lifted; /* modifiers that text had to let go, to be pressed again */
	bool has_lifted, is_moved, is_done;
	int notches_x, notches_y; /* still to turn */
	uint8_t text_at;          /* bytes of text that were typed */
};

/* Starts on an event (any but INPUT_RELEASE_ALL and INPUT_STILL_HELD). */
void steps_start(struct steps *steps, const struct input_event *event, const struct hold *hold);

/* The next thing to do, given what is held now; false: none is left. */
bool steps_next(struct steps *steps, const struct hold *hold, struct input_event *out);

/* Bytes of the first character of a text, 0 if there is none or it is not UTF-8. *out (or NULL): its code
 * point. */
uint8_t steps_character(const char *text, uint32_t *out);

#endif

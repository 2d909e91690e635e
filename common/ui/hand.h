/*
 * From SDL's events of mouse and keyboard in one window to input events in a picture's coordinates, and what
 * is held down meanwhile. Arithmetic and memory, no window; thread ui; the caller's memory, zeroed is
 * "nothing held".
 */
#ifndef LOTSE_UI_HAND_H
#define LOTSE_UI_HAND_H

#include "base/input_event.h"
#include "ui/fit.h"

#include <SDL_events.h>

enum { HAND_STILL_HELD_MS = 250 }; /* how often INPUT_STILL_HELD goes out while anything is held */

struct hand {
	bool keys[INPUT_KEY_MAX + 1];
	bool buttons[INPUT_BUTTON_MAX + 1];
	int held;              /* how many of both */
	bool types_text;       /* characters go as INPUT_TEXT */
	bool is_text_used;     /* the text that comes next belongs to a key that has gone out */
	int16_t x_px, y_px;    /* the pointer, in the picture */
	int64_t still_held_ms; /* when it was last said */
};

/* What follows from one event of the window that shows the picture as in `fit`; `now_ms` is its time. False:
 * nothing, as from F12. */
bool hand_take(struct hand *hand, const SDL_Event *event, const struct fit *fit, int64_t now_ms,
               struct input_event *out);

/* Lets everything go: true, with the INPUT_RELEASE_ALL that says so, if anything was held. */
bool hand_release(struct hand *hand, struct input_event *out);

/* True, with INPUT_STILL_HELD, when it is time to say it again. */
bool hand_tick(struct hand *hand, int64_t now_ms, struct input_event *out);

/* Milliseconds until hand_tick has something to say; -1: nothing is held. */
int hand_due_ms(const struct hand *hand, int64_t now_ms);

#endif

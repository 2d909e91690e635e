/*
 * Listens to presses on all devices of an X server, past every grab, and proves
 * that it does.
 *
 * The proof is the release of a key that is not down (and does not exist: the
 * last keycode): the server tells listeners of raw events of it and nobody else,
 * no window gets an event, no state and no idle time changes. It is made in the
 * name of the keyboard that was used last, since a change of keyboards makes each
 * program read the whole map again. What it does change: a screen that the X
 * server itself has blanked lights up. Cost: one small request and two events a
 * second. Thread: guard.
 */
#ifndef LOTSE_DESKTOP_X11_LISTEN_H
#define LOTSE_DESKTOP_X11_LISTEN_H

#include "desktop/backend.h"
#include "desktop/x11/keymap.h"

enum { LISTEN_DEVICES_MAX = 64 };

struct listen_device {
	uint16_t id;
	bool is_keyboard;
	bool is_program; /* it is XTEST's */
};

struct listen {
	struct listen_device devices[LISTEN_DEVICES_MAX];
	size_t device_count;
	uint16_t keyboard; /* used last; 0: unknown */
	uint8_t probe_code;
	int probes;                   /* not answered yet */
	bool is_plain;                /* probe as XTEST itself: a keyboard's name was refused */
	bool swallowed[KEYMAP_CODES]; /* keys grabbed at the moment */
};

/* RESULT_UNSUPPORTED: no raw events past grabs, or no XTEST. Waits for the server. */
enum result listen_open(struct listen *listen, const struct display *display);

/* Takes an event if it is about a press or a device. */
bool listen_event(struct listen *listen, const struct display *display, const struct keymap *keymap,
                  const xcb_generic_event_t *event, struct input_news *news);

/* Asks for a proof. */
void listen_probe(struct listen *listen, const struct display *display);

/* Keeps F12 from other programs from now on, or no longer; also to be called when the map has changed. Where
 * another program holds the key this has no effect. */
void listen_swallow(struct listen *listen, const struct display *display, const struct keymap *keymap,
                    bool is_wanted);

#endif

/*
 * A program on the desktop under test: draws, and writes down what keys, buttons
 * and movement reach its window, as a toolkit would understand them. One thread.
 */
#ifndef LOTSE_TESTS_SUPPORT_X11_CLIENT_H
#define LOTSE_TESTS_SUPPORT_X11_CLIENT_H

#include <stdbool.h>
#include <stdint.h>
#include <xcb/xcb.h>
#include <xkbcommon/xkbcommon.h>

enum { X11_CLIENT_EVENTS_MAX = 4096, X11_CLIENT_TEXT_BYTES = 1024 };

struct x11_client_event {
	uint8_t type;   /* XCB_KEY_PRESS ... XCB_MOTION_NOTIFY */
	uint8_t detail; /* keycode or button */
	uint16_t state;
	int16_t x, y;    /* on the root */
	uint32_t symbol; /* keysym of a key */
};

struct x11_client {
	xcb_connection_t *connection;
	xcb_screen_t *screen;
	xcb_window_t window;
	xcb_gcontext_t gc;
	struct xkb_context *context;
	struct xkb_keymap *keymap;
	struct xkb_state *state;
	uint8_t xkb_event;
	struct x11_client_event events[X11_CLIENT_EVENTS_MAX];
	int count;
	char text[X11_CLIENT_TEXT_BYTES]; /* what was typed, UTF-8 */
};

/* A window over the whole screen with the focus, mapped and exposed. */
void x11_client_open(struct x11_client *client, const char *display);

/* Fine on zeroed memory. */
void x11_client_close(struct x11_client *client);

/* Fills a rectangle of the window with a colour and waits until it is there. */
void x11_client_fill(struct x11_client *client, int x, int y, int width, int height, uint32_t pixel);

/* Takes in all events that have been made before now (a round trip). */
void x11_client_sync(struct x11_client *client);

/* Takes in events until there are `count` of `type` (0: of any) or 5 s are over; returns whether there are.
 */
bool x11_client_wait(struct x11_client *client, uint8_t type, int count);

/* How many of `type` (0: of any) were seen since x11_client_forget. */
int x11_client_count(const struct x11_client *client, uint8_t type);

/* Forgets events and text. */
void x11_client_forget(struct x11_client *client);

/* The first event of a type; NULL: none. */
const struct x11_client_event *x11_client_first(const struct x11_client *client, uint8_t type);

/* As a hand (device_is_hand: through the first keyboard that is not XTEST's) or as a program: press, release.
 */
void x11_client_fake_key(struct x11_client *client, uint8_t keycode, bool is_down, bool is_hand);

#endif

#include "hand.h"

#include <X11/XKBlib.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* A person's keys do not come in one packet; and programs that poll have to see each of them. */
static void pause_ms(int ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
	nanosleep(&t, NULL);
}

static void press(Display *display, KeyCode code, bool is_down)
{
	XTestFakeKeyEvent(display, code, is_down, 0);
	XSync(display, False);
}

static KeyCode code_of(Display *display, KeySym sym, bool *needs_shift)
{
	KeyCode code = XKeysymToKeycode(display, sym);
	*needs_shift = code && XkbKeycodeToKeysym(display, code, 0, 0) != sym &&
	               XkbKeycodeToKeysym(display, code, 0, 1) == sym;
	return code;
}

bool hand_type(Display *display, const char *text)
{
	KeyCode shift = XKeysymToKeycode(display, XK_Shift_L);
	for (; *text; text++) {
		bool needs_shift;
		KeySym sym = *text == '\n' ? XK_Return : (KeySym)(unsigned char)*text;
		KeyCode code = code_of(display, sym, &needs_shift);
		if (!code) {
			fprintf(stderr, "there is no key for '%c'\n", *text);
			return false;
		}
		if (needs_shift)
			press(display, shift, true);
		press(display, code, true);
		pause_ms(4);
		press(display, code, false);
		if (needs_shift)
			press(display, shift, false);
		pause_ms(8);
	}
	return true;
}

static KeyCode named(Display *display, const char *name)
{
	KeySym sym = XStringToKeysym(name);
	KeyCode code = sym == NoSymbol ? 0 : XKeysymToKeycode(display, sym);
	if (!code)
		fprintf(stderr, "there is no key named %s\n", name);
	return code;
}

bool hand_hold(Display *display, const char *name, bool is_down)
{
	KeyCode code = named(display, name);
	if (code)
		press(display, code, is_down);
	return code != 0;
}

bool hand_key(Display *display, const char *name)
{
	static const struct {
		const char *prefix, *key;
	} modifiers[] = {{"ctrl+", "Control_L"}, {"shift+", "Shift_L"}, {"alt+", "Alt_L"}, {"super+", "Super_L"}};
	for (size_t i = 0; i < sizeof modifiers / sizeof *modifiers; i++) {
		size_t length = strlen(modifiers[i].prefix);
		if (strncmp(name, modifiers[i].prefix, length) != 0)
			continue;
		if (!hand_hold(display, modifiers[i].key, true))
			return false;
		bool is_good = hand_key(display, name + length);
		hand_hold(display, modifiers[i].key, false);
		return is_good;
	}
	if (!hand_hold(display, name, true))
		return false;
	pause_ms(10);
	hand_hold(display, name, false);
	pause_ms(20);
	return true;
}

void hand_move(Display *display, int x_px, int y_px)
{
	XTestFakeMotionEvent(display, -1, x_px, y_px, 0);
	XSync(display, False);
}

void hand_button(Display *display, unsigned button, bool is_down)
{
	XTestFakeButtonEvent(display, button, is_down, 0);
	XSync(display, False);
}

void hand_click(Display *display, unsigned button)
{
	hand_button(display, button, true);
	pause_ms(10);
	hand_button(display, button, false);
	pause_ms(20);
}

/* The window may vanish meanwhile: that is no reason to end. */
static int ignore_error(Display *display, XErrorEvent *error)
{
	(void)display, (void)error;
	return 0;
}

void hand_focus(Display *display, Window window)
{
	XErrorHandler before = XSetErrorHandler(ignore_error);
	XSetInputFocus(display, window, RevertToPointerRoot, CurrentTime);
	XSync(display, False);
	XSetErrorHandler(before);
}

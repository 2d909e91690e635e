/*
 * A hand at an X display, by XTest: what a person there would do with keyboard and mouse. One thread.
 */
#ifndef LOTSE_TESTS_PROGRAMS_HAND_H
#define LOTSE_TESTS_PROGRAMS_HAND_H

#include <X11/Xlib.h>
#include <stdbool.h>

/* Types ASCII text ("\n" is Return) with the display's own layout. False, with a sentence, for a character
 * that is not on it. */
bool hand_type(Display *display, const char *text);

/* Presses and lets go a key by its keysym name, with modifiers in front: "Tab", "F12", "ctrl+shift+a". False,
 * with a sentence, if there is no such key. */
bool hand_key(Display *display, const char *name);

/* Only the press, or only the letting go, of a single key. */
bool hand_hold(Display *display, const char *name, bool is_down);

/* Pointer and buttons. */
void hand_move(Display *display, int x_px, int y_px);
void hand_click(Display *display, unsigned button);
void hand_button(Display *display, unsigned button, bool is_down);

/* Gives a window the keyboard, as there may be no window manager to do it. */
void hand_focus(Display *display, Window window);

#endif

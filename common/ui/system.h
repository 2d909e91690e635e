/*
 * What SDL does not tell about windows on this system. Implemented in x11/ and win32/. Thread: ui.
 */
#ifndef LOTSE_UI_SYSTEM_H
#define LOTSE_UI_SYSTEM_H

#include <SDL_video.h>
#include <stdbool.h>
#include <stdint.h>

/* Whether SDL has found a display that a person sees, and not one of its substitutes (drawing into memory,
 * say), which it takes by itself where there is none. One that was asked for by SDL_VIDEODRIVER counts. After
 * SDL_Init. */
bool system_has_display(void);

/* The desktop's own scale in percent; 0 if it does not say. */
int system_scale_percent(void);

/* Whether the person wants high contrast on this desktop, as far as it says. */
bool system_wants_contrast(void);

/* The system's handle of a window (XID); 0: none. */
uint64_t system_window_id(SDL_Window *window);

/* Whether somebody manages windows on this desktop, so that full screen and "above all others" can be asked
 * for. */
bool system_has_manager(SDL_Window *window);

/* Shows a window without taking the keyboard from whoever has it, now or by a click into it. */
void system_show_quietly(SDL_Window *window);

#endif

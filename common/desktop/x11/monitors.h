/* Which monitors make up the screen, by RandR. Thread: media. */
#ifndef LOTSE_DESKTOP_X11_MONITORS_H
#define LOTSE_DESKTOP_X11_MONITORS_H

#include "desktop/desktop.h"
#include "desktop/x11/display.h"

/* Asks to be told of changes. Waits for the server. */
void monitors_open(const struct display *display);

/* Whether an event says that monitors have changed. */
bool monitors_event(const struct display *display, const xcb_generic_event_t *event);

/* Reads them into `to`; one called "screen" with all of `screen` if the server does not know. Waits for the
 * server. */
size_t monitors_read(const struct display *display, struct rect screen, struct desktop_monitor *to,
                     size_t room);

#endif

/* The monitors, and the desktop that they make up. Thread: media. */
#ifndef LOTSE_DESKTOP_WIN32_MONITORS_H
#define LOTSE_DESKTOP_WIN32_MONITORS_H

#include "desktop/desktop.h"

/* The rectangle around all monitors, in Windows' own coordinates: the main monitor's corner is 0,0, others
 * may be left of it and above. */
struct rect monitors_around(void);

/* Up to `room` of them, in pixels from the corner of `around`; at least one. */
size_t monitors_read(struct rect around, struct desktop_monitor *to, size_t room);

#endif

/* Monitors by their names. Pure; any thread. */
#ifndef LOTSE_DESKTOP_MONITOR_H
#define LOTSE_DESKTOP_MONITOR_H

#include "desktop/desktop.h"

/* The place of the monitor with that name; empty: there is none. */
struct rect monitor_named(const struct desktop_monitor *list, size_t count, const char *name);

#endif

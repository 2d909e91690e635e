/*
 * Where a key sits, as XKB names it: the same on every set of keycodes (evdev,
 * pc105) and under every layout. Pure; any thread.
 */
#ifndef LOTSE_DESKTOP_X11_KEYS_H
#define LOTSE_DESKTOP_X11_KEYS_H

/* The XKB name of the key with a USB HID usage of page 7; NULL: there is none. `attempt` 0 gives the usual
 * name, 1 and on others that some keyboards have instead. Static. */
const char *keys_name(unsigned usage, unsigned attempt);

#endif

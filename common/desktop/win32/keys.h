/*
 * Where a key sits, as Windows names it: its scan code (set 1). The same under
 * every layout. Pure; any thread.
 */
#ifndef LOTSE_DESKTOP_WIN32_KEYS_H
#define LOTSE_DESKTOP_WIN32_KEYS_H

#include <stdint.h>

enum { KEYS_EXTENDED = 0xE000 }; /* the byte that some keys send before */

/* The scan code of the key with a USB HID usage of page 7, with KEYS_EXTENDED where it belongs to it; 0:
 * there is none. After Microsoft's "Keyboard Scan Code Specification", table of HID usages. */
uint16_t keys_scan_code(unsigned usage);

#endif

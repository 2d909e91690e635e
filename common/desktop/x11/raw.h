/*
 * Raw events of XInput 2.1 and later: they arrive from every device whatever
 * another program has grabbed. Used by both connections. One thread at a time.
 */
#ifndef LOTSE_DESKTOP_X11_RAW_H
#define LOTSE_DESKTOP_X11_RAW_H

#include "desktop/x11/display.h"

#include <stdint.h>
#include <xcb/xinput.h>

/* Whether the server has them. Waits for the server; to be called before raw_select. */
bool raw_is_there(const struct display *display);

/* Asks for events of `mask` (XCB_INPUT_XI_EVENT_MASK_RAW_...) from `device` (XCB_INPUT_DEVICE_ALL or
 * _ALL_MASTER). */
void raw_select(const struct display *display, xcb_input_device_id_t device, uint32_t mask);

/* The event as an XInput event, whose event_type says which; NULL if it is none. Its layout is that of all
 * raw ones. */
const xcb_input_raw_key_press_event_t *raw_event(const struct display *display,
                                                 const xcb_generic_event_t *event);

#endif

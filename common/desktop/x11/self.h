/*
 * Which process is this one, as the X server sees it: what has windows of it is
 * never shared nor injected into. In a file of its own, so that tests whose
 * windows are of the test itself can be somebody else.
 */
#ifndef LOTSE_DESKTOP_X11_SELF_H
#define LOTSE_DESKTOP_X11_SELF_H

#include "desktop/x11/owner.h"

/* Waits for the server. */
uint32_t self_process(const struct owner_reader *reader);

#endif

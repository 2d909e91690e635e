/*
 * Memory that the X server writes pixels into. It is a file without a name, given
 * over the local socket: never a System V id, which could mean other memory to a
 * server that runs elsewhere. A value. Thread: media.
 */
#ifndef LOTSE_DESKTOP_X11_SHM_H
#define LOTSE_DESKTOP_X11_SHM_H

#include "desktop/x11/display.h"

#include <stddef.h>
#include <stdint.h>
#include <xcb/shm.h>

struct shm {
	xcb_shm_seg_t segment; /* 0: none */
	uint32_t *pixels;      /* mapped */
	size_t size_bytes;
};

/* Makes and attaches it. RESULT_UNSUPPORTED: the server can't, use plain requests; RESULT_NO_DISPLAY. Waits
 * for the server. */
enum result shm_open_with(struct shm *shm, const struct display *display, size_t size_bytes);

/* Fine on zeroed memory and twice. */
void shm_close(struct shm *shm, const struct display *display);

#endif

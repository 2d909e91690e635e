/*
 * Windows' own record of what was drawn on a monitor (DXGI desktop duplication,
 * Windows 8 and later): changed and moved rectangles, and the pixels out of the
 * graphics card. Not to be had over Remote Desktop with some drivers, on
 * Windows 7, with a turned monitor (here), and under Wine. Thread: media.
 *
 * Source: Microsoft, "Desktop Duplication API".
 */
#ifndef LOTSE_DESKTOP_WIN32_DUPLICATE_H
#define LOTSE_DESKTOP_WIN32_DUPLICATE_H

#include "base/region.h"

#include <stddef.h>

struct duplicate; /* opaque, heap */

/* One for each monitor of the desktop in `around`. If not each of them can be had, *count is 0 and nothing is
 * open: RESULT_UNSUPPORTED never here, RESULT_LOST not now. */
enum result duplicate_open_all(struct rect around, struct duplicate **out, size_t room, size_t *count);

/* Fine with NULL. */
void duplicate_close(struct duplicate *duplicate);

/* Takes what was recorded since the last call into `now`, whose corner is that of `around`, and adds it to
 * *damage. RESULT_WOULD_BLOCK: its first picture has not come yet. RESULT_LOST: it has ended (another
 * resolution, a security question): close it, open anew later. */
enum result duplicate_poll(struct duplicate *duplicate, struct image *now, struct region *damage);

#endif

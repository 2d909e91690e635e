/*
 * A company's picture on a page: made as small as its place wants it, over the page's ground. Thread: ui.
 * Owner: who created it.
 */
#ifndef LOTSE_UI_LOGO_H
#define LOTSE_UI_LOGO_H

#include "base/image.h"

#include <stddef.h>

enum { LOGO_SIDE_MAX_PX = 4096 };

struct logo; /* opaque, heap */

/* From rows of red, green, blue and alpha, not premultiplied; copied. RESULT_BAD_ARGUMENT: a side below 1 or
 * over LOGO_SIDE_MAX_PX; RESULT_OUT_OF_MEMORY; then *out is NULL. */
enum result logo_create(struct logo **out, const uint8_t *rgba, int width_px, int height_px);

/* Fine with NULL. */
void logo_destroy(struct logo *logo);

/* The picture over `ground` (0x00RRGGBB), with its aspect kept, at most so large; never made larger than it
 * is. Stays valid until the next call with other limits. NULL: no memory. */
const struct image *logo_scaled(struct logo *logo, int width_max_px, int height_max_px, uint32_t ground);

#endif

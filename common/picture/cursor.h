/*
 * The sharer's mouse pointer, which travels apart from the picture and is drawn
 * by the viewer. A value with its pixels inside. One thread at a time.
 */
#ifndef LOTSE_PICTURE_CURSOR_H
#define LOTSE_PICTURE_CURSOR_H

#include "base/buffer.h"
#include "base/image.h"
#include "wire/picture_header.h"

struct cursor {
	int width_px, height_px; /* both 0: no shape is known */
	int hot_x_px, hot_y_px;  /* the pixel of the shape that points */
	int x_px, y_px;          /* where it points, in the screen's pixels */
	bool is_visible;
	uint32_t pixels[PICTURE_CURSOR_SIDE_MAX_PX * PICTURE_CURSOR_SIDE_MAX_PX]; /* 0xAARRGGBB, premultiplied;
	                                                                             rows of width_px */
};

/* Takes a shape over, cut to PICTURE_CURSOR_SIDE_MAX_PX; `pixels` as above. Returns whether it is another
 * than before. */
bool cursor_set_shape(struct cursor *cursor, int width_px, int height_px, int hot_x_px, int hot_y_px,
                      const uint32_t *pixels);

/* The screen's pixels that it covers; empty while it can't be seen. */
struct rect cursor_rect(const struct cursor *cursor);

/* Blends it into `to`, where the pixel 0,0 of `to` is the screen's pixel at `origin` (its size is not looked
 * at): draw on a copy of cursor_rect, never on the decoder's picture. */
void cursor_draw(const struct cursor *cursor, struct image *to, struct rect origin);

/* Room for any body of a CURSOR_SHAPE. */
enum { CURSOR_BODY_BYTES_MAX = PICTURE_CURSOR_SIDE_MAX_PX * PICTURE_CURSOR_SIDE_MAX_PX * 4 + 256 };

/* Appends the body of a CURSOR_SHAPE. RESULT_OUT_OF_MEMORY, RESULT_SYSTEM. */
enum result cursor_shape_encode(const struct cursor *cursor, struct buffer *to);

/* Takes the body of a CURSOR_SHAPE over. RESULT_BAD_FRAME: nothing was changed. */
enum result cursor_shape_decode(struct cursor *cursor, struct bytes body);

#endif

/*
 * libvpx's VP8 decoder behind bounds of our own: it only ever sees frames of the
 * size that it was made for, and a key frame first. One thread.
 */
#ifndef LOTSE_PICTURE_VP8_DECODE_H
#define LOTSE_PICTURE_VP8_DECODE_H

#include "base/bytes.h"
#include "base/image.h"

struct vp8_decoder; /* opaque, heap */

/* For pictures of that size alone. RESULT_OUT_OF_MEMORY, RESULT_SYSTEM; then *out is NULL. */
enum result vp8_decoder_create(struct vp8_decoder **out, int width_px, int height_px);

/* Fine with NULL. */
void vp8_decoder_destroy(struct vp8_decoder *decoder);

/* Whether the frame is a key frame of exactly that size (RFC 6386, 9.1). */
bool vp8_is_key(struct bytes frame, int width_px, int height_px);

/* Decodes one frame. RESULT_BAD_FRAME: not a frame, of another size, or no key frame came before it. */
enum result vp8_decoder_frame(struct vp8_decoder *decoder, struct bytes frame);

/* Copies `rect` of the picture (inside it, x and y even) to x, y of the image, which leaves room. False:
 * there is no picture. */
bool vp8_decoder_copy(const struct vp8_decoder *decoder, struct rect rect, struct image *to, int x_px,
                      int y_px);

#endif

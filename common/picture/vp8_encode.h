/*
 * libvpx's VP8 encoder with the settings of PICTURE.md 6: one thread, active map,
 * the quantizer ours for each frame, key frames only when we say so. One picture
 * that is always valid stays inside; what has changed is painted into it.
 */
#ifndef LOTSE_PICTURE_VP8_ENCODE_H
#define LOTSE_PICTURE_VP8_ENCODE_H

#include "base/bytes.h"
#include "base/image.h"

struct vp8_encoder; /* opaque, heap */

enum { VP8_Q_MIN = 4, VP8_Q_MAX = 60 };

/* A grey picture of that size. RESULT_OUT_OF_MEMORY, RESULT_SYSTEM; then *out is NULL. */
enum result vp8_encoder_create(struct vp8_encoder **out, int width_px, int height_px);

/* Fine with NULL. */
void vp8_encoder_destroy(struct vp8_encoder *encoder);

/* Paints `rect` of the image to x, y of the picture (even, with room for it); these pixels are in the next
 * frame. */
void vp8_encoder_paint(struct vp8_encoder *encoder, const struct image *image, struct rect rect, int x_px,
                       int y_px);

/* How many pixels the macroblocks painted since the last frame have. */
int vp8_encoder_painted_px(const struct vp8_encoder *encoder);

/* The next frame is a key frame: everything that is not painted from now on becomes grey. So is the first. */
void vp8_encoder_want_key(struct vp8_encoder *encoder);

/* Whether the next frame will be a key frame. */
bool vp8_encoder_wants_key(const struct vp8_encoder *encoder);

/* Codes what was painted, with quantizer `q` (VP8_Q_MIN to VP8_Q_MAX). *out is valid until the next call.
 * RESULT_SYSTEM: destroy it. */
enum result vp8_encoder_frame(struct vp8_encoder *encoder, int q, struct bytes *out);

#endif

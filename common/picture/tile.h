/*
 * Exact coding of rectangles. A codec has two halves that keep state over the
 * session and must see the same rectangles in the same order; the codec's id is
 * in every TILES. tile_codec.h is for those who add one. One thread per half.
 */
#ifndef LOTSE_PICTURE_TILE_H
#define LOTSE_PICTURE_TILE_H

#include "base/buffer.h"
#include "base/image.h"
#include "wire/picture_header.h"

enum tile_codec_id {
	TILE_CODEC_NONE,
	TILE_CODEC_PALETTE, /* text-like: a colour table for the session, zlib */
	TILE_CODEC_CONTEXT, /* text-like: guesses from the colours around; slow where they fail, so never for
	                       photos */
	TILE_CODEC_PLANES,  /* any colours: prediction, zlib */
	TILE_CODEC_PHOTO,   /* any colours: prediction, chances by how rough it is around; smaller and slower */
	TILE_CODEC_COUNT
};

/* What the reading end has exactly of the picture around a rectangle, TILE_KNOWN_PX wide. */
enum {
	TILE_KNOWN_PX = 4,
	TILE_KNOWN_ABOVE = 1, /* also above its left and right margin, as far as the picture goes */
	TILE_KNOWN_LEFT = 2,
};

enum { TILE_CODED_BYTES_MAX = 3 * PICTURE_TILES_PIXELS_MAX + PICTURE_TILES_RECTS_MAX * 4096 };

struct tile_encoder; /* opaque, heap */
struct tile_decoder; /* opaque, heap */

/* NULL: no memory, or there is no such codec. */
struct tile_encoder *tile_encoder_create(enum tile_codec_id id);
void tile_encoder_destroy(struct tile_encoder *encoder); /* Fine with NULL. */

/* How hard to try from the next piece on: 1 (fast) to 9 (small). */
void tile_encoder_set_effort(struct tile_encoder *encoder, int effort);

/* Codes one more rectangle (inside the image) into the piece; `out` grows. `known`: flags of TILE_KNOWN; it
 * may count on that. RESULT_UNSUPPORTED: this codec can't code it (too many colours), nothing was changed.
 * RESULT_OUT_OF_MEMORY, RESULT_SYSTEM. */
enum result tile_encoder_add(struct tile_encoder *encoder, const struct image *image, struct rect rect,
                             unsigned known, struct buffer *out);

/* Ends the piece: the body of a TILES is complete. */
enum result tile_encoder_end(struct tile_encoder *encoder, struct buffer *out);

/* NULL: no memory, or there is no such codec. */
struct tile_decoder *tile_decoder_create(enum tile_codec_id id);
void tile_decoder_destroy(struct tile_decoder *decoder); /* Fine with NULL. */

/* Decodes a piece into its rectangles of the image (inside it: picture_tiles_decode has checked).
 * RESULT_BAD_FRAME: the piece is damaged, some of it may have been drawn, and the decoder is of no more use.
 */
enum result tile_decode(struct tile_decoder *decoder, const struct picture_tiles *tiles, struct image *image);

#endif

/* For those who add a tile codec: its table. What the functions do is said in tile.h. */
#ifndef LOTSE_PICTURE_TILE_CODEC_H
#define LOTSE_PICTURE_TILE_CODEC_H

#include "picture/tile.h"

struct tile_codec {
	void *(*encoder_create)(void);
	void (*encoder_destroy)(void *state); /* fine with NULL */
	void (*set_effort)(void *state, int effort);
	enum result (*add)(void *state, const struct image *image, struct rect rect, unsigned known,
	                   struct buffer *out);
	enum result (*end)(void *state, struct buffer *out);
	void *(*decoder_create)(void);
	void (*decoder_destroy)(void *state); /* fine with NULL */
	bool (*decode)(void *state, const struct picture_tiles *tiles, struct image *image);
};

extern const struct tile_codec tile_codec_palette;
extern const struct tile_codec tile_codec_context;
extern const struct tile_codec tile_codec_planes;
extern const struct tile_codec tile_codec_photo;

#endif

#include "picture/tile.h"

#include "picture/tile_codec.h"

#include <stdlib.h>

static const struct tile_codec *const codecs[TILE_CODEC_COUNT] = {
	[TILE_CODEC_PALETTE] = &tile_codec_palette,
	[TILE_CODEC_CONTEXT] = &tile_codec_context,
	[TILE_CODEC_PLANES] = &tile_codec_planes,
	[TILE_CODEC_PHOTO] = &tile_codec_photo,
};

struct tile_encoder {
	const struct tile_codec *codec;
	void *state;
};

struct tile_decoder {
	const struct tile_codec *codec;
	void *state;
};

struct tile_encoder *tile_encoder_create(enum tile_codec_id id)
{
	if (id >= TILE_CODEC_COUNT || codecs[id] == NULL)
		return NULL;
	struct tile_encoder *encoder = malloc(sizeof *encoder);
	if (encoder == NULL)
		return NULL;
	*encoder = (struct tile_encoder){codecs[id], codecs[id]->encoder_create()};
	if (encoder->state == NULL) {
		free(encoder);
		return NULL;
	}
	return encoder;
}

void tile_encoder_destroy(struct tile_encoder *encoder)
{
	if (encoder == NULL)
		return;
	encoder->codec->encoder_destroy(encoder->state);
	free(encoder);
}

void tile_encoder_set_effort(struct tile_encoder *encoder, int effort)
{
	encoder->codec->set_effort(encoder->state, effort);
}

enum result tile_encoder_add(struct tile_encoder *encoder, const struct image *image, struct rect rect,
                             unsigned known, struct buffer *out)
{
	return encoder->codec->add(encoder->state, image, rect, known, out);
}

enum result tile_encoder_end(struct tile_encoder *encoder, struct buffer *out)
{
	return encoder->codec->end(encoder->state, out);
}

struct tile_decoder *tile_decoder_create(enum tile_codec_id id)
{
	if (id >= TILE_CODEC_COUNT || codecs[id] == NULL)
		return NULL;
	struct tile_decoder *decoder = malloc(sizeof *decoder);
	if (decoder == NULL)
		return NULL;
	*decoder = (struct tile_decoder){codecs[id], codecs[id]->decoder_create()};
	if (decoder->state == NULL) {
		free(decoder);
		return NULL;
	}
	return decoder;
}

void tile_decoder_destroy(struct tile_decoder *decoder)
{
	if (decoder == NULL)
		return;
	decoder->codec->decoder_destroy(decoder->state);
	free(decoder);
}

enum result tile_decode(struct tile_decoder *decoder, const struct picture_tiles *tiles, struct image *image)
{
	return decoder->codec->decode(decoder->state, tiles, image) ? RESULT_OK : RESULT_BAD_FRAME;
}

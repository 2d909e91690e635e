#include "picture/vp8_decode.h"

#include "picture/convert.h"

#include <stdlib.h>
#include <vpx/vp8dx.h>
#include <vpx/vpx_decoder.h>

enum { TAG_BYTES = 3, KEY_HEAD_BYTES = 10 };

struct vp8_decoder {
	vpx_codec_ctx_t codec;
	int width_px, height_px;
	const vpx_image_t *picture; /* the codec's, until its next frame; NULL: none */
	bool is_open, has_key;
};

enum result vp8_decoder_create(struct vp8_decoder **out, int width_px, int height_px)
{
	*out = NULL;
	struct vp8_decoder *d = calloc(1, sizeof *d);
	if (d == NULL)
		return RESULT_OUT_OF_MEMORY;
	vpx_codec_dec_cfg_t config = {.threads = 1, .w = (unsigned)width_px, .h = (unsigned)height_px};
	if (vpx_codec_dec_init(&d->codec, vpx_codec_vp8_dx(), &config, 0) != VPX_CODEC_OK) {
		free(d);
		return RESULT_SYSTEM;
	}
	d->is_open = true;
	d->width_px = width_px;
	d->height_px = height_px;
	*out = d;
	return RESULT_OK;
}

void vp8_decoder_destroy(struct vp8_decoder *decoder)
{
	if (decoder == NULL)
		return;
	if (decoder->is_open)
		vpx_codec_destroy(&decoder->codec);
	free(decoder);
}

static bool frame_is_key(struct bytes frame)
{
	return (frame.data[0] & 1) == 0;
}

/* Sizes are little-endian, 14 bits and two of scaling, which we don't use. */
bool vp8_is_key(struct bytes frame, int width_px, int height_px)
{
	if (frame.size < KEY_HEAD_BYTES || !frame_is_key(frame))
		return false;
	const uint8_t *d = frame.data;
	if (d[3] != 0x9d || d[4] != 0x01 || d[5] != 0x2a)
		return false;
	int width = d[6] | d[7] << 8, height = d[8] | d[9] << 8;
	return width == width_px && height == height_px; /* with a scale other than 0 they differ */
}

enum result vp8_decoder_frame(struct vp8_decoder *decoder, struct bytes frame)
{
	if (frame.size <= TAG_BYTES || frame.size > UINT32_MAX)
		return RESULT_BAD_FRAME;
	if (frame_is_key(frame) ? !vp8_is_key(frame, decoder->width_px, decoder->height_px) : !decoder->has_key)
		return RESULT_BAD_FRAME;
	decoder->picture = NULL;
	if (vpx_codec_decode(&decoder->codec, frame.data, (unsigned)frame.size, NULL, 0) != VPX_CODEC_OK) {
		decoder->has_key = false; /* what it refers to is not what the sender means any more */
		return RESULT_BAD_FRAME;
	}
	decoder->has_key = true;
	vpx_codec_iter_t iterator = NULL;
	decoder->picture = vpx_codec_get_frame(&decoder->codec, &iterator);
	if (decoder->picture == NULL || decoder->picture->fmt != VPX_IMG_FMT_I420 ||
	    (int)decoder->picture->d_w != decoder->width_px || (int)decoder->picture->d_h != decoder->height_px) {
		decoder->picture = NULL;
		return RESULT_BAD_FRAME;
	}
	return RESULT_OK;
}

bool vp8_decoder_copy(const struct vp8_decoder *decoder, struct rect rect, struct image *to, int x_px,
                      int y_px)
{
	const vpx_image_t *p = decoder->picture;
	if (p == NULL)
		return false;
	struct planes planes = {
		.plane = {p->planes[0], p->planes[1], p->planes[2]},
		.stride = {p->stride[0], p->stride[1], p->stride[2]},
		.width_px = decoder->width_px,
		.height_px = decoder->height_px,
	};
	convert_to_image(&planes, rect, to, x_px, y_px);
	return true;
}

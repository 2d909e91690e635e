#include "picture/vp8_encode.h"

#include "picture/convert.h"

#include <stdlib.h>
#include <string.h>
#include <vpx/vp8cx.h>
#include <vpx/vpx_encoder.h>

enum {
	BLOCK_PX = 16,
	BITRATE_KBIT_S = 1000000, /* never the limit: q is ours */
	SMALL_PX = 1280 * 720,
	/* Speeds, PICTURE.md 2: -8 is the knee for video; full screens get -12. Positive ones would follow the
	   clock. */
	SPEED_SMALL = -8,
	SPEED_LARGE = -12,
	FRAME_MS = 33, /* claimed always */
};

struct vp8_encoder {
	vpx_codec_ctx_t codec;
	vpx_codec_enc_cfg_t config;
	vpx_image_t picture;
	struct planes planes; /* of `picture` */
	uint8_t *active;      /* owned: a byte per macroblock painted since the last frame */
	int columns, rows;
	int painted_blocks;
	vpx_codec_pts_t frames;
	bool wants_key;
	bool is_open, has_picture;
};

static void configure(struct vp8_encoder *e, int width_px, int height_px)
{
	vpx_codec_enc_cfg_t *c = &e->config;
	c->g_w = (unsigned)width_px;
	c->g_h = (unsigned)height_px;
	c->g_timebase = (vpx_rational_t){1, 1000};
	c->g_threads = 1; /* more of them wait in busy loops */
	c->g_lag_in_frames = 0;
	c->g_error_resilient = 0;
	c->g_profile = 0;
	c->rc_end_usage = VPX_VBR;
	c->rc_target_bitrate = BITRATE_KBIT_S;
	c->rc_dropframe_thresh = 0;
	c->rc_min_quantizer = c->rc_max_quantizer = 24;
	c->kf_mode = VPX_KF_DISABLED;
}

static bool control(struct vp8_encoder *e, int pixels)
{
	int speed = pixels > SMALL_PX ? SPEED_LARGE : SPEED_SMALL;
	return vpx_codec_control(&e->codec, VP8E_SET_CPUUSED, speed) == VPX_CODEC_OK &&
	       vpx_codec_control(&e->codec, VP8E_SET_SCREEN_CONTENT_MODE, 1) == VPX_CODEC_OK &&
	       vpx_codec_control(&e->codec, VP8E_SET_STATIC_THRESHOLD, 0) == VPX_CODEC_OK &&
	       vpx_codec_control(&e->codec, VP8E_SET_NOISE_SENSITIVITY, 0) == VPX_CODEC_OK &&
	       vpx_codec_control(&e->codec, VP8E_SET_TOKEN_PARTITIONS, VP8_ONE_TOKENPARTITION) == VPX_CODEC_OK;
}

static bool open_codec(struct vp8_encoder *e, int width_px, int height_px)
{
	if (vpx_codec_enc_config_default(vpx_codec_vp8_cx(), &e->config, 0) != VPX_CODEC_OK)
		return false;
	configure(e, width_px, height_px);
	e->is_open = vpx_codec_enc_init(&e->codec, vpx_codec_vp8_cx(), &e->config, 0) == VPX_CODEC_OK;
	return e->is_open && control(e, width_px * height_px);
}

static bool open_picture(struct vp8_encoder *e, int width_px, int height_px)
{
	vpx_image_t *picture = &e->picture;
	e->has_picture =
		vpx_img_alloc(picture, VPX_IMG_FMT_I420, (unsigned)width_px, (unsigned)height_px, 32) != NULL;
	e->columns = (width_px + BLOCK_PX - 1) / BLOCK_PX;
	e->rows = (height_px + BLOCK_PX - 1) / BLOCK_PX;
	e->active = calloc((size_t)e->columns * (size_t)e->rows, 1);
	if (!e->has_picture || e->active == NULL)
		return false;
	e->planes.width_px = width_px;
	e->planes.height_px = height_px;
	for (int i = 0; i < 3; i++) {
		e->planes.plane[i] = picture->planes[i];
		e->planes.stride[i] = picture->stride[i];
	}
	return true;
}

enum result vp8_encoder_create(struct vp8_encoder **out, int width_px, int height_px)
{
	*out = NULL;
	struct vp8_encoder *e = calloc(1, sizeof *e);
	if (e == NULL)
		return RESULT_OUT_OF_MEMORY;
	if (!open_picture(e, width_px, height_px)) {
		vp8_encoder_destroy(e);
		return RESULT_OUT_OF_MEMORY;
	}
	if (!open_codec(e, width_px, height_px)) {
		vp8_encoder_destroy(e);
		return RESULT_SYSTEM;
	}
	vp8_encoder_want_key(e);
	*out = e;
	return RESULT_OK;
}

void vp8_encoder_destroy(struct vp8_encoder *encoder)
{
	if (encoder == NULL)
		return;
	if (encoder->is_open)
		vpx_codec_destroy(&encoder->codec);
	if (encoder->has_picture)
		vpx_img_free(&encoder->picture);
	free(encoder->active);
	free(encoder);
}

void vp8_encoder_paint(struct vp8_encoder *encoder, const struct image *image, struct rect rect, int x_px,
                       int y_px)
{
	if (rect_is_empty(rect))
		return;
	convert_to_planes(image, rect, &encoder->planes, x_px, y_px);
	int last_row = (y_px + rect.height - 1) / BLOCK_PX, last_column = (x_px + rect.width - 1) / BLOCK_PX;
	for (int row = y_px / BLOCK_PX; row <= last_row; row++) {
		for (int column = x_px / BLOCK_PX; column <= last_column; column++) {
			uint8_t *block = &encoder->active[(size_t)row * (size_t)encoder->columns + (size_t)column];
			encoder->painted_blocks += *block == 0;
			*block = 1;
		}
	}
}

int vp8_encoder_painted_px(const struct vp8_encoder *encoder)
{
	return encoder->painted_blocks * BLOCK_PX * BLOCK_PX;
}

void vp8_encoder_want_key(struct vp8_encoder *encoder)
{
	convert_blank(&encoder->planes);
	memset(encoder->active, 0, (size_t)encoder->columns * (size_t)encoder->rows);
	encoder->painted_blocks = 0;
	encoder->wants_key = true;
}

bool vp8_encoder_wants_key(const struct vp8_encoder *encoder)
{
	return encoder->wants_key;
}

static bool set_q(struct vp8_encoder *e, int q)
{
	if (e->config.rc_min_quantizer == (unsigned)q)
		return true;
	e->config.rc_min_quantizer = e->config.rc_max_quantizer = (unsigned)q;
	return vpx_codec_enc_config_set(&e->codec, &e->config) == VPX_CODEC_OK;
}

static bool set_active(struct vp8_encoder *e)
{
	vpx_active_map_t map = {e->active, (unsigned)e->rows, (unsigned)e->columns};
	return vpx_codec_control(&e->codec, VP8E_SET_ACTIVEMAP, &map) == VPX_CODEC_OK;
}

enum result vp8_encoder_frame(struct vp8_encoder *encoder, int q, struct bytes *out)
{
	vpx_enc_frame_flags_t flags = encoder->wants_key ? VPX_EFLAG_FORCE_KF : 0;
	if (!set_q(encoder, q) || !set_active(encoder))
		return RESULT_SYSTEM;
	if (vpx_codec_encode(&encoder->codec, &encoder->picture, encoder->frames * FRAME_MS, FRAME_MS, flags,
	                     VPX_DL_REALTIME) != VPX_CODEC_OK)
		return RESULT_SYSTEM;
	encoder->frames++;
	encoder->wants_key = false;
	encoder->painted_blocks = 0;
	memset(encoder->active, 0, (size_t)encoder->columns * (size_t)encoder->rows);
	vpx_codec_iter_t iterator = NULL;
	const vpx_codec_cx_pkt_t *packet;
	while ((packet = vpx_codec_get_cx_data(&encoder->codec, &iterator)) != NULL) {
		if (packet->kind != VPX_CODEC_CX_FRAME_PKT)
			continue;
		*out = (struct bytes){packet->data.frame.buf, packet->data.frame.sz};
		return RESULT_OK;
	}
	return RESULT_SYSTEM;
}

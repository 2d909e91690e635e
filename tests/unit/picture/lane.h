/* An encoder and a decoder with a perfect line of a given speed between them, for tests and benchmarks. */
#ifndef LOTSE_TESTS_PICTURE_LANE_H
#define LOTSE_TESTS_PICTURE_LANE_H

#include "picture/decoder.h"
#include "picture/encoder.h"

#include <assert.h>
#include <stdlib.h>

struct lane {
	struct encoder *encoder;
	struct decoder *decoder;
	int64_t now_us;
	size_t budget_bytes;
	uint32_t line_bytes_per_s;
	struct encoder_focus focus;
	uint32_t state;
	uint64_t messages, bytes;
	struct encoder_message last;
	enum result result; /* of the decoder */
	struct decoder_news news;
	uint8_t memory[PICTURE_MESSAGE_BYTES_MAX];
};

static inline struct lane *lane_create(void)
{
	struct lane *lane = calloc(1, sizeof *lane);
	assert(lane != NULL);
	lane->encoder = encoder_create();
	lane->decoder = decoder_create();
	encoder_set_context(lane->encoder, true);
	lane->now_us = 1000000;
	lane->budget_bytes = PICTURE_MESSAGE_BYTES_MAX;
	lane->line_bytes_per_s = 100000000;
	assert(lane->encoder != NULL && lane->decoder != NULL);
	return lane;
}

static inline void lane_destroy(struct lane *lane)
{
	encoder_destroy(lane->encoder);
	decoder_destroy(lane->decoder);
	free(lane);
}

static inline enum result lane_see(struct lane *lane, const struct image *screen)
{
	return encoder_see(lane->encoder, screen, NULL, ++lane->state, lane->now_us);
}

/* One message, not yet at the decoder. RESULT_NEED_MORE: there is none. */
static inline enum result lane_pull(struct lane *lane, struct writer *out)
{
	struct encoder_ask ask = {.now_us = lane->now_us,
	                          .budget_bytes = lane->budget_bytes,
	                          .line_bytes_per_s = lane->line_bytes_per_s,
	                          .is_line_idle = true,
	                          .focus = lane->focus};
	*out = writer_into(lane->memory, sizeof lane->memory);
	enum result result = encoder_next(lane->encoder, &ask, out, &lane->last);
	if (result == RESULT_OK) {
		lane->messages++;
		lane->bytes += lane->last.size_bytes;
		assert(lane->last.size_bytes == out->size && out->size <= lane->budget_bytes);
	}
	return result;
}

/* One message, to the decoder. False: there is none. */
static inline bool lane_step(struct lane *lane)
{
	struct writer out;
	if (lane_pull(lane, &out) != RESULT_OK)
		return false;
	lane->result = decoder_apply(lane->decoder, writer_bytes(&out), &lane->news);
	return true;
}

/* All that there is to send now. */
static inline void lane_flush(struct lane *lane)
{
	while (lane_step(lane) && lane->result == RESULT_OK)
		;
}

/* Everything, refinement too: time goes by. Returns whether it came to an end. */
static inline bool lane_settle(struct lane *lane)
{
	for (int i = 0; i < 100000; i++) {
		lane_flush(lane);
		if (encoder_is_exact(lane->encoder))
			return true;
		lane->now_us += 5000;
	}
	return false;
}

static inline bool lane_is_exact(const struct lane *lane, const struct image *screen)
{
	const struct image *shown = decoder_image(lane->decoder);
	return shown->width_px == screen->width_px && shown->height_px == screen->height_px &&
	       image_is_equal(shown, screen, image_rect(screen));
}

#endif

/*
 * The viewer's half: picture messages in, the sharer's screen out. Its memory is
 * bounded by PICTURE_PIXELS_MAX whatever comes. Thread: the viewer's media thread.
 */
#ifndef LOTSE_PICTURE_DECODER_H
#define LOTSE_PICTURE_DECODER_H

#include "base/bytes.h"
#include "base/image.h"
#include "base/region.h"
#include "base/result.h"
#include "picture/cursor.h"
#include "picture/origin.h"

struct decoder; /* opaque, heap; owns picture, cursor and coders */

/* What a message brought. */
struct decoder_news {
	uint32_t counter; /* to acknowledge */
	uint32_t state;   /* the last complete screen state; 0: none yet. For the acknowledgement and for input */
	uint32_t time_ms; /* the sharer's clock (its low 16 bits), from the header */
	bool is_new_size; /* decoder_image has another size than before: all of it has changed */
	bool has_cursor_changed;
	struct region changed; /* pixels that this message changed; each message may be shown at once */
};

/* NULL: no memory. */
struct decoder *decoder_create(void);

/* Fine with NULL. */
void decoder_destroy(struct decoder *decoder);

enum {
	DECODER_SIZES_BURST = 4, /* so many new sizes of the screen at once, then one a second */
	DECODER_CODERS_BURST = 40,
	DECODER_CODERS_PER_S = 20, /* VP8 coders; an encoder of ours makes at most 14 */
};

/* The time by the viewer's clock, before decoder_apply. Without it nothing is limited by time. */
void decoder_tick(struct decoder *decoder, int64_t now_us);

/* Applies a message (the sealed plaintext of one picture frame) to the picture.
 * RESULT_OK: *news says what changed.
 * RESULT_BAD_FRAME, RESULT_TOO_LARGE, RESULT_OUT_OF_MEMORY: a gap or damage (or too much memory wanted too
 * soon): the viewer must ask the sharer to start the lane anew. The picture stays as it is (parts of the
 * message may have been applied: *news has them). RESULT_NEED_MORE: still waiting for a start; the message
 * was ignored. Ask again only after a while.
 */
enum result decoder_apply(struct decoder *decoder, struct bytes message, struct decoder_news *news);

/* The picture; 0 x 0 before the first start. Valid until the next decoder_apply. The cursor is not in it. */
const struct image *decoder_image(const struct decoder *decoder);

/* The sharer's pointer. Valid until the next decoder_apply. */
const struct cursor *decoder_cursor(const struct decoder *decoder);

/* How each part of the picture came. Valid until the next decoder_apply. */
const struct origin_map *decoder_origins(const struct decoder *decoder);

/* The last complete screen state; 0: none yet. */
uint32_t decoder_state(const struct decoder *decoder);

#endif

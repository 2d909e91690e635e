/*
 * One lane's coder at the sharer: sees screens, gives picture messages when asked.
 * Pull: nothing is coded that can't be sent now; between two calls there is a map of
 * what the viewer lacks, not a queue. Thread: the sharer's media thread. Never
 * reads a clock.
 *
 * Text-like tiles go first and exact; what moves or is photo-like goes as VP8 (exact at
 * once where the line is fast enough); what went lossy becomes exact when it rests.
 */
#ifndef LOTSE_PICTURE_ENCODER_H
#define LOTSE_PICTURE_ENCODER_H

#include "base/bytes.h"
#include "base/image.h"
#include "base/region.h"
#include "base/result.h"
#include "picture/cursor.h"

struct encoder; /* opaque, heap; owns all its coders */

enum { ENCODER_BUDGET_BYTES_MIN = 128 };

/* Where the person looks. Pixels of the screen. */
struct encoder_focus {
	bool has_pointer;
	int pointer_x_px, pointer_y_px;
	int64_t input_us; /* when input was last injected; 0: never. What changes next is taken for the caret's
	                     place */
};

struct encoder_ask {
	int64_t now_us;
	size_t budget_bytes; /* at most so much; below ENCODER_BUDGET_BYTES_MIN nothing comes */
	uint32_t
		line_bytes_per_s; /* what the line is thought to carry (pace_line_bytes_per_s); 0: not known yet */
	bool is_line_idle;    /* nothing of note is on the way (pace_is_idle): refinement may go out */
	struct encoder_focus focus;
};

struct encoder_message {
	uint32_t counter; /* of the lane: for pace_sent */
	uint32_t state;
	bool is_start;     /* a lane starts anew here: the relay frame's reset flag */
	bool is_last;      /* the viewer has all of `state` with it */
	size_t size_bytes; /* in the caller's writer */
};

/* What has been sent since encoder_create, for an overlay and for tests. */
struct encoder_counts {
	uint64_t messages, bytes;
	uint64_t tile_bytes, vp8_bytes, cursor_bytes; /* bodies */
	uint64_t vp8_frames, copies, refined_tiles;
	int last_q; /* of VP8, 0 to 63 */
};

/* NULL: no memory. Starts as after encoder_start. */
struct encoder *encoder_create(void);

/* Fine with NULL. */
void encoder_destroy(struct encoder *encoder);

/* The lane begins anew: coders anew, all of the screen is to be sent, cursor too; the next message says
 * start. The lane counter goes on. */
void encoder_start(struct encoder *encoder);

/* For peers that know VP8 alone (and the cursor): no tiles, no copies, one coder as large as the screen; what
 * rests is left at q10. Another setting than before starts the lane anew. (A screen with a side beyond what
 * VP8 can do goes by tiles all the same.) */
void encoder_set_vp8_only(struct encoder *encoder, bool is_vp8_only);

/* For viewers that pay for bytes: photos that rest are left at q10 instead of becoming exact; text is exact
 * as ever. From the next message on. */
void encoder_set_save_data(struct encoder *encoder, bool saves_data);

/* Whether all viewers know TILE_CODEC_CONTEXT and TILE_CODEC_PHOTO; false at first. From the next piece on.
 */
void encoder_set_context(struct encoder *encoder, bool may_use_context);

/* The screen is now this, and may have changed inside `damage` since the last call (NULL: anywhere); `state`
 * is its number, higher than the last. Only what has changed is copied; the image stays the caller's. Another
 * size than before starts the lane anew. Returns RESULT_TOO_LARGE (PICTURE_PIXELS_MAX), RESULT_OUT_OF_MEMORY;
 * then the lane is as after encoder_start and has seen nothing. */
enum result encoder_see(struct encoder *encoder, const struct image *screen, const struct region *damage,
                        uint32_t state, int64_t now_us);

/* The pointer is now so; sent when it differs from what was sent. */
void encoder_see_cursor(struct encoder *encoder, const struct cursor *cursor);

/* Writes the next message into `out` (room: PICTURE_MESSAGE_BYTES_MAX) and describes it. It must be sent: the
 * coders count on it. RESULT_NEED_MORE: nothing to send now (ask again at encoder_due_us, or after
 * encoder_see). RESULT_OUT_OF_MEMORY, RESULT_SYSTEM (libvpx, zlib): nothing was written; the lane is as after
 * encoder_start. */
enum result encoder_next(struct encoder *encoder, const struct encoder_ask *ask, struct writer *out,
                         struct encoder_message *message);

/* When there will be something to send without anything new being seen (a paced video frame, refinement), by
 * the last RESULT_NEED_MORE; INT64_MAX: never. After a message: INT64_MAX, as encoder_next is to be called
 * again as soon as there is budget. */
int64_t encoder_due_us(const struct encoder *encoder);

/* Whether the viewer lacks anything of what was seen, exactness counted. */
bool encoder_is_exact(const struct encoder *encoder);

/* Viewers come who have all of the present state, exactly, from another lane; those who are here have it too.
 * The coders begin anew and nothing is painted again: the next message says start, with that state as its
 * base. RESULT_NEED_MORE: nothing was seen yet. */
enum result encoder_take_over(struct encoder *encoder);

/* The state that viewers have all of once the messages so far have come; 0: none. */
uint32_t encoder_complete_state(const struct encoder *encoder);

/* Nothing may lack although the state that was seen is newer than the complete one, as nothing differs in it.
 * Then the next message says so. */
void encoder_tell_state(struct encoder *encoder);

/* Those counts, by now. */
struct encoder_counts encoder_counts(const struct encoder *encoder);

#endif

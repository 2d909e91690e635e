/*
 * A VP8 instance at the sharer: an encoder as large as the rectangle that needs it,
 * with the choice of its quantizer. There are two: for video, and for photos that
 * stand still. The encoder's thread.
 */
#ifndef LOTSE_PICTURE_INSTANCE_H
#define LOTSE_PICTURE_INSTANCE_H

#include "base/buffer.h"
#include "picture/dirty.h"
#include "picture/vp8_encode.h"

/* What a frame is expected to cost: bytes of a painted pixel at quantizer 0; they halve every
 * INSTANCE_Q_HALVES. */
struct instance_weight {
	double bytes_per_px;
};

enum {
	INSTANCE_AGAIN_US = 150000, /* coders are made no faster: each is a key frame, and work for both ends */
	INSTANCE_Q_HALVES = 15,
	INSTANCE_KEEP_US = 5000000,
	INSTANCE_FRAMES_PER_KEY = 10000
};

struct instance {
	uint8_t index;             /* on the wire */
	struct vp8_encoder *coder; /* owned; NULL: none */
	struct rect rect;          /* of the screen; x and y even */
	struct instance_weight key, inter;
	int q;      /* of the last frame */
	int frames; /* since the last key frame */
	int times_grown;
	bool is_band;       /* its rectangle is one of instance_band's */
	int64_t coded_us;   /* when the last frame was coded */
	int64_t created_us; /* when its coder was made; 0: none was */
	int64_t wanted_us;  /* when a tile last wanted it */
};

/* What a frame may cost. */
struct instance_limits {
	int q_min;
	size_t target_bytes;
};

/* No coder yet. */
void instance_init(struct instance *instance, uint8_t index);

/* Frees the coder; fine on zeroed memory and twice. */
void instance_finish(struct instance *instance);

/* The rectangle around the boxes of all dirty tiles of that route; empty if there are none. */
struct rect instance_bounds(const struct dirty_map *map, enum dirty_route route);

/* Sees to it that there is a coder for `bounds` (not empty): the present one if it covers that, else one of
 * another size. RESULT_WOULD_BLOCK: the last one was made less than INSTANCE_AGAIN_US ago.
 * RESULT_OUT_OF_MEMORY, RESULT_SYSTEM. */
enum result instance_fit(struct instance *instance, const struct dirty_map *map, struct rect bounds,
                         int64_t now_us);

/* More than this is not coded at once where it can be coded in bands. */
enum { INSTANCE_BAND_PX = 1 << 18 };

/* The band of the screen that has tile row `row`: all of them cover the screen, and have one size (if the
 * screen's height is even). Pure. */
struct rect instance_band(const struct dirty_map *map, int row);

/* Sees to it that there is a coder for just this band: the present one goes to another place with a key
 * frame, without being made anew. Results as instance_fit's. */
enum result instance_fit_band(struct instance *instance, struct rect band, int64_t now_us);

/* Codes the dirty tiles of that route as they are in `screen`, as far as they are in the instance's
 * rectangle; appends the body of a VP8 to `body`. The tiles are lossy from now on and wait for instance_show.
 */
enum result instance_code(struct instance *instance, struct dirty_map *map, enum dirty_route route,
                          const struct image *screen, const struct instance_limits *limits,
                          struct buffer *body);

/* Writes the body of a SHOW for what was coded and was not sent exactly since, as far as `to` has room.
 * False: call again with more room for the rest. A body of one byte shows nothing. */
bool instance_show(const struct instance *instance, struct dirty_map *map, struct writer *to);

/* The quantizer with which a frame of so many painted pixels should cost `target_bytes`. Pure. */
int instance_choose_q(struct instance_weight weight, int painted_px, const struct instance_limits *limits);

#endif

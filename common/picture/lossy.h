/*
 * The VP8 half of the encoder: an instance for video and one for photos at rest,
 * and at most one coded frame on its way into messages. The encoder's thread.
 */
#ifndef LOTSE_PICTURE_LOSSY_H
#define LOTSE_PICTURE_LOSSY_H

#include "picture/instance.h"
#include "picture/packet.h"

enum { LOSSY_LAST_Q = 10 }; /* where a viewer that saves data, or knows VP8 alone, is left */

/* A change too large for one step goes in bands; together they may cost what one frame may. */
struct lossy_sweep {
	int ms;              /* of the line, for all of it */
	int all_px, left_px; /* as they were at the beginning; 0 left: no sweep */
	int64_t coded_us;    /* the last band */
};

struct lossy {
	struct instance video, still;
	bool waits[2];            /* for video and stills: a coder of another size is wanted, but not yet */
	struct instance *pending; /* whose frame is in `body`, or is sent and not yet shown; NULL: none */
	struct buffer body;
	uint64_t frames, bytes; /* since the beginning */
	int last_q;             /* of the last frame */
	struct lossy_sweep sweep;
};

/* No coders yet. */
void lossy_init(struct lossy *lossy);

/* Coders anew, nothing waiting. */
void lossy_start(struct lossy *lossy);

/* Frees; fine on zeroed memory and twice. */
void lossy_finish(struct lossy *lossy);

/* Puts what is waiting into the packet, and the SHOW behind it, as far as there is room. */
void lossy_put(struct lossy *lossy, struct dirty_map *map, struct packet *packet);

/* When the dirty tiles of the route (DIRTY_AS_VIDEO, DIRTY_AS_STILL) may have their next frame. */
int64_t lossy_due_us(const struct lossy *lossy, enum dirty_route route);

struct lossy_ask {
	enum dirty_route route;
	uint32_t line_bytes_per_s; /* 0: not known */
	int64_t now_us;
	bool is_last_pass; /* as good as it gets (LOSSY_LAST_Q), whatever it costs */
	bool is_all;       /* the coder is to be as large as the screen */
	int near_y_px;     /* what is nearest to this row of the screen goes first, if it can't go at once */
};

/* Codes a frame of the dirty tiles of the route; nothing may be waiting. RESULT_WOULD_BLOCK: not yet, see
 * lossy_due_us. */
enum result lossy_code(struct lossy *lossy, struct dirty_map *map, const struct image *screen,
                       const struct lossy_ask *ask);

/* About how many pixels of a last pass the line carries in a quarter of a second. */
int lossy_last_pass_px(const struct lossy *lossy, uint32_t line_bytes_per_s);

/* Ends coders that nothing has wanted for a while; the viewer is told in the packet. */
void lossy_rest(struct lossy *lossy, struct packet *packet, int64_t now_us);

/* When lossy_rest will have something to do; INT64_MAX: never. */
int64_t lossy_rest_due_us(const struct lossy *lossy);

#endif

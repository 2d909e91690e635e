/*
 * The VP8 half of the encoder: an instance for video and one for photos at rest,
 * and at most one coded frame on its way into messages. The encoder's thread.
 */
#ifndef LOTSE_PICTURE_LOSSY_H
#define LOTSE_PICTURE_LOSSY_H

#include "picture/instance.h"
#include "picture/packet.h"

struct lossy {
	struct instance video, still;
	struct instance *pending; /* whose frame is in `body`, or is sent and not yet shown; NULL: none */
	struct buffer body;
	uint64_t frames, bytes; /* since the beginning */
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

/* Codes a frame of the dirty tiles of the route; nothing may be waiting. */
enum result lossy_code(struct lossy *lossy, struct dirty_map *map, enum dirty_route route,
                       const struct image *screen, uint32_t line_bytes_per_s, int64_t now_us);

/* Ends coders that nothing has wanted for a while; the viewer is told in the packet. */
void lossy_rest(struct lossy *lossy, struct packet *packet, int64_t now_us);

/* When lossy_rest will have something to do; INT64_MAX: never. */
int64_t lossy_rest_due_us(const struct lossy *lossy);

#endif

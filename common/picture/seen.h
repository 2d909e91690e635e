/*
 * What was seen of the screen, and what of it the viewer lacks: shadow, dirty map,
 * copies that wait to be sent before anything else, and where the person seems to
 * type. A value that owns its memory. The encoder's thread.
 */
#ifndef LOTSE_PICTURE_SEEN_H
#define LOTSE_PICTURE_SEEN_H

#include "base/region.h"
#include "picture/dirty.h"
#include "picture/motion.h"

enum { SEEN_COPIES_MAX = 8 };

struct seen {
	struct image shadow;          /* the screen as it was last seen; 0 x 0: nothing was */
	struct dirty_map map;         /* what the viewer lacks of it once it has made the copies */
	struct motion_finder *finder; /* owned; NULL until needed */
	struct picture_copy copies[SEEN_COPIES_MAX];
	size_t copy_count;
	bool is_copying;   /* copies may be sent; false at first */
	struct rect caret; /* where text last appeared after input; empty: unknown */
};

/* Frees; fine on zeroed memory, which is a valid "nothing seen", and twice. */
void seen_finish(struct seen *seen);

/* All of it is lacking, no copy waits. */
void seen_start(struct seen *seen);

/* A screen of another size than before: all of it is new. RESULT_TOO_LARGE (PICTURE_PIXELS_MAX),
 * RESULT_OUT_OF_MEMORY; then nothing is seen. */
enum result seen_first(struct seen *seen, const struct image *screen);

/* A screen of the same size, changed at most inside `damage` (NULL: anywhere). `input_us`: when input was
 * last injected; 0: never. */
void seen_next(struct seen *seen, const struct image *screen, const struct region *damage, int64_t input_us,
               int64_t now_us);

#endif

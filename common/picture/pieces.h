/*
 * The exact half of the encoder: turns rectangles of the plan into bodies of TILES
 * of about a wanted size. Its coders live as long as the lane. The encoder's thread.
 */
#ifndef LOTSE_PICTURE_PIECES_H
#define LOTSE_PICTURE_PIECES_H

#include "picture/plan.h"
#include "picture/tile.h"

struct pieces {
	struct tile_encoder *coders[TILE_CODEC_COUNT]; /* owned; NULL until needed */
	bool may_use_context; /* the viewers know that codec (and the photo's); else the palette's */
	struct buffer coded;  /* scratch */
	struct buffer body;   /* of a TILES; what is in it must be sent before the next piece is made */
	double text_bytes_per_px, many_bytes_per_px, photo_bytes_per_px; /* of late */
	int text_columns; /* how wide text can be without having too many colours, of late */
	int refusals,
		refusals_to_skip; /* of narrow text in a row, and how many tries are spared after too many */
	int text_streak;      /* pieces since it was found too wide */
};

/* No coders yet. */
void pieces_init(struct pieces *pieces);

/* Coders anew, nothing waiting; what was learned about sizes stays. */
void pieces_start(struct pieces *pieces);

/* Frees; fine on zeroed memory and twice. */
void pieces_finish(struct pieces *pieces);

struct pieces_ask {
	size_t room_bytes; /* about so large */
	int effort;        /* 1 to 9, zlib's */
	int pixels_max;    /* not more at once */
	bool is_small;     /* photos may take five times as long for a fifth less */
};

/* Codes rectangles of the plan into `body`, and marks them as sent exactly. An empty body: the plan had none,
 * or text had too many colours for its codec, and those tiles are DIRTY_AS_MANY now. RESULT_OUT_OF_MEMORY,
 * RESULT_SYSTEM: the coders are of no more use. */
enum result pieces_code(struct pieces *pieces, struct dirty_map *map, const struct image *screen,
                        struct plan *plan, const struct pieces_ask *ask);

#endif

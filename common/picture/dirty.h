/*
 * What a viewer lacks: a map of the screen's tiles (32x32), each clean, dirty or
 * lossy, with the box of pixels concerned and the history that sorting needs.
 * It is state, not a queue: however long a line is blocked, it never grows.
 * A value that owns its tiles. The encoder's thread.
 */
#ifndef LOTSE_PICTURE_DIRTY_H
#define LOTSE_PICTURE_DIRTY_H

#include "base/image.h"
#include "wire/picture_header.h"

enum { DIRTY_HISTORY = 4 };

enum dirty_state {
	DIRTY_CLEAN, /* the viewer has it exactly */
	DIRTY_DIRTY, /* the viewer has something older */
	DIRTY_LOSSY, /* the viewer has (or is about to have) this, but not exactly */
};

/* How a dirty tile is going to be sent; decided anew before each message. */
enum dirty_route {
	DIRTY_AS_TEXT,  /* exact, by the text codec */
	DIRTY_AS_MANY,  /* exact: text, but of too many colours for it */
	DIRTY_AS_PHOTO, /* exact: a photo that the line can carry */
	DIRTY_AS_STILL, /* VP8, for now */
	DIRTY_AS_VIDEO, /* VP8, and again soon */
	DIRTY_AS_COUNT
};

enum dirty_kind { DIRTY_UNSORTED, DIRTY_TEXT, DIRTY_PHOTO };

/* Part of a tile, in its own pixels; right and bottom are the first ones outside. All 0: nothing. */
struct dirty_box {
	uint8_t left, top, right, bottom;
};

struct dirty_tile {
	int64_t changed_us;                /* the last change */
	int64_t history_us[DIRTY_HISTORY]; /* changes that count for the time rule, newest first; 0: none */
	struct dirty_box box;              /* what the viewer lacks, or has lossy */
	struct dirty_box fresh;            /* what change_find has just found; not yet in the shadow */
	uint8_t route;                     /* enum dirty_route */
	uint8_t state, kind;               /* enum dirty_state, dirty_kind */
	bool is_kind_stale;                /* changed since it was sorted */
	bool may_be_edge;                  /* text with some photo in it, as it looks */
	bool is_edge;                      /* that, beside a photo, and so sorted with it */
	bool is_video;                     /* keeps changing */
	uint8_t q;                         /* lossy: the quantizer of the VP8 frame that it was last in */
	uint8_t in_frame; /* 1 + the VP8 instance whose latest frame has it but has not shown it; 0: none */
};

struct dirty_map {
	struct dirty_tile *tiles; /* owned; row by row */
	int columns, rows;
	int width_px, height_px;
	int dirty_count, lossy_count;
};

/* All dirty. RESULT_OUT_OF_MEMORY; then the map is zeroed. */
enum result dirty_init(struct dirty_map *map, int width_px, int height_px);

/* Frees; fine on zeroed memory and twice. */
void dirty_finish(struct dirty_map *map);

/* Everything is lacking; the history stays. */
void dirty_mark_all(struct dirty_map *map);

/* Nothing is lacking; the history stays. */
void dirty_mark_none(struct dirty_map *map);

/* The tile at column, row; they must be inside. */
struct dirty_tile *dirty_at(const struct dirty_map *map, int column, int row);

/* The pixels of a tile, cut at the screen's edge. */
struct rect dirty_tile_rect(const struct dirty_map *map, int column, int row);

/* The screen's pixels of a tile's box. */
struct rect dirty_box_rect(const struct dirty_map *map, int column, int row);

/* Columns and rows (as a rectangle of tiles) that meet `rect`, which must be inside the screen. */
struct rect dirty_tiles_of(struct rect rect);

/* Around both boxes. */
struct dirty_box dirty_box_around(struct dirty_box a, struct dirty_box b);

/* The tile changed inside `box`: dirty from now on. */
void dirty_mark(struct dirty_map *map, struct dirty_tile *tile, struct dirty_box box, int64_t now_us);

/* Puts a tile into a state and keeps the counts; clean empties its box. */
void dirty_set_state(struct dirty_map *map, struct dirty_tile *tile, enum dirty_state state);

/* The viewer copies `from` by dx, dy (both places inside the screen): what it lacks or has lossy moves along,
 * and what it lacked at the new place is overwritten. RESULT_OUT_OF_MEMORY: nothing was changed. */
enum result dirty_move(struct dirty_map *map, struct rect from, int dx, int dy);

/* How many pixels of `rect` (in boxes) the viewer lacks. */
int dirty_pixels(const struct dirty_map *map, struct rect rect);

/* Whether the viewer has all of `rect` exactly, as far as it is on the screen. */
bool dirty_is_clean(const struct dirty_map *map, struct rect rect);

/* The viewer gets `rect` exactly: tiles whose whole box is in it become clean. */
void dirty_sent_exact(struct dirty_map *map, struct rect rect);

#endif

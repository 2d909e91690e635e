/*
 * A picture message: what is inside a sealed picture frame. A short header, then
 * parts until the end. A part is kind (u8), size (varint) and so many bytes.
 * A body too large for one message comes as several parts of its kind in several
 * messages, all but the last with PICTURE_MORE set; parts of other kinds may stand
 * between them. Numbers inside bodies are varints where the struct doesn't say u8.
 *
 * Parsers and writers only; meaning and state are in picture/. Any thread.
 */
#ifndef LOTSE_WIRE_PICTURE_HEADER_H
#define LOTSE_WIRE_PICTURE_HEADER_H

#include "base/bytes.h"
#include "base/image.h"
#include "base/result.h"

enum {
	PICTURE_HEADER_BYTES_MAX = 22,
	PICTURE_MESSAGE_BYTES_MAX = 64900,
	PICTURE_PIXELS_MAX = 7680 * 2400, /* of a screen: bounds what a viewer allocates */
	PICTURE_TILE_PX = 32,
	PICTURE_TILES_RECTS_MAX = 64,
	PICTURE_TILES_PIXELS_MAX = 1 << 18, /* of all rectangles of a TILES together */
	PICTURE_BODY_BYTES_MAX = 4 << 20,   /* of a body put together from parts */
	PICTURE_INSTANCES = 2,              /* VP8 coders at a time */
	PICTURE_CURSOR_SIDE_MAX_PX = 128,
};

/* Flags of the header; others are refused. */
enum {
	PICTURE_START = 1, /* all coders anew; what came before this counter does not matter */
	PICTURE_LAST = 2,  /* with this message the screen state is complete */
};

struct picture_header {
	uint32_t counter; /* of the lane, consecutive */
	uint8_t flags;
	uint32_t state; /* the sharer's number of the screen state that this leads to; not 0 */
	uint32_t base;  /* the state that the viewer must have before; 0: none, all of the screen follows */
	uint16_t width_px, height_px; /* at a start alone; else 0 when decoded */
	uint16_t time_ms;             /* of the sharer's clock, wraps */
};

enum {
	PICTURE_MORE = 0x80,
	PICTURE_OPTIONAL = 0x40
}; /* bits of the kind; unknown kinds with OPTIONAL are skipped */

enum picture_kind {
	PICTURE_NONE,
	PICTURE_TILES,        /* exact pixels of some rectangles */
	PICTURE_VP8,          /* a frame for a VP8 instance; nothing is shown yet */
	PICTURE_SHOW,         /* tiles to take over from a VP8 instance's picture */
	PICTURE_COPY,         /* a rectangle of the screen is now elsewhere too */
	PICTURE_CURSOR_SHAPE, /* how the pointer looks */
	PICTURE_CURSOR_PLACE, /* where it is */
};

struct picture_part {
	enum picture_kind kind;
	bool has_more;
	struct bytes body;
};

struct picture_tiles {
	uint8_t codec; /* u8: picture/tile.h; not checked here */
	uint8_t
		count; /* u8: 1 to PICTURE_TILES_RECTS_MAX; each rectangle x, y, width, height, inside the screen */
	struct rect rects[PICTURE_TILES_RECTS_MAX];
	struct bytes coded; /* the rest */
};

struct picture_vp8 {
	uint8_t instance;   /* u8 */
	struct rect rect;   /* of the screen, that the instance's picture covers; x and y even */
	struct bytes coded; /* the rest; empty: the instance has ended */
};

/* The tiles of PICTURE_TILE_PX that the instance's rectangle meets, row by row, are skipped and taken in
 * turns: skip, take, skip, take, until the body ends. Of each, the part inside the rectangle is meant. */
struct picture_show {
	uint8_t instance;  /* u8 */
	struct bytes runs; /* the rest; read with picture_run_next */
};

struct picture_copy {
	struct rect from; /* x, y, width, height */
	int to_x_px, to_y_px;
};

struct picture_cursor_shape {
	uint8_t width_px, height_px; /* u8: both 0: nothing is drawn; else 1 to PICTURE_CURSOR_SIDE_MAX_PX */
	uint8_t hot_x_px, hot_y_px;  /* u8: inside the shape */
	struct bytes coded; /* the rest: zlib over rows of B G R A, premultiplied; empty if nothing is drawn */
};

struct picture_cursor_place {
	int16_t x_px, y_px; /* s16: the hot spot, in the screen's pixels */
	bool is_visible;    /* u8: 0 or 1 */
};

/* Writes it: flags u8, counter, state, and what the base is behind the state plus 1 (0: no base) as varints,
 * at a start the sides as u16, time u16. */
void picture_header_encode(struct writer *to, const struct picture_header *header);

/* How many bytes that takes. */
size_t picture_header_bytes(const struct picture_header *header);

/* Reads it. RESULT_BAD_FRAME: too short, unknown flags, state 0, a base before the first state, a side of 0
 * or over IMAGE_SIDE_MAX_PX. RESULT_TOO_LARGE: more than PICTURE_PIXELS_MAX. */
enum result picture_header_decode(struct reader *from, struct picture_header *out);

/* The most bytes that a part of a body of `body_bytes` takes beside the body itself. */
size_t picture_part_overhead(size_t body_bytes);

/* Writes a part. Fails (writer) without room. */
void picture_part_encode(struct writer *to, const struct picture_part *part);

/* Reads the next part; the body stays in place. RESULT_NEED_MORE: the message has ended. RESULT_BAD_FRAME. */
enum result picture_part_next(struct reader *from, struct picture_part *out);

/* All but `coded`, which the caller appends. */
void picture_tiles_encode(struct writer *to, const struct picture_tiles *tiles);

/* Rectangles are checked against `screen` and the sum of their pixels. RESULT_BAD_FRAME. */
enum result picture_tiles_decode(struct bytes body, struct rect screen, struct picture_tiles *out);

/* All but `coded`. */
void picture_vp8_encode(struct writer *to, const struct picture_vp8 *vp8);

/* The rectangle must be inside `screen`. RESULT_BAD_FRAME. */
enum result picture_vp8_decode(struct bytes body, struct rect screen, struct picture_vp8 *out);

/* Reads the instance; `runs` are read with picture_run_next. RESULT_BAD_FRAME. */
enum result picture_show_decode(struct bytes body, struct picture_show *out);

/* How many tiles to skip, then how many to take. False at the end or where it fails (reader). Takes at least
 * one. */
bool picture_run_next(struct reader *runs, uint32_t *skip, uint32_t *take);

/* Writes all of it. */
void picture_copy_encode(struct writer *to, const struct picture_copy *copy);

/* Both places must be inside `screen`. RESULT_BAD_FRAME. */
enum result picture_copy_decode(struct bytes body, struct rect screen, struct picture_copy *out);

/* All but `coded`. */
void picture_cursor_shape_encode(struct writer *to, const struct picture_cursor_shape *shape);

/* RESULT_BAD_FRAME. */
enum result picture_cursor_shape_decode(struct bytes body, struct picture_cursor_shape *out);

/* Writes all of it. */
void picture_cursor_place_encode(struct writer *to, const struct picture_cursor_place *place);

/* RESULT_BAD_FRAME. */
enum result picture_cursor_place_decode(struct bytes body, struct picture_cursor_place *out);

#endif

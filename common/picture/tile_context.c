/*
 * Text-like rectangles, pixel by pixel, each guessed from the colours around it and
 * coded as whether a guess was right: letters that were seen before cost next to nothing.
 *
 * A rectangle goes in strips of STRIP_PX columns, a strip row by row: one decision whether the row equals the
 * one above; else its pixels. Five tables of slots, found by the colours of 21, 14, eight, four and two
 * neighbours, say which colour came last time. What no slot knows is looked for in the
 * neighbours and in a list of recent colours, and is spelt out at last. Every yes or no
 * goes through one range coder (range.h), which is flushed at the end of a piece; what was
 * learned stays. Both ends run the same functions, compiled once for each (`decodes` is a
 * constant there).
 *
 * The row that is coded and the four above it stand in `lines`, with a margin at both sides, so that every
 * neighbour is there. What lies outside of the rectangle is taken from the picture where the writing end says
 * that the reading end has it exactly (two decisions a rectangle), else from what is nearest.
 */
#include "picture/range.h"
#include "picture/tile_codec.h"

#include <stdlib.h>
#include <string.h>

enum {
	LEVELS = 5,     /* 0 looks at 21 neighbours, 4 at two */
	SLOT_BITS = 16, /* of the first LARGE_LEVELS; the others have fewer to tell apart */
	LARGE_LEVELS = 3,
	SMALL_SLOT_BITS = 14,
	SLOTS = LARGE_LEVELS * (1 << SLOT_BITS) + (LEVELS - LARGE_LEVELS) * (1 << SMALL_SLOT_BITS),
	HISTORIES = 256,
	RECENT_BITS = 5,
	RECENT = 1 << RECENT_BITS,
	ROW_HISTORIES = 4,
	NEARBY = 3,
	RUN = 16,
	STRIP_PX = 256,
	MARGIN = TILE_KNOWN_PX,
	LINES = MARGIN + 1,
};

struct model {
	uint32_t colours[SLOTS];  /* the last colour, and above it 8 bits that tell who owns the slot */
	uint8_t histories[SLOTS]; /* a 1, and behind it what the last guesses of the slot were worth */
	struct chance right[LEVELS][LEVELS][HISTORIES]; /* also by how many tables have failed before */
	struct chance row[ROW_HISTORIES];
	struct chance known[2]; /* above and to the left */
	struct chance run[2];   /* by whether the last one was there */
	struct chance nearby[LEVELS + 1][NEARBY];
	struct chance is_recent[LEVELS + 1];
	struct chance place[2][RECENT];
	struct chance error[3][256]; /* of green, red, blue */
	uint32_t recent[RECENT];     /* the newest first */
	unsigned row_history;
	bool had_run;
};

struct coder {
	struct model model;
	struct range range;
	uint32_t memory[LINES][MARGIN + STRIP_PX + MARGIN];
	uint32_t *lines[LINES]; /* into it, behind the margin: the row that is coded, and those above it */
};

/* --- one pixel --------------------------------------------------------------------------------------------
 */

/* By the points of the compass: what the list of neighbours and the spelling need. */
struct around {
	uint32_t w, n, nw, ne;
};

/* What has been ruled out for this pixel. */
struct excluded {
	uint32_t colours[LEVELS + NEARBY];
	int count, tables;
};

ALWAYS_LINE bool is_excluded(const struct excluded *no, uint32_t colour)
{
	for (int i = 0; i < no->count; i++)
		if (no->colours[i] == colour)
			return true;
	return false;
}

ALWAYS_LINE uint32_t mix(uint32_t hash)
{
	hash *= UINT32_C(0x9E3779B1);
	hash ^= hash >> 15;
	return hash * UINT32_C(0x85EBCA6B);
}

/* Sums of the colours around place x of the row. Mixed, the upper bits say which slot, those from 8 to 15
 * whose. */
ALWAYS_LINE void sum_around(uint32_t *const *lines, int x, uint32_t sums[static LEVELS])
{
	const uint32_t *a = lines[0] + x, *b = lines[1] + x, *c = lines[2] + x, *d = lines[3] + x;
	uint32_t hash = a[-1] * UINT32_C(0x2C1B3C6D) + b[0] * UINT32_C(0x297A2D39);
	sums[4] = hash + 3;
	hash += b[-1] * UINT32_C(0x1B56C4E9) + b[1] * UINT32_C(0x7FEB352D);
	sums[3] = hash + 2;
	hash += a[-2] * UINT32_C(0xC2B2AE35) + c[0] * UINT32_C(0x27D4EB2F) + c[1] * UINT32_C(0x165667B1) +
	        b[2] * UINT32_C(0xD3A2646D);
	sums[2] = hash + 1;
	hash += a[-3] * UINT32_C(0x9E3779B9) + b[-2] * UINT32_C(0x6C8E9CF5) + c[-1] * UINT32_C(0xB5297A4D) +
	        c[2] * UINT32_C(0x68E31DA5) + b[3] * UINT32_C(0x1B56C4F5) + d[0] * UINT32_C(0x2545F491);
	sums[1] = hash + 4;
	hash += a[-4] * UINT32_C(0x9E3779B9) + c[-2] * UINT32_C(0x3C6EF373) + c[3] * UINT32_C(0xDAA66D2B) +
	        d[-1] * UINT32_C(0x78DDE6E5) + d[1] * UINT32_C(0x1715609D) + lines[4][x] * UINT32_C(0xB54CDA57) +
	        b[-3] * UINT32_C(0x5384540F);
	sums[0] = hash + 5;
}

ALWAYS_LINE uint32_t slot_of(int level, uint32_t hash)
{
	if (level < LARGE_LEVELS)
		return ((uint32_t)level << SLOT_BITS) + (hash >> (32 - SLOT_BITS));
	uint32_t place = (uint32_t)(level - LARGE_LEVELS) << SMALL_SLOT_BITS;
	return ((uint32_t)LARGE_LEVELS << SLOT_BITS) + place + (hash >> (32 - SMALL_SLOT_BITS));
}

/* The median of left, up and left + up - corner, of one channel. */
static uint32_t median(const struct around *a, int shift)
{
	int left = (int)(a->w >> shift & 255), up = (int)(a->n >> shift & 255),
		corner = (int)(a->nw >> shift & 255);
	int low = left < up ? left : up, high = left < up ? up : left;
	return (uint32_t)(corner >= high ? low : corner <= low ? high : left + up - corner);
}

/* Green's error, then those of red and blue as far as they are others. */
ALWAYS_LINE uint32_t code_spelt(struct coder *c, bool decodes, const struct around *a, uint32_t colour)
{
	static const int shifts[3] = {8, 16, 0};
	uint32_t out = 0, green = 0;
	for (int i = 0; i < 3; i++) {
		uint32_t guess = median(a, shifts[i]) + green;
		uint32_t error = ((colour >> shifts[i]) - guess) & 255;
		error = range_number(&c->range, decodes, c->model.error[i], 8, error);
		out |= ((guess + error) & 255) << shifts[i];
		if (i == 0)
			green = error;
	}
	return out;
}

static void remember(struct model *m, uint32_t colour, uint32_t place)
{
	memmove(&m->recent[1], &m->recent[0], place * sizeof *m->recent);
	m->recent[0] = colour;
}

/* A colour that no table has said. */
ALWAYS_LINE uint32_t code_unknown(struct coder *c, bool decodes, const struct around *a, struct excluded *no,
                                  uint32_t colour)
{
	struct model *m = &c->model;
	const uint32_t nearby[NEARBY] = {a->w, a->n, a->ne};
	for (int i = 0; i < NEARBY; i++) {
		if (is_excluded(no, nearby[i]))
			continue;
		if (range_bit(&c->range, decodes, &m->nearby[no->tables][i], colour == nearby[i]))
			return nearby[i];
		no->colours[no->count++] = nearby[i];
	}
	uint32_t place = 0;
	if (!decodes)
		while (place < RECENT && m->recent[place] != colour)
			place++;
	if (range_bit(&c->range, decodes, &m->is_recent[no->tables], place < RECENT)) {
		place = range_number(&c->range, decodes, m->place[a->w == a->n], RECENT_BITS, place);
		colour = m->recent[place];
		remember(m, colour, place);
	} else {
		colour = code_spelt(c, decodes, a, colour);
		remember(m, colour, RECENT - 1);
	}
	return colour;
}

ALWAYS_LINE uint8_t history_next(uint8_t history, bool was_right)
{
	uint8_t next = (uint8_t)(history << 1 | was_right);
	return history >= 128 ? next | 128 : next;
}

ALWAYS_LINE uint32_t code_pixel(struct coder *c, bool decodes, int x, uint32_t colour)
{
	struct model *m = &c->model;
	struct excluded no;
	uint32_t hashes[LEVELS]; /* as far as they are needed */
	bool is_known = false;
	int level = 0;
	no.count = 0;
	sum_around(c->lines, x, hashes);
	for (; level < LEVELS && !is_known; level++) {
		uint32_t hash = hashes[level] = mix(hashes[level]), slot = slot_of(level, hash),
				 guess = m->colours[slot];
		uint8_t *history = &m->histories[slot];
		if (guess >> 24 != (hash >> 8 & 255)) {
			*history = 1;
			continue;
		}
		guess &= 0xffffff;
		if (is_excluded(&no, guess))
			continue;
		is_known = range_bit(&c->range, decodes, &m->right[level][no.count][*history], colour == guess);
		*history = history_next(*history, is_known);
		if (is_known)
			colour = guess;
		else
			no.colours[no.count++] = guess;
	}
	if (!is_known) {
		const uint32_t *row = c->lines[0] + x, *up = c->lines[1] + x;
		struct around a = {row[-1], up[0], up[-1], up[1]};
		no.tables = no.count;
		colour = code_unknown(c, decodes, &a, &no, colour);
	}
	/* The table that was right has it already; those asked before it have not. */
	for (level -= is_known; level-- > 0;)
		m->colours[slot_of(level, hashes[level])] = (hashes[level] >> 8 & 255) << 24 | colour;
	return colour;
}

/* --- one rectangle ----------------------------------------------------------------------------------------
 */

static bool is_run(const uint32_t *pixels, uint32_t colour)
{
	uint32_t differing = 0;
	for (int i = 0; i < RUN; i++)
		differing |= pixels[i] ^ colour;
	return differing == 0;
}

/* Where all around is of one colour, RUN pixels can be told at once. */
ALWAYS_LINE bool code_run(struct coder *c, bool decodes, uint32_t *row, uint32_t colour)
{
	struct model *m = &c->model;
	bool is_there = range_bit(&c->range, decodes, &m->run[m->had_run], !decodes && is_run(row, colour));
	m->had_run = is_there;
	for (int i = 0; decodes && is_there && i < RUN; i++)
		row[i] = colour;
	return is_there;
}

/* The row of `lines`, whose neighbours are all there. */
ALWAYS_LINE void code_row(struct coder *c, bool decodes, int width)
{
	uint32_t *row = c->lines[0];
	const uint32_t *up = c->lines[1];
	for (int x = 0; x < width; x++) {
		uint32_t w = row[x - 1];
		bool may_run = x + RUN <= width && w == row[x - 2] && w == up[x] && w == up[x - 1];
		if (may_run && is_run(up + x, w) && code_run(c, decodes, row + x, w))
			x += RUN - 1;
		else
			row[x] = code_pixel(c, decodes, x, row[x]);
	}
}

static void fill(uint32_t *to, int count, uint32_t colour)
{
	for (int i = 0; i < count; i++)
		to[i] = colour;
}

static void take(uint32_t *to, const uint32_t *from, int count)
{
	for (int i = 0; i < count; i++)
		to[i] = from[i] & 0xffffff;
}

/* A row above the rectangle with its margins, which the picture may be too narrow for. */
static void take_above(uint32_t *to, const struct image *image, struct rect strip, int y)
{
	const uint32_t *from = image_row(image, y);
	for (int x = -MARGIN; x < strip.width + MARGIN; x++) {
		int at = strip.x + x < 0 ? 0 : strip.x + x;
		to[x] = from[at < image->width_px ? at : image->width_px - 1] & 0xffffff;
	}
}

static void lines_begin(struct coder *c, const struct image *image, struct rect strip, bool knows_above,
                        bool knows_left)
{
	uint32_t first = c->model.recent[0];
	if (knows_left)
		first = image_row(image, strip.y)[strip.x - 1] & 0xffffff;
	for (int i = 0; i < LINES; i++) {
		c->lines[i] = c->memory[i] + MARGIN;
		if (i > 0 && knows_above)
			take_above(c->lines[i], image, strip, strip.y - i);
		else
			fill(c->memory[i], MARGIN + strip.width + MARGIN, first);
	}
}

/* The row that was coded becomes the one above. */
static void lines_turn(struct coder *c, int width, bool knows_left)
{
	uint32_t *last = c->lines[LINES - 1], *row = c->lines[0];
	if (!knows_left)
		fill(row - MARGIN, MARGIN, row[0]);
	fill(row + width, MARGIN, row[width - 1]);
	memmove(&c->lines[1], &c->lines[0], (LINES - 1) * sizeof *c->lines);
	c->lines[0] = last;
}

/* One row of a strip, `pixels` in the picture. */
ALWAYS_LINE void code_line(struct coder *c, bool decodes, uint32_t *pixels, int width, bool knows_left)
{
	struct model *m = &c->model;
	uint32_t *row = c->lines[0];
	size_t bytes = (size_t)width * sizeof *row;
	if (knows_left)
		take(row - MARGIN, pixels - MARGIN, MARGIN);
	else
		fill(row - MARGIN, MARGIN, c->lines[1][0]);
	if (!decodes)
		take(row, pixels, width);
	bool is_equal = !decodes && memcmp(row, c->lines[1], bytes) == 0;
	is_equal = range_bit(&c->range, decodes, &m->row[m->row_history], is_equal);
	m->row_history = (m->row_history << 1 | is_equal) % ROW_HISTORIES;
	if (!is_equal)
		code_row(c, decodes, width);
	else if (decodes)
		memcpy(row, c->lines[1], bytes);
	if (decodes)
		memcpy(pixels, row, bytes);
	lines_turn(c, width, knows_left);
}

ALWAYS_LINE bool code_strip(struct coder *c, bool decodes, const struct image *image, struct rect strip,
                            unsigned known)
{
	bool knows_left = (known & TILE_KNOWN_LEFT) != 0;
	lines_begin(c, image, strip, (known & TILE_KNOWN_ABOVE) != 0, knows_left);
	for (int y = 0; y < strip.height; y++) {
		code_line(c, decodes, image_row(image, strip.y + y) + strip.x, strip.width, knows_left);
		if (decodes ? !range_read_is_whole(&c->range) : c->range.has_failed)
			return false;
	}
	return true;
}

/* What is outside of the picture is never known. */
ALWAYS_LINE unsigned code_known(struct coder *c, bool decodes, struct rect rect, unsigned known)
{
	unsigned out = 0;
	if (rect.y >= MARGIN &&
	    range_bit(&c->range, decodes, &c->model.known[0], (known & TILE_KNOWN_ABOVE) != 0))
		out |= TILE_KNOWN_ABOVE;
	if (rect.x >= MARGIN && range_bit(&c->range, decodes, &c->model.known[1], (known & TILE_KNOWN_LEFT) != 0))
		out |= TILE_KNOWN_LEFT;
	return out;
}

ALWAYS_LINE bool code_rect(struct coder *c, bool decodes, const struct image *image, struct rect rect,
                           unsigned known)
{
	known = code_known(c, decodes, rect, known);
	for (int x = 0; x < rect.width; x += STRIP_PX) {
		int width = rect.width - x < STRIP_PX ? rect.width - x : STRIP_PX;
		struct rect strip = {rect.x + x, rect.y, width, rect.height};
		if (!code_strip(c, decodes, image, strip, known))
			return false;
		if (width >= MARGIN)
			known |= TILE_KNOWN_LEFT; /* the strip that is done */
	}
	return true;
}

/* --- the codec --------------------------------------------------------------------------------------------
 */

static void *coder_create(void)
{
	struct coder *c = calloc(1, sizeof *c);
	if (c == NULL)
		return NULL;
	struct model *m = &c->model;
	chances_fill(&m->right[0][0][0], sizeof m->right / sizeof(struct chance));
	chances_fill(m->row, ROW_HISTORIES);
	chances_fill(m->run, 2);
	chances_fill(m->known, 2);
	chances_fill(&m->nearby[0][0], sizeof m->nearby / sizeof(struct chance));
	chances_fill(m->is_recent, LEVELS + 1);
	chances_fill(&m->place[0][0], sizeof m->place / sizeof(struct chance));
	chances_fill(&m->error[0][0], sizeof m->error / sizeof(struct chance));
	memset(m->histories, 1, sizeof m->histories);
	for (uint32_t i = 0; i < RECENT; i++)
		m->recent[i] = i == 0 ? 0xffffff : (i - 1) * 0x080808;
	return c;
}

static void coder_destroy(void *state)
{
	free(state);
}

/* It has one way alone. */
static void context_set_effort(void *state, int effort)
{
	(void)state;
	(void)effort;
}

static enum result context_add(void *state, const struct image *image, struct rect rect, unsigned known,
                               struct buffer *out)
{
	struct coder *c = state;
	if (!c->range.is_begun)
		range_write_begin(&c->range, out);
	return code_rect(c, false, image, rect, known) ? RESULT_OK : RESULT_OUT_OF_MEMORY;
}

static enum result context_end(void *state, struct buffer *out)
{
	struct coder *c = state;
	if (!c->range.is_begun)
		range_write_begin(&c->range, out);
	range_write_end(&c->range);
	return c->range.has_failed ? RESULT_OUT_OF_MEMORY : RESULT_OK;
}

static bool context_decode(void *state, const struct picture_tiles *tiles, struct image *image)
{
	struct coder *c = state;
	range_read_begin(&c->range, tiles->coded);
	for (size_t i = 0; i < tiles->count; i++)
		if (!code_rect(c, true, image, tiles->rects[i], 0))
			return false;
	return range_read_ended(&c->range);
}

const struct tile_codec tile_codec_context = {
	coder_create, coder_destroy, context_set_effort, context_add,
	context_end,  coder_create,  coder_destroy,      context_decode,
};

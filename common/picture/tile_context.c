/*
 * Text-like rectangles, pixel by pixel, each guessed from the colours around it and
 * coded as whether a guess was right: letters that were seen before cost next to nothing.
 *
 * A rectangle goes row by row: one decision whether the row equals the one above; else
 * its pixels. Three tables of slots, found by the colours of eight, four and two
 * neighbours, say which colour came last time. What no slot knows is looked for in the
 * neighbours and in a list of recent colours, and is spelt out at last. Every yes or no
 * goes through one range coder (range.h), which is flushed at the end of a piece; what was
 * learned stays. Both ends run the same functions, compiled once for each (`decodes` is a
 * constant there).
 */
#include "picture/range.h"
#include "picture/tile_codec.h"

#include <stdlib.h>
#include <string.h>

enum {
	LEVELS = 3, /* 0 looks at eight neighbours, 2 at two */
	SLOT_BITS = 16,
	SLOTS = 1 << SLOT_BITS,
	HISTORIES = 256,
	RECENT_BITS = 5,
	RECENT = 1 << RECENT_BITS,
	ROW_HISTORIES = 4,
	NEARBY = 3,
	RUN = 32,
};

struct model {
	uint32_t colours[LEVELS][SLOTS];  /* the last colour, and above it 8 bits that tell who owns the slot */
	uint8_t histories[LEVELS][SLOTS]; /* a 1, and behind it what the last guesses of the slot were worth */
	struct chance right[LEVELS][LEVELS][HISTORIES]; /* also by how many tables have failed before */
	struct chance row[ROW_HISTORIES];
	struct chance run[2]; /* by whether the last one was there */
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
};

/* --- one pixel --------------------------------------------------------------------------------------------
 */

/* By the points of the compass. */
struct around {
	uint32_t w, n, nw, ne, ww, nn, nne, nee;
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

/* The upper half says which slot, the byte below it whose. */
ALWAYS_LINE void hash_around(const struct around *a, uint32_t hashes[static LEVELS])
{
	uint32_t two = a->w * UINT32_C(0x2C1B3C6D) + a->n * UINT32_C(0x297A2D39);
	uint32_t four = two + a->nw * UINT32_C(0x1B56C4E9) + a->ne * UINT32_C(0x7FEB352D);
	uint32_t eight = four + a->ww * UINT32_C(0xC2B2AE35) + a->nn * UINT32_C(0x27D4EB2F) +
	                 a->nne * UINT32_C(0x165667B1) + a->nee * UINT32_C(0xD3A2646D);
	hashes[0] = mix(eight + 1);
	hashes[1] = mix(four + 2);
	hashes[2] = mix(two + 3);
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

ALWAYS_LINE uint32_t code_pixel(struct coder *c, bool decodes, const struct around *a, uint32_t colour)
{
	struct model *m = &c->model;
	struct excluded no = {0};
	uint32_t hashes[LEVELS];
	bool is_known = false;
	int level = 0;
	hash_around(a, hashes);
	for (; level < LEVELS && !is_known; level++) {
		uint32_t hash = hashes[level], slot = hash >> (32 - SLOT_BITS);
		uint32_t guess = m->colours[level][slot];
		uint8_t *history = &m->histories[level][slot];
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
		no.tables = no.count;
		colour = code_unknown(c, decodes, a, &no, colour);
	}
	/* The table that was right has it already; those asked before it have not. */
	for (level -= is_known; level-- > 0;)
		m->colours[level][hashes[level] >> (32 - SLOT_BITS)] = (hashes[level] >> 8 & 255) << 24 | colour;
	return colour;
}

/* --- one rectangle ----------------------------------------------------------------------------------------
 */

static bool is_run(const uint32_t *pixels, uint32_t colour)
{
	uint32_t differing = 0;
	for (int i = 0; i < RUN; i++)
		differing |= pixels[i] ^ colour;
	return (differing & 0xffffff) == 0;
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

/* What is around the pixel at x; outside of the rectangle, what is nearest inside. */
ALWAYS_LINE void look_around(struct around *a, const uint32_t *up, const uint32_t *upper, int x, int width)
{
	a->nw = x > 0 ? a->n : up[0] & 0xffffff;
	a->n = up[x] & 0xffffff;
	a->ne = x + 1 < width ? up[x + 1] & 0xffffff : a->n;
	a->nn = upper != NULL ? upper[x] & 0xffffff : a->n;
	a->nee = x + 2 < width ? up[x + 2] & 0xffffff : a->ne;
	a->nne = upper != NULL && x + 1 < width ? upper[x + 1] & 0xffffff : a->ne;
}

/* `row` holds the pixels, or is where they go; `up` and `upper` are the rows above, NULL where there are
 * none. */
ALWAYS_LINE void code_row(struct coder *c, bool decodes, uint32_t *row, const uint32_t *up,
                          const uint32_t *upper, int width)
{
	uint32_t first = up != NULL ? up[0] & 0xffffff : c->model.recent[0];
	struct around a = {first, first, first, first, first, first, first, first};
	for (int x = 0; x < width; x++) {
		if (up != NULL)
			look_around(&a, up, upper, x, width);
		else
			a.n = a.nw = a.ne = a.nn = a.nne = a.nee = a.w;
		bool may_run = a.w == a.ww && a.w == a.n && a.w == a.nw && x + RUN <= width;
		if (may_run && (up == NULL || is_run(up + x, a.w)) && code_run(c, decodes, row + x, a.w)) {
			x += RUN - 1;
			continue;
		}
		uint32_t colour = code_pixel(c, decodes, &a, decodes ? 0 : row[x] & 0xffffff);
		if (decodes)
			row[x] = colour;
		a.ww = a.w;
		a.w = colour;
	}
}

static bool row_is_equal(const uint32_t *a, const uint32_t *b, int count)
{
	uint32_t differing = 0;
	for (int i = 0; i < count; i++)
		differing |= a[i] ^ b[i];
	return (differing & 0xffffff) == 0;
}

ALWAYS_LINE bool code_rect(struct coder *c, bool decodes, const struct image *image, struct rect rect)
{
	struct model *m = &c->model;
	const uint32_t *up = NULL, *upper = NULL;
	for (int y = 0; y < rect.height; y++) {
		uint32_t *row = image_row(image, rect.y + y) + rect.x;
		bool is_equal = up != NULL && !decodes && row_is_equal(row, up, rect.width);
		if (up != NULL) {
			is_equal = range_bit(&c->range, decodes, &m->row[m->row_history], is_equal);
			m->row_history = (m->row_history << 1 | is_equal) % ROW_HISTORIES;
		}
		if (is_equal && decodes)
			memcpy(row, up, (size_t)rect.width * sizeof *row);
		else if (!is_equal)
			code_row(c, decodes, row, up, upper, rect.width);
		if (decodes ? !range_read_is_whole(&c->range) : c->range.has_failed)
			return false;
		upper = up;
		up = row;
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

static enum result context_add(void *state, const struct image *image, struct rect rect, struct buffer *out)
{
	struct coder *c = state;
	if (!c->range.is_begun)
		range_write_begin(&c->range, out);
	return code_rect(c, false, image, rect) ? RESULT_OK : RESULT_OUT_OF_MEMORY;
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
		if (!code_rect(c, true, image, tiles->rects[i]))
			return false;
	return range_read_ended(&c->range);
}

const struct tile_codec tile_codec_context = {
	coder_create, coder_destroy, context_set_effort, context_add,
	context_end,  coder_create,  coder_destroy,      context_decode,
};

/*
 * Photo-like rectangles, for lines that are slower than the coder: each channel of a pixel as
 * the error of a guess from its neighbours, by a range coder (range.h) whose chances depend on
 * how rough it is around. Green goes first; red and blue are guessed with green known.
 *
 * A guess is what some simple predictors ("experts") say, weighted by how far off each was in the pixels
 * around (after Meyer and Tischer, "Glicbawls", 2001), mended by what such guesses were wrong by lately where
 * the neighbours lay alike (as in Wu and Memon, "Context-based, adaptive, lossless image coding", 1997). An
 * error is told by how many bits it has, then by these, then by its sign. All of it is integer arithmetic,
 * and the same functions at both ends.
 */
#include "picture/range.h"
#include "picture/tile_codec.h"

#include <stdlib.h>
#include <string.h>

enum {
	CHANNELS = 3,
	EXPERTS = 8,
	ROUGHS = 12,
	ROUGH_MAX = 1023,
	LENGTHS = 9, /* of an error: 0 to 8 bits */
	SHAPES = 64,
	BIAS_FADES = 32,
	PENALTIES = 4 * 255 + 1,
	PLACES = IMAGE_SIDE_MAX_PX + 2, /* of a row, with one to the left and one to the right */
};

struct bias {
	int16_t sum, count;
};

/* How far off each expert was at one pixel. */
struct penalties {
	uint8_t of[EXPERTS];
};

struct photo {
	struct chance length[CHANNELS][ROUGHS][LENGTHS];
	struct chance high[CHANNELS][LENGTHS][4]; /* the two bits below the first */
	struct chance low[CHANNELS][LENGTHS][LENGTHS];
	struct chance sign[CHANNELS][LENGTHS];
	struct bias bias[CHANNELS][ROUGHS][SHAPES];
	uint8_t rough_of[ROUGH_MAX + 1];
	uint32_t weight_of[PENALTIES];
	struct range range;
	/* Of this row and the one above. */
	uint8_t off[2][CHANNELS][PLACES]; /* how far off the guesses were */
	struct penalties penalties[2][CHANNELS][PLACES];
};

/* One channel of the neighbours, by the points of the compass. */
struct near {
	int w, n, nw, ne, ww, nn, nne;
};

/* A pixel under way. */
struct site {
	struct near near[CHANNELS];
	int value[CHANNELS]; /* of the channels so far; at the writing end of all */
	int off[CHANNELS];
	int x, y; /* in the rectangle */
};

ALWAYS_LINE int channel_of(uint32_t pixel, int channel)
{
	static const int shifts[CHANNELS] = {8, 16, 0};
	return (int)(pixel >> shifts[channel] & 255);
}

ALWAYS_LINE int median(int left, int up, int corner)
{
	int low = left < up ? left : up, high = left < up ? up : left;
	return corner >= high ? low : corner <= low ? high : left + up - corner;
}

ALWAYS_LINE int clamp(int value)
{
	return value < 0 ? 0 : value > 255 ? 255 : value;
}

/* An error of -128 to 127, in or out. */
ALWAYS_LINE int gap(int a, int b)
{
	return a < b ? b - a : a - b;
}

ALWAYS_LINE uint8_t to_u8(int value)
{
	return (uint8_t)(value > 255 ? 255 : value);
}

/* --- an error, in or out ----------------------------------------------------------------------------------
 */

ALWAYS_LINE int code_size(struct photo *p, bool decodes, int channel, int length, int size)
{
	int value = 1;
	for (int i = length - 2; i >= 0; i--) {
		int depth = length - 2 - i;
		struct chance *chance = &p->low[channel][length][i];
		if (depth < 2)
			chance = &p->high[channel][length][depth == 0 ? 1 : 2 | (value & 1)];
		value = value << 1 | range_bit(&p->range, decodes, chance, (size >> i & 1) != 0);
	}
	return value;
}

ALWAYS_LINE int code_error(struct photo *p, bool decodes, int channel, int rough, int error)
{
	int size = gap(error, 0), length = 0;
	while (length < LENGTHS - 1 &&
	       range_bit(&p->range, decodes, &p->length[channel][rough][length], size >> length != 0))
		length++;
	if (length == 0)
		return 0;
	size = code_size(p, decodes, channel, length, size);
	return range_bit(&p->range, decodes, &p->sign[channel][length], error < 0) ? -size : size;
}

/* --- a guess ----------------------------------------------------------------------------------------------
 */

/* What each expert says from the neighbours of one channel. */
ALWAYS_LINE void ask_experts(const struct near *a, int says[static EXPERTS])
{
	says[0] = median(a->w, a->n, a->nw);
	says[1] = a->w + a->n - a->nw;
	says[2] = a->n;
	says[3] = a->w;
	says[4] = a->w + (a->ne - a->n) / 2;
	says[5] = a->n + a->ne - a->nne;
	says[6] = 2 * a->n - a->nn;
	says[7] = 2 * a->w - a->ww;
}

/* Where green is known, each says what it would have been wrong by there. */
ALWAYS_LINE void correct_by_green(const struct site *site, int says[static EXPERTS])
{
	int of_green[EXPERTS];
	ask_experts(&site->near[0], of_green);
	for (int k = 0; k < EXPERTS; k++)
		says[k] += site->value[0] - of_green[k];
}

/* `mine` is the place of this pixel. */
ALWAYS_LINE int blend(const struct photo *p, const struct penalties *mine, const struct penalties *above,
                      const int says[static EXPERTS])
{
	int64_t weights = 0, sum = 0;
	for (int k = 0; k < EXPERTS; k++) {
		int64_t weight = p->weight_of[mine[-1].of[k] + above[-1].of[k] + above[0].of[k] + above[1].of[k]];
		weights += weight;
		sum += weight * says[k];
	}
	return sum <= 0 ? 0 : clamp((int)((2 * sum + weights) / (2 * weights)));
}

ALWAYS_LINE int rough_at(const struct photo *p, const struct site *site, int channel, int off_around)
{
	const struct near *a = &site->near[channel];
	int rough = (2 * (gap(a->w, a->nw) + gap(a->n, a->nw) + gap(a->n, a->ne))) / 3 + off_around;
	rough += (channel > 0 ? 2 * site->off[0] : 0) + (channel > 1 ? site->off[1] : 0);
	return p->rough_of[rough > ROUGH_MAX ? ROUGH_MAX : rough];
}

ALWAYS_LINE struct bias *bias_at(struct photo *p, const struct near *a, int channel, int rough, int guess)
{
	int shape = (a->w > guess) | (a->n > guess) << 1 | (a->nw > guess) << 2 | (a->ne > guess) << 3 |
	            (a->ww > guess) << 4 | (a->nn > guess) << 5;
	return &p->bias[channel][rough][shape];
}

static void bias_learn(struct bias *bias, int error)
{
	bias->sum = (int16_t)(bias->sum + error);
	if (++bias->count < BIAS_FADES)
		return;
	bias->sum /= 2;
	bias->count /= 2;
}

/* --- pixels -----------------------------------------------------------------------------------------------
 */

ALWAYS_LINE void code_channel(struct photo *p, bool decodes, struct site *site, int channel)
{
	struct penalties *mine = &p->penalties[site->y & 1][channel][1 + site->x];
	const struct penalties *above = &p->penalties[~site->y & 1][channel][1 + site->x];
	uint8_t *off = &p->off[site->y & 1][channel][1 + site->x];
	int says[EXPERTS];
	ask_experts(&site->near[channel], says);
	if (channel > 0)
		correct_by_green(site, says);
	int blended = blend(p, mine, above, says);
	int rough = rough_at(p, site, channel, off[-1] + p->off[~site->y & 1][channel][1 + site->x]);
	struct bias *bias = bias_at(p, &site->near[channel], channel, rough, blended);
	int guess = clamp(blended + (bias->count == 0 ? 0 : bias->sum / bias->count));
	int error = code_error(p, decodes, channel, rough, (int8_t)(uint8_t)(site->value[channel] - guess));
	int value = (guess + error) & 255;
	site->value[channel] = value;
	site->off[channel] = gap(error, 0);
	*off = to_u8(site->off[channel]);
	bias_learn(bias, value - blended);
	for (int k = 0; k < EXPERTS; k++)
		mine->of[k] = to_u8(gap(says[k], value));
}

struct rows {
	uint32_t *row;
	const uint32_t *up, *upper; /* NULL: there is none */
	int width;
};

/* Outside of the rectangle is what is nearest inside. */
ALWAYS_LINE void look_around(const struct rows *rows, int x, int channel, struct near *a)
{
	const uint32_t *row = rows->row, *up = rows->up, *upper = rows->upper;
	a->n = up != NULL ? channel_of(up[x], channel) : x > 0 ? channel_of(row[x - 1], channel) : 128;
	a->w = x > 0 ? channel_of(row[x - 1], channel) : a->n;
	a->nw = up != NULL && x > 0 ? channel_of(up[x - 1], channel) : a->n;
	a->ne = up != NULL && x + 1 < rows->width ? channel_of(up[x + 1], channel) : a->n;
	a->ww = x > 1 ? channel_of(row[x - 2], channel) : a->w;
	a->nn = upper != NULL ? channel_of(upper[x], channel) : a->n;
	a->nne = upper != NULL && x + 1 < rows->width ? channel_of(upper[x + 1], channel) : a->nn;
}

ALWAYS_LINE void code_row(struct photo *p, bool decodes, const struct rows *rows, int y)
{
	for (int x = 0; x < rows->width; x++) {
		struct site site = {.x = x, .y = y};
		for (int c = 0; c < CHANNELS; c++) {
			look_around(rows, x, c, &site.near[c]);
			site.value[c] = decodes ? 0 : channel_of(rows->row[x], c);
		}
		for (int c = 0; c < CHANNELS; c++)
			code_channel(p, decodes, &site, c);
		if (decodes)
			rows->row[x] = (uint32_t)(site.value[1] << 16 | site.value[0] << 8 | site.value[2]);
	}
}

static void forget_rows(struct photo *p, int width)
{
	for (int i = 0; i < 2; i++) {
		for (int c = 0; c < CHANNELS; c++) {
			memset(p->off[i][c], 0, (size_t)width + 2);
			memset(p->penalties[i][c], 0, ((size_t)width + 2) * sizeof(struct penalties));
		}
	}
}

ALWAYS_LINE bool code_rect(struct photo *p, bool decodes, const struct image *image, struct rect rect)
{
	struct rows rows = {.width = rect.width};
	forget_rows(p, rect.width);
	for (int y = 0; y < rect.height; y++) {
		rows.upper = rows.up;
		rows.up = rows.row;
		rows.row = image_row(image, rect.y + y) + rect.x;
		code_row(p, decodes, &rows, y);
		if (decodes ? !range_read_is_whole(&p->range) : p->range.has_failed)
			return false;
	}
	return true;
}

/* --- the codec --------------------------------------------------------------------------------------------
 */

static void fill_tables(struct photo *p)
{
	static const int steps[ROUGHS - 1] = {1, 3, 6, 10, 15, 22, 32, 46, 68, 100, 160};
	for (int i = 0, rough = 0; i <= ROUGH_MAX; i++) {
		while (rough < ROUGHS - 1 && i >= steps[rough])
			rough++;
		p->rough_of[i] = (uint8_t)rough;
	}
	for (uint32_t i = 0; i < PENALTIES; i++)
		p->weight_of[i] = (1u << 22) / ((i + 1) * (i + 1)) + 1;
}

static void *photo_create(void)
{
	struct photo *p = calloc(1, sizeof *p);
	if (p == NULL)
		return NULL;
	chances_fill(&p->length[0][0][0], sizeof p->length / sizeof(struct chance));
	chances_fill(&p->high[0][0][0], sizeof p->high / sizeof(struct chance));
	chances_fill(&p->low[0][0][0], sizeof p->low / sizeof(struct chance));
	chances_fill(&p->sign[0][0], sizeof p->sign / sizeof(struct chance));
	fill_tables(p);
	return p;
}

static void photo_destroy(void *state)
{
	free(state);
}

/* It has one way alone. */
static void photo_set_effort(void *state, int effort)
{
	(void)state;
	(void)effort;
}

static enum result photo_add(void *state, const struct image *image, struct rect rect, unsigned known,
                             struct buffer *out)
{
	(void)known;
	struct photo *p = state;
	if (!p->range.is_begun)
		range_write_begin(&p->range, out);
	return code_rect(p, false, image, rect) ? RESULT_OK : RESULT_OUT_OF_MEMORY;
}

static enum result photo_end(void *state, struct buffer *out)
{
	struct photo *p = state;
	if (!p->range.is_begun)
		range_write_begin(&p->range, out);
	range_write_end(&p->range);
	return p->range.has_failed ? RESULT_OUT_OF_MEMORY : RESULT_OK;
}

static bool photo_decode(void *state, const struct picture_tiles *tiles, struct image *image)
{
	struct photo *p = state;
	range_read_begin(&p->range, tiles->coded);
	for (size_t i = 0; i < tiles->count; i++)
		if (!code_rect(p, true, image, tiles->rects[i]))
			return false;
	return range_read_ended(&p->range);
}

const struct tile_codec tile_codec_photo = {
	photo_create, photo_destroy, photo_set_effort, photo_add,
	photo_end,    photo_create,  photo_destroy,    photo_decode,
};

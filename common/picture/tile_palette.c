/*
 * Text-like rectangles: one colour table of 256 places for the whole session, kept
 * alike at both ends, one byte a pixel, and one zlib stream over all of it, so that
 * a letter seen on the last page is a short reference on this one.
 *
 * A rectangle in the stream: mode. SOLID: R G B. INDEXED: how many places of the
 * table get another colour (u8), each place, R, G, B; one bit per row, whether it
 * equals the row above (the first row never does), from the lowest bit of each
 * byte; then, for all other rows, the places of their pixels.
 *
 * Which place a new colour gets is the encoder's business alone: here the one that
 * was not used for longest of those that come next.
 */
#include "picture/tile_codec.h"
#include "picture/zstream.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES = 256, SLOTS = 1024, MODE_SOLID = 0, MODE_INDEXED = 1, RESTED = 32 };

struct new_colour {
	uint8_t place;
	uint32_t before; /* to take it back */
	uint32_t before_used;
};

/* Where a colour is found: open addressing, emptied and refilled when a place gets another colour. */
struct slot {
	uint32_t colour;
	uint16_t place; /* PLACES: free */
};

struct palette_encoder {
	struct packer *packer;
	uint32_t colours[PLACES];
	uint32_t used[PLACES]; /* the number of the last rectangle that used it; 0: never */
	uint32_t rect_number;
	unsigned hand; /* where the search for a place goes on */
	struct slot slots[SLOTS];
	struct new_colour news[PLACES];
	int news_count;
	uint8_t *scratch; /* owned; of scratch_room bytes */
	size_t scratch_room;
};

static size_t slot_of(uint32_t colour)
{
	return (size_t)(colour * UINT32_C(0x9E3779B1) >> 22); /* 10 bits: SLOTS */
}

static void slots_put(struct palette_encoder *p, uint32_t colour, int place)
{
	size_t i = slot_of(colour);
	while (p->slots[i].place != PLACES)
		i = (i + 1) % SLOTS;
	p->slots[i] = (struct slot){colour, (uint16_t)place};
}

static void slots_fill(struct palette_encoder *p)
{
	for (size_t i = 0; i < SLOTS; i++)
		p->slots[i].place = PLACES;
	for (int place = 0; place < PLACES; place++)
		if (p->used[place] != 0)
			slots_put(p, p->colours[place], place);
}

static int slots_find(const struct palette_encoder *p, uint32_t colour)
{
	for (size_t i = slot_of(colour); p->slots[i].place != PLACES; i = (i + 1) % SLOTS)
		if (p->slots[i].colour == colour)
			return p->slots[i].place;
	return -1;
}

/* Takes a colour out, and closes the gap that this leaves in its run of slots. */
static void slots_remove(struct palette_encoder *p, uint32_t colour)
{
	size_t gap = slot_of(colour);
	while (p->slots[gap].colour != colour || p->slots[gap].place == PLACES)
		gap = (gap + 1) % SLOTS;
	for (size_t i = (gap + 1) % SLOTS; p->slots[i].place != PLACES; i = (i + 1) % SLOTS) {
		size_t home = slot_of(p->slots[i].colour);
		if ((i - home) % SLOTS < (i - gap) % SLOTS)
			continue; /* it would stand before its home */
		p->slots[gap] = p->slots[i];
		gap = i;
	}
	p->slots[gap].place = PLACES;
}

/* A place for a colour that has none: one round for a place that has rested, one for any that this rectangle
 * does not need. -1: all are needed. */
static int place_find(struct palette_encoder *p)
{
	for (int step = 0; step < 2 * PLACES; step++) {
		unsigned place = p->hand++ % PLACES;
		uint32_t used = p->used[place];
		if (used == 0 || (step < PLACES ? p->rect_number - used > RESTED : used != p->rect_number))
			return (int)place;
	}
	return -1;
}

static int place_make(struct palette_encoder *p, uint32_t colour)
{
	int place = place_find(p);
	if (place < 0)
		return -1;
	p->news[p->news_count++] = (struct new_colour){(uint8_t)place, p->colours[place], p->used[place]};
	if (p->used[place] != 0)
		slots_remove(p, p->colours[place]);
	p->colours[place] = colour;
	p->used[place] = p->rect_number;
	slots_put(p, colour, place);
	return place;
}

static void news_take_back(struct palette_encoder *p)
{
	while (p->news_count > 0) {
		struct new_colour *last = &p->news[--p->news_count];
		p->colours[last->place] = last->before;
		p->used[last->place] = last->before_used;
	}
	slots_fill(p);
}

static bool row_is_equal(const uint32_t *a, const uint32_t *b, int count)
{
	uint32_t differing = 0;
	if (memcmp(a, b, (size_t)count * sizeof *a) == 0)
		return true;
	for (int i = 0; i < count; i++)
		differing |= a[i] ^ b[i];
	return (differing & 0xffffff) == 0;
}

/* Turns a row into places; false if the table is too small. */
static bool row_to_places(struct palette_encoder *p, const uint32_t *row, int count, uint8_t *to)
{
	uint32_t last = UINT32_MAX; /* no colour */
	int place = 0;
	for (int x = 0; x < count; x++) {
		uint32_t colour = row[x] & 0xffffff;
		if (colour != last) {
			place = slots_find(p, colour);
			if (place < 0)
				place = place_make(p, colour);
			if (place < 0)
				return false;
			p->used[place] = p->rect_number;
			last = colour;
		}
		to[x] = (uint8_t)place;
	}
	return true;
}

static bool scratch_reserve(struct palette_encoder *p, size_t room)
{
	if (room <= p->scratch_room)
		return true;
	uint8_t *grown = realloc(p->scratch, room);
	if (grown == NULL)
		return false;
	p->scratch = grown;
	p->scratch_room = room;
	return true;
}

static void put_colour(struct writer *to, uint32_t colour)
{
	write_u24(to, colour & 0xffffff);
}

/* Mode, colours and row bits; the rows' places are already behind room for the largest such head. */
static enum result add_indexed(struct palette_encoder *p, struct bytes row_bits, struct bytes places,
                               struct buffer *out)
{
	uint8_t head[2 + PLACES * 4 + 1];
	struct writer w = writer_into(head, sizeof head);
	write_u8(&w, MODE_INDEXED);
	write_u16(&w, (uint16_t)p->news_count);
	for (int i = 0; i < p->news_count; i++) {
		write_u8(&w, p->news[i].place);
		put_colour(&w, p->colours[p->news[i].place]);
	}
	enum result result = packer_add(p->packer, writer_bytes(&w), out);
	if (result == RESULT_OK)
		result = packer_add(p->packer, row_bits, out);
	if (result == RESULT_OK)
		result = packer_add(p->packer, places, out);
	return result;
}

static bool rect_is_solid(const struct image *image, struct rect rect)
{
	const uint32_t *top = image_row(image, rect.y) + rect.x;
	for (int x = 1; x < rect.width; x++)
		if (((top[x] ^ top[0]) & 0xffffff) != 0)
			return false;
	for (int y = rect.y + 1; y < rect.y + rect.height; y++)
		if (!row_is_equal(top, image_row(image, y) + rect.x, rect.width))
			return false;
	return true;
}

static enum result add_solid(struct palette_encoder *p, uint32_t colour, struct buffer *out)
{
	uint8_t body[4];
	struct writer w = writer_into(body, sizeof body);
	write_u8(&w, MODE_SOLID);
	put_colour(&w, colour);
	return packer_add(p->packer, writer_bytes(&w), out);
}

static enum result palette_add(void *state, const struct image *image, struct rect rect, unsigned known,
                               struct buffer *out)
{
	(void)known;
	struct palette_encoder *p = state;
	if (rect_is_solid(image, rect))
		return add_solid(p, image_row(image, rect.y)[rect.x], out);
	size_t bits_bytes = ((size_t)rect.height + 7) / 8;
	if (!scratch_reserve(p, bits_bytes + (size_t)rect.width * (size_t)rect.height))
		return RESULT_OUT_OF_MEMORY;
	uint8_t *bits = p->scratch, *places = p->scratch + bits_bytes, *at = places;
	memset(bits, 0, bits_bytes);
	p->rect_number++;
	p->news_count = 0;
	for (int y = 0; y < rect.height; y++) {
		const uint32_t *row = image_row(image, rect.y + y) + rect.x;
		if (y > 0 && row_is_equal(row, image_row(image, rect.y + y - 1) + rect.x, rect.width)) {
			bits[y / 8] |= (uint8_t)(1 << y % 8);
			continue;
		}
		if (!row_to_places(p, row, rect.width, at)) {
			news_take_back(p);
			return RESULT_UNSUPPORTED;
		}
		at += rect.width;
	}
	return add_indexed(p, (struct bytes){bits, bits_bytes}, (struct bytes){places, (size_t)(at - places)},
	                   out);
}

static enum result palette_end(void *state, struct buffer *out)
{
	return packer_end(((struct palette_encoder *)state)->packer, out);
}

static void palette_set_effort(void *state, int effort)
{
	packer_set(((struct palette_encoder *)state)->packer, PACKER_REPEATS, effort);
}

static void palette_encoder_destroy(void *state)
{
	struct palette_encoder *p = state;
	if (p == NULL)
		return;
	packer_destroy(p->packer);
	free(p->scratch);
	free(p);
}

static void *palette_encoder_create(void)
{
	struct palette_encoder *p = calloc(1, sizeof *p);
	if (p == NULL)
		return NULL;
	p->packer = packer_create();
	if (p->packer == NULL) {
		free(p);
		return NULL;
	}
	slots_fill(p);
	return p;
}

struct palette_decoder {
	struct unpacker *unpacker;
	uint32_t colours[PLACES];
};

static uint32_t colour_of(const uint8_t rgb[static 3])
{
	return (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
}

static bool decode_solid(struct palette_decoder *p, struct rect rect, struct image *image)
{
	uint8_t rgb[3];
	if (!unpacker_read(p->unpacker, rgb, sizeof rgb))
		return false;
	image_fill(image, rect, colour_of(rgb));
	return true;
}

static bool decode_colours(struct palette_decoder *p)
{
	uint8_t count[2], entry[4];
	if (!unpacker_read(p->unpacker, count, sizeof count) || (count[0] << 8 | count[1]) > PLACES)
		return false;
	for (int left = count[0] << 8 | count[1]; left > 0; left--) {
		if (!unpacker_read(p->unpacker, entry, sizeof entry))
			return false;
		p->colours[entry[0]] = colour_of(entry + 1);
	}
	return true;
}

static bool decode_row(struct palette_decoder *p, uint32_t *row, int width)
{
	uint8_t places[1024];
	while (width > 0) {
		int count = width < (int)sizeof places ? width : (int)sizeof places;
		if (!unpacker_read(p->unpacker, places, (size_t)count))
			return false;
		for (int x = 0; x < count; x++)
			row[x] = p->colours[places[x]];
		row += count;
		width -= count;
	}
	return true;
}

/* The first row has none above, and there are no rows beyond the last. */
static bool row_bits_are_right(const uint8_t *bits, int height)
{
	return (bits[0] & 1) == 0 && (height % 8 == 0 || bits[height / 8] >> height % 8 == 0);
}

static bool decode_indexed(struct palette_decoder *p, struct rect rect, struct image *image)
{
	uint8_t bits[IMAGE_SIDE_MAX_PX / 8];
	if (!decode_colours(p) || !unpacker_read(p->unpacker, bits, ((size_t)rect.height + 7) / 8) ||
	    !row_bits_are_right(bits, rect.height))
		return false;
	for (int y = 0; y < rect.height; y++) {
		uint32_t *row = image_row(image, rect.y + y) + rect.x;
		if ((bits[y / 8] >> y % 8 & 1) != 0)
			memcpy(row, image_row(image, rect.y + y - 1) + rect.x, (size_t)rect.width * sizeof *row);
		else if (!decode_row(p, row, rect.width))
			return false;
	}
	return true;
}

static bool palette_decode(void *state, const struct picture_tiles *tiles, struct image *image)
{
	struct palette_decoder *p = state;
	uint8_t mode;
	unpacker_begin(p->unpacker, tiles->coded);
	for (size_t i = 0; i < tiles->count; i++) {
		if (!unpacker_read(p->unpacker, &mode, 1))
			return false;
		bool is_right = mode == MODE_SOLID     ? decode_solid(p, tiles->rects[i], image)
		                : mode == MODE_INDEXED ? decode_indexed(p, tiles->rects[i], image)
		                                       : false;
		if (!is_right)
			return false;
	}
	return unpacker_end(p->unpacker);
}

static void palette_decoder_destroy(void *state)
{
	struct palette_decoder *p = state;
	if (p == NULL)
		return;
	unpacker_destroy(p->unpacker);
	free(p);
}

static void *palette_decoder_create(void)
{
	struct palette_decoder *p = calloc(1, sizeof *p);
	if (p == NULL)
		return NULL;
	p->unpacker = unpacker_create();
	if (p->unpacker == NULL) {
		free(p);
		return NULL;
	}
	return p;
}

const struct tile_codec tile_codec_palette = {
	palette_encoder_create, palette_encoder_destroy, palette_set_effort, palette_add, palette_end,
	palette_decoder_create, palette_decoder_destroy, palette_decode,
};

/*
 * An adaptive binary range coder (G. N. N. Martin, "Range encoding", 1979; carries as in
 * LZMA), for the tile codecs: `range_bit` takes a yes or no in at the writing end and gives it
 * out at the reading one, so that what both learn can't differ. `decodes` is a constant where
 * it is called; everything is inlined. Integer arithmetic only. A value of its owner.
 */
#ifndef LOTSE_PICTURE_RANGE_H
#define LOTSE_PICTURE_RANGE_H

#include "base/buffer.h"

#define RANGE_MIN   (UINT32_C(1) << 24)
#define ALWAYS_LINE static inline __attribute__((always_inline))

enum {
	RANGE_OUT_BYTES = 4096,
	RANGE_HALF = 1 << 15,
	RANGE_END_BYTES = 3, /* zeros that the writer need not send */
};

/* The probability of a yes in 1/65536, and how soon it follows what comes. */
struct chance {
	uint16_t yes;
	uint8_t seen;
};

struct range {
	uint32_t range;
	/* The writing end: the number so far, the last byte of it that a carry may still change, and how many 255
	 * follow it. */
	uint64_t low;
	uint32_t held_count; /* of bytes held back, the first of them and those 255 */
	uint8_t held;
	uint8_t out[RANGE_OUT_BYTES];
	size_t out_size;
	struct buffer *to;
	bool is_begun;
	bool has_failed; /* no memory */
	/* The reading end. */
	uint32_t value;
	struct bytes from;
	unsigned end_bytes; /* zeros that were taken for what is not there */
};

/* As likely as not, so far. */
static inline void chances_fill(struct chance *chances, size_t count)
{
	for (size_t i = 0; i < count; i++)
		chances[i] = (struct chance){.yes = RANGE_HALF};
}

static inline void range_put_byte(struct range *r, uint8_t byte)
{
	if (r->out_size == RANGE_OUT_BYTES) {
		r->has_failed |= buffer_append(r->to, (struct bytes){r->out, r->out_size}) != RESULT_OK;
		r->out_size = 0;
	}
	r->out[r->out_size++] = byte;
}

/* The top byte of `low` is done, but a carry may still come. */
static inline void range_shift_out(struct range *r)
{
	if (r->held_count == 0 || r->low < UINT64_C(0xff000000) || r->low > UINT32_MAX) {
		uint8_t carry = (uint8_t)(r->low >> 32);
		if (r->held_count > 0)
			range_put_byte(r, (uint8_t)(r->held + carry));
		for (; r->held_count > 1; r->held_count--)
			range_put_byte(r, (uint8_t)(0xff + carry));
		r->held = (uint8_t)(r->low >> 24);
		r->held_count = 0;
	}
	r->held_count++;
	r->low = (r->low & 0xffffff) << 8;
}

static inline uint8_t range_take_byte(struct range *r)
{
	if (r->from.size == 0) {
		r->end_bytes++;
		return 0;
	}
	r->from.size--;
	return *r->from.data++;
}

/* A piece begins; what is written goes to `to`. */
static inline void range_write_begin(struct range *r, struct buffer *to)
{
	r->range = UINT32_MAX;
	r->low = 0;
	r->held_count = 0;
	r->out_size = 0;
	r->to = to;
	r->is_begun = true;
}

/* It ends: of all numbers that mean the same, the one that ends in RANGE_END_BYTES zeros. */
static inline void range_write_end(struct range *r)
{
	r->low = (r->low + (RANGE_MIN - 1)) & ~(uint64_t)(RANGE_MIN - 1);
	range_shift_out(r);
	r->low = 0;
	range_shift_out(r); /* lets go of what is held, and of no more */
	r->has_failed |= buffer_append(r->to, (struct bytes){r->out, r->out_size}) != RESULT_OK;
	r->is_begun = false;
}

/* A piece begins at the reading end. */
static inline void range_read_begin(struct range *r, struct bytes from)
{
	r->range = UINT32_MAX;
	r->from = from;
	r->end_bytes = 0;
	r->value = 0;
	for (int i = 0; i < 4; i++)
		r->value = r->value << 8 | range_take_byte(r);
}

/* Whether nothing was read so far that is not there. */
static inline bool range_read_is_whole(const struct range *r)
{
	return r->end_bytes <= RANGE_END_BYTES;
}

/* Whether the piece ended where it should. */
static inline bool range_read_ended(const struct range *r)
{
	return r->end_bytes == RANGE_END_BYTES && r->from.size == 0;
}

/* A chance moves by 1/4 at first, by 1/64 in the end. */
ALWAYS_LINE void range_learn(struct chance *chance, bool is_yes)
{
	unsigned shift = 2u + (chance->seen >> 2);
	if (is_yes)
		chance->yes = (uint16_t)(chance->yes + ((65536 - chance->yes) >> shift));
	else
		chance->yes = (uint16_t)(chance->yes - (chance->yes >> shift));
	chance->seen = (uint8_t)(chance->seen + (chance->seen < 16));
}

/* A yes or no that has this chance, in or out. */
ALWAYS_LINE bool range_bit(struct range *r, bool decodes, struct chance *chance, bool is_yes)
{
	uint32_t bound = (uint32_t)((uint64_t)r->range * chance->yes >> 16);
	if (decodes)
		is_yes = r->value < bound;
	if (is_yes) {
		r->range = bound;
	} else {
		r->range -= bound;
		if (decodes)
			r->value -= bound;
		else
			r->low += bound;
	}
	range_learn(chance, is_yes);
	while (r->range < RANGE_MIN) {
		r->range <<= 8;
		if (decodes)
			r->value = r->value << 8 | range_take_byte(r);
		else
			range_shift_out(r);
	}
	return is_yes;
}

/* A number of so many bits, the highest first; `chances` has room for 1 << bits. */
ALWAYS_LINE uint32_t range_number(struct range *r, bool decodes, struct chance *chances, int bits,
                                  uint32_t number)
{
	uint32_t node = 1;
	for (int i = bits - 1; i >= 0; i--)
		node = node << 1 | range_bit(r, decodes, &chances[node], (number >> i & 1) != 0);
	return node - (1u << bits);
}

#endif

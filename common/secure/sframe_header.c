/*
 * The first byte is X KKK Y CCC: without its flag (X, Y) a field of three bits is
 * the value itself; with it, it is the number of following bytes less one.
 */
#include "secure/sframe_header.h"

enum { INLINE_MAX = 7, FLAG = 8 };

static size_t bytes_of(uint64_t value)
{
	size_t size = 1;
	while (size < 8 && value >> (8 * size) != 0)
		size++;
	return size;
}

/* The four bits that stand for a value in the first byte. */
static uint8_t nibble_of(uint64_t value)
{
	return value <= INLINE_MAX ? (uint8_t)value : (uint8_t)(FLAG | (bytes_of(value) - 1));
}

static void write_value(struct writer *to, uint64_t value)
{
	if (value <= INLINE_MAX)
		return;
	for (size_t i = bytes_of(value); i > 0; i--)
		write_u8(to, (uint8_t)(value >> (8 * (i - 1))));
}

void sframe_header_encode(const struct sframe_header *header, struct writer *to)
{
	write_u8(to, (uint8_t)(nibble_of(header->kid) << 4 | nibble_of(header->counter)));
	write_value(to, header->kid);
	write_value(to, header->counter);
}

static uint64_t read_value(struct reader *reader, uint8_t nibble)
{
	uint64_t value = 0;

	if ((nibble & FLAG) == 0)
		return nibble;
	for (int left = (nibble & INLINE_MAX) + 1; left > 0; left--)
		value = value << 8 | read_u8(reader);
	if (nibble_of(value) != nibble)
		reader->failed = true; /* there was a shorter form */
	return value;
}

enum result sframe_header_decode(struct bytes bytes, struct sframe_header *out)
{
	struct reader r = reader_over(bytes);
	struct sframe_header h = {0};

	uint8_t first = read_u8(&r);
	h.kid = read_value(&r, first >> 4);
	h.counter = read_value(&r, first & 0x0f);
	if (r.failed)
		return RESULT_BAD_FRAME;
	h.size_bytes = (uint8_t)(bytes.size - r.left_bytes);
	*out = h;
	return RESULT_OK;
}

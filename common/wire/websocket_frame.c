#include "wire/websocket_frame.h"

#include <string.h>

enum {
	FINAL = 0x80,
	RESERVED = 0x70,
	OPCODE = 0x0F,
	MASKED = 0x80,
	LENGTH = 0x7F,
	LENGTH_16 = 126,
	LENGTH_64 = 127,
	LONG_BYTES = 64, /* masked at once */
};

static bool is_known(uint8_t opcode)
{
	return opcode <= WEBSOCKET_BINARY || (opcode >= WEBSOCKET_CLOSE && opcode <= WEBSOCKET_PONG);
}

/* Whether the first two bytes alone say that this is no frame. */
static bool is_bad_start(uint8_t first, uint8_t second)
{
	bool is_control = (first & OPCODE) >= WEBSOCKET_CLOSE;
	return (first & RESERVED) || !is_known(first & OPCODE) ||
	       (is_control && (!(first & FINAL) || (second & LENGTH) > WEBSOCKET_CONTROL_BYTES_MAX));
}

enum result websocket_head_decode(struct bytes bytes, struct websocket_head *out, size_t *size)
{
	struct reader r = reader_over(bytes);
	struct websocket_head head = {0};
	uint8_t first = read_u8(&r), second = read_u8(&r);
	if (bytes.size > 0 && is_bad_start(first, second))
		return RESULT_BAD_FRAME;
	head.opcode = first & OPCODE;
	head.is_final = first & FINAL;
	head.is_masked = second & MASKED;
	uint64_t least = 0;
	head.payload_bytes = second & LENGTH;
	if (head.payload_bytes == LENGTH_16) {
		head.payload_bytes = read_u16(&r);
		least = LENGTH_16;
	} else if (head.payload_bytes == LENGTH_64) {
		head.payload_bytes = read_u64(&r);
		least = 1 << 16;
	}
	if (!r.failed && (head.payload_bytes < least || head.payload_bytes >> 63))
		return RESULT_BAD_FRAME;
	if (head.is_masked)
		read_copy(&r, head.mask, sizeof head.mask);
	if (r.failed)
		return RESULT_NEED_MORE;
	*out = head;
	*size = bytes.size - r.left_bytes;
	return RESULT_OK;
}

size_t websocket_head_encode(const struct websocket_head *head, uint8_t to[static WEBSOCKET_HEAD_BYTES_MAX])
{
	struct writer w = writer_into(to, WEBSOCKET_HEAD_BYTES_MAX);
	uint8_t masked = head->is_masked ? MASKED : 0;
	write_u8(&w, (uint8_t)(head->opcode | (head->is_final ? FINAL : 0)));
	if (head->payload_bytes < LENGTH_16) {
		write_u8(&w, masked | (uint8_t)head->payload_bytes);
	} else if (head->payload_bytes < 1 << 16) {
		write_u8(&w, masked | LENGTH_16);
		write_u16(&w, (uint16_t)head->payload_bytes);
	} else {
		write_u8(&w, masked | LENGTH_64);
		write_u64(&w, head->payload_bytes);
	}
	if (head->is_masked)
		write_bytes(&w, (struct bytes){head->mask, sizeof head->mask});
	return w.size;
}

void websocket_mask(uint8_t *to, const uint8_t *from, size_t size,
                    const uint8_t mask[static WEBSOCKET_MASK_BYTES], uint64_t offset)
{
	uint8_t turned[WEBSOCKET_MASK_BYTES], many[LONG_BYTES];
	for (size_t i = 0; i < sizeof turned; i++)
		turned[i] = mask[(offset + i) % WEBSOCKET_MASK_BYTES];
	if (!memcmp(turned, (uint8_t[WEBSOCKET_MASK_BYTES]){0}, sizeof turned)) {
		if (to != from && size > 0)
			memmove(to, from, size);
		return;
	}
	for (size_t i = 0; i < sizeof many; i++)
		many[i] = turned[i % WEBSOCKET_MASK_BYTES];
	while (size >= LONG_BYTES) { /* read whole before it is written, so that they may overlap */
		uint64_t words[LONG_BYTES / 8], keys[LONG_BYTES / 8];
		memcpy(words, from, LONG_BYTES);
		memcpy(keys, many, LONG_BYTES);
		for (size_t i = 0; i < LONG_BYTES / 8; i++)
			words[i] ^= keys[i];
		memcpy(to, words, LONG_BYTES);
		to += LONG_BYTES;
		from += LONG_BYTES;
		size -= LONG_BYTES;
	}
	for (size_t i = 0; i < size; i++)
		to[i] = from[i] ^ many[i];
}

#include "wire/frame.h"

enum result frame_decode(struct bytes bytes, struct frame_header *out)
{
	if (bytes.size < FRAME_HEADER_BYTES)
		return RESULT_NEED_MORE;
	struct reader r = reader_over(bytes);
	struct frame_header h = {0};
	h.payload_bytes = read_u24(&r);
	h.kind = read_u8(&r);
	h.peer = read_u16(&r);
	h.lane = read_u8(&r);
	h.flags = read_u8(&r);
	uint32_t max_bytes = h.kind == FRAME_CONTROL ? FRAME_CONTROL_MAX_BYTES : FRAME_PAYLOAD_MAX_BYTES;
	if (r.failed || h.kind == FRAME_NONE || h.payload_bytes > max_bytes)
		return RESULT_BAD_FRAME;
	*out = h;
	return RESULT_OK;
}

void frame_encode(const struct frame_header *header, uint8_t to[FRAME_HEADER_BYTES])
{
	struct writer w = writer_into(to, FRAME_HEADER_BYTES);
	write_u24(&w, header->payload_bytes);
	write_u8(&w, header->kind);
	write_u16(&w, header->peer);
	write_u8(&w, header->lane);
	write_u8(&w, header->flags);
}

#include "wire/picture_ack.h"

#include "wire/frame.h"

void picture_ack_encode(const struct picture_ack *ack, struct writer *to)
{
	write_u8(to, ack->lane);
	write_u24(to, 0);
	write_u32(to, ack->counter);
	write_u32(to, ack->state);
	write_u32(to, ack->held_us);
	write_u32(to, ack->shown_us);
	write_u32(to, ack->sender_ms);
}

enum result picture_ack_decode(struct bytes bytes, struct picture_ack *out)
{
	struct reader r = reader_over(bytes);
	struct picture_ack ack = {0};
	ack.lane = read_u8(&r);
	uint32_t reserved = read_u24(&r);
	ack.counter = read_u32(&r);
	ack.state = read_u32(&r);
	ack.held_us = read_u32(&r);
	ack.shown_us = read_u32(&r);
	ack.sender_ms = read_u32(&r);
	if (r.failed || r.left_bytes || reserved || ack.lane >= FRAME_LANES_MAX)
		return RESULT_BAD_FRAME;
	*out = ack;
	return RESULT_OK;
}

#include "picture/packet.h"

#include <assert.h>

struct packet packet_begin(const struct writer *out, size_t budget_bytes, size_t head_bytes)
{
	size_t room = out->room - out->size;
	if (room > budget_bytes)
		room = budget_bytes;
	if (room > PICTURE_MESSAGE_BYTES_MAX)
		room = PICTURE_MESSAGE_BYTES_MAX;
	struct packet packet = {writer_into(out->start + out->size, room), 0, head_bytes};
	static const uint8_t place[PICTURE_HEADER_BYTES_MAX]; /* packet_end fills it */
	assert(head_bytes <= sizeof place);
	write_bytes(&packet.writer, (struct bytes){place, head_bytes});
	return packet;
}

size_t packet_room(const struct packet *packet)
{
	if (packet->writer.failed)
		return 0;
	size_t left = packet->writer.room - packet->writer.size;
	return left < PACKET_ROOM_BYTES_MIN ? 0 : left - picture_part_overhead(left);
}

void packet_put(struct packet *packet, enum picture_kind kind, struct bytes body)
{
	picture_part_encode(&packet->writer, &(struct picture_part){kind, false, body});
	packet->parts++;
}

bool packet_put_some(struct packet *packet, enum picture_kind kind, struct buffer *body)
{
	size_t room = packet_room(packet);
	if (room == 0)
		return false;
	struct bytes all = buffer_bytes(body);
	bool has_more = all.size > room;
	if (has_more)
		all.size = room;
	picture_part_encode(&packet->writer, &(struct picture_part){kind, has_more, all});
	packet->parts++;
	buffer_consume(body, all.size);
	return !has_more;
}

size_t packet_end(struct packet *packet, const struct picture_header *header, struct writer *out)
{
	struct writer head = writer_into(packet->writer.start, packet->head_bytes);
	picture_header_encode(&head, header);
	assert(!head.failed && head.size == packet->head_bytes);
	out->size += packet->writer.size;
	return packet->writer.size;
}

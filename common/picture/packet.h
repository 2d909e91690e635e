/*
 * A picture message in the making: parts into the room that was granted, and the
 * header when it is known what they add up to. A value over the caller's writer.
 */
#ifndef LOTSE_PICTURE_PACKET_H
#define LOTSE_PICTURE_PACKET_H

#include "base/buffer.h"
#include "wire/picture_header.h"

enum { PACKET_ROOM_BYTES_MIN = 24 }; /* less is not worth a part */

struct packet {
	struct writer writer; /* over the same memory as the caller's, not longer than the budget */
	size_t parts;
	size_t head_bytes;
};

/* A message of at most `budget_bytes` at the end of `out`, whose header will take so many. */
struct packet packet_begin(const struct writer *out, size_t budget_bytes, size_t head_bytes);

/* How large the body of one more part may be; 0: the message is full. */
size_t packet_room(const struct packet *packet);

/* Puts a body that fits. */
void packet_put(struct packet *packet, enum picture_kind kind, struct bytes body);

/* Puts as much of `body` as fits, and takes it out. Whether that was all. */
bool packet_put_some(struct packet *packet, enum picture_kind kind, struct buffer *body);

/* Writes the header, which takes what was said; the message is now in `out`. Returns its size. */
size_t packet_end(struct packet *packet, const struct picture_header *header, struct writer *out);

#endif

/*
 * Whatever a client sends on a WebSocket (carrier_websocket), in pieces of every size, while the relay sends
 * and has more or less room: no byte outside of its pieces is touched, and what the client gets are whole,
 * good frames with what was sent in them.
 *
 * The input: size of the pieces, room in the beginning, then the stream.
 */
#define PRETEND_BYTES ((size_t)512 << 10)
#include "relay/carriers/websocket.h"
#include "support/guarded.h"
#include "unit/relay/pretend.h"
#include "wire/websocket_frame.h"

enum { STEPS_MAX = 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t content[300] = "what the relay says";

/* How much of binary content is in what was sent; aborts if that is no row of good frames. */
static size_t check_sent(void)
{
	size_t at = 1, sum = 0, used; /* behind the welcome */
	bool is_over = false;
	while (at < pretends[0].out_size) {
		struct websocket_head head;
		struct bytes rest = {pretends[0].out + at, pretends[0].out_size - at};
		if (is_over || websocket_head_decode(rest, &head, &used) != RESULT_OK || head.is_masked ||
		    !head.is_final || head.payload_bytes > rest.size - used)
			abort();
		is_over = head.opcode == WEBSOCKET_CLOSE;
		sum += head.opcode == WEBSOCKET_BINARY ? (size_t)head.payload_bytes : 0;
		at += used + (size_t)head.payload_bytes;
	}
	return sum;
}

static ssize_t receive(struct carrier *carrier, size_t room)
{
	uint8_t *memory = guarded_copy((struct bytes){content, room});
	struct iovec pieces[2] = {{memory, room / 2}, {memory + room / 2, room - room / 2}};
	ssize_t got = carrier->kind->receive(carrier, pieces, 2);
	if (got > (ssize_t)room)
		abort();
	guarded_free(memory);
	return got;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader r = reader_over((struct bytes){data, size});
	size_t piece = read_u8(&r), room = read_u8(&r), early = read_u8(&r) % 64, taken = 0;
	struct carrier carrier = pretend_carrier(0);
	if (r.left_bytes > PRETEND_BYTES || r.failed)
		return 0;
	struct bytes rest = read_bytes(&r, early < r.left_bytes ? early : r.left_bytes);
	if (carrier_websocket(&carrier, bytes_of_text("!"), rest) != RESULT_OK)
		return 0;
	pretends[0].piece = piece;
	pretends[0].room = room;
	pretend_put(0, r.at, r.left_bytes);
	ssize_t got = CARRIER_NOTHING, sent = 0;
	for (int step = 0; step < STEPS_MAX && got != CARRIER_BROKEN && got != 0 && sent != CARRIER_BROKEN;
	     step++) {
		got = receive(&carrier, 2 + piece);
		sent = carrier.kind->send(&carrier, &(struct iovec){(uint8_t *)content, piece + 1}, 1);
		taken += sent > 0 ? (size_t)sent : 0;
		if (sent > 0 && (size_t)sent != piece + 1)
			abort();
		pretends[0].room += step % 3 ? 0 : piece + room;
		if (got == CARRIER_NOTHING && pretends[0].in_at == pretends[0].in_size && !carrier.has_more)
			break;
	}
	carrier.kind->end_sending(&carrier);
	pretends[0].room = SIZE_MAX;
	carrier.kind->send(&carrier, NULL, 0);
	if (carrier.has_unsent || check_sent() != taken)
		abort();
	carrier.kind->close(&carrier);
	pretend_finish();
	return 0;
}

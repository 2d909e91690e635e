/*
 * How relaybench (of the measuring harness) speaks to lotse-relay: the first end
 * opens a session and subscribes all receivers to its lane 0, held, so that the
 * relay stops reading it rather than drop a frame; the receivers join by the route.
 * Frames are pictures to all, and interactive ones back to the master.
 *
 * With -K ws all of it goes through a WebSocket (with -T below it: WSS), each frame
 * in a message of its own under a mask of zero, as the harness has it.
 */
#include "wire/control.h"
#include "wire/frame.h"
#include "wire/websocket_frame.h"

#include <relay_hook.h>
#include <string.h>

enum { PING_MS = 20000 };
enum {
	OWN_PEER,
	MASTER_PEER,
	MESSAGE_LEFT,
	FRAME_LEFT
};                                     /* in hook_ctx.word; the last two: bytes still to come */
#define IS_NO_DATA (UINT64_C(1) << 63) /* of FRAME_LEFT: what comes is passed over */

const unsigned hook_version = HOOK_VERSION;
const unsigned hook_keepalive_ms = PING_MS;

static bool is_websocket(const struct hook_ctx *end)
{
	return strcmp(end->argument, "ws") == 0;
}

/* The head of a message around so many bytes, if there is one; its length. */
static size_t write_message_head(const struct hook_ctx *end, uint8_t *to, size_t payload_bytes)
{
	struct websocket_head head = {WEBSOCKET_BINARY, true, true, {0}, payload_bytes};
	return is_websocket(end) ? websocket_head_encode(&head, to) : 0;
}

static int say(struct hook_ctx *end, struct hook_io *io, const wire_Control *control)
{
	uint8_t head[WEBSOCKET_HEAD_BYTES_MAX], bytes[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer w = writer_into(bytes, sizeof bytes);
	control_encode(control, &w);
	size_t head_bytes = write_message_head(end, head, w.size);
	if (w.failed || (head_bytes > 0 && io->write(io, head, head_bytes) < 0))
		return -1;
	return io->write(io, bytes, w.size) < 0 ? -1 : 0;
}

/* Bytes of the stream, whatever they are wrapped in. */
static int read_stream(struct hook_ctx *end, struct hook_io *io, uint8_t *to, size_t size)
{
	while (is_websocket(end) && size > 0) {
		uint8_t bytes[WEBSOCKET_HEAD_BYTES_MAX];
		struct websocket_head head = {.payload_bytes = end->word[MESSAGE_LEFT]};
		size_t have = 0, used;
		enum result result = head.payload_bytes > 0 ? RESULT_OK : RESULT_NEED_MORE;
		while (result == RESULT_NEED_MORE && hook_read_exactly(io, bytes + have, 1) == 0)
			result = websocket_head_decode((struct bytes){bytes, ++have}, &head, &used);
		size_t part = head.payload_bytes < size ? (size_t)head.payload_bytes : size;
		if (result != RESULT_OK || hook_read_exactly(io, to, part) < 0)
			return -1;
		end->word[MESSAGE_LEFT] = head.payload_bytes - part;
		to += part;
		size -= part;
	}
	return hook_read_exactly(io, to, size);
}

/* The next control message of that kind; others are passed over. */
static int hear(struct hook_ctx *end, struct hook_io *io, pb_size_t which, wire_Control *control)
{
	uint8_t bytes[FRAME_CONTROL_MAX_BYTES];
	struct frame_header header;
	do {
		if (read_stream(end, io, bytes, FRAME_HEADER_BYTES) < 0 ||
		    frame_decode((struct bytes){bytes, FRAME_HEADER_BYTES}, &header) != RESULT_OK ||
		    header.kind != FRAME_CONTROL || read_stream(end, io, bytes, header.payload_bytes) < 0 ||
		    control_decode((struct bytes){bytes, header.payload_bytes}, control) != RESULT_OK ||
		    control->which_what == wire_Control_close_tag || control->which_what == wire_Control_refused_tag)
			return -1;
	} while (control->which_what != which);
	return 0;
}

/* From HTTP to WebSocket. */
static int upgrade(struct hook_ctx *end, struct hook_io *io)
{
	static const char request[] =
		"GET /ws HTTP/1.1\r\nHost: relay\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
	char answer[1024] = "";
	if (!is_websocket(end))
		return 0;
	if (io->write(io, request, sizeof request - 1) < 0)
		return -1;
	for (size_t size = 0; !strstr(answer, "\r\n\r\n"); size++)
		if (size == sizeof answer - 1 || hook_read_exactly(io, answer + size, 1) < 0)
			return -1;
	return strncmp(answer, "HTTP/1.1 101 ", 13) == 0 ? 0 : -1;
}

static int greet(struct hook_ctx *end, struct hook_io *io)
{
	wire_Control control = {.which_what = wire_Control_hello_tag};
	control.what.hello = (wire_Hello){.version = CONTROL_VERSION, .floor = CONTROL_FLOOR};
	return upgrade(end, io) < 0 || say(end, io, &control) < 0
	           ? -1
	           : hear(end, io, wire_Control_hello_tag, &control);
}

int hook_open(struct hook_ctx *first, struct hook_io *io)
{
	wire_Control control = {.which_what = wire_Control_open_tag};
	if (greet(first, io) < 0 || say(first, io, &control) < 0 ||
	    hear(first, io, wire_Control_opened_tag, &control) < 0)
		return -1;
	first->route = control.what.opened.route;
	first->word[OWN_PEER] = first->word[MASTER_PEER] = control.what.opened.peer;
	if (first->receivers == 1)
		return 0;
	control = (wire_Control){.which_what = wire_Control_seats_tag};
	control.what.seats = (wire_Seats){.route = (uint32_t)first->route, .free = first->receivers};
	wire_Control ping = {.which_what = wire_Control_ping_tag}; /* its answer: the seats are there */
	return say(first, io, &control) < 0 || say(first, io, &ping) < 0
	           ? -1
	           : hear(first, io, wire_Control_ping_tag, &ping);
}

int hook_join(struct hook_ctx *receiver, struct hook_io *io)
{
	wire_Control control = {.which_what = wire_Control_join_tag};
	control.what.join.route = (uint32_t)receiver->first->route;
	if (greet(receiver, io) < 0 || say(receiver, io, &control) < 0 ||
	    hear(receiver, io, wire_Control_joined_tag, &control) < 0)
		return -1;
	receiver->word[OWN_PEER] = control.what.joined.peer;
	receiver->word[MASTER_PEER] = control.what.joined.master;
	return 0;
}

int hook_ready(struct hook_ctx *first, struct hook_io *io)
{
	wire_Control subscribe = {.which_what = wire_Control_subscribe_tag};
	subscribe.what.subscribe.hold = true;
	for (unsigned i = 0; i < first->receivers; i++) {
		wire_Control control;
		if (hear(first, io, wire_Control_peer_joined_tag, &control) < 0)
			return -1;
		subscribe.what.subscribe.peers[i] = control.what.peer_joined.peer;
		subscribe.what.subscribe.peers_count++;
	}
	return say(first, io, &subscribe);
}

size_t hook_frame(struct hook_ctx *from, uint8_t *out, size_t room, size_t payload_bytes)
{
	(void)room;
	struct frame_header header = {
		.payload_bytes = (uint32_t)payload_bytes, .kind = FRAME_PICTURE, .peer = FRAME_PEER_ALL};
	if (from->end > 0) {
		header.kind = FRAME_INTERACTIVE;
		header.peer = (uint16_t)from->word[MASTER_PEER];
	}
	size_t head_bytes = write_message_head(from, out, FRAME_HEADER_BYTES + payload_bytes);
	frame_encode(&header, out + head_bytes);
	return head_bytes + FRAME_HEADER_BYTES;
}

/* Passes over a message's head where one has to come. False: more bytes are needed, or it is none (*is_bad).
 */
static bool pass_head(const struct hook_ctx *to, struct reader *r, uint64_t *message_left, bool *is_bad)
{
	while (is_websocket(to) && *message_left == 0) {
		struct websocket_head head;
		size_t used;
		enum result result = websocket_head_decode((struct bytes){r->at, r->left_bytes}, &head, &used);
		*is_bad = result == RESULT_BAD_FRAME;
		if (result != RESULT_OK)
			return false;
		read_bytes(r, used);
		*message_left = head.payload_bytes;
	}
	return true;
}

/* A frame's header, which may lie in several messages. As pass_head. */
static bool pass_header(const struct hook_ctx *to, struct reader *r, uint64_t *message_left,
                        struct frame_header *header, bool *is_bad)
{
	uint8_t bytes[FRAME_HEADER_BYTES];
	for (size_t i = 0; i < sizeof bytes; i++) {
		if (!pass_head(to, r, message_left, is_bad))
			return false;
		bytes[i] = read_u8(r);
		if (r->failed)
			return false;
		*message_left -= is_websocket(to);
	}
	*is_bad = frame_decode((struct bytes){bytes, sizeof bytes}, header) != RESULT_OK;
	return !*is_bad;
}

ssize_t hook_sink(struct hook_ctx *to, const uint8_t *in, size_t bytes, size_t *payload_bytes)
{
	struct reader r = reader_over((struct bytes){in, bytes});
	uint64_t message_left = to->word[MESSAGE_LEFT], left = to->word[FRAME_LEFT];
	struct frame_header header;
	bool is_bad = false;
	*payload_bytes = 0;
	if (left == 0) {
		if (!pass_header(to, &r, &message_left, &header, &is_bad))
			return is_bad ? -1 : 0;
		/* what is control is the answer to a ping */
		left = header.payload_bytes | (header.kind == FRAME_CONTROL ? IS_NO_DATA : 0);
	}
	uint64_t size = left & ~IS_NO_DATA;
	if (size > 0 && !pass_head(to, &r, &message_left, &is_bad))
		return is_bad ? -1 : 0;
	if (is_websocket(to) && size > message_left)
		size = message_left;
	to->word[MESSAGE_LEFT] = message_left - (is_websocket(to) ? size : 0);
	to->word[FRAME_LEFT] = (left & ~IS_NO_DATA) == size ? 0 : left - size;
	size_t head_bytes = bytes - r.left_bytes;
	if (!(left & IS_NO_DATA)) {
		*payload_bytes = (size_t)size;
		size = 0;
	}
	return (ssize_t)(head_bytes + size);
}

size_t hook_keepalive(struct hook_ctx *end, uint8_t *out, size_t room)
{
	uint8_t bytes[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	wire_Control control = {.which_what = wire_Control_ping_tag};
	struct writer w = writer_into(bytes, sizeof bytes);
	control_encode(&control, &w);
	if (w.failed || w.size + WEBSOCKET_HEAD_BYTES_MAX > room)
		return 0;
	size_t head_bytes = write_message_head(end, out, w.size);
	memcpy(out + head_bytes, bytes, w.size);
	return head_bytes + w.size;
}

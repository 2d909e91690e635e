/*
 * How relaybench (of the measuring harness) speaks to lotse-relay: the first end
 * opens a session and subscribes all receivers to its lane 0, held, so that the
 * relay stops reading it rather than drop a frame; the receivers join by the route.
 * Frames are pictures to all, and interactive ones back to the master.
 */
#include "wire/control.h"
#include "wire/frame.h"

#include <relay_hook.h>
#include <string.h>

enum { PING_MS = 20000, OWN_PEER = 0, MASTER_PEER = 1 /* in hook_ctx.word */ };

const unsigned hook_version = HOOK_VERSION;
const unsigned hook_keepalive_ms = PING_MS;

static int say(struct hook_io *io, const wire_Control *control)
{
	uint8_t bytes[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer w = writer_into(bytes, sizeof bytes);
	control_encode(control, &w);
	return w.failed || io->write(io, bytes, w.size) < 0 ? -1 : 0;
}

/* The next control message of that kind; others are passed over. */
static int hear(struct hook_io *io, pb_size_t which, wire_Control *control)
{
	uint8_t bytes[FRAME_CONTROL_MAX_BYTES];
	struct frame_header header;
	do {
		if (hook_read_exactly(io, bytes, FRAME_HEADER_BYTES) < 0 ||
		    frame_decode((struct bytes){bytes, FRAME_HEADER_BYTES}, &header) != RESULT_OK ||
		    header.kind != FRAME_CONTROL || hook_read_exactly(io, bytes, header.payload_bytes) < 0 ||
		    control_decode((struct bytes){bytes, header.payload_bytes}, control) != RESULT_OK ||
		    control->which_what == wire_Control_close_tag || control->which_what == wire_Control_refused_tag)
			return -1;
	} while (control->which_what != which);
	return 0;
}

static int greet(struct hook_io *io)
{
	wire_Control control = {.which_what = wire_Control_hello_tag};
	control.what.hello = (wire_Hello){.version = CONTROL_VERSION, .floor = CONTROL_FLOOR};
	return say(io, &control) < 0 ? -1 : hear(io, wire_Control_hello_tag, &control);
}

int hook_open(struct hook_ctx *first, struct hook_io *io)
{
	wire_Control control = {.which_what = wire_Control_open_tag};
	if (greet(io) < 0 || say(io, &control) < 0 || hear(io, wire_Control_opened_tag, &control) < 0)
		return -1;
	first->route = control.what.opened.route;
	first->word[OWN_PEER] = first->word[MASTER_PEER] = control.what.opened.peer;
	if (first->receivers == 1)
		return 0;
	control = (wire_Control){.which_what = wire_Control_seats_tag};
	control.what.seats = (wire_Seats){.route = (uint32_t)first->route, .free = first->receivers};
	wire_Control ping = {.which_what = wire_Control_ping_tag}; /* its answer: the seats are there */
	return say(io, &control) < 0 || say(io, &ping) < 0 ? -1 : hear(io, wire_Control_ping_tag, &ping);
}

int hook_join(struct hook_ctx *receiver, struct hook_io *io)
{
	wire_Control control = {.which_what = wire_Control_join_tag};
	control.what.join.route = (uint32_t)receiver->first->route;
	if (greet(io) < 0 || say(io, &control) < 0 || hear(io, wire_Control_joined_tag, &control) < 0)
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
		if (hear(io, wire_Control_peer_joined_tag, &control) < 0)
			return -1;
		subscribe.what.subscribe.peers[i] = control.what.peer_joined.peer;
		subscribe.what.subscribe.peers_count++;
	}
	return say(io, &subscribe);
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
	frame_encode(&header, out);
	return FRAME_HEADER_BYTES;
}

ssize_t hook_sink(struct hook_ctx *to, const uint8_t *in, size_t bytes, size_t *payload_bytes)
{
	struct frame_header header;
	*payload_bytes = 0;
	(void)to;
	if (bytes < FRAME_HEADER_BYTES)
		return 0;
	if (frame_decode((struct bytes){in, bytes}, &header) != RESULT_OK)
		return -1;
	if (header.kind == FRAME_CONTROL) /* the answer to a ping */
		return FRAME_HEADER_BYTES + (ssize_t)header.payload_bytes;
	*payload_bytes = header.payload_bytes;
	return FRAME_HEADER_BYTES;
}

size_t hook_keepalive(struct hook_ctx *end, uint8_t *out, size_t room)
{
	(void)end;
	wire_Control control = {.which_what = wire_Control_ping_tag};
	struct writer w = writer_into(out, room);
	control_encode(&control, &w);
	return w.failed ? 0 : w.size;
}

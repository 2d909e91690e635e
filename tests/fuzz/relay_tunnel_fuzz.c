/*
 * Whatever requests come for tunnels (tunnel_request), in whatever order, pieces and time, on connections
 * that break or take nothing: the relay stays within its memory, a leg belongs to its tunnel or to none, and
 * nothing is left when all have gone.
 *
 * The input is a row of orders: which connection (a nibble) and what (a nibble), then what that needs.
 */
#define PRETEND_BYTES ((size_t)512 << 10)
#include "relay/carriers/tunnel_inside.h"
#include "relay/worker.h"
#include "unit/relay/pretend.h"

#include "base/secret.h"

#include <stdio.h>

enum { LEGS = 14, PEER = 15, ROUTE = 20000 };
enum order { ASK, ASK_BYTES, WAIT, ROOM, HANG_UP, BREAK, PEER_SAYS, ANSWER_OPEN, RAW_BYTES, ORDERS };

static struct options options;
static struct relay *relay;
static struct worker *worker;
static struct connection *connections[PRETEND_CARRIERS];
static int64_t clock_ms;
static uint64_t up_place[2]; /* of two tunnels: mostly right places, so that streams go on */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *count, char ***arguments);

static int64_t fuzz_clock(void)
{
	return clock_ms;
}

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
	(void)count, (void)arguments;
	options_init(&options);
	options.queue_mb = 32;
	if (secret_start() != RESULT_OK)
		return 1;
	clock_ms = 1000000;
	relay = relay_create(&options);
	relay->worker_count = 1;
	relay->workers[0] = worker = worker_create(relay, 0, -1, -1);
	worker->clock_ms = fuzz_clock;
	worker->now_ms = clock_ms;
	wheel_init(&worker->wheel, clock_ms);
	return 0;
}

static void turn(void)
{
	for (int i = 0; i < 8; i++)
		worker_turn(worker, 0);
}

static bool is_there(int number)
{
	return connections[number] && !pretends[number].is_closed;
}

static void dial(int number, enum connection_port port)
{
	struct limits_source source = {.bytes = {192, 0, 2, (uint8_t)number}};
	if (is_there(number) || !relay_admit(relay, &source, clock_ms))
		return;
	struct carrier carrier = pretend_carrier(number);
	connections[number] = worker_welcome(worker, &carrier, &source, port);
}

static void say(int number, const void *bytes, size_t size)
{
	if (!is_there(number) || size > PRETEND_BYTES - pretends[number].in_size + pretends[number].in_at)
		return;
	pretend_put(number, bytes, size);
	connections[number]->is_readable = true;
	worker_look(connections[number]);
	turn();
}

/* A request, mostly a right one. */
static void ask(int number, struct reader *r)
{
	static uint8_t text[TUNNEL_BODY_BYTES_MAX + 1024];
	uint8_t how = read_u8(r), which = how >> 3 & 1;
	struct tunnel_ask request = {.verb = (enum tunnel_verb)(1 + how % 4), .number = read_u8(r)};
	struct writer w = writer_into(text, sizeof text);
	memset(request.id, which, sizeof request.id);
	uint32_t length = how & 0x10 ? read_u16(r) * 2u : read_u8(r);
	request.up = how & 0x20 ? read_u24(r) : up_place[which];
	request.down = how & 0x40 ? read_u16(r) : 0;
	request.flags = how & 0x80 ? read_u8(r) & 3 : 0;
	length = request.verb == TUNNEL_UP && length <= TUNNEL_BODY_BYTES_MAX ? length : 0;
	write_bytes(&w, bytes_of_text(tunnel_method(request.verb)));
	write_bytes(&w, bytes_of_text(" "));
	tunnel_target_encode(&request, 1, &w);
	write_bytes(&w, bytes_of_text(" HTTP/1.1\r\nHost: a\r\n" TUNNEL_FIELD ": "));
	tunnel_field_encode(&request, &w);
	char rest[64];
	snprintf(rest, sizeof rest, "\r\nContent-Length: %u\r\n\r\n", (unsigned)length);
	write_bytes(&w, bytes_of_text(rest));
	if (w.failed)
		return;
	size_t given = length < r->left_bytes ? length : r->left_bytes;
	struct bytes body = read_bytes(r, given);
	given = body.size;
	if (given > 0)
		memcpy(text + w.size, body.data, given);
	memset(text + w.size + given, 0, length - given);
	if (!(how & 0x20))
		up_place[which] += length;
	dial(number, CONNECTION_HTTP);
	say(number, text, w.size + length);
}

/* What a program says first: HELLO, then JOIN. */
static void say_bytes(int number, struct reader *r)
{
	uint8_t bytes[600];
	struct writer w = writer_into(bytes, sizeof bytes);
	wire_Control hello = {.which_what = wire_Control_hello_tag}, join = {.which_what = wire_Control_join_tag};
	uint8_t which = read_u8(r) & 1;
	char head[300], id[33];
	hello.what.hello = (wire_Hello){.version = 1, .floor = 1};
	join.what.join.route = ROUTE;
	control_encode(&hello, &w);
	control_encode(&join, &w);
	memset(id, which ? '1' : '0', 32);
	for (int i = 0; i < 32; i += 2)
		id[i] = '0';
	id[32] = 0;
	int size = snprintf(head, sizeof head,
	                    "POST /tunnel/up?1 HTTP/1.1\r\nHost: a\r\nLotse-Tunnel: %s 1 %llu 0 0\r\n"
	                    "Content-Length: %zu\r\n\r\n",
	                    id, (unsigned long long)up_place[which], w.size);
	up_place[which] += w.size;
	dial(number, CONNECTION_HTTP);
	say(number, head, (size_t)size);
	say(number, bytes, w.size);
}

static void answer_open(void)
{
	struct keeper_message message;
	while (queue_pop(relay->to_keeper, &message)) {
		struct mail mail = {.kind = MAIL_OPENED, .ticket = message.ticket, .route = ROUTE, .log_id = 1};
		if (message.kind == KEEPER_OPEN)
			worker_post(worker, &mail);
	}
	turn();
}

/* The other end of the session has something for the tunnel's. */
static void peer_says(struct reader *r)
{
	static uint8_t bytes[FRAME_HEADER_BYTES + FRAME_PAYLOAD_MAX_BYTES];
	struct frame_header header = {.kind = 3 + read_u8(r) % 2, .peer = 2};
	header.payload_bytes = read_u16(r) % (FRAME_PAYLOAD_MAX_BYTES + 1);
	say(PEER, bytes, pretend_frame(bytes, header, 1));
}

static void prepare(void)
{
	uint8_t bytes[600];
	struct writer w = writer_into(bytes, sizeof bytes);
	wire_Control hello = {.which_what = wire_Control_hello_tag}, open = {.which_what = wire_Control_open_tag};
	hello.what.hello = (wire_Hello){.version = 1, .floor = 1};
	dial(PEER, CONNECTION_RAW);
	control_encode(&hello, &w);
	control_encode(&open, &w);
	say(PEER, bytes, w.size);
	answer_open();
}

static void end(int number, bool is_broken)
{
	if (!is_there(number))
		return;
	pretends[number].has_ended = true;
	pretends[number].is_broken = is_broken;
	connections[number]->has_hung_up = connections[number]->is_readable = true;
	worker_look(connections[number]);
	turn();
}

static void obey(int number, enum order order, struct reader *r)
{
	if (order == ASK) {
		ask(number, r);
	} else if (order == ASK_BYTES) {
		say_bytes(number, r);
	} else if (order == WAIT) {
		clock_ms += (int64_t)read_u8(r) * 500;
		turn();
	} else if (order == ROOM && is_there(number)) {
		pretends[number].room = (size_t)read_u8(r) * 64;
		connections[number]->participant.may_send = true;
		worker_look(connections[number]);
		turn();
	} else if (order == HANG_UP || order == BREAK) {
		end(number, order == BREAK);
	} else if (order == PEER_SAYS) {
		peer_says(r);
	} else if (order == ANSWER_OPEN) {
		answer_open();
	} else if (order == RAW_BYTES) {
		uint32_t length = read_u8(r);
		struct bytes bytes = read_bytes(r, length < r->left_bytes ? length : r->left_bytes);
		dial(number, CONNECTION_HTTP);
		say(number, bytes.data, bytes.size);
	}
}

/* Each tunnel's legs point back to it, and are no more than allowed. */
static void check(void)
{
	for (struct connection *c = worker->all; c; c = c->next_all) {
		if (!c->leg || !c->leg->tunnel)
			continue;
		size_t count = 0;
		bool is_among = false;
		for (struct leg *leg = c->leg->tunnel->legs; leg; leg = leg->next, count++)
			is_among = is_among || leg == c->leg;
		if (!is_among || count != c->leg->tunnel->leg_count || count > TUNNEL_LEGS_MAX)
			abort();
	}
	if (worker->forward.pool.held_bytes > worker->forward.pool.limit_bytes)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader r = reader_over((struct bytes){data, size});
	static const uint8_t key[LIMITS_KEY_BYTES] = {1};
	memset(connections, 0, sizeof connections);
	memset(up_place, 0, sizeof up_place);
	limits_init(&relay->limits, &options.limits, key);
	size_t at_rest = worker->forward.pool.held_bytes;
	prepare();
	for (int orders = 0; r.left_bytes > 0 && orders < 300; orders++) {
		uint8_t order = read_u8(&r);
		obey((order >> 4) % LEGS, (enum order)((order & 0xF) % ORDERS), &r);
		check();
	}
	clock_ms += 120000; /* whatever has no deadline stays */
	turn();
	while (worker->all)
		connection_lost(worker->all);
	if (worker->forward.pool.held_bytes != at_rest || relay->connections != 0 || relay->limits.unmatched != 0)
		abort();
	struct keeper_message message;
	do
		worker_turn(worker, 0); /* frees them */
	while (worker->later);
	while (worker->kept) /* sessions whose master may come back */
		session_end(worker->kept, wire_CloseReason_CLOSE_SHUTDOWN);
	worker_turn(worker, 0);
	while (queue_pop(relay->to_keeper, &message))
		;
	memset(worker->opening_used, 0, sizeof worker->opening_used);
	pretend_finish();
	return 0;
}

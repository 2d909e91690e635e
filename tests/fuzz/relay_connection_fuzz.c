/*
 * Whatever strangers and participants send, in whatever pieces and at whatever time, to connections in every
 * state of a real worker (connection_work): the relay stays within its memory, and nothing is left when all
 * have gone.
 *
 * The input is a row of orders: who (a nibble) and what (a nibble), then what that needs.
 */
#define PRETEND_BYTES ((size_t)256 << 10)
#include "relay/worker.h"
#include "unit/relay/pretend.h"

#include "base/secret.h"

enum {
	ENDS = 6,
	ROUTE = 20000,
	SAY,
	SAY_FRAME,
	WAIT,
	ANSWER,
	ROOM,
	HANG_UP,
	BREAK,
	DIAL,
	BROWSE,
	COME_BACK,
	SHOW,
	WEB,
	OVER
};

static struct options options;
static struct relay *relay;
static struct worker *worker;
static struct connection *connections[ENDS];
static int64_t clock_ms;
static uint32_t next_route;

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

static void dial_as(int number, bool is_page)
{
	struct limits_source source = {.bytes = {192, 0, 2, (uint8_t)number}};
	if ((connections[number] && !pretends[number].is_closed) || !relay_admit(relay, &source, clock_ms))
		return;
	struct carrier carrier = pretend_carrier(number);
	connections[number] = worker_welcome(worker, &carrier, &source, is_page);
}

static bool is_there(int number)
{
	return connections[number] && !pretends[number].is_closed;
}

/* How much more may be put in: what was read makes room only when all of it was. */
static size_t room_of(int number)
{
	const struct pretend *p = &pretends[number];
	return p->in_at == p->in_size ? PRETEND_BYTES : PRETEND_BYTES - p->in_size;
}

static void say(int number, const void *bytes, size_t size)
{
	if (!is_there(number) || size > room_of(number))
		return;
	pretend_put(number, bytes, size);
	connections[number]->is_readable = true;
	worker_look(connections[number]);
	turn();
}

static void say_control(int number, const wire_Control *control)
{
	uint8_t bytes[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer w = writer_into(bytes, sizeof bytes);
	control_encode(control, &w);
	say(number, bytes, w.size);
}

static void answer_open(void)
{
	struct keeper_message message;
	while (queue_pop(relay->to_keeper, &message))
		if (message.kind == KEEPER_OPEN || message.kind == KEEPER_RECLAIM) {
			struct mail mail = {.kind = MAIL_OPENED, .ticket = message.ticket, .log_id = 1};
			mail.route = message.kind == KEEPER_OPEN ? next_route++ : message.route;
			if (message.kind == KEEPER_RECLAIM)
				mail.kind = MAIL_RECLAIMED;
			memcpy(mail.id, message.bytes, sizeof mail.id);
			worker_post(worker, &mail);
		}
	turn();
}

/* A master and a client in one session, and a third one that was greeted: where most inputs begin. */
static void prepare(void)
{
	wire_Control hello = {.which_what = wire_Control_hello_tag}, open = {.which_what = wire_Control_open_tag};
	wire_Control join = {.which_what = wire_Control_join_tag},
				 subscribe = {.which_what = wire_Control_subscribe_tag};
	hello.what.hello = (wire_Hello){.version = 1, .floor = 1};
	join.what.join.route = ROUTE;
	subscribe.what.subscribe = (wire_Subscribe){.peers_count = 1, .peers = {2}};
	for (int i = 0; i < 3; i++) {
		dial_as(i, false);
		say_control(i, &hello);
	}
	say_control(0, &open);
	answer_open();
	say_control(1, &join);
	say_control(0, &subscribe);
}

static void say_frame(int number, struct reader *r)
{
	static uint8_t bytes[FRAME_HEADER_BYTES + FRAME_PAYLOAD_MAX_BYTES];
	struct frame_header header = {
		.kind = read_u8(r) % 8, .peer = read_u8(r), .lane = read_u8(r) % 4, .flags = read_u8(r)};
	header.payload_bytes = read_u16(r) % (FRAME_PAYLOAD_MAX_BYTES + 1);
	if (header.peer == 0xFF)
		header.peer = FRAME_PEER_ALL;
	say(number, bytes, pretend_frame(bytes, header, 1));
}

/* With a ticket for anybody's session, or one that is not known here, of this run or an earlier one; or with
 * one that does not open. */
static void come_back(int number, struct reader *r)
{
	static const uint8_t key[TICKET_KEY_BYTES];
	uint8_t whose = read_u8(r), flags = read_u8(r);
	wire_Control control = {.which_what = wire_Control_resume_tag};
	wire_Resume *resume = &control.what.resume;
	struct ticket ticket = {.run = relay->run + (flags & 1), .peer = read_u8(r) % 8, .next_peer = 8};
	ticket.session[0] = whose;
	const struct connection *one = whose < ENDS && is_there(whose) ? connections[whose] : NULL;
	if (one && one->participant.session)
		memcpy(ticket.session, one->participant.session->id, sizeof ticket.session);
	ticket.is_master = ticket.peer == SESSION_PEER_MASTER;
	ticket.route_count = flags >> 1 & 3;
	for (uint32_t i = 0; i < ticket.route_count; i++)
		ticket.routes[i] = ROUTE + i + (flags >> 3);
	ticket.expires_s = INT32_MAX;
	memcpy(relay->ticket_key, key, sizeof key);
	ticket_seal(&ticket, key, resume->ticket.bytes);
	resume->ticket.size = TICKET_BYTES;
	say_control(number, &control);
}

static void show_ids(int number, struct reader *r)
{
	wire_Control control = {.which_what = wire_Control_resume_tag};
	wire_Resume *resume = &control.what.resume;
	uint8_t first = read_u8(r);
	for (resume->ids_count = 0; resume->ids_count < 1 + first % 3; resume->ids_count++) {
		resume->ids[resume->ids_count].size = SESSION_ID_BYTES;
		resume->ids[resume->ids_count].bytes[0] = (uint8_t)(first / 64 + resume->ids_count);
	}
	say_control(number, &control);
}

static void obey(int number, int what, struct reader *r)
{
	struct bytes bytes = {0};
	if (what == SAY) {
		uint32_t piece = read_u8(r), length = read_u8(r);
		bytes = read_bytes(r, length < r->left_bytes ? length : r->left_bytes);
		pretends[number].piece = piece;
		say(number, bytes.data, bytes.size);
	} else if (what == SAY_FRAME) {
		say_frame(number, r);
	} else if (what == WAIT) {
		clock_ms += (int64_t)read_u8(r) * 100;
		turn();
	} else if (what == ANSWER) {
		answer_open();
	} else if (what == ROOM && is_there(number)) {
		pretends[number].room = (size_t)read_u16(r) * 16;
		connections[number]->participant.may_send = true;
		worker_look(connections[number]);
		turn();
	} else if ((what == HANG_UP || what == BREAK) && is_there(number)) {
		pretends[number].has_ended = true;
		pretends[number].is_broken = what == BREAK;
		connections[number]->has_hung_up = connections[number]->is_readable = true;
		worker_look(connections[number]);
		turn();
	} else if (what == COME_BACK) {
		come_back(number, r);
	} else if (what == SHOW) {
		show_ids(number, r);
	} else if (what == WEB) { /* what is said from here on are WebSocket frames, or should be */
		static const char request[] =
			"GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
		dial_as(number, true);
		say(number, request, sizeof request - 1);
	} else if (what == DIAL || what == BROWSE) {
		dial_as(number, what == BROWSE);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader r = reader_over((struct bytes){data, size});
	memset(connections, 0, sizeof connections);
	static const uint8_t key[LIMITS_KEY_BYTES] = {1};
	limits_init(&relay->limits, &options.limits, key);
	next_route = ROUTE;
	relay->run = 1;
	for (uint32_t i = 0; i < relay->over_count && i < RELAY_OVER_MAX; i++) /* each input begins alike */
		rendezvous_drop(relay->rendezvous, RENDEZVOUS_OVER, relay->over[i], relay);
	relay->over_count = 0;
	size_t at_rest = worker->forward.pool.held_bytes;
	if (read_u8(&r) & 1)
		prepare();
	for (int orders = 0; r.left_bytes > 0 && orders < 300; orders++) {
		uint8_t order = read_u8(&r);
		obey((order >> 4) % ENDS, SAY + (order & 0xF) % (OVER - SAY), &r);
		if (worker->forward.pool.held_bytes > worker->forward.pool.limit_bytes)
			abort();
	}
	while (worker->all)
		connection_lost(worker->all);
	while (worker->kept)
		session_end(worker->kept, wire_CloseReason_CLOSE_TOO_LATE);
	for (int kind = 0; kind < RENDEZVOUS_OVER; kind++)
		if (rendezvous_count(relay->rendezvous, (enum rendezvous_kind)kind) != 0)
			abort();
	if (worker->forward.pool.held_bytes != at_rest || routes_count(relay->routes) != 0 ||
	    relay->connections != 0 || relay->limits.unmatched != 0)
		abort();
	struct keeper_message message;
	do
		worker_turn(worker, 0); /* frees them */
	while (worker->later);
	while (queue_pop(relay->to_keeper, &message))
		;
	memset(worker->opening_used, 0, sizeof worker->opening_used); /* that the keeper never answered */
	pretend_finish();
	return 0;
}

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

enum { ENDS = 6, ROUTE = 20000, SAY, SAY_FRAME, WAIT, ANSWER, ROOM, HANG_UP, BREAK, DIAL, BROWSE, OVER };

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

static void say(int number, const void *bytes, size_t size)
{
	if (!is_there(number) || size > PRETEND_BYTES - pretends[number].in_size + pretends[number].in_at)
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
		if (message.kind == KEEPER_OPEN) {
			struct mail mail = {
				.kind = MAIL_OPENED, .ticket = message.ticket, .route = next_route++, .log_id = 1};
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

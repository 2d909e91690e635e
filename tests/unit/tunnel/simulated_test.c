/* Thousands of made-up networks between the two ends of a tunnel: what goes in comes out, once and in order,
 * or the tunnel ends; and it does not end where the network lets something through. */
#include "support/unit.h"

#include "base/secret.h"
#include "unit/tunnel/network.h"

#include <stdio.h>
#include <stdlib.h>

enum { CLIENT_PEER = 2, PING_MS = 15000, WRITE_BYTES_MAX = 20000, BYTES_MAX = 1 << 20 };

/* One direction: bytes of a known pattern in frames of kind bulk. */
struct flow {
	size_t all_bytes, sent_bytes, got_bytes;
	int64_t next_ms;
};

static struct simulated network;
static struct flow up, down;
static int64_t pinged_ms;
static bool has_joined;
static uint8_t received[1 << 18];
static size_t received_bytes;

static int start_secrets(void **state)
{
	(void)state;
	return secret_start() == RESULT_OK ? 0 : -1;
}

static uint8_t pattern(size_t at)
{
	return (uint8_t)((at * 2654435761u) >> 13);
}

/* The next frame of a flow; how many bytes of it there are. */
static size_t make_frame(struct flow *flow, uint16_t to, uint8_t *frame)
{
	size_t size = 1 + noise_below(&network.noise, noise_below(&network.noise, 3) ? 2000 : WRITE_BYTES_MAX);
	if (size > flow->all_bytes - flow->sent_bytes)
		size = flow->all_bytes - flow->sent_bytes;
	struct frame_header header = {.payload_bytes = (uint32_t)size, .kind = FRAME_BULK, .peer = to};
	frame_encode(&header, frame);
	for (size_t i = 0; i < size; i++)
		frame[FRAME_HEADER_BYTES + i] = pattern(flow->sent_bytes + i);
	flow->sent_bytes += size;
	flow->next_ms = network.now_ms + noise_below(&network.noise, noise_below(&network.noise, 4) ? 20 : 3000);
	return FRAME_HEADER_BYTES + size;
}

static void take_frame(struct flow *flow, const struct frame_header *header, struct bytes payload)
{
	if (header->kind != FRAME_BULK)
		return;
	for (size_t i = 0; i < payload.size; i++)
		if (payload.data[i] != pattern(flow->got_bytes + i))
			fail_msg("byte %zu is another", flow->got_bytes + i);
	flow->got_bytes += payload.size;
}

static size_t write_control(const wire_Control *control, uint8_t to[static 600])
{
	struct writer w = writer_into(to, 600);
	control_encode(control, &w);
	assert_false(w.failed);
	return w.size;
}

static void peer_says(wire_Control control)
{
	uint8_t bytes[600];
	network_peer_says(&network, bytes, write_control(&control, bytes));
}

static void client_says(wire_Control control)
{
	uint8_t bytes[600];
	size_t size = write_control(&control, bytes);
	assert_int_equal(tunnel_up_add(&network.up, (struct bytes){bytes, size}), size);
}

static wire_Control hello(void)
{
	wire_Control control = {.which_what = wire_Control_hello_tag};
	control.what.hello = (wire_Hello){.version = 1, .floor = 1};
	return control;
}

/* The other end opens a session on its ordinary connection. */
static void open_session(void)
{
	network_dial(&network, NETWORK_PEER, CONNECTION_RAW);
	peer_says(hello());
	peer_says((wire_Control){.which_what = wire_Control_open_tag});
	network_give_route(&network);
}

static void client_reads(void)
{
	struct frame_header header;
	received_bytes +=
		tunnel_down_take(&network.down, received + received_bytes, sizeof received - received_bytes);
	size_t at = 0;
	while (frame_decode((struct bytes){received + at, received_bytes - at}, &header) == RESULT_OK &&
	       FRAME_HEADER_BYTES + header.payload_bytes <= received_bytes - at) {
		take_frame(&down, &header, (struct bytes){received + at + FRAME_HEADER_BYTES, header.payload_bytes});
		at += FRAME_HEADER_BYTES + header.payload_bytes;
	}
	received_bytes -= at;
	memmove(received, received + at, received_bytes);
}

static void client_writes(void)
{
	static uint8_t frame[FRAME_HEADER_BYTES + WRITE_BYTES_MAX];
	if (!has_joined) {
		wire_Control join = {.which_what = wire_Control_join_tag};
		join.what.join.route = NETWORK_ROUTE;
		client_says(hello());
		client_says(join);
		has_joined = true;
		up.next_ms = network.now_ms + 3000;
	}
	while (up.sent_bytes < up.all_bytes && network.now_ms >= up.next_ms &&
	       network.up.ring.room - tunnel_up_waiting_bytes(&network.up) > sizeof frame) {
		size_t size = make_frame(&up, SESSION_PEER_MASTER, frame);
		assert_int_equal(tunnel_up_add(&network.up, (struct bytes){frame, size}), size);
	}
}

static void peer_turn(void)
{
	static uint8_t frame[FRAME_HEADER_BYTES + WRITE_BYTES_MAX];
	struct frame_header header;
	struct bytes payload;
	while (network_peer_hears(&network, &header, &payload))
		take_frame(&up, &header, payload);
	if (up.got_bytes == 0 && up.all_bytes > 0)
		return; /* the client may not be there yet: what is sent to nobody is lost by right */
	while (down.sent_bytes < down.all_bytes && network.now_ms >= down.next_ms)
		network_peer_says(&network, frame, make_frame(&down, CLIENT_PEER, frame));
}

static void ping(void)
{
	wire_Control control = {.which_what = wire_Control_ping_tag};
	if (network.now_ms - pinged_ms < PING_MS)
		return;
	pinged_ms = network.now_ms;
	peer_says(control);
	if (has_joined)
		client_says(control);
}

/* Runs until all has come, or `limit_ms` have passed. */
static bool run(const struct network_rules *rules, uint64_t seed, size_t bytes, int64_t limit_ms)
{
	network_start(&network, rules, seed);
	int64_t end_ms = network.now_ms + limit_ms;
	up = down = (struct flow){.all_bytes = bytes};
	has_joined = false;
	received_bytes = 0;
	pinged_ms = network.now_ms;
	open_session();
	while (network.now_ms < end_ms && (up.got_bytes < bytes || down.got_bytes < bytes)) {
		network_turn(&network);
		if (network.up.ring.memory) {
			client_reads();
			client_writes();
		}
		peer_turn();
		ping();
		network_turn(&network);
		network.now_ms = network_next_ms(&network);
		if (network.now_ms > up.next_ms && up.sent_bytes < up.all_bytes && has_joined)
			network.now_ms = up.next_ms > network.worker->now_ms ? up.next_ms : network.worker->now_ms + 1;
	}
	bool is_done = up.got_bytes == bytes && down.got_bytes == bytes;
	if (!is_done)
		print_message("seed %llu: up %zu, down %zu of %zu\n", (unsigned long long)seed, up.got_bytes,
		              down.got_bytes, bytes);
	return is_done;
}

static void a_quiet_network_streams_and_never_asks_again(void **state)
{
	struct network_rules rules = {.delay_ms = 10};
	(void)state;
	assert_true(run(&rules, 1, 300000, 120000));
	assert_false(network.down.is_polling);
	assert_int_equal(network.down.failures, 0);
	assert_int_equal(network.down.stalls, 0);
	network_finish(&network);
}

/* How long a small frame and the one that answers it take, once both ends have been talking. */
static int64_t echo_ms(const struct network_rules *rules)
{
	uint8_t frame[FRAME_HEADER_BYTES + 40] = {0};
	assert_true(run(rules, 4, 2000, 60000));
	int64_t slowest_ms = 0;
	for (int i = 0; i < 20; i++) {
		struct frame_header header = {
			.payload_bytes = 40, .kind = FRAME_INTERACTIVE, .peer = SESSION_PEER_MASTER};
		struct bytes payload;
		bool has_come = false;
		frame_encode(&header, frame);
		tunnel_up_add(&network.up, (struct bytes){frame, sizeof frame});
		int64_t start_ms = network.now_ms;
		for (; !has_come && network.now_ms < start_ms + 5000; network.now_ms++) {
			network_turn(&network);
			while (network_peer_hears(&network, &header, &payload))
				if (header.kind == FRAME_INTERACTIVE) {
					header.peer = CLIENT_PEER;
					frame_encode(&header, frame);
					network_peer_says(&network, frame, sizeof frame);
				}
			network_turn(&network);
			has_come = tunnel_down_take(&network.down, received, sizeof received) >= sizeof frame;
		}
		assert_true(has_come);
		if (network.now_ms - start_ms > slowest_ms)
			slowest_ms = network.now_ms - start_ms;
		for (int rest = (int)noise_below(&network.noise, 400); rest > 0; rest--, network.now_ms++)
			network_turn(&network);
	}
	return slowest_ms;
}

static void a_key_and_its_echo_take_one_round_trip(void **state)
{
	struct network_rules rules = {.delay_ms = 50};
	(void)state;
	int64_t streamed_ms = echo_ms(&rules);
	assert_false(network.down.is_polling);
	network_finish(&network);
	rules.holds_answers = true;
	int64_t polled_ms = echo_ms(&rules);
	assert_true(network.down.is_polling);
	network_finish(&network);
	print_message("of %d ms: streamed %d ms, polled %d ms\n", 2 * rules.delay_ms, (int)streamed_ms,
	              (int)polled_ms);
	assert_true(streamed_ms <= 2 * rules.delay_ms + 5);
	assert_true(polled_ms <= 2 * rules.delay_ms + 5);
}

static void held_back_answers_make_it_poll(void **state)
{
	struct network_rules rules = {.delay_ms = 10, .holds_answers = true};
	(void)state;
	assert_true(run(&rules, 2, 300000, 120000));
	assert_true(network.down.is_polling);
	network_finish(&network);
}

static void connections_that_are_cut_after_a_while_cost_no_byte(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct network_rules rules = {.delay_ms = 20, .life_ms = 500 + 300 * (int)seed};
		assert_true(run(&rules, seed, 200000, 300000));
		network_finish(&network);
	}
}

static void an_http_1_0_proxy_gets_answers_without_chunks(void **state)
{
	struct network_rules rules = {.delay_ms = 10, .is_1_0 = true};
	(void)state;
	assert_true(run(&rules, 3, 300000, 120000));
	assert_false(network.down.is_polling);
	network_finish(&network);
}

static void random_networks_lose_and_double_nothing(void **state)
{
	const char *wish = getenv("TUNNEL_RUNS");
	int runs = wish ? atoi(wish) : 1500;
	(void)state;
	for (int i = 0; i < runs; i++) {
		struct noise noise = noise_start((uint64_t)i + 1000);
		struct network_rules rules = {
			.delay_ms = (int)noise_below(&noise, noise_below(&noise, 4) ? 60 : 400),
			.jitter_ms = (int)noise_below(&noise, noise_below(&noise, 2) ? 10 : 300),
			.lost_requests = noise_below(&noise, 2) ? 0 : (int)noise_below(&noise, 100),
			.lost_answers = noise_below(&noise, 2) ? 0 : (int)noise_below(&noise, 100),
			.cut_answers = noise_below(&noise, 2) ? 0 : (int)noise_below(&noise, 300),
			.doubled = noise_below(&noise, 3) ? 0 : (int)noise_below(&noise, 200),
			.life_ms = noise_below(&noise, 3) ? 0 : 1000 + (int)noise_below(&noise, 60000),
			.holds_answers = noise_below(&noise, 4) == 0,
			.is_deaf_to_relay = noise_below(&noise, 4) == 0,
			.is_1_0 = noise_below(&noise, 8) == 0,
		};
		assert_true(run(&rules, (uint64_t)i, 20000 + noise_below(&noise, 100000), 600000));
		network_finish(&network);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quiet_network_streams_and_never_asks_again),
		cmocka_unit_test(a_key_and_its_echo_take_one_round_trip),
		cmocka_unit_test(held_back_answers_make_it_poll),
		cmocka_unit_test(connections_that_are_cut_after_a_while_cost_no_byte),
		cmocka_unit_test(an_http_1_0_proxy_gets_answers_without_chunks),
		cmocka_unit_test(random_networks_lose_and_double_nothing),
	};
	return cmocka_run_group_tests(tests, start_secrets, NULL);
}

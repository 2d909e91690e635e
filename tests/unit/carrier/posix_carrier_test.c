/*
 * Real sockets on this machine. The far end is the test itself: it accepts,
 * reads and writes between the carrier's steps. Where something takes seconds in
 * life, the time that is passed in jumps.
 */
#include "support/unit.h"

#include "base/clock.h"
#include "carrier/carrier.h"
#include "carrier/resolve.h"
#include "support/loopback.h"
#include "support/noise.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000 }; /* for what comes at once on a machine that is not overloaded */

struct world {
	struct wake *wake;
	struct attempts attempts;
	struct carrier *carrier;
	int listener, far; /* -1: none */
};

static int make_world(void **state)
{
	struct world *world = calloc(1, sizeof *world);
	if (!world)
		return -1;
	world->wake = wake_create();
	world->listener = world->far = -1;
	*state = world;
	return world->wake ? 0 : -1;
}

static int end_world(void **state)
{
	struct world *world = *state;
	carrier_close(world->carrier);
	wake_destroy(world->wake);
	if (world->listener >= 0)
		close(world->listener);
	if (world->far >= 0)
		close(world->far);
	free(world);
	return 0;
}

static struct server_list_relay relay_at(const char *host, uint16_t port)
{
	struct server_list_relay relay = {.raw_port = port};
	strcpy(relay.host, host);
	return relay;
}

static enum result open_to(struct world *world, const char *host, uint16_t port)
{
	struct server_list_relay relay = relay_at(host, port);
	struct carrier_setup setup = {.relay = &relay, .attempts = &world->attempts, .wake = world->wake};
	return carrier_open(&world->carrier, &setup, clock_now_ms());
}

/* One turn of a net thread's loop. */
static enum result turn(struct world *world, int timeout_ms)
{
	struct wake_on on[CARRIER_HANDLES_MAX];
	size_t count = carrier_handles(world->carrier, on, CARRIER_HANDLES_MAX);
	int own_ms = carrier_timeout_ms(world->carrier, clock_now_ms());
	wake_wait(world->wake, on, count, own_ms >= 0 && own_ms < timeout_ms ? own_ms : timeout_ms);
	return carrier_work(world->carrier, clock_now_ms());
}

static enum result until_decided(struct world *world)
{
	enum result result = carrier_work(world->carrier, clock_now_ms());
	int64_t end_ms = clock_now_ms() + PATIENCE_MS;
	while (result == RESULT_WOULD_BLOCK && clock_now_ms() < end_ms)
		result = turn(world, 1000);
	return result;
}

/* A carrier that is up, and its far end. */
static void connect_both(struct world *world)
{
	uint16_t port = 0;
	world->listener = loopback_listen(&port, false, 5);
	assert_true(world->listener >= 0);
	assert_int_equal(open_to(world, "127.0.0.1", port), RESULT_OK);
	assert_int_equal(until_decided(world), RESULT_OK);
	world->far = accept(world->listener, NULL, NULL);
	assert_true(world->far >= 0);
}

/* Receives until `size` bytes are there or something else comes. */
static enum result receive(struct world *world, struct buffer *into, size_t size)
{
	int64_t end_ms = clock_now_ms() + PATIENCE_MS;
	while (into->size_bytes < size && clock_now_ms() < end_ms) {
		enum result result = carrier_receive(world->carrier, into);
		if (result == RESULT_WOULD_BLOCK)
			result = turn(world, 1000);
		if (result != RESULT_OK)
			return result;
	}
	return RESULT_OK;
}

static const struct attempt *last_attempt(const struct world *world)
{
	assert_true(world->attempts.count > 0);
	return &world->attempts.list[world->attempts.count - 1];
}

static void carrier_carries_bytes_in_both_directions(void **state)
{
	struct world *world = *state;
	struct buffer got;
	char far_got[16];
	connect_both(world);
	assert_string_equal(carrier_rung(world->carrier), "raw");
	assert_int_equal(carrier_send(world->carrier, bytes_of_text("hello")), RESULT_OK);
	assert_int_equal(carrier_pending_bytes(world->carrier), 0);
	assert_int_equal(recv(world->far, far_got, 5, MSG_WAITALL), 5);
	assert_memory_equal(far_got, "hello", 5);
	assert_int_equal(send(world->far, "welcome", 7, 0), 7);
	buffer_init(&got, 100);
	assert_int_equal(receive(world, &got, 7), RESULT_OK);
	assert_true(bytes_are_equal(buffer_bytes(&got), bytes_of_text("welcome")));
	assert_int_equal(carrier_receive(world->carrier, &got), RESULT_WOULD_BLOCK);
	buffer_finish(&got);
}

static void carrier_that_is_up_leaves_a_good_attempt_and_knows_its_own_address(void **state)
{
	struct world *world = *state;
	char address[CARRIER_ADDRESS_BYTES];
	connect_both(world);
	assert_int_equal(world->attempts.count, 1);
	assert_int_equal(last_attempt(world)->outcome, ATTEMPT_CONNECTED);
	assert_memory_equal(last_attempt(world)->address, "127.0.0.1:", 10);
	carrier_local_address(world->carrier, address);
	assert_string_equal(address, "127.0.0.1");
}

static void nothing_is_sent_or_known_before_it_is_up(void **state)
{
	struct world *world = *state;
	uint16_t port = 0;
	char address[CARRIER_ADDRESS_BYTES];
	struct buffer got;
	world->listener = loopback_listen(&port, false, 5);
	assert_int_equal(open_to(world, "127.0.0.1", port), RESULT_OK);
	buffer_init(&got, 100);
	assert_int_equal(carrier_send(world->carrier, bytes_of_text("x")), RESULT_WOULD_BLOCK);
	assert_int_equal(carrier_receive(world->carrier, &got), RESULT_WOULD_BLOCK);
	assert_string_equal(carrier_rung(world->carrier), "");
	carrier_local_address(world->carrier, address);
	assert_string_equal(address, "");
	buffer_finish(&got);
}

static void port_where_nothing_listens_is_called_refused(void **state)
{
	struct world *world = *state;
	assert_int_equal(open_to(world, "127.0.0.1", loopback_dead_port()), RESULT_OK);
	assert_int_equal(until_decided(world), RESULT_NOT_REACHABLE);
	assert_int_equal(last_attempt(world)->outcome, ATTEMPT_REFUSED);
	assert_int_equal(carrier_work(world->carrier, clock_now_ms()), RESULT_NOT_REACHABLE);
	assert_int_equal(carrier_send(world->carrier, bytes_of_text("x")), RESULT_LOST);
	assert_int_equal(carrier_handles(world->carrier, NULL, 0), 0);
}

static void name_that_does_not_exist_is_called_unknown(void **state)
{
	struct world *world = *state;
	assert_int_equal(open_to(world, "no-such-host.invalid", 5000), RESULT_OK);
	assert_int_equal(until_decided(world), RESULT_NOT_REACHABLE);
	assert_int_equal(world->attempts.count, 1);
	assert_int_equal(last_attempt(world)->outcome, ATTEMPT_NO_NAME);
	assert_string_equal(last_attempt(world)->address, "no-such-host.invalid:5000");
}

static void relay_without_a_port_that_we_know_can_not_be_reached(void **state)
{
	struct world *world = *state;
	assert_int_equal(open_to(world, "127.0.0.1", 0), RESULT_NOT_REACHABLE);
	assert_null(world->carrier);
}

static void address_that_swallows_everything_is_given_up_in_time(void **state)
{
	struct world *world = *state;
	uint16_t port = 0;
	int held[64];
	world->listener = loopback_listen(&port, false, 0);
	int count = loopback_fill_backlog(port, false, held, 64);
	assert_int_equal(open_to(world, "127.0.0.1", port), RESULT_OK);
	while (last_attempt(world)->address[0] != '1' ||
	       !carrier_handles(world->carrier, (struct wake_on[8]){0}, 8))
		assert_int_equal(turn(world, 1000), RESULT_WOULD_BLOCK); /* until it is looked up */
	int64_t now_ms = clock_now_ms();
	int timeout_ms = carrier_timeout_ms(world->carrier, now_ms);
	assert_in_range(timeout_ms, 1, 6000);
	assert_int_equal(carrier_work(world->carrier, now_ms), RESULT_WOULD_BLOCK);
	assert_int_equal(carrier_work(world->carrier, now_ms + 6001), RESULT_NOT_REACHABLE);
	assert_int_equal(last_attempt(world)->outcome, ATTEMPT_NO_ANSWER);
	while (count > 0)
		close(held[--count]);
}

/* Both families of this machine, if it has two. */
static bool has_both_families(struct world *world, uint16_t port)
{
	struct resolve *resolve;
	struct socket_address addresses[RESOLVE_ADDRESSES_MAX];
	size_t count = 0;
	assert_int_equal(resolve_start(&resolve, "localhost", port, world->wake), RESULT_OK);
	while (resolve_take(resolve, addresses, &count) == RESULT_WOULD_BLOCK)
		wake_wait(world->wake, NULL, 0, 1000);
	resolve_drop(resolve);
	return count >= 2 && addresses[0].is_v6 && !addresses[1].is_v6;
}

/* On a machine without IPv6 there is nothing to see. */
static void second_family_is_tried_when_the_first_does_not_answer(void **state)
{
	struct world *world = *state;
	uint16_t port = 0;
	int held[64];
	world->listener = loopback_listen(&port, false, 5);
	int hole = loopback_listen(&port, true, 0);
	if (hole < 0 || !has_both_families(world, port)) {
		print_message("no IPv6 here\n");
		if (hole >= 0)
			close(hole);
		return;
	}
	int count = loopback_fill_backlog(port, true, held, 64);
	assert_int_equal(open_to(world, "localhost", port), RESULT_OK);
	assert_int_equal(until_decided(world), RESULT_OK);
	assert_int_equal(world->attempts.count, 2);
	assert_int_equal(world->attempts.list[0].outcome, ATTEMPT_ABANDONED);
	assert_int_equal(world->attempts.list[1].outcome, ATTEMPT_CONNECTED);
	while (count > 0)
		close(held[--count]);
	close(hole);
}

static void end_of_the_stream_comes_after_its_last_byte(void **state)
{
	struct world *world = *state;
	struct buffer got;
	connect_both(world);
	assert_int_equal(send(world->far, "last", 4, 0), 4);
	close(world->far);
	world->far = -1;
	buffer_init(&got, 100);
	assert_int_equal(receive(world, &got, 4), RESULT_OK);
	assert_true(bytes_are_equal(buffer_bytes(&got), bytes_of_text("last")));
	assert_int_equal(receive(world, &got, 5), RESULT_CLOSED);
	assert_int_equal(carrier_work(world->carrier, clock_now_ms()), RESULT_CLOSED);
	assert_int_equal(carrier_send(world->carrier, bytes_of_text("x")), RESULT_LOST);
	buffer_finish(&got);
}

static void broken_line_is_called_lost(void **state)
{
	struct world *world = *state;
	struct buffer got;
	struct linger at_once = {.l_onoff = 1};
	connect_both(world);
	assert_int_equal(setsockopt(world->far, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), 0);
	close(world->far);
	world->far = -1;
	buffer_init(&got, 100);
	assert_int_equal(receive(world, &got, 1), RESULT_LOST);
	assert_int_equal(carrier_work(world->carrier, clock_now_ms()), RESULT_LOST);
	buffer_finish(&got);
}

/* The relay says CLOSE and goes while we are still talking: its reason must not be lost with our bytes. */
static void last_words_are_read_after_sending_has_failed(void **state)
{
	struct world *world = *state;
	struct buffer got;
	enum result result = RESULT_OK;
	connect_both(world);
	assert_int_equal(carrier_send(world->carrier, bytes_of_text("nobody reads this")), RESULT_OK);
	assert_int_equal(send(world->far, "reason", 6, 0), 6);
	close(world->far); /* with unread bytes: a reset */
	world->far = -1;
	for (int i = 0; i < 1000 && result == RESULT_OK; i++) {
		result = carrier_send(world->carrier, bytes_of_text("more"));
		clock_sleep_ms(1);
	}
	assert_int_equal(result, RESULT_LOST);
	assert_int_equal(carrier_work(world->carrier, clock_now_ms()), RESULT_OK);
	buffer_init(&got, 100);
	assert_int_equal(receive(world, &got, 6), RESULT_OK);
	assert_true(bytes_are_equal(buffer_bytes(&got), bytes_of_text("reason")));
	assert_int_equal(receive(world, &got, 7), RESULT_LOST);
	buffer_finish(&got);
}

/* A far end that reads nothing: memory stays bounded, and what was accepted arrives whole and in order. */
static void what_is_accepted_arrives_and_no_more_than_the_bound_waits(void **state)
{
	static uint8_t chunk[60000], far_got[60000];
	struct world *world = *state;
	struct noise out = noise_start(22), in = noise_start(22);
	size_t accepted = 0, arrived = 0;
	connect_both(world);
	for (;;) {
		struct noise before = out;
		noise_fill(&out, chunk, sizeof chunk);
		enum result result = carrier_send(world->carrier, (struct bytes){chunk, sizeof chunk});
		if (result == RESULT_WOULD_BLOCK) {
			out = before;
			break;
		}
		assert_int_equal(result, RESULT_OK);
		accepted += sizeof chunk;
		assert_true(carrier_pending_bytes(world->carrier) <= CARRIER_SEND_BYTES_MAX);
		assert_true(accepted < 100 << 20);
	}
	struct wake_on on[CARRIER_HANDLES_MAX];
	assert_int_equal(carrier_handles(world->carrier, on, CARRIER_HANDLES_MAX), 1);
	assert_true(on[0].want_read && on[0].want_write);
	while (arrived < accepted) {
		ssize_t got = recv(world->far, far_got, sizeof far_got, MSG_DONTWAIT);
		if (got <= 0) {
			assert_int_equal(turn(world, 1000), RESULT_OK);
			continue;
		}
		for (ssize_t i = 0; i < got; i++)
			assert_int_equal(far_got[i], (uint8_t)noise_u32(&in));
		arrived += (size_t)got;
	}
	assert_int_equal(arrived, accepted);
	assert_int_equal(carrier_pending_bytes(world->carrier), 0);
	assert_int_equal(carrier_handles(world->carrier, on, CARRIER_HANDLES_MAX), 1);
	assert_false(on[0].want_write);
}

static void full_buffer_stops_receiving_and_loses_nothing(void **state)
{
	struct world *world = *state;
	struct buffer got;
	connect_both(world);
	assert_int_equal(send(world->far, "0123456789", 10, 0), 10);
	buffer_init(&got, 4);
	assert_int_equal(receive(world, &got, 4), RESULT_OK);
	assert_int_equal(carrier_receive(world->carrier, &got), RESULT_WOULD_BLOCK);
	buffer_consume(&got, 4);
	assert_int_equal(receive(world, &got, 4), RESULT_OK);
	assert_true(bytes_are_equal(buffer_bytes(&got), bytes_of_text("4567")));
	buffer_finish(&got);
}

/* The lookup's thread may still run when carrier and wake are gone (ASan and TSan look). */
static void carrier_may_be_closed_at_any_moment(void **state)
{
	struct world *world = *state;
	for (int i = 0; i < 30; i++) {
		struct wake *wake = wake_create();
		struct attempts attempts = {0};
		struct carrier *carrier = NULL;
		struct server_list_relay relay = relay_at(i % 2 ? "127.0.0.1" : "gone.invalid", loopback_dead_port());
		struct carrier_setup setup = {.relay = &relay, .attempts = &attempts, .wake = wake};
		assert_int_equal(carrier_open(&carrier, &setup, clock_now_ms()), RESULT_OK);
		for (int turns = 0; turns < i / 10; turns++) {
			wake_wait(wake, NULL, 0, 1);
			carrier_work(carrier, clock_now_ms());
		}
		carrier_close(carrier);
		wake_destroy(wake);
		for (size_t a = 0; a < attempts.count; a++)
			assert_true(attempt_is_over(&attempts.list[a]));
	}
	carrier_close(NULL);
	(void)world;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_world, end_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(carrier_carries_bytes_in_both_directions),
		TEST(carrier_that_is_up_leaves_a_good_attempt_and_knows_its_own_address),
		TEST(nothing_is_sent_or_known_before_it_is_up),
		TEST(port_where_nothing_listens_is_called_refused),
		TEST(name_that_does_not_exist_is_called_unknown),
		TEST(relay_without_a_port_that_we_know_can_not_be_reached),
		TEST(address_that_swallows_everything_is_given_up_in_time),
		TEST(second_family_is_tried_when_the_first_does_not_answer),
		TEST(end_of_the_stream_comes_after_its_last_byte),
		TEST(broken_line_is_called_lost),
		TEST(last_words_are_read_after_sending_has_failed),
		TEST(what_is_accepted_arrives_and_no_more_than_the_bound_waits),
		TEST(full_buffer_stops_receiving_and_loses_nothing),
		TEST(carrier_may_be_closed_at_any_moment),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

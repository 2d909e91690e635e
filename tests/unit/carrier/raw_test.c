/*
 * The raw rung's decisions, with a name server and sockets that the test plays
 * itself (they take the place of posix/resolve.c and posix/socket.c): which
 * address is tried when, and what becomes of the others.
 */
#include "support/unit.h"

#include "carrier/raw.h"
#include "carrier/resolve.h"
#include "carrier/socket.h"

#include <stdio.h>
#include <string.h>

enum { ADDRESSES_MAX = RESOLVE_ADDRESSES_MAX };

/* The world as the rung sees it. */
static struct {
	enum result lookup;
	size_t addresses;
	enum attempt_outcome begins[ADDRESSES_MAX]; /* what socket_connect says of each */
	enum attempt_outcome now[ADDRESSES_MAX];    /* what socket_connected says of each */
	bool is_open[ADDRESSES_MAX], was_tried[ADDRESSES_MAX];
	bool is_looking;
} play;

static struct attempts attempts;
static struct rung_report report;

enum result resolve_start(struct resolve **out, const char *host, uint16_t port, struct wake *wake)
{
	(void)host, (void)port, (void)wake;
	play.is_looking = true;
	*out = (struct resolve *)&play;
	return RESULT_OK;
}

enum result resolve_take(struct resolve *resolve, struct socket_address out[static RESOLVE_ADDRESSES_MAX],
                         size_t *count)
{
	(void)resolve;
	*count = play.addresses;
	for (size_t i = 0; i < play.addresses; i++) {
		out[i] = (struct socket_address){.system_bytes = (uint32_t)i};
		snprintf(out[i].text, sizeof out[i].text, "address %zu", i);
	}
	return play.lookup;
}

void resolve_drop(struct resolve *resolve)
{
	if (resolve)
		play.is_looking = false;
}

enum attempt_outcome socket_connect(wake_handle *out, const struct socket_address *to)
{
	uint32_t index = to->system_bytes;
	play.was_tried[index] = true;
	play.is_open[index] = play.begins[index] == ATTEMPT_TRYING;
	*out = play.is_open[index] ? (wake_handle)index : -1;
	return play.begins[index];
}

enum attempt_outcome socket_connected(wake_handle socket)
{
	return play.now[socket];
}

void socket_close(wake_handle socket)
{
	if (socket >= 0) {
		assert_true(play.is_open[socket]);
		play.is_open[socket] = false;
	}
}

enum result socket_send(wake_handle socket, struct bytes bytes, size_t *sent)
{
	(void)socket;
	*sent = bytes.size;
	return RESULT_OK;
}

enum result socket_receive(wake_handle socket, uint8_t *to, size_t room, size_t *got)
{
	(void)socket, (void)to, (void)room, (void)got;
	return RESULT_CLOSED;
}

void socket_local_address(wake_handle socket, char to[static SOCKET_ADDRESS_TEXT_BYTES])
{
	snprintf(to, SOCKET_ADDRESS_TEXT_BYTES, "own %d", (int)socket);
}

/* A rung, started at 1000 ms, whose name has been looked up and has so many addresses that do not answer. */
static void *started(size_t addresses)
{
	struct server_list_relay relay = {.raw_port = 5000, .host = "relay.example"};
	struct rung_start start = {.relay = &relay, .attempts = &attempts, .report = &report, .now_ms = 1000};
	void *rung = NULL;
	memset(&play, 0, sizeof play);
	memset(&attempts, 0, sizeof attempts);
	memset(&report, 0, sizeof report);
	play.addresses = addresses;
	play.lookup = RESULT_OK;
	for (size_t i = 0; i < ADDRESSES_MAX; i++)
		play.begins[i] = play.now[i] = ATTEMPT_TRYING;
	assert_int_equal(raw_rung.start(&rung, &start), RESULT_OK);
	return rung;
}

static int tried_count(void)
{
	int count = 0;
	for (size_t i = 0; i < ADDRESSES_MAX; i++)
		count += play.was_tried[i];
	return count;
}

static void stop(void *rung)
{
	raw_rung.stop(rung);
	assert_false(play.is_looking);
	for (size_t i = 0; i < ADDRESSES_MAX; i++)
		assert_false(play.is_open[i]);
	for (uint32_t i = 0; i < attempts.count; i++)
		assert_true(attempt_is_over(&attempts.list[i]) || (report.has_attempt && report.attempt == i));
}

static void nothing_is_tried_while_the_name_is_looked_up(void **state)
{
	void *rung = started(2);
	(void)state;
	play.lookup = RESULT_WOULD_BLOCK;
	assert_int_equal(raw_rung.work(rung, 1000), RESULT_WOULD_BLOCK);
	assert_int_equal(raw_rung.handles(rung, false, NULL, 0), 0);
	assert_int_equal(raw_rung.timeout_ms(rung, 1000), 8000);
	assert_int_equal(tried_count(), 0);
	assert_string_equal(attempts.list[0].address, "relay.example:5000");
	assert_int_equal(raw_rung.work(rung, 8999), RESULT_WOULD_BLOCK);
	assert_int_equal(raw_rung.work(rung, 9000), RESULT_NOT_REACHABLE);
	assert_int_equal(attempts.list[0].outcome, ATTEMPT_NO_NAME);
	stop(rung);
}

static void addresses_are_tried_250_ms_apart(void **state)
{
	struct wake_on on[8];
	void *rung = started(3);
	(void)state;
	assert_int_equal(raw_rung.work(rung, 1100), RESULT_WOULD_BLOCK);
	assert_int_equal(tried_count(), 1);
	assert_int_equal(raw_rung.timeout_ms(rung, 1100), 250);
	assert_int_equal(raw_rung.work(rung, 1349), RESULT_WOULD_BLOCK);
	assert_int_equal(tried_count(), 1);
	assert_int_equal(raw_rung.work(rung, 1350), RESULT_WOULD_BLOCK);
	assert_int_equal(tried_count(), 2);
	assert_int_equal(raw_rung.work(rung, 1600), RESULT_WOULD_BLOCK);
	assert_int_equal(tried_count(), 3);
	assert_int_equal(raw_rung.handles(rung, false, on, 8), 3);
	assert_true(on[0].want_write && !on[0].want_read);
	assert_int_equal(attempts.count, 3);
	assert_string_equal(attempts.list[0].address, "address 0"); /* took over the line of the name */
	stop(rung);
}

static void next_address_is_tried_at_once_when_one_is_refused(void **state)
{
	void *rung = started(3);
	(void)state;
	play.begins[0] = ATTEMPT_UNREACHABLE; /* said at once */
	assert_int_equal(raw_rung.work(rung, 1000), RESULT_WOULD_BLOCK);
	assert_int_equal(tried_count(), 2);
	play.now[1] = ATTEMPT_REFUSED; /* said later */
	assert_int_equal(raw_rung.work(rung, 1010), RESULT_WOULD_BLOCK);
	assert_int_equal(tried_count(), 3);
	assert_int_equal(attempts.list[0].outcome, ATTEMPT_UNREACHABLE);
	assert_int_equal(attempts.list[1].outcome, ATTEMPT_REFUSED);
	assert_int_equal(attempts.list[1].ms, 10);
	stop(rung);
}

static void first_that_answers_is_kept_and_the_others_abandoned(void **state)
{
	struct wake_on on[8];
	char address[CARRIER_ADDRESS_BYTES];
	void *rung = started(3);
	(void)state;
	raw_rung.work(rung, 1000);
	raw_rung.work(rung, 1250);
	raw_rung.work(rung, 1500);
	play.now[1] = ATTEMPT_CONNECTED;
	assert_int_equal(raw_rung.work(rung, 1520), RESULT_OK);
	assert_false(play.is_open[0]);
	assert_true(play.is_open[1]);
	assert_false(play.is_open[2]);
	assert_int_equal(attempts.list[0].outcome, ATTEMPT_ABANDONED);
	assert_int_equal(attempts.list[1].outcome, ATTEMPT_TRYING); /* until the relay has answered */
	assert_true(report.has_attempt && report.attempt == 1);
	assert_int_equal(attempts.list[2].outcome, ATTEMPT_ABANDONED);
	assert_int_equal(raw_rung.work(rung, 9000), RESULT_OK);
	assert_int_equal(raw_rung.timeout_ms(rung, 9000), -1);
	assert_int_equal(raw_rung.handles(rung, true, on, 8), 1);
	assert_true(on[0].handle == 1 && on[0].want_read && on[0].want_write);
	raw_rung.local_address(rung, address);
	assert_string_equal(address, "own 1");
	stop(rung);
}

static void address_that_never_answers_is_given_up_after_6_s(void **state)
{
	void *rung = started(1);
	(void)state;
	assert_int_equal(raw_rung.work(rung, 1000), RESULT_WOULD_BLOCK);
	assert_int_equal(raw_rung.timeout_ms(rung, 2000), 5000);
	assert_int_equal(raw_rung.work(rung, 6999), RESULT_WOULD_BLOCK);
	assert_int_equal(raw_rung.work(rung, 7000), RESULT_NOT_REACHABLE);
	assert_int_equal(attempts.list[0].outcome, ATTEMPT_NO_ANSWER);
	stop(rung);
}

static void all_refused_is_not_reachable_at_once(void **state)
{
	void *rung = started(ADDRESSES_MAX);
	(void)state;
	for (size_t i = 0; i < ADDRESSES_MAX; i++)
		play.begins[i] = ATTEMPT_REFUSED;
	assert_int_equal(raw_rung.work(rung, 1000), RESULT_NOT_REACHABLE);
	assert_int_equal(tried_count(), ADDRESSES_MAX);
	stop(rung);
}

static void relay_without_raw_port_is_not_offered(void **state)
{
	struct server_list_relay relay = {.https_port = 443, .host = "relay.example"};
	struct rung_start start = {.relay = &relay, .attempts = &attempts, .report = &report};
	void *rung = &relay;
	(void)state;
	assert_int_equal(raw_rung.start(&rung, &start), RESULT_NOT_REACHABLE);
	assert_null(rung);
	relay.raw_port = 5000;
	start.is_proxied = true; /* that is another rung's */
	assert_int_equal(raw_rung.start(&rung, &start), RESULT_NOT_REACHABLE);
	raw_rung.stop(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_tried_while_the_name_is_looked_up),
		cmocka_unit_test(addresses_are_tried_250_ms_apart),
		cmocka_unit_test(next_address_is_tried_at_once_when_one_is_refused),
		cmocka_unit_test(first_that_answers_is_kept_and_the_others_abandoned),
		cmocka_unit_test(address_that_never_answers_is_given_up_after_6_s),
		cmocka_unit_test(all_refused_is_not_reachable_at_once),
		cmocka_unit_test(relay_without_raw_port_is_not_offered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Relays on this machine, each a thread that answers HELLO after a time of its own,
 * or behaves badly; probed through real carriers, by raw alone.
 */
#include "support/unit.h"

#include "base/clock.h"
#include "carrier/probe.h"
#include "support/loopback.h"
#include "wire/frame.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FARS_MAX = 8, PATIENCE_MS = 30000 };

enum manner { ANSWERS, SAYS_NOTHING, HANGS_UP, IS_ANOTHER, IS_TOO_NEW, TALKS_NONSENSE };

struct far {
	enum manner manner;
	int delay_ms;
	uint8_t id;
	int listener, stop[2];
	uint16_t port;
	int heard; /* HELLOs, read after the thread has ended */
	pthread_t thread;
};

struct world {
	struct wake *wake;
	struct attempts attempts;
	struct far fars[FARS_MAX];
	size_t count;
	struct server_list_relay relays[FARS_MAX];
	struct probe *probe;
	struct probe_found found;
};

/* False: it is to end. */
static bool wait_for(const struct far *far, int descriptor, int ms)
{
	struct pollfd on[] = {{.fd = far->stop[0], .events = POLLIN}, {.fd = descriptor, .events = POLLIN}};
	return poll(on, 2, ms) >= 0 && !on[0].revents;
}

static bool hear_hello(struct far *far, int descriptor)
{
	uint8_t bytes[512];
	size_t size = 0;
	struct frame_header header;
	while (size < sizeof bytes && wait_for(far, descriptor, -1)) {
		ssize_t got = recv(descriptor, bytes + size, sizeof bytes - size, 0);
		if (got <= 0)
			return false;
		size += (size_t)got;
		if (frame_decode((struct bytes){bytes, size}, &header) == RESULT_OK &&
		    size >= FRAME_HEADER_BYTES + header.payload_bytes) {
			far->heard++;
			return true;
		}
	}
	return false;
}

static void say_hello(const struct far *far, int descriptor)
{
	uint8_t bytes[512];
	struct writer w = writer_into(bytes, sizeof bytes);
	wire_Control control = {.which_what = wire_Control_hello_tag};
	control.what.hello.version = far->manner == IS_TOO_NEW ? 99 : CONTROL_VERSION;
	control.what.hello.floor = far->manner == IS_TOO_NEW ? 99 : CONTROL_FLOOR;
	control.what.hello.ping_s = 20;
	control.what.hello.relay_id.size = CONTROL_RELAY_ID_BYTES;
	control.what.hello.relay_id.bytes[0] = far->manner == IS_ANOTHER ? 0xEE : far->id;
	control_encode(&control, &w);
	if (far->manner == TALKS_NONSENSE)
		write_bytes(&(struct writer){.start = bytes, .room = 64}, bytes_of_text("SSH-2.0-OpenSSH_9.2\r\n"));
	ssize_t sent = send(descriptor, bytes, w.size, MSG_NOSIGNAL);
	(void)sent; /* who has been closed does not listen */
}

static void *serve(void *context)
{
	struct far *far = context;
	int held[16], count = 0;
	while (count < 16 && wait_for(far, far->listener, -1)) {
		int descriptor = held[count] = accept(far->listener, NULL, NULL);
		if (descriptor < 0)
			continue;
		count++;
		if (!hear_hello(far, descriptor) || far->manner == SAYS_NOTHING)
			continue;
		if (far->manner == HANGS_UP)
			shutdown(descriptor, SHUT_RDWR);
		else if (wait_for(far, -1, far->delay_ms))
			say_hello(far, descriptor);
	}
	while (count > 0)
		close(held[--count]);
	return NULL;
}

static void add(struct world *world, enum manner manner, int delay_ms)
{
	struct far *far = &world->fars[world->count];
	*far = (struct far){.manner = manner, .delay_ms = delay_ms, .id = (uint8_t)(world->count + 1)};
	far->listener = loopback_listen(&far->port, false, 16);
	assert_true(far->listener >= 0);
	assert_int_equal(pipe(far->stop), 0);
	assert_int_equal(pthread_create(&far->thread, NULL, serve, far), 0);
	world->relays[world->count] = (struct server_list_relay){.host = "127.0.0.1", .raw_port = far->port};
	world->relays[world->count++].id[0] = far->id;
}

static void add_dead(struct world *world)
{
	struct server_list_relay *relay = &world->relays[world->count];
	*relay = (struct server_list_relay){.host = "127.0.0.1", .raw_port = loopback_dead_port()};
	relay->id[0] = (uint8_t)++world->count;
}

static void stop_all(struct world *world)
{
	for (size_t i = 0; i < world->count; i++) {
		struct far *far = &world->fars[i];
		if (!far->port)
			continue;
		close(far->stop[1]);
		pthread_join(far->thread, NULL);
		close(far->stop[0]);
		close(far->listener);
		far->port = 0;
	}
}

static int make_world(void **state)
{
	struct world *world = calloc(1, sizeof *world);
	if (!world)
		return -1;
	world->wake = wake_create();
	*state = world;
	return world->wake ? 0 : -1;
}

static int end_world(void **state)
{
	struct world *world = *state;
	probe_stop(world->probe);
	carrier_close(world->found.carrier);
	buffer_finish(&world->found.rest);
	stop_all(world);
	wake_destroy(world->wake);
	free(world);
	return 0;
}

/* Until there is an outcome. With `jump_ms`, time goes so much faster at each turn. */
static enum result run(struct world *world, int jump_ms)
{
	struct probe_setup setup = {
		.relays = world->relays, .count = world->count, .attempts = &world->attempts, .wake = world->wake};
	int64_t end_ms = clock_now_ms() + PATIENCE_MS, ahead_ms = 0;
	enum result result = probe_start(&world->probe, &setup, clock_now_ms());
	if (result != RESULT_OK)
		return result;
	while ((result = probe_work(world->probe, clock_now_ms() + ahead_ms)) == RESULT_WOULD_BLOCK &&
	       clock_now_ms() < end_ms) {
		struct wake_on on[PROBE_HANDLES_MAX];
		size_t count = probe_handles(world->probe, on, PROBE_HANDLES_MAX);
		int timeout_ms = probe_timeout_ms(world->probe, clock_now_ms() + ahead_ms);
		assert_true(timeout_ms >= 0); /* there is no state without a deadline */
		wake_wait(world->wake, on, count, jump_ms && timeout_ms > 20 ? 20 : timeout_ms);
		ahead_ms += jump_ms;
	}
	if (result == RESULT_OK)
		probe_take(world->probe, &world->found);
	return result;
}

static void the_fastest_is_handed_over_ready(void **state)
{
	struct world *world = *state;
	add(world, ANSWERS, 700);
	add(world, ANSWERS, 0);
	add(world, ANSWERS, 40);
	assert_int_equal(run(world, 0), RESULT_OK);
	assert_int_equal(world->found.relay.id[0], 2);
	assert_true(world->found.has_backup);
	assert_int_equal(world->found.backup.id[0], 3);
	assert_int_equal(world->found.hello.ping_s, 20);
	assert_true(world->found.round_trip_ms >= 0);
	probe_stop(world->probe);
	world->probe = NULL;
	/* It stays up without the probe: what is sent goes through, and nothing has come behind HELLO. */
	assert_int_equal(carrier_work(world->found.carrier, clock_now_ms()), RESULT_OK);
	assert_string_equal(carrier_rung(world->found.carrier), "raw");
	assert_int_equal(carrier_send(world->found.carrier, bytes_of_text("x")), RESULT_OK);
	assert_int_equal(world->found.rest.size_bytes, 0);
	carrier_close(world->found.carrier);
	world->found.carrier = NULL;
	stop_all(world);
	assert_int_equal(world->fars[1].heard, 1); /* one HELLO is all that the relay heard */
}

static void dead_and_bad_ones_do_not_keep_it_from_a_good_one(void **state)
{
	struct world *world = *state;
	add_dead(world);
	add(world, SAYS_NOTHING, 0);
	add(world, IS_ANOTHER, 0);
	add(world, HANGS_UP, 0);
	add(world, TALKS_NONSENSE, 0);
	add(world, ANSWERS, 10);
	assert_int_equal(run(world, 0), RESULT_OK);
	assert_int_equal(world->found.relay.id[0], 6);
	assert_true(world->found.has_backup); /* the silent one may yet come */
	assert_int_equal(world->found.backup.id[0], 2);
}

static void one_alone_has_no_backup(void **state)
{
	struct world *world = *state;
	add(world, ANSWERS, 0);
	assert_int_equal(run(world, 0), RESULT_OK);
	assert_false(world->found.has_backup);
}

static void failures_are_told_apart(void **state)
{
	struct world *world = *state;
	add_dead(world);
	assert_int_equal(run(world, 0), RESULT_NOT_REACHABLE);
	probe_stop(world->probe);
	world->probe = NULL;
	add(world, IS_ANOTHER, 0);
	assert_int_equal(run(world, 0), RESULT_LIST_FOREIGN);
	probe_stop(world->probe);
	world->probe = NULL;
	add(world, IS_TOO_NEW, 0);
	assert_int_equal(run(world, 0), RESULT_VERSION);
}

static void silence_ends_in_words_too(void **state)
{
	struct world *world = *state;
	add(world, SAYS_NOTHING, 0);
	add(world, SAYS_NOTHING, 0);
	assert_int_not_equal(run(world, 500), RESULT_OK);
	assert_false(world->probe == NULL);
}

static void no_relay_at_all_has_words_of_its_own(void **state)
{
	struct world *world = *state;
	assert_int_equal(run(world, 0), RESULT_NO_RELAY);
	world->relays[0] = (struct server_list_relay){.host = "127.0.0.1"}; /* no port */
	world->count = 1;
	assert_int_equal(run(world, 0), RESULT_NOT_REACHABLE);
	probe_stop(NULL);
}

static void it_can_be_stopped_at_any_moment(void **state)
{
	struct world *world = *state;
	struct probe_setup setup = {.relays = world->relays, .attempts = &world->attempts, .wake = world->wake};
	add(world, ANSWERS, 5);
	add(world, SAYS_NOTHING, 0);
	setup.count = world->count;
	for (int i = 0; i < 10; i++) {
		struct probe *probe;
		assert_int_equal(probe_start(&probe, &setup, clock_now_ms()), RESULT_OK);
		for (int turn = 0; turn < i; turn++) {
			struct wake_on on[PROBE_HANDLES_MAX];
			probe_work(probe, clock_now_ms());
			wake_wait(world->wake, on, probe_handles(probe, on, PROBE_HANDLES_MAX), 1);
		}
		probe_stop(probe);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_world, end_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_fastest_is_handed_over_ready), TEST(dead_and_bad_ones_do_not_keep_it_from_a_good_one),
		TEST(one_alone_has_no_backup),          TEST(failures_are_told_apart),
		TEST(silence_ends_in_words_too),        TEST(no_relay_at_all_has_words_of_its_own),
		TEST(it_can_be_stopped_at_any_moment),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

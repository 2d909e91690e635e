/* Two workers in threads of their own, on one port, with real sockets; the test is keeper and clients. */
#include "support/unit.h"

#include "base/secret.h"
#include "relay/listen.h"
#include "relay/worker.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WORKERS = 2, DIALLERS = 4, SESSIONS = 12 /* of each dialler */, BULK_BYTES = 60000 };

static struct options options;
static struct relay *relay;
static struct thread *threads[WORKERS];
static uint16_t raw_port, http_port;

static int set_up(void **state)
{
	int raw[WORKERS], http[WORKERS];
	(void)state;
	options_init(&options);
	options.limits.unmatched_per_source = 1000;
	raw_port = http_port = 0;
	assert_int_equal(listen_open("127.0.0.1", &raw_port, raw, WORKERS), RESULT_OK);
	assert_int_equal(listen_open("127.0.0.1", &http_port, http, WORKERS), RESULT_OK);
	relay = relay_create(&options);
	relay->worker_count = WORKERS;
	for (int i = 0; i < WORKERS; i++)
		relay->workers[i] = worker_create(relay, (uint16_t)i, raw[i], http[i]);
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(thread_start(&threads[i], THREAD_WORKER, worker_run, relay->workers[i]), RESULT_OK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(worker_post(relay->workers[i], &(struct mail){.kind = MAIL_END}), RESULT_OK);
	for (int i = 0; i < WORKERS; i++)
		thread_join(threads[i]);
	for (int i = 0; i < WORKERS; i++)
		worker_destroy(relay->workers[i]);
	assert_int_equal(routes_count(relay->routes), 0);
	assert_int_equal(relay->connections, 0);
	relay_destroy(relay);
	return 0;
}

static int dial_to(uint16_t port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct timeval patience = {.tv_sec = 20};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
		return fd;
	close(fd);
	return -1;
}

static bool say(int fd, const wire_Control *control)
{
	uint8_t bytes[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer w = writer_into(bytes, sizeof bytes);
	control_encode(control, &w);
	return !w.failed && send(fd, bytes, w.size, MSG_NOSIGNAL) == (ssize_t)w.size;
}

static bool read_all(int fd, uint8_t *to, size_t size)
{
	for (size_t got = 0; got < size;) {
		ssize_t n = recv(fd, to + got, size - got, 0);
		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	return true;
}

/* The next frame; its payload into `to`. */
static bool hear(int fd, struct frame_header *header, uint8_t *to)
{
	uint8_t bytes[FRAME_HEADER_BYTES];
	return read_all(fd, bytes, sizeof bytes) &&
	       frame_decode((struct bytes){bytes, sizeof bytes}, header) == RESULT_OK &&
	       read_all(fd, to, header->payload_bytes);
}

static bool hear_control(int fd, pb_size_t which, wire_Control *control)
{
	uint8_t payload[FRAME_PAYLOAD_MAX_BYTES];
	struct frame_header header;
	while (hear(fd, &header, payload))
		if (header.kind == FRAME_CONTROL &&
		    control_decode((struct bytes){payload, header.payload_bytes}, control) == RESULT_OK &&
		    control->which_what == which)
			return true;
	return false;
}

static bool greet(int fd)
{
	wire_Control control = {.which_what = wire_Control_hello_tag};
	control.what.hello = (wire_Hello){.version = 1, .floor = 1};
	return fd >= 0 && say(fd, &control) && hear_control(fd, wire_Control_hello_tag, &control);
}

/* Both ends of a session and a frame each way; whether all of it arrived. */
static bool whole_session(uint8_t *memory)
{
	wire_Control control = {.which_what = wire_Control_open_tag};
	struct frame_header header = {BULK_BYTES, FRAME_BULK, 2, 0, 0};
	int master = dial_to(raw_port), client = dial_to(raw_port);
	bool is_good = greet(master) && greet(client) && say(master, &control) &&
	               hear_control(master, wire_Control_opened_tag, &control);
	uint32_t route = control.what.opened.route;
	control = (wire_Control){.which_what = wire_Control_join_tag};
	control.what.join.route = route;
	is_good = is_good && say(client, &control) && hear_control(client, wire_Control_joined_tag, &control) &&
	          hear_control(master, wire_Control_peer_joined_tag, &control);
	frame_encode(&header, memory);
	memset(memory + FRAME_HEADER_BYTES, (int)route & 0x7F, BULK_BYTES);
	is_good = is_good && send(master, memory, FRAME_HEADER_BYTES + BULK_BYTES, MSG_NOSIGNAL) > 0 &&
	          hear(client, &header, memory) && header.kind == FRAME_BULK && header.peer == 1 &&
	          memory[BULK_BYTES - 1] == ((int)route & 0x7F);
	control = (wire_Control){.which_what = wire_Control_leave_tag};
	is_good = is_good && say(master, &control) && hear_control(client, wire_Control_close_tag, &control);
	close(master);
	close(client);
	return is_good;
}

struct dialler {
	uint8_t memory[FRAME_HEADER_BYTES + FRAME_PAYLOAD_MAX_BYTES];
	int good; /* sessions that went well; read after the thread has ended */
	struct queue *done;
};

static void dial_many(void *context)
{
	struct dialler *dialler = context;
	for (int i = 0; i < SESSIONS; i++)
		dialler->good += whole_session(dialler->memory);
	queue_push(dialler->done, &(int){1});
}

/* Answers OPENs as the main thread and the keeper do, until all diallers are done. */
static void keep(struct queue *done)
{
	static uint32_t next_route = 30000;
	struct keeper_message message;
	int one;
	for (int left = DIALLERS; left > 0;) {
		while (queue_pop(done, &one))
			left--;
		while (queue_pop(relay->to_keeper, &message)) {
			if (message.kind != KEEPER_OPEN)
				continue;
			struct mail mail = {
				.kind = MAIL_OPENED, .ticket = message.ticket, .route = next_route++, .log_id = 1};
			assert_int_equal(worker_post(relay->workers[message.worker], &mail), RESULT_OK);
		}
		wake_wait(relay->wake, NULL, 0, 20);
	}
}

static void sessions_work_wherever_their_ends_were_accepted(void **state)
{
	static struct dialler diallers[DIALLERS];
	struct thread *dialling[DIALLERS];
	struct queue *done = queue_create(sizeof(int), DIALLERS, QUEUE_REFUSE_NEW, NULL, relay->wake);
	(void)state;
	for (int i = 0; i < DIALLERS; i++) {
		diallers[i].good = 0;
		diallers[i].done = done;
		assert_int_equal(thread_start(&dialling[i], THREAD_ANY, dial_many, &diallers[i]), RESULT_OK);
	}
	keep(done);
	for (int i = 0; i < DIALLERS; i++) {
		thread_join(dialling[i]);
		assert_int_equal(diallers[i].good, SESSIONS);
	}
	queue_destroy(done);
}

static void end_while_people_dial_loses_nothing_of_ours(void **state)
{
	int fds[40];
	(void)state;
	for (int i = 0; i < 40; i++) {
		fds[i] = dial_to(i % 4 ? raw_port : http_port);
		if (i % 2)
			assert_true(greet(fds[i]) || i % 4 == 0);
	}
	for (int i = 0; i < 40; i++)
		if (i % 3)
			close(fds[i]);
		else
			shutdown(fds[i], SHUT_WR);
	for (int i = 0; i < 40; i += 3)
		close(fds[i]);
}

static void port_of_another_program_is_not_shared(void **state)
{
	int sockets[2];
	uint16_t port = raw_port;
	(void)state;
	assert_int_equal(listen_open("127.0.0.1", &port, sockets, 1), RESULT_NOT_REACHABLE);
	port = 0;
	assert_int_equal(listen_open("192.0.2.1", &port, sockets, 1), RESULT_BAD_ARGUMENT);
	assert_int_equal(listen_open("no address", &port, sockets, 1), RESULT_BAD_ARGUMENT);
	assert_int_equal(listen_open("", &port, sockets, 2), RESULT_OK);
	assert_int_not_equal(port, 0);
	int fd = dial_to(port); /* over IPv4, whatever the family of the socket */
	assert_true(fd >= 0);
	close(fd);
	close(sockets[0]);
	close(sockets[1]);
}

static int start(void **state)
{
	(void)state;
	return secret_start() == RESULT_OK ? 0 : -1;
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(sessions_work_wherever_their_ends_were_accepted),
		HERE(end_while_people_dial_loses_nothing_of_ours),
		HERE(port_of_another_program_is_not_shared),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}

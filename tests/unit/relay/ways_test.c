/*
 * Two workers in threads of their own, on real ports, reached in every way at once: raw, WebSocket, and
 * WebSocket over TLS (the client is OpenSSL's own); the operator's proxy in front. Dials cross from worker to
 * worker, so connections move with all that is below them.
 */
#include "support/unit.h"

#include "base/secret.h"
#include "relay/carriers/tls.h"
#include "relay/certificate.h"
#include "relay/listen.h"
#include "relay/worker.h"
#include "wire/websocket_frame.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WORKERS = 2, SESSIONS = 6, BULK_BYTES = 50000, ANSWER_BYTES = 8192 };
enum way { WAY_RAW, WAY_WS, WAY_WSS, WAYS };

static struct options options;
static struct relay *relay;
static struct thread *threads[WORKERS];
static struct certificate *certificates[2];
static SSL_CTX *context;
static char folder[64];
static uint16_t ports[CONNECTION_PORTS];

/* A program's end. */
struct end {
	int fd;
	SSL *ssl;
	bool is_web;
	uint64_t left; /* of the message that is being read */
};

static int set_up_all(void **state)
{
	enum result why;
	(void)state;
	assert_int_equal(secret_start(), RESULT_OK);
	snprintf(folder, sizeof folder, "/tmp/lotse-ways.XXXXXX");
	assert_non_null(mkdtemp(folder));
	certificates[0] = certificate_own(folder, "localhost", 1800000000, &why);
	certificates[1] = certificate_own("/proc/self/none", "localhost", 1800000000, &why);
	context = SSL_CTX_new(TLS_client_method());
	return certificates[0] && certificates[1] && context ? 0 : -1;
}

static int tear_down_all(void **state)
{
	char path[128];
	(void)state;
	SSL_CTX_free(context);
	for (int i = 0; i < 2; i++) {
		secret_destroy(certificates[i]);
		snprintf(path, sizeof path, "%s/tls.%s", folder, i ? "key" : "crt");
		unlink(path);
	}
	rmdir(folder);
	return 0;
}

static struct tls_identity *identity_of(int which)
{
	struct tls_identity *identity;
	struct bytes pem = {certificates[which]->pem, certificates[which]->size};
	assert_int_equal(tls_identity_create(&identity, relay->tls, pem), RESULT_OK);
	return identity;
}

static int start(void)
{
	int sockets[CONNECTION_PORTS][WORKERS];
	for (int i = 0; i < CONNECTION_PORTS; i++) {
		ports[i] = 0;
		assert_int_equal(listen_open("127.0.0.1", &ports[i], sockets[i], WORKERS), RESULT_OK);
	}
	relay = relay_create(&options);
	relay->worker_count = WORKERS;
	relay->http_port = ports[CONNECTION_HTTP];
	relay->https_port = ports[CONNECTION_HTTPS];
	for (int i = 0; i < WORKERS; i++) {
		relay->workers[i] =
			worker_create(relay, (uint16_t)i, sockets[CONNECTION_RAW][i], sockets[CONNECTION_HTTP][i]);
		worker_identify(relay->workers[i], identity_of(0));
		assert_true(worker_listen(relay->workers[i], CONNECTION_HTTPS, sockets[CONNECTION_HTTPS][i]));
	}
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(thread_start(&threads[i], THREAD_WORKER, worker_run, relay->workers[i]), RESULT_OK);
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	options_init(&options);
	options.limits.unmatched_per_source = 1000;
	return start();
}

static int set_up_behind_proxy(void **state)
{
	(void)state;
	options_init(&options);
	options.limits.failures_burst = 1;
	options.limits.failures_per_minute = 1;
	options.refuse_ms = 1;
	assert_int_equal(trusted_add(&options.trusted, bytes_of_text("127.0.0.1")), RESULT_OK);
	return start();
}

static int set_up_impatient(void **state)
{
	(void)state;
	options_init(&options);
	options.hello_ms = 2000;
	return start();
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
	assert_int_equal(relay->limits.unmatched, 0);
	relay_destroy(relay);
	return 0;
}

/* --- a program's end
 * ------------------------------------------------------------------------------------------------ */

static int dial(uint16_t port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct timeval patience = {.tv_sec = 20};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	return fd;
}

static bool write_all(struct end *end, const void *from, size_t size)
{
	return end->ssl ? SSL_write(end->ssl, from, (int)size) == (int)size
	                : send(end->fd, from, size, MSG_NOSIGNAL) == (ssize_t)size;
}

static bool read_wire(struct end *end, uint8_t *to, size_t size)
{
	for (size_t got = 0; got < size;) {
		ssize_t n = end->ssl ? SSL_read(end->ssl, to + got, (int)(size - got))
		                     : recv(end->fd, to + got, size - got, 0);
		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	return true;
}

static bool read_all(struct end *end, uint8_t *to, size_t size)
{
	while (end->is_web && size > 0) {
		uint8_t bytes[WEBSOCKET_HEAD_BYTES_MAX];
		struct websocket_head head = {.opcode = WEBSOCKET_BINARY, .payload_bytes = end->left};
		size_t have = 0, used;
		enum result result = end->left ? RESULT_OK : RESULT_NEED_MORE;
		while (result == RESULT_NEED_MORE && read_wire(end, bytes + have, 1))
			result = websocket_head_decode((struct bytes){bytes, ++have}, &head, &used);
		size_t part = head.payload_bytes < size ? (size_t)head.payload_bytes : size;
		if (result != RESULT_OK || head.opcode != WEBSOCKET_BINARY || !read_wire(end, to, part))
			return false;
		end->left = head.payload_bytes - part;
		to += part;
		size -= part;
	}
	return read_wire(end, to, size);
}

/* Up to the end of the stream, or of a head. */
static void read_answer(struct end *end, char *to, bool is_head)
{
	size_t size = 0;
	while (size < ANSWER_BYTES - 1 && read_wire(end, (uint8_t *)to + size, 1)) {
		to[++size] = 0;
		if (is_head && size >= 4 && memcmp(to + size - 4, "\r\n\r\n", 4) == 0)
			return;
	}
	to[size] = 0;
}

static void begin_tls(struct end *end)
{
	end->ssl = SSL_new(context);
	SSL_set_fd(end->ssl, end->fd);
	assert_int_equal(SSL_connect(end->ssl), 1);
}

static void upgrade(struct end *end)
{
	static const char request[] =
		"GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
	char answer[ANSWER_BYTES];
	assert_true(write_all(end, request, sizeof request - 1));
	read_answer(end, answer, true);
	assert_non_null(strstr(answer, "HTTP/1.1 101 "));
	end->is_web = true;
}

static struct end open_way(enum way way)
{
	static const enum connection_port port_of[WAYS] = {CONNECTION_RAW, CONNECTION_HTTP, CONNECTION_HTTPS};
	struct end end = {.fd = dial(ports[port_of[way]])};
	if (way == WAY_WSS)
		begin_tls(&end);
	if (way != WAY_RAW)
		upgrade(&end);
	return end;
}

static void close_end(struct end *end)
{
	SSL_free(end->ssl);
	close(end->fd);
}

static bool say_bytes(struct end *end, const uint8_t *bytes, size_t size)
{
	static const uint8_t mask[WEBSOCKET_MASK_BYTES] = {0x5A, 0x00, 0xFF, 0x17};
	static uint8_t memory[WEBSOCKET_HEAD_BYTES_MAX + FRAME_HEADER_BYTES + FRAME_PAYLOAD_MAX_BYTES];
	struct websocket_head head = {WEBSOCKET_BINARY, true, true, {0}, size};
	if (!end->is_web)
		return write_all(end, bytes, size);
	memcpy(head.mask, mask, sizeof mask);
	size_t head_bytes = websocket_head_encode(&head, memory);
	websocket_mask(memory + head_bytes, bytes, size, mask, 0);
	return write_all(end, memory, head_bytes + size);
}

static bool say(struct end *end, const wire_Control *control)
{
	uint8_t bytes[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer w = writer_into(bytes, sizeof bytes);
	control_encode(control, &w);
	return !w.failed && say_bytes(end, bytes, w.size);
}

static bool hear(struct end *end, struct frame_header *header, uint8_t *to)
{
	uint8_t bytes[FRAME_HEADER_BYTES];
	return read_all(end, bytes, sizeof bytes) &&
	       frame_decode((struct bytes){bytes, sizeof bytes}, header) == RESULT_OK &&
	       read_all(end, to, header->payload_bytes);
}

static bool hear_control(struct end *end, pb_size_t which, wire_Control *control)
{
	static uint8_t payload[FRAME_PAYLOAD_MAX_BYTES];
	struct frame_header header;
	while (hear(end, &header, payload))
		if (header.kind == FRAME_CONTROL &&
		    control_decode((struct bytes){payload, header.payload_bytes}, control) == RESULT_OK &&
		    control->which_what == which)
			return true;
	return false;
}

static bool greet(struct end *end)
{
	wire_Control control = {.which_what = wire_Control_hello_tag};
	control.what.hello = (wire_Hello){.version = 1, .floor = 1};
	return say(end, &control) && hear_control(end, wire_Control_hello_tag, &control);
}

/* The test is the keeper, too. */
static uint32_t open_number(struct end *master)
{
	static uint32_t route = 20000;
	struct keeper_message asked;
	wire_Control control = {.which_what = wire_Control_open_tag};
	if (!greet(master) || !say(master, &control) || !queue_wait(relay->to_keeper, &asked, 5000))
		return 0;
	while (asked.kind != KEEPER_OPEN && queue_wait(relay->to_keeper, &asked, 5000))
		;
	route++;
	struct mail mail = {.kind = MAIL_OPENED, .ticket = asked.ticket, .route = route, .log_id = route};
	worker_post(relay->workers[asked.worker], &mail);
	return hear_control(master, wire_Control_opened_tag, &control) ? control.what.opened.route : 0;
}

static bool join(struct end *client, uint32_t route)
{
	wire_Control control = {.which_what = wire_Control_join_tag};
	control.what.join.route = route;
	return greet(client) && say(client, &control) && hear_control(client, wire_Control_joined_tag, &control);
}

/* A large frame from one end to the other. */
static bool carries(struct end *from, struct end *to, uint16_t peer, uint16_t own, uint8_t fill)
{
	static uint8_t memory[FRAME_HEADER_BYTES + FRAME_PAYLOAD_MAX_BYTES];
	struct frame_header header = {BULK_BYTES, FRAME_BULK, peer, 0, 0};
	frame_encode(&header, memory);
	memset(memory + FRAME_HEADER_BYTES, fill, BULK_BYTES);
	if (!say_bytes(from, memory, FRAME_HEADER_BYTES + BULK_BYTES))
		return false;
	do
		if (!hear(to, &header, memory))
			return false;
	while (header.kind != FRAME_BULK);
	return header.peer == own && header.payload_bytes == BULK_BYTES && memory[0] == fill &&
	       memory[BULK_BYTES - 1] == fill;
}

static void all_ways_lead_into_the_same_sessions(void **state)
{
	(void)state;
	for (int i = 0; i < WAYS * WAYS * SESSIONS; i++) { /* the kernel deals them out to the workers */
		struct end master = open_way(i % WAYS), client = open_way(i / WAYS % WAYS);
		assert_true(join(&client, open_number(&master)));
		assert_true(carries(&master, &client, 2, 1, (uint8_t)i));
		assert_true(carries(&client, &master, 1, 2, (uint8_t)(i + 1)));
		close_end(&client);
		close_end(&master);
	}
}

static void another_certificate_is_for_newcomers_alone(void **state)
{
	uint8_t pin[CERTIFICATE_PIN_BYTES];
	(void)state;
	struct end master = open_way(WAY_WSS), client = open_way(WAY_WSS);
	assert_true(join(&client, open_number(&master)));
	for (int i = 0; i < WORKERS; i++) {
		struct mail mail = {
			.kind = MAIL_SETTINGS, .identity = identity_of(1), .options = malloc(sizeof options)};
		*mail.options = options;
		assert_int_equal(worker_post(relay->workers[i], &mail), RESULT_OK);
	}
	for (int tries = 0; tries < 100; tries++) { /* until each worker has read its mail */
		struct end newcomer = open_way(WAY_WSS);
		uint8_t *der = NULL;
		X509 *x509 = SSL_get1_peer_certificate(newcomer.ssl);
		int size = i2d_PUBKEY(X509_get0_pubkey(x509), &der);
		EVP_Digest(der, (size_t)size, pin, NULL, EVP_sha256(), NULL);
		OPENSSL_free(der);
		X509_free(x509);
		close_end(&newcomer);
		if (tries > 10 && memcmp(pin, certificates[1]->pin, sizeof pin) == 0)
			break;
	}
	assert_memory_equal(pin, certificates[1]->pin, sizeof pin);
	assert_true(carries(&master, &client, 2, 1, 1));
	assert_true(carries(&client, &master, 1, 2, 2));
	close_end(&client);
	close_end(&master);
}

/* What somebody gets who says that at that port, after TLS or without. */
static const char *ask(enum connection_port port, bool has_tls, const void *what, size_t size)
{
	static char answer[ANSWER_BYTES];
	struct end end = {.fd = dial(ports[port])};
	if (has_tls)
		begin_tls(&end);
	assert_true(write_all(&end, what, size));
	read_answer(&end, answer, false);
	close_end(&end);
	return answer;
}

static void strays_get_a_sentence_or_an_alert(void **state)
{
	static const char get[] = "GET / HTTP/1.1\r\nHost: relay.example:1\r\n\r\n";
	static const uint8_t hello[] = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03};
	static const char alert[] = {0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28};
	char address[64];
	(void)state;
	snprintf(address, sizeof address, "href=\"https://relay.example:%u/\"", ports[CONNECTION_HTTPS]);
	const char *answer = ask(CONNECTION_HTTPS, false, get, sizeof get - 1);
	assert_non_null(strstr(answer, "HTTP/1.1 400 "));
	assert_non_null(strstr(answer, address));
	assert_non_null(strstr(ask(CONNECTION_RAW, false, get, sizeof get - 1), "for Lotse programs alone"));
	assert_memory_equal(ask(CONNECTION_RAW, false, hello, sizeof hello), alert, sizeof alert);
	assert_memory_equal(ask(CONNECTION_HTTP, false, hello, sizeof hello), alert, sizeof alert);
	assert_non_null(
		strstr(ask(CONNECTION_HTTPS, true, get, sizeof get - 1), "HTTP/1.1 200 ")); /* the control */
	assert_non_null(strstr(ask(CONNECTION_HTTPS, false, "GET \xFF\r\n\r\n", 9), "HTTP/1.1 400 "));
}

static void each_state_ends_in_its_time(void **state)
{
	static const char half[] = "GET /ws HTTP/1.1\r\nHost: a\r\n";
	uint8_t byte;
	(void)state;
	struct end nothing = {.fd = dial(ports[CONNECTION_HTTPS])}, hello = {.fd = dial(ports[CONNECTION_HTTPS])};
	struct end head = {.fd = dial(ports[CONNECTION_HTTPS])}, web = open_way(WAY_WSS);
	wire_Control control;
	assert_true(write_all(&hello, "\x16\x03\x01\x02\x00\x01", 6));
	begin_tls(&head);
	assert_true(write_all(&head, half, sizeof half - 1));
	assert_false(read_wire(&nothing, &byte, 1));
	assert_false(read_wire(&hello, &byte, 1));
	assert_false(read_wire(&head, &byte, 1));
	assert_true(hear_control(&web, wire_Control_close_tag, &control));
	assert_int_equal(control.what.close.reason, wire_CloseReason_CLOSE_TOO_LATE);
	close_end(&nothing);
	close_end(&hello);
	close_end(&head);
	close_end(&web);
}

/* What haproxy writes in front for somebody at 203.0.113.`last`. */
static void write_header(struct end *end, uint8_t last)
{
	uint8_t header[] = {0x0D, 0x0A, 0x0D, 0x0A, 0,   0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21, 0x11,
	                    0,    12,   203,  0,    113, last, 127,  0,    0,    1,    0,    1,    0,    2};
	assert_true(write_all(end, header, 5)); /* in two pieces */
	usleep(1000);
	assert_true(write_all(end, header + 5, sizeof header - 5));
}

static bool is_refused_a_number(struct end *end)
{
	wire_Control control = {.which_what = wire_Control_open_tag};
	bool is_refused =
		!greet(end) || !say(end, &control) || hear_control(end, wire_Control_close_tag, &control);
	close_end(end);
	return is_refused;
}

/* From now on that source has failed too often. */
static void guess_from(uint8_t last)
{
	struct end guesser = {.fd = dial(ports[CONNECTION_RAW])};
	wire_Control control = {.which_what = wire_Control_join_tag};
	control.what.join.route = 12345;
	write_header(&guesser, last);
	assert_true(greet(&guesser));
	assert_true(say(&guesser, &control));
	assert_true(hear_control(&guesser, wire_Control_refused_tag, &control));
	close_end(&guesser);
}

static void behind_the_operators_proxy_each_counts_alone(void **state)
{
	char text[512], answer[ANSWER_BYTES];
	(void)state;
	guess_from(7);
	struct end same = {.fd = dial(ports[CONNECTION_HTTPS])}, other = {.fd = dial(ports[CONNECTION_HTTPS])};
	write_header(&same, 7);
	begin_tls(&same);
	upgrade(&same);
	assert_true(is_refused_a_number(&same));
	write_header(&other, 8);
	begin_tls(&other);
	upgrade(&other);
	assert_int_not_equal(open_number(&other), 0);
	close_end(&other);
	for (int last = 7; last <= 8; last++) { /* the same by X-Forwarded-For */
		struct end end = {.fd = dial(ports[CONNECTION_HTTP])};
		snprintf(text, sizeof text,
		         "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: "
		         "websocket\r\nSec-WebSocket-Version: "
		         "13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Forwarded-For: 192.0.2.1, "
		         "203.0.113.%d\r\n\r\n",
		         last);
		assert_true(write_all(&end, text, strlen(text)));
		read_answer(&end, answer, true);
		end.is_web = true;
		if (last == 7) {
			assert_true(is_refused_a_number(&end));
			continue;
		}
		assert_int_not_equal(open_number(&end), 0);
		close_end(&end);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_ways_lead_into_the_same_sessions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_certificate_is_for_newcomers_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(strays_get_a_sentence_or_an_alert, set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_state_ends_in_its_time, set_up_impatient, tear_down),
		cmocka_unit_test_setup_teardown(behind_the_operators_proxy_each_counts_alone, set_up_behind_proxy,
	                                    tear_down),
	};
	return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}

/*
 * hostile-relay FOLDER [mode=WORD[:NUMBER[:KIND]]] [list=good|unsigned|expired|foreign|bad|stranger]: a relay
 * of the tests' own. It speaks the relay's protocol as it should, on a raw port, and serves a signed list of
 * its own key over HTTP; the mode says how it then cheats (hostile_mischief.c). It can read nothing, but it
 * has what a malicious relay has: all frames, both ends, time, and guesses.
 *
 * Says "ready http=PORT raw=PORT key=FILE" on standard output, and afterwards a line for each thing that
 * happened and each thing that it did. Ends with its standard input.
 *
 * How the parts hang together: sockets, HTTP and the loop are here; hostile_session.c is the honest part;
 * mischief and guesses have files of their own. One thread, small fixed tables: it serves a few participants
 * of one test.
 */
#include "hostile.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/secret.h"
#include "wire/server_list.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct connection connections[HOSTILE_CONNECTIONS_MAX];
struct session sessions[HOSTILE_SESSIONS_MAX];
static uint8_t list_text[SERVER_LIST_BYTES_MAX];
static size_t list_bytes;
static uint8_t relay_id[CONTROL_RELAY_ID_BYTES]; /* that HELLO gives */

void hostile_log(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

void hostile_send(struct connection *to, const struct frame_header *header, struct bytes payload)
{
	uint8_t head[FRAME_HEADER_BYTES];
	struct frame_header h = *header;
	h.payload_bytes = (uint32_t)payload.size;
	frame_encode(&h, head);
	if (to->fd < 0) {
		guess_receive(to, header, payload);
		return;
	}
	buffer_append(&to->out, (struct bytes){head, sizeof head});
	buffer_append(&to->out, payload);
}

void hostile_control(struct connection *to, const wire_Control *control)
{
	uint8_t frame[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer w = writer_into(frame, sizeof frame);
	control_encode(control, &w);
	if (to->fd >= 0)
		buffer_append(&to->out, writer_bytes(&w));
}

/* --- the list
 * ------------------------------------------------------------------------------------------------- */

static bool write_key(const char *folder, const uint8_t *key)
{
	char path[512], hex[2 * SERVER_LIST_KEY_BYTES + 2];
	sodium_bin2hex(hex, sizeof hex, key, SERVER_LIST_KEY_BYTES);
	strcat(hex, "\n");
	snprintf(path, sizeof path, "%s/list.key", folder);
	return file_write(path, bytes_of_text(hex), false) == RESULT_OK;
}

static bool make_list(const char *folder, const char *kind, uint16_t raw_port)
{
	static struct server_list list;
	uint8_t public_key[32], secret_key[64], other_key[32], other_secret[64], seal_secret[32];
	crypto_sign_keypair(public_key, secret_key);
	crypto_sign_keypair(other_key, other_secret);
	secret_random(list.fleet_id, sizeof list.fleet_id);
	list.issued_s = clock_wall_s() - (strcmp(kind, "expired") == 0 ? 2 * 86400 : 0);
	list.expires_s = list.issued_s + 86400 / 2;
	struct server_list_relay *relay = &list.relays[list.relay_count++];
	secret_random(relay->id, sizeof relay->id);
	memcpy(relay_id, relay->id, sizeof relay_id);
	if (strcmp(kind, "stranger") == 0) /* the list is right, but another relay answers */
		relay_id[0] ^= 1;
	crypto_box_keypair(relay->seal_key, seal_secret);
	strcpy(relay->host, "127.0.0.1");
	relay->raw_port = raw_port;
	relay->weight = 1;
	struct writer w = writer_into(list_text, sizeof list_text);
	server_list_write(&list, &w);
	if (strcmp(kind, "unsigned") != 0)
		server_list_sign(&w, strcmp(kind, "foreign") == 0 ? other_secret : secret_key);
	list_bytes = writer_bytes(&w).size;
	if (strcmp(kind, "bad") == 0) /* one bit of the relay's port or host, under the old signature */
		list_text[list_bytes / 3] ^= 1;
	return list_bytes > 0 && write_key(folder, public_key);
}

/* --- sockets
 * -------------------------------------------------------------------------------------------------- */

static int listen_somewhere(uint16_t *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, 32) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
		perror("hostile-relay");
		exit(1);
	}
	*port = ntohs(address.sin_port);
	return fd;
}

static void say_hello(struct connection *connection)
{
	wire_Control hello = {.which_what = wire_Control_hello_tag};
	hello.what.hello.version = CONTROL_VERSION;
	hello.what.hello.floor = CONTROL_FLOOR;
	secret_random(hello.what.hello.nonce, CONTROL_NONCE_BYTES);
	hello.what.hello.relay_id.size = CONTROL_RELAY_ID_BYTES;
	memcpy(hello.what.hello.relay_id.bytes, relay_id, CONTROL_RELAY_ID_BYTES);
	hello.what.hello.ping_s = 60;
	hostile_control(connection, &hello);
}

static void accept_one(int listener, bool is_http)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;
	if (fd < 0)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	for (int i = 0; i < HOSTILE_CONNECTIONS_MAX; i++) {
		struct connection *c = &connections[i];
		if (c->is_used)
			continue;
		*c = (struct connection){.fd = fd, .is_used = true, .is_http = is_http};
		buffer_init(&c->in, 1 << 20);
		buffer_init(&c->out, HOSTILE_OUT_MAX_BYTES);
		if (!is_http)
			say_hello(c);
		return;
	}
	close(fd);
}

static void end_connection(struct connection *c)
{
	session_gone(c);
	close(c->fd);
	buffer_finish(&c->in);
	buffer_finish(&c->out);
	*c = (struct connection){.fd = -1};
}

static void serve_list(struct connection *c)
{
	char head[200];
	struct bytes request = buffer_bytes(&c->in);
	if (request.size < 4 || !memmem(request.data, request.size, "\r\n\r\n", 4))
		return;
	snprintf(head, sizeof head,
	         "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
	         "%zu\r\nConnection: close\r\n\r\n",
	         list_bytes);
	buffer_append(&c->out, bytes_of_text(head));
	buffer_append(&c->out, (struct bytes){list_text, list_bytes});
	buffer_consume(&c->in, request.size);
	c->is_over = true;
}

static void take_frames(struct connection *c)
{
	struct frame_header header;
	while (c->is_used) {
		struct bytes bytes = buffer_bytes(&c->in);
		if (frame_decode(bytes, &header) != RESULT_OK ||
		    bytes.size < FRAME_HEADER_BYTES + header.payload_bytes)
			return;
		session_frame(c, &header, (struct bytes){bytes.data + FRAME_HEADER_BYTES, header.payload_bytes});
		buffer_consume(&c->in, FRAME_HEADER_BYTES + header.payload_bytes);
	}
}

static bool read_some(struct connection *c)
{
	uint8_t *room = buffer_reserve(&c->in, 65536);
	ssize_t got = room ? recv(c->fd, room, 65536, 0) : 0;
	if (got <= 0)
		return false;
	buffer_commit(&c->in, (size_t)got);
	if (c->is_http)
		serve_list(c);
	else
		take_frames(c);
	return true;
}

static bool write_some(struct connection *c)
{
	struct bytes bytes = buffer_bytes(&c->out);
	if (bytes.size == 0)
		return !c->is_over;
	ssize_t sent = send(c->fd, bytes.data, bytes.size, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent > 0)
		buffer_consume(&c->out, (size_t)sent);
	return sent > 0 && !(c->is_over && buffer_bytes(&c->out).size == 0);
}

/* --- the loop
 * ------------------------------------------------------------------------------------------------- */

static int shorter(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

static void turn(int raw, int http)
{
	struct pollfd fds[3 + HOSTILE_CONNECTIONS_MAX] = {{.fd = STDIN_FILENO, .events = POLLIN},
	                                                  {.fd = raw, .events = POLLIN},
	                                                  {.fd = http, .events = POLLIN}};
	int64_t now_ms = clock_now_ms();
	int timeout_ms = shorter(mischief_work(now_ms), guess_work(now_ms));
	for (int i = 0; i < HOSTILE_CONNECTIONS_MAX; i++) {
		struct connection *c = &connections[i];
		bool is_real = c->is_used && c->fd >= 0;
		fds[3 + i] = (struct pollfd){.fd = is_real ? c->fd : -1, .events = POLLIN};
		if (is_real && (buffer_bytes(&c->out).size > 0 || c->is_over))
			fds[3 + i].events |= POLLOUT;
	}
	poll(fds, 3 + HOSTILE_CONNECTIONS_MAX, timeout_ms);
	char byte;
	if (fds[0].revents && read(STDIN_FILENO, &byte, 1) <= 0)
		exit(0);
	for (int i = 0; i < HOSTILE_CONNECTIONS_MAX; i++) {
		struct connection *c = &connections[i];
		short revents = fds[3 + i].revents;
		if (!revents || !c->is_used || c->fd != fds[3 + i].fd)
			continue;
		if ((revents & (POLLIN | POLLHUP | POLLERR) && !read_some(c)) ||
		    (revents & POLLOUT && !write_some(c)))
			end_connection(c);
	}
	if (fds[1].revents)
		accept_one(raw, false);
	if (fds[2].revents)
		accept_one(http, true);
}

int main(int argc, char **argv)
{
	const char *mode = "honest", *list = "good";
	bool is_right = argc > 1;
	for (int i = 2; i < argc; i++) {
		if (strncmp(argv[i], "mode=", 5) == 0)
			mode = argv[i] + 5;
		else if (strncmp(argv[i], "list=", 5) == 0)
			list = argv[i] + 5;
		else
			is_right = false;
	}
	char word[64] = "";
	int number = 0, kind = 0;
	sscanf(mode, "%63[^:]:%d:%d", word, &number, &kind);
	if (!is_right || !mischief_choose(word, number, kind)) {
		fprintf(stderr, "hostile-relay FOLDER [mode=WORD[:NUMBER[:KIND]]] "
		                "[list=good|unsigned|expired|foreign|bad|stranger]\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	uint16_t raw_port, http_port;
	int raw = listen_somewhere(&raw_port), http = listen_somewhere(&http_port);
	if (secret_start() != RESULT_OK || !make_list(argv[1], list, raw_port))
		return 1;
	hostile_log("ready http=%d raw=%d key=%s/list.key", http_port, raw_port, argv[1]);
	for (;;)
		turn(raw, http);
}

/*
 * serve_one() is one connection's thread: read_request, then hand_on, which is
 * where the plan's mischief is, then the answer piece by piece (pass_answer) or
 * whole. Where an answer ends is read from its head (Content-Length, chunks, or the
 * end of the connection), as a proxy has to.
 */
#include "middlebox.h"

#include "base/clock.h"
#include "base/thread.h"
#include "net.h"
#include "support/noise.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 64, REQUEST_BYTES_MAX = 1 << 18, PIECE_BYTES = 32768, LOOK_MS = 20, ENDING_MS = 5000 };

struct middlebox {
	int listener;
	uint16_t port;
	struct thread *thread;
	struct mutex *lock;
	/* under `lock` */
	struct middlebox_plan plan;
	struct noise noise;
	bool is_stopping;
	int requests, lines, cuts;
};

/* One connection. */
struct line {
	struct middlebox *box;
	int front, behind;          /* behind: -1 none yet */
	int64_t until_ms;           /* it is cut then; INT64_MAX: never */
	int cuts;                   /* of the box, when it began */
	struct middlebox_plan plan; /* of the present request */
	uint8_t *request;
	size_t request_bytes, head_bytes, whole_bytes;
};

/* How an answer's end is found. */
struct answer {
	char head[4096];
	size_t head_bytes;
	bool has_head, is_chunked, is_over;
	long long left; /* of content, or of a chunk with its line feed; -1: to the end of the connection */
	char size[16];  /* of a chunk, as far as it has come */
	size_t size_bytes;
	bool is_last_chunk;
};

static void die(const char *what)
{
	perror(what);
	abort();
}

static int roll(struct middlebox *box, int below)
{
	mutex_lock(box->lock);
	int number = below > 0 ? (int)noise_below(&box->noise, (uint32_t)below) : 0;
	mutex_unlock(box->lock);
	return number;
}

static bool happens(struct middlebox *box, int of_thousand)
{
	return of_thousand > 0 && roll(box, 1000) < of_thousand;
}

static bool is_over(struct line *line)
{
	mutex_lock(line->box->lock);
	bool over = line->box->is_stopping || line->cuts != line->box->cuts;
	mutex_unlock(line->box->lock);
	return over || clock_now_ms() >= line->until_ms;
}

/* Waits until there is something to read. False: the connection's time is over. */
static bool wait_for(struct line *line, int socket)
{
	struct pollfd on = {.fd = socket, .events = POLLIN};
	while (!is_over(line))
		if (poll(&on, 1, LOOK_MS) > 0)
			return true;
	return false;
}

static bool send_all(struct line *line, int socket, const void *bytes, size_t size)
{
	struct pollfd on = {.fd = socket, .events = POLLOUT};
	const uint8_t *at = bytes;
	while (size > 0 && !is_over(line)) {
		ssize_t sent = send(socket, at, size, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && errno != EAGAIN)
			return false;
		if (sent < 0)
			poll(&on, 1, LOOK_MS);
		at += sent > 0 ? sent : 0;
		size -= sent > 0 ? (size_t)sent : 0;
	}
	return size == 0;
}

static int connect_behind(const struct line *line)
{
	int yes = 1, made = net_socket(AF_INET, SOCK_STREAM);
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(line->plan.to)};
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	if (connect(made, (struct sockaddr *)&to, sizeof to) == 0)
		return made;
	net_close(made);
	return -1;
}

/* --- requests
 * -------------------------------------------------------------------------------------------------------------
 */

/* The head's size with its empty line, 0 if it is not whole; and the content's. */
static size_t find_head(const uint8_t *bytes, size_t size, size_t *content)
{
	char text[8193];
	size_t shown = size < sizeof text - 1 ? size : sizeof text - 1;
	memcpy(text, bytes, shown);
	text[shown] = 0;
	char *end = strstr(text, "\r\n\r\n");
	if (!end)
		return 0;
	char *length = strcasestr(text, "\r\ncontent-length:");
	*content = length && length < end ? strtoul(length + 17, NULL, 10) : 0;
	return (size_t)(end - text) + 4;
}

static bool read_request(struct line *line)
{
	size_t content = 0;
	for (;;) {
		line->head_bytes = find_head(line->request, line->request_bytes, &content);
		line->whole_bytes = line->head_bytes + content;
		if (line->whole_bytes > REQUEST_BYTES_MAX)
			return false;
		if (line->head_bytes && line->request_bytes >= line->whole_bytes)
			return true;
		if (!wait_for(line, line->front))
			return false;
		ssize_t got = recv(line->front, line->request + line->request_bytes,
		                   REQUEST_BYTES_MAX - line->request_bytes, 0);
		if (got <= 0)
			return false;
		line->request_bytes += (size_t)got;
	}
}

/* Takes a field out of the head. */
static void strip(struct line *line, const char *name)
{
	char *text = (char *)line->request;
	for (size_t at = 0; at + strlen(name) < line->head_bytes; at++) {
		if (strncasecmp(text + at, name, strlen(name)) != 0)
			continue;
		char *end = memchr(text + at + 2, '\n', line->head_bytes - at - 2);
		size_t size = (size_t)(end - text) - at - 1; /* it begins with the line feed before it */
		memmove(text + at, text + at + size, line->request_bytes - at - size);
		line->request_bytes -= size;
		line->whole_bytes -= size;
		line->head_bytes -= size;
		return;
	}
}

static bool send_request(struct line *line)
{
	if (line->plan.strips_upgrade) {
		strip(line, "\r\nupgrade:");
		strip(line, "\r\nconnection:");
	}
	char *version = memmem(line->request, line->head_bytes, "HTTP/1.1\r\n", 10);
	if (line->plan.is_1_0 && version)
		version[7] = '0';
	if (line->behind < 0)
		line->behind = connect_behind(line);
	return line->behind >= 0 && send_all(line, line->behind, line->request, line->whole_bytes);
}

/* The same request once before, whose answer nobody gets. */
static void send_double(struct line *line)
{
	struct line other = *line;
	other.behind = -1;
	if (!send_request(&other) && other.behind < 0)
		return;
	*line = other;
	clock_sleep_ms(roll(line->box, 20));
	net_close(other.behind);
	line->behind = -1;
}

/* --- answers
 * --------------------------------------------------------------------------------------------------------------
 */

static void take_head(struct answer *answer)
{
	char *length = strcasestr(answer->head, "\r\ncontent-length:");
	answer->has_head = true;
	answer->is_chunked = strcasestr(answer->head, "\r\ntransfer-encoding: chunked") != NULL;
	answer->left = length ? atoll(length + 17) : -1;
	if (answer->is_chunked)
		answer->left = 0;
	else
		answer->is_over = answer->left == 0;
}

static void take_chunk_byte(struct answer *answer, uint8_t byte)
{
	if (answer->left > 0) {
		answer->left--;
		return;
	}
	if (byte != '\n') {
		if (answer->size_bytes < sizeof answer->size - 1)
			answer->size[answer->size_bytes++] = (char)byte;
		return;
	}
	answer->size[answer->size_bytes] = 0;
	bool is_empty = answer->size_bytes == 1; /* CR alone */
	answer->size_bytes = 0;
	if (is_empty) {
		answer->is_over = answer->is_last_chunk;
		return;
	}
	answer->left = strtol(answer->size, NULL, 16) + 2;
	if (answer->left == 2) {
		answer->is_last_chunk = true;
		answer->left = 0;
	}
}

static void take_byte(struct answer *answer, uint8_t byte)
{
	if (answer->has_head) {
		if (answer->is_chunked)
			take_chunk_byte(answer, byte);
		else if (answer->left > 0)
			answer->is_over = --answer->left == 0;
		return;
	}
	if (answer->head_bytes < sizeof answer->head - 1)
		answer->head[answer->head_bytes++] = (char)byte;
	if (answer->head_bytes >= 4 && memcmp(answer->head + answer->head_bytes - 4, "\r\n\r\n", 4) == 0)
		take_head(answer);
}

/* A piece of the answer, or its end (*is_over). False: the connection is over. */
static bool read_piece(struct line *line, struct answer *answer, uint8_t *piece, size_t *size)
{
	if (!wait_for(line, line->behind))
		return false;
	ssize_t got = recv(line->behind, piece, PIECE_BYTES, 0);
	*size = got > 0 ? (size_t)got : 0;
	for (size_t i = 0; i < *size; i++)
		take_byte(answer, piece[i]);
	if (got > 0)
		return true;
	answer->is_over = answer->has_head && answer->left < 0;
	return answer->is_over;
}

/* False: the connection must end. */
static bool pass_answer(struct line *line)
{
	struct answer answer = {0};
	uint8_t piece[PIECE_BYTES], *held = NULL;
	size_t size, held_bytes = 0;
	long long cut_at = happens(line->box, line->plan.cut_answers) ? roll(line->box, 3000) : -1;
	bool is_good = !happens(line->box, line->plan.lost_answers);
	if (!is_good)
		clock_sleep_ms(roll(line->box, 50));
	while (is_good && !answer.is_over) {
		is_good = read_piece(line, &answer, piece, &size);
		if (is_good && cut_at >= 0 && (cut_at -= (long long)size) <= 0)
			is_good = send_all(line, line->front, piece, size / 2) && false;
		if (!is_good)
			break;
		if (!line->plan.holds_answers) {
			is_good = send_all(line, line->front, piece, size);
			continue;
		}
		held = realloc(held, held_bytes + size + 1);
		memcpy(held + held_bytes, piece, size);
		held_bytes += size;
	}
	if (is_good && held)
		is_good = send_all(line, line->front, held, held_bytes);
	free(held);
	return is_good && answer.left >= 0 && !strcasestr(answer.head, "\r\nconnection: close");
}

/* --- connections
 * ----------------------------------------------------------------------------------------------------------
 */

static bool serve_request(struct line *line)
{
	mutex_lock(line->box->lock);
	line->plan = line->box->plan;
	line->box->requests++;
	mutex_unlock(line->box->lock);
	if (happens(line->box, line->plan.lost_requests))
		return false;
	if (line->plan.delay_ms)
		clock_sleep_ms(roll(line->box, line->plan.delay_ms));
	if (happens(line->box, line->plan.doubled_requests))
		send_double(line);
	if (!send_request(line) || !pass_answer(line))
		return false;
	line->request_bytes -= line->whole_bytes;
	memmove(line->request, line->request + line->whole_bytes, line->request_bytes);
	return true;
}

static void serve_one(void *context)
{
	struct line *line = context;
	while (read_request(line) && serve_request(line))
		;
	net_close(line->front);
	if (line->behind >= 0)
		net_close(line->behind);
	mutex_lock(line->box->lock);
	line->box->lines--;
	mutex_unlock(line->box->lock);
	free(line->request);
	free(line);
}

static void welcome(struct middlebox *box, int front)
{
	struct line *line = calloc(1, sizeof *line);
	int yes = 1;
	if (!line || !(line->request = malloc(REQUEST_BYTES_MAX)))
		die("calloc");
	setsockopt(front, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	line->box = box;
	line->front = front;
	line->behind = -1;
	mutex_lock(box->lock);
	line->until_ms = box->plan.life_ms ? clock_now_ms() + box->plan.life_ms : INT64_MAX;
	line->cuts = box->cuts;
	box->lines++;
	mutex_unlock(box->lock);
	if (thread_send_off(serve_one, line) != RESULT_OK)
		die("thread_send_off");
}

static void accept_all(void *context)
{
	struct middlebox *box = context;
	struct pollfd on = {.fd = box->listener, .events = POLLIN};
	for (;;) {
		mutex_lock(box->lock);
		bool is_over = box->is_stopping, is_full = box->lines >= LINES_MAX;
		mutex_unlock(box->lock);
		if (is_over)
			return;
		if (is_full)
			clock_sleep_ms(LOOK_MS);
		int front = !is_full && poll(&on, 1, LOOK_MS) > 0 ? accept(box->listener, NULL, NULL) : -1;
		if (front >= 0)
			welcome(box, front);
	}
}

struct middlebox *middlebox_start(const struct middlebox_plan *plan)
{
	struct middlebox *box = calloc(1, sizeof *box);
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t size = sizeof address;
	int yes = 1;
	address.sin_addr.s_addr = htonl(plan->port ? INADDR_ANY : INADDR_LOOPBACK);
	address.sin_port = htons(plan->port);
	if (!box)
		die("calloc");
	box->plan = *plan;
	box->noise = noise_start(plan->seed);
	box->lock = mutex_create();
	box->listener = net_socket(AF_INET, SOCK_STREAM);
	setsockopt(box->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(box->listener, (struct sockaddr *)&address, size) != 0 || listen(box->listener, 64) != 0 ||
	    getsockname(box->listener, (struct sockaddr *)&address, &size) != 0)
		die("middlebox");
	box->port = ntohs(address.sin_port);
	if (thread_start(&box->thread, THREAD_ANY, accept_all, box) != RESULT_OK)
		die("thread_start");
	return box;
}

uint16_t middlebox_port(const struct middlebox *box)
{
	return box->port;
}

int middlebox_requests(struct middlebox *box)
{
	mutex_lock(box->lock);
	int requests = box->requests;
	mutex_unlock(box->lock);
	return requests;
}

void middlebox_cut(struct middlebox *box)
{
	mutex_lock(box->lock);
	box->cuts++;
	mutex_unlock(box->lock);
}

void middlebox_change(struct middlebox *box, const struct middlebox_plan *plan)
{
	mutex_lock(box->lock);
	box->plan = *plan;
	mutex_unlock(box->lock);
}

void middlebox_stop(struct middlebox *box)
{
	if (!box)
		return;
	mutex_lock(box->lock);
	box->is_stopping = true;
	mutex_unlock(box->lock);
	thread_join(box->thread);
	for (int lines = 1, ms = 0; lines > 0 && ms < ENDING_MS; ms += LOOK_MS) {
		mutex_lock(box->lock);
		lines = box->lines;
		mutex_unlock(box->lock);
		if (lines > 0)
			clock_sleep_ms(LOOK_MS);
	}
	net_close(box->listener);
	mutex_destroy(box->lock);
	free(box);
}

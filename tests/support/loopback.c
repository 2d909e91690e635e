#include "support/loopback.h"

#include "base/clock.h"
#include "base/thread.h"

#include "base/wake.h"
#include "net.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct loopback {
	int listener;
	struct wake *stop; /* signalled with is_stopping */
	uint16_t port;
	struct thread *thread;
	struct mutex *lock;
	/* under `lock` */
	uint8_t *answer; /* owned */
	size_t answer_bytes;
	bool is_silent, is_stopping;
	const struct loopback *behind;
	int behind_ms, answered;
};

static void die(const char *what)
{
	perror(what);
	abort();
}

static socklen_t address_of(struct sockaddr_storage *address, uint16_t port, bool is_v6)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct sockaddr_in6 v6 = {
		.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_loopback};
	v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	memset(address, 0, sizeof *address);
	memcpy(address, is_v6 ? (void *)&v6 : (void *)&v4, is_v6 ? sizeof v6 : sizeof v4);
	return is_v6 ? sizeof v6 : sizeof v4;
}

static int bound_socket(uint16_t *port, bool is_v6)
{
	struct sockaddr_storage address;
	socklen_t size = address_of(&address, *port, is_v6);
	int made = net_socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM);
	if (made < 0)
		return -1;
	if (bind(made, (struct sockaddr *)&address, size) != 0 ||
	    getsockname(made, (struct sockaddr *)&address, &size) != 0) {
		net_close(made);
		return -1;
	}
	*port = ntohs(is_v6 ? ((struct sockaddr_in6 *)&address)->sin6_port
	                    : ((struct sockaddr_in *)&address)->sin_port);
	return made;
}

int loopback_listen(uint16_t *port, bool is_v6, int backlog)
{
	int made = bound_socket(port, is_v6);
	if (made >= 0 && listen(made, backlog) != 0) {
		net_close(made);
		return -1;
	}
	return made;
}

uint16_t loopback_dead_port(void)
{
	uint16_t port = 0;
	int made = bound_socket(&port, false);
	if (made < 0)
		die("bind");
	net_close(made);
	return port;
}

int loopback_fill_backlog(uint16_t port, bool is_v6, int held[], int room)
{
	struct sockaddr_storage address;
	socklen_t size = address_of(&address, port, is_v6);
	struct wake *wake = wake_create();
	int count = 0;
	while (wake != NULL && count < room) {
		held[count] = net_socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM);
		if (held[count] < 0)
			die("socket");
		net_unblock(held[count]);
		connect(held[count], (struct sockaddr *)&address, size);
		struct wake_on on = {.handle = held[count++], .want_write = true};
		wake_wait(wake, &on, 1, 200);
		if (!on.may_write)
			break;
	}
	wake_destroy(wake);
	return count;
}

static bool is_stopped(struct loopback *server)
{
	mutex_lock(server->lock);
	bool stopping = server->is_stopping;
	mutex_unlock(server->lock);
	return stopping;
}

/* Waits for a socket (-1: for the end alone) or the end; false at the end. */
static bool wait_for(struct loopback *server, int socket, bool is_write)
{
	struct wake_on on = {.handle = socket, .want_read = !is_write, .want_write = is_write};
	while (!is_stopped(server)) {
		if (wake_wait(server->stop, &on, 1, -1) != RESULT_OK)
			die("wait");
		if (on.may_read || on.may_write)
			return !is_stopped(server);
	}
	return false;
}

static bool read_request(struct loopback *server, int connection)
{
	char text[4096];
	size_t size = 0;
	while (size < sizeof text) {
		if (!wait_for(server, connection, false))
			return false;
		int got = (int)recv(connection, text + size, (int)(sizeof text - size), 0);
		if (got <= 0)
			return false;
		size += (size_t)got;
		if (bytes_find((struct bytes){(const uint8_t *)text, size}, bytes_of_text("\r\n\r\n")))
			return true;
	}
	return false;
}

/* False when the end comes first. */
static bool wait_until_answered(struct loopback *server, const struct loopback *other, int later_ms)
{
	while (other && loopback_answered(other) == 0) {
		if (is_stopped(server))
			return false;
		clock_sleep_ms(2);
	}
	clock_sleep_ms(later_ms);
	return true;
}

static void send_all(struct loopback *server, int connection, const uint8_t *data, size_t size)
{
	while (size && wait_for(server, connection, true)) {
		int sent = (int)send(connection, (const char *)data, (int)size, MSG_NOSIGNAL);
		if (sent < 0)
			return;
		data += sent;
		size -= (size_t)sent;
	}
}

static void answer(struct loopback *server, int connection)
{
	mutex_lock(server->lock);
	size_t size = server->answer_bytes;
	uint8_t *copy = malloc(size + 1);
	bool is_silent = server->is_silent;
	const struct loopback *behind = server->behind;
	int behind_ms = server->behind_ms;
	if (copy && size)
		memcpy(copy, server->answer, size);
	mutex_unlock(server->lock);
	if (!copy)
		die("malloc");
	if (is_silent) {
		wait_for(server, -1, false);
	} else if (wait_until_answered(server, behind, behind_ms)) {
		send_all(server, connection, copy, size);
		mutex_lock(server->lock);
		server->answered++;
		mutex_unlock(server->lock);
	}
	free(copy);
}

static void serve(void *context)
{
	struct loopback *server = context;
	while (wait_for(server, server->listener, false)) {
		int connection = (int)accept(server->listener, NULL, NULL);
		if (connection < 0)
			continue;
		net_unblock(connection);
		if (read_request(server, connection))
			answer(server, connection);
		net_close(connection);
	}
}

void loopback_change(struct loopback *server, const struct loopback_plan *plan)
{
	mutex_lock(server->lock);
	free(server->answer);
	server->answer_bytes = plan->answer.size;
	server->answer = malloc(plan->answer.size + 1);
	if (!server->answer)
		die("malloc");
	if (plan->answer.size)
		memcpy(server->answer, plan->answer.data, plan->answer.size);
	server->is_silent = plan->is_silent;
	server->behind = plan->behind;
	server->behind_ms = plan->behind_ms;
	server->answered = 0;
	mutex_unlock(server->lock);
}

struct loopback *loopback_start(const struct loopback_plan *plan)
{
	struct loopback *server = calloc(1, sizeof *server);
	if (!server)
		die("calloc");
	server->lock = mutex_create();
	server->listener = loopback_listen(&server->port, false, 16);
	server->stop = wake_create();
	if (!server->lock || server->listener < 0 || !server->stop)
		die("loopback");
	loopback_change(server, plan);
	if (thread_start(&server->thread, THREAD_ANY, serve, server) != RESULT_OK)
		die("thread");
	return server;
}

uint16_t loopback_port(const struct loopback *server)
{
	return server->port;
}

int loopback_answered(const struct loopback *server)
{
	mutex_lock(server->lock);
	int answered = server->answered;
	mutex_unlock(server->lock);
	return answered;
}

void loopback_stop(struct loopback *server)
{
	if (!server)
		return;
	mutex_lock(server->lock);
	server->is_stopping = true;
	mutex_unlock(server->lock);
	wake_signal(server->stop);
	thread_join(server->thread);
	net_close(server->listener);
	wake_destroy(server->stop);
	mutex_destroy(server->lock);
	free(server->answer);
	free(server);
}

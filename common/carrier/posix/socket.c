#include "carrier/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	NOT_SENT_BYTES = 16 * 1024,
	DEAD_LINE_MS = 20000,
	KEEP_IDLE_S = 10,
	KEEP_SPARE_S = 25,
	KEEP_EVERY_S = 5,
	KEEP_COUNT = 2
};

enum attempt_outcome socket_outcome(int error)
{
	switch (error) {
	case 0:
		return ATTEMPT_CONNECTED;
	case EINPROGRESS:
		return ATTEMPT_TRYING;
	case ECONNREFUSED:
		return ATTEMPT_REFUSED;
	case ETIMEDOUT:
		return ATTEMPT_NO_ANSWER;
	case ECONNRESET:
	case EPIPE:
		return ATTEMPT_BROKEN;
	default:
		return ATTEMPT_UNREACHABLE;
	}
}

static void set(int socket, int level, int option, int value)
{
	/* What one system or socket does not know costs speed, not the connection. */
	(void)setsockopt(socket, level, option, &value, sizeof value);
}

void socket_tune(wake_handle handle, bool is_spare)
{
	int socket = (int)handle;
	set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
	set(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, NOT_SENT_BYTES);
	set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, DEAD_LINE_MS);
	set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
	set(socket, IPPROTO_TCP, TCP_KEEPIDLE, is_spare ? KEEP_SPARE_S : KEEP_IDLE_S);
	set(socket, IPPROTO_TCP, TCP_KEEPINTVL, KEEP_EVERY_S);
	set(socket, IPPROTO_TCP, TCP_KEEPCNT, KEEP_COUNT);
}

enum attempt_outcome socket_connect(wake_handle *out, const struct socket_address *to)
{
	*out = -1;
	int family = to->is_v6 ? AF_INET6 : AF_INET;
	int made = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (made < 0)
		return ATTEMPT_UNREACHABLE;
	socket_tune(made, false);
	struct sockaddr_storage address;
	memcpy(&address, to->system, sizeof to->system);
	int error = connect(made, (const struct sockaddr *)&address, to->system_bytes) == 0 ? EINPROGRESS : errno;
	if (error != EINPROGRESS) {
		close(made);
		return socket_outcome(error);
	}
	*out = made;
	return ATTEMPT_TRYING;
}

enum attempt_outcome socket_connected(wake_handle socket)
{
	int error = 0;
	socklen_t size = sizeof error;
	if (getsockopt((int)socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
		error = errno;
	if (error)
		return socket_outcome(error);
	struct tcp_info info;
	size = sizeof info;
	if (getsockopt((int)socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
		return ATTEMPT_UNREACHABLE;
	return info.tcpi_state == TCP_SYN_SENT || info.tcpi_state == TCP_SYN_RECV ? ATTEMPT_TRYING
	                                                                          : ATTEMPT_CONNECTED;
}

enum result socket_send(wake_handle socket, struct bytes bytes, size_t *sent)
{
	ssize_t count;
	do
		count = send((int)socket, bytes.data, bytes.size, MSG_NOSIGNAL);
	while (count < 0 && errno == EINTR);
	if (count >= 0) {
		*sent = (size_t)count;
		return RESULT_OK;
	}
	return errno == EAGAIN || errno == EWOULDBLOCK ? RESULT_WOULD_BLOCK : RESULT_LOST;
}

enum result socket_receive(wake_handle socket, uint8_t *to, size_t room, size_t *got)
{
	ssize_t count;
	do
		count = recv((int)socket, to, room, 0);
	while (count < 0 && errno == EINTR);
	if (count > 0) {
		*got = (size_t)count;
		return RESULT_OK;
	}
	if (count == 0)
		return RESULT_CLOSED;
	return errno == EAGAIN || errno == EWOULDBLOCK ? RESULT_WOULD_BLOCK : RESULT_LOST;
}

void socket_local_address(wake_handle socket, char to[static SOCKET_ADDRESS_TEXT_BYTES])
{
	struct sockaddr_storage address = {0};
	socklen_t size = sizeof address;
	to[0] = 0;
	if (getsockname((int)socket, (struct sockaddr *)&address, &size) != 0)
		return;
	const void *inner = address.ss_family == AF_INET6
	                        ? (const void *)&((struct sockaddr_in6 *)&address)->sin6_addr
	                        : (const void *)&((struct sockaddr_in *)&address)->sin_addr;
	if (!inet_ntop(address.ss_family, inner, to, SOCKET_ADDRESS_TEXT_BYTES))
		to[0] = 0;
}

void socket_close(wake_handle socket)
{
	if (socket >= 0)
		close((int)socket);
}

/* Sockets for tests, by the names that win32/net.h has too. Included as "net.h". */
#ifndef LOTSE_TESTS_SUPPORT_NET_H
#define LOTSE_TESTS_SUPPORT_NET_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

/* What the system says when connecting fails. */
enum { NET_REFUSED = ECONNREFUSED, NET_NO_ANSWER = ETIMEDOUT, NET_NO_WAY = ENETUNREACH };

/* A socket; -1: none. */
static inline int net_socket(int family, int type)
{
	return socket(family, type | SOCK_CLOEXEC, 0);
}

static inline void net_close(int socket)
{
	close(socket);
}

/* From now on it never waits. */
static inline void net_unblock(int socket)
{
	fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
}

#endif

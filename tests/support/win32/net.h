/* Sockets for tests, by the names that posix/net.h has too. Included as "net.h", before windows.h. */
#ifndef LOTSE_TESTS_SUPPORT_NET_H
#define LOTSE_TESTS_SUPPORT_NET_H

#include <stdbool.h>
#include <winsock2.h>
#include <ws2tcpip.h>

enum { MSG_NOSIGNAL = 0 }; /* there are no such signals here */

/* What the system says when connecting fails. */
enum { NET_REFUSED = WSAECONNREFUSED, NET_NO_ANSWER = WSAETIMEDOUT, NET_NO_WAY = WSAENETUNREACH };

/* A socket; -1: none. Its number fits into an int, as all handles do. */
static inline int net_socket(int family, int type)
{
	WSADATA ignored;
	WSAStartup(MAKEWORD(2, 2), &ignored); /* counted; a test may do so often */
	SOCKET made = socket(family, type, 0);
	return made == INVALID_SOCKET ? -1 : (int)made;
}

static inline void net_close(int socket)
{
	closesocket((SOCKET)socket);
}

/* From now on it never waits. */
static inline void net_unblock(int socket)
{
	unsigned long is_on = 1;
	ioctlsocket((SOCKET)socket, FIONBIO, &is_on);
}

#endif

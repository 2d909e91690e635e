#include "support/pair.h"

#include "net.h"

bool sockets_open(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0;
}

bool sockets_send(int end)
{
	return send(end, "x", 1, MSG_NOSIGNAL) == 1;
}

void sockets_drain(int end)
{
	char bytes[64];
	while (recv(end, bytes, sizeof bytes, 0) > 0)
		;
}

void sockets_close(int end)
{
	net_close(end);
}

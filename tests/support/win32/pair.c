#include "support/pair.h"

#include "net.h"
#include "support/loopback.h"

bool sockets_open(int ends[2])
{
	uint16_t port = 0;
	int listener = loopback_listen(&port, false, 1);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ends[0] = net_socket(AF_INET, SOCK_STREAM);
	ends[1] = -1;
	if (connect(ends[0], (struct sockaddr *)&address, sizeof address) == 0)
		ends[1] = (int)accept(listener, NULL, NULL);
	net_close(listener);
	net_unblock(ends[0]);
	net_unblock(ends[1]);
	return ends[1] >= 0;
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

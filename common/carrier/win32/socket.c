#include <winsock2.h>
#include <ws2tcpip.h>
/* after winsock2.h */
#include <mstcpip.h>

#include "carrier/socket.h"

#include <string.h>

enum { KEEP_IDLE_MS = 10000, KEEP_SPARE_MS = 25000, KEEP_EVERY_MS = 5000 };

enum attempt_outcome socket_outcome(int error)
{
	switch (error) {
	case 0:
		return ATTEMPT_CONNECTED;
	case WSAEWOULDBLOCK:
	case WSAEINPROGRESS:
		return ATTEMPT_TRYING;
	case WSAECONNREFUSED:
		return ATTEMPT_REFUSED;
	case WSAETIMEDOUT:
		return ATTEMPT_NO_ANSWER;
	case WSAECONNRESET:
	case WSAECONNABORTED:
	case WSAESHUTDOWN:
		return ATTEMPT_BROKEN;
	default:
		return ATTEMPT_UNREACHABLE;
	}
}

/* What one system or socket does not know costs speed, not the connection. How much unsent data the system
 * holds and when it gives up a silent line can't be said on every Windows: its own ten probes after a rest,
 * then. */
void socket_tune(wake_handle handle, bool is_spare)
{
	SOCKET socket = (SOCKET)handle;
	BOOL is_on = TRUE;
	DWORD ignored;
	struct tcp_keepalive keep = {.onoff = 1,
	                             .keepalivetime = is_spare ? KEEP_SPARE_MS : KEEP_IDLE_MS,
	                             .keepaliveinterval = KEEP_EVERY_MS};
	(void)setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, (const char *)&is_on, sizeof is_on);
	(void)WSAIoctl(socket, SIO_KEEPALIVE_VALS, &keep, sizeof keep, NULL, 0, &ignored, NULL, NULL);
}

enum attempt_outcome socket_connect(wake_handle *out, const struct socket_address *to)
{
	*out = -1;
	unsigned long is_on = 1;
	SOCKET made = socket(to->is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM, IPPROTO_TCP);
	if (made == INVALID_SOCKET)
		return ATTEMPT_UNREACHABLE;
	SetHandleInformation((HANDLE)made, HANDLE_FLAG_INHERIT, 0);
	socket_tune((wake_handle)made, false);
	struct sockaddr_storage address = {0};
	memcpy(&address, to->system, sizeof to->system);
	int error = ioctlsocket(made, FIONBIO, &is_on) != 0 ? WSAGetLastError() : 0;
	if (error == 0)
		error = connect(made, (struct sockaddr *)&address, (int)to->system_bytes) == 0 ? WSAEWOULDBLOCK
		                                                                               : WSAGetLastError();
	if (socket_outcome(error) != ATTEMPT_TRYING) {
		closesocket(made);
		return socket_outcome(error);
	}
	*out = (wake_handle)made;
	return ATTEMPT_TRYING;
}

/* The system tells how a connection stands only by select. */
enum attempt_outcome socket_connected(wake_handle socket)
{
	struct timeval at_once = {0};
	fd_set write, failed;
	int error = 0, size = sizeof error;
	FD_ZERO(&write);
	FD_ZERO(&failed);
	FD_SET((SOCKET)socket, &write);
	FD_SET((SOCKET)socket, &failed);
	if (select(0, NULL, &write, &failed, &at_once) == SOCKET_ERROR)
		return socket_outcome(WSAGetLastError());
	if (FD_ISSET((SOCKET)socket, &write))
		return ATTEMPT_CONNECTED;
	if (!FD_ISSET((SOCKET)socket, &failed))
		return ATTEMPT_TRYING;
	if (getsockopt((SOCKET)socket, SOL_SOCKET, SO_ERROR, (char *)&error, &size) != 0)
		error = WSAGetLastError();
	return error == 0 ? ATTEMPT_UNREACHABLE : socket_outcome(error);
}

enum result socket_send(wake_handle socket, struct bytes bytes, size_t *sent)
{
	int size = bytes.size > 1 << 20 ? 1 << 20 : (int)bytes.size;
	int count = send((SOCKET)socket, (const char *)bytes.data, size, 0);
	if (count >= 0) {
		*sent = (size_t)count;
		return RESULT_OK;
	}
	return WSAGetLastError() == WSAEWOULDBLOCK ? RESULT_WOULD_BLOCK : RESULT_LOST;
}

enum result socket_receive(wake_handle socket, uint8_t *to, size_t room, size_t *got)
{
	int count = recv((SOCKET)socket, (char *)to, room > 1 << 20 ? 1 << 20 : (int)room, 0);
	if (count > 0) {
		*got = (size_t)count;
		return RESULT_OK;
	}
	if (count == 0)
		return RESULT_CLOSED;
	return WSAGetLastError() == WSAEWOULDBLOCK ? RESULT_WOULD_BLOCK : RESULT_LOST;
}

void socket_local_address(wake_handle socket, char to[static SOCKET_ADDRESS_TEXT_BYTES])
{
	struct sockaddr_storage address = {0};
	int size = sizeof address;
	to[0] = 0;
	if (getsockname((SOCKET)socket, (struct sockaddr *)&address, &size) != 0)
		return;
	void *inner = address.ss_family == AF_INET6 ? (void *)&((struct sockaddr_in6 *)&address)->sin6_addr
	                                            : (void *)&((struct sockaddr_in *)&address)->sin_addr;
	if (!inet_ntop(address.ss_family, inner, to, SOCKET_ADDRESS_TEXT_BYTES))
		to[0] = 0;
}

void socket_close(wake_handle socket)
{
	if (socket >= 0)
		closesocket((SOCKET)socket);
}

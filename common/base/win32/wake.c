/*
 * Two ways to wait, as Windows has no one for all. With sockets it is select, the only call that tells of a
 * connection that failed on every Windows: WSAPoll stays silent about it, and events for sockets tell of
 * changes, not of states. Without sockets it is an event, together with the thread's messages if they are
 * asked for. wake_signal serves both: it sets the event and sends a byte to a socket that is connected to
 * itself.
 */
/* select takes so many at once; before winsock2.h */
#define FD_SETSIZE 256
#include <windows.h>
#include <winsock2.h>
/* after winsock2.h */
#include "base/wake.h"

#include <stdlib.h>

struct wake {
	HANDLE event;  /* set until the next wake_wait has ended */
	SOCKET socket; /* has bytes likewise */
	fd_set read, write, failed;
};

/* On this computer, connected to itself, so nobody else's bytes get in. */
static bool open_socket(struct wake *wake)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	int size = sizeof address;
	unsigned long is_on = 1;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	wake->socket = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
	return wake->socket != INVALID_SOCKET &&
	       bind(wake->socket, (struct sockaddr *)&address, sizeof address) == 0 &&
	       getsockname(wake->socket, (struct sockaddr *)&address, &size) == 0 &&
	       connect(wake->socket, (struct sockaddr *)&address, sizeof address) == 0 &&
	       ioctlsocket(wake->socket, FIONBIO, &is_on) == 0;
}

struct wake *wake_create(void)
{
	WSADATA ignored;
	struct wake *wake = calloc(1, sizeof *wake);
	if (wake == NULL)
		return NULL;
	if (WSAStartup(MAKEWORD(2, 2), &ignored) != 0) { /* counted: every wake starts and ends it */
		free(wake);
		return NULL;
	}
	wake->event = CreateEventW(NULL, FALSE, FALSE, NULL);
	wake->socket = INVALID_SOCKET;
	if (wake->event == NULL || !open_socket(wake)) {
		wake_destroy(wake);
		return NULL;
	}
	return wake;
}

void wake_destroy(struct wake *wake)
{
	if (wake == NULL)
		return;
	if (wake->socket != INVALID_SOCKET)
		closesocket(wake->socket);
	if (wake->event != NULL)
		CloseHandle(wake->event);
	free(wake);
	WSACleanup();
}

void wake_signal(struct wake *wake)
{
	SetEvent(wake->event);
	send(wake->socket, "", 1, 0); /* if it is full, it is raised anyway */
}

/* The socket becomes readable once for all signals; the event resets itself. */
static void forget_signals(struct wake *wake)
{
	char bytes[16];
	while (recv(wake->socket, bytes, sizeof bytes, 0) > 0)
		;
	ResetEvent(wake->event);
}

static bool is_wanted(const struct wake_on *on)
{
	return on->handle != -1 && (on->want_read || on->want_write);
}

static enum result list_sockets(struct wake *wake, const struct wake_on *on, size_t count)
{
	FD_ZERO(&wake->read);
	FD_ZERO(&wake->write);
	FD_ZERO(&wake->failed);
	FD_SET(wake->socket, &wake->read);
	for (size_t i = 0; i < count; i++) {
		if (!is_wanted(&on[i]))
			continue;
		if (wake->failed.fd_count == FD_SETSIZE - 1 || on[i].handle == WAKE_MESSAGES)
			return RESULT_SYSTEM;
		if (on[i].want_read)
			FD_SET((SOCKET)on[i].handle, &wake->read);
		if (on[i].want_write)
			FD_SET((SOCKET)on[i].handle, &wake->write);
		FD_SET((SOCKET)on[i].handle, &wake->failed);
	}
	return RESULT_OK;
}

/* select calls the end of a stream readable and leaves it to the reader to find out. */
static bool has_ended(SOCKET socket)
{
	char byte;
	int got = recv(socket, &byte, 1, MSG_PEEK);
	return got == 0 || (got < 0 && WSAGetLastError() != WSAEWOULDBLOCK);
}

static void answer(struct wake *wake, struct wake_on *on)
{
	SOCKET socket = (SOCKET)on->handle;
	bool may_read = on->want_read && FD_ISSET(socket, &wake->read);
	bool is_over = FD_ISSET(socket, &wake->failed) || (may_read && has_ended(socket));
	on->may_read = is_over || may_read;
	on->may_write = is_over || (on->want_write && FD_ISSET(socket, &wake->write));
}

static enum result wait_for_sockets(struct wake *wake, struct wake_on *on, size_t count, int timeout_ms)
{
	struct timeval time = {timeout_ms / 1000, timeout_ms % 1000 * 1000};
	enum result result = list_sockets(wake, on, count);
	if (result != RESULT_OK)
		return result;
	int ready = select(0, &wake->read, &wake->write, &wake->failed, timeout_ms < 0 ? NULL : &time);
	if (ready == SOCKET_ERROR)
		return RESULT_SYSTEM;
	for (size_t i = 0; i < count && ready > 0; i++) {
		if (is_wanted(&on[i]))
			answer(wake, &on[i]);
	}
	if (ready > 0 && FD_ISSET(wake->socket, &wake->read))
		forget_signals(wake);
	return RESULT_OK;
}

/* `messages`: the entry that asks for them, or NULL. */
static enum result wait_for_messages(struct wake *wake, struct wake_on *messages, int timeout_ms)
{
	DWORD kinds = messages != NULL ? QS_ALLINPUT : 0;
	DWORD ms = timeout_ms < 0 ? INFINITE : (DWORD)timeout_ms;
	DWORD ready = MsgWaitForMultipleObjectsEx(1, &wake->event, ms, kinds, MWMO_INPUTAVAILABLE);
	if (ready == WAIT_FAILED)
		return RESULT_SYSTEM;
	if (messages != NULL)
		messages->may_read = ready == WAIT_OBJECT_0 + 1;
	if (ready == WAIT_OBJECT_0)
		forget_signals(wake);
	return RESULT_OK;
}

enum result wake_wait(struct wake *wake, struct wake_on *on, size_t count, int timeout_ms)
{
	struct wake_on *messages = NULL;
	size_t sockets = 0;
	for (size_t i = 0; i < count; i++) {
		on[i].may_read = on[i].may_write = false;
		if (is_wanted(&on[i]) && on[i].handle == WAKE_MESSAGES)
			messages = &on[i];
		else if (is_wanted(&on[i]))
			sockets++;
	}
	return sockets > 0 ? wait_for_sockets(wake, on, count, timeout_ms)
	                   : wait_for_messages(wake, messages, timeout_ms);
}

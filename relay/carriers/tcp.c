#include "relay/carriers/carrier.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	/* What was sent is not taken for so long: the line is dead, and the others hear of it, as a person should
	   read what is wrong within 15 s. Whoever it was comes back by a ticket. */
	DEAD_RECEIVER_MS = 12000,
	UNSENT_BYTES = 131072, /* in the kernel: what lies there can't be overtaken by a key press any more */
};

static ssize_t outcome(ssize_t bytes)
{
	if (bytes >= 0)
		return bytes;
	return errno == EAGAIN || errno == EINTR ? CARRIER_NOTHING : CARRIER_BROKEN;
}

static ssize_t tcp_receive(struct carrier *carrier, const struct iovec *pieces, int count)
{
	if (count == 1)
		return outcome(recv(carrier->fd, pieces->iov_base, pieces->iov_len, 0));
	return outcome(readv(carrier->fd, pieces, count));
}

static ssize_t tcp_send(struct carrier *carrier, const struct iovec *pieces, int count)
{
	if (count == 1)
		return outcome(send(carrier->fd, pieces->iov_base, pieces->iov_len, MSG_NOSIGNAL));
	struct msghdr message = {.msg_iov = (struct iovec *)pieces, .msg_iovlen = (size_t)count};
	return outcome(sendmsg(carrier->fd, &message, MSG_NOSIGNAL));
}

static void tcp_end_sending(struct carrier *carrier)
{
	shutdown(carrier->fd, SHUT_WR);
}

static void tcp_close(struct carrier *carrier)
{
	if (carrier->fd >= 0)
		close(carrier->fd);
	carrier->fd = -1;
}

void carrier_tcp(struct carrier *carrier, int fd_take)
{
	static const struct carrier_kind kind = {"tcp", tcp_receive, tcp_send, tcp_end_sending, tcp_close};
	int yes = 1, dead_ms = DEAD_RECEIVER_MS, unsent = UNSENT_BYTES;
	/* These fail on sockets that are no TCP (tests use pairs), which then need none of them. */
	setsockopt(fd_take, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	setsockopt(fd_take, IPPROTO_TCP, TCP_USER_TIMEOUT, &dead_ms, sizeof dead_ms);
	setsockopt(fd_take, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
	*carrier = (struct carrier){.kind = &kind, .fd = fd_take};
}

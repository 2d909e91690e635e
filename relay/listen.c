#include "relay/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 4096 };

struct place {
	struct sockaddr_storage address;
	socklen_t size;
};

static enum result result_of_errno(void)
{
	if (errno == EADDRINUSE)
		return RESULT_NOT_REACHABLE;
	if (errno == EACCES || errno == EPERM)
		return RESULT_REFUSED;
	return errno == EADDRNOTAVAIL ? RESULT_BAD_ARGUMENT : RESULT_SYSTEM;
}

static enum result find_place(const char *text, struct place *place)
{
	struct sockaddr_in *four = (struct sockaddr_in *)(void *)&place->address;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)(void *)&place->address;
	memset(place, 0, sizeof *place);
	if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		place->size = sizeof *four;
		return RESULT_OK;
	}
	if (!*text || inet_pton(AF_INET6, text, &six->sin6_addr) == 1) {
		six->sin6_family = AF_INET6; /* of "": all zero, any */
		place->size = sizeof *six;
		return RESULT_OK;
	}
	return RESULT_BAD_ARGUMENT;
}

static void set_port(struct place *place, uint16_t port)
{
	if (place->address.ss_family == AF_INET)
		((struct sockaddr_in *)(void *)&place->address)->sin_port = htons(port);
	else
		((struct sockaddr_in6 *)(void *)&place->address)->sin6_port = htons(port);
}

static uint16_t port_of(int fd)
{
	struct place place = {.size = sizeof place.address};
	if (getsockname(fd, (struct sockaddr *)&place.address, &place.size) < 0)
		return 0;
	return ntohs(place.address.ss_family == AF_INET
	                 ? ((struct sockaddr_in *)(void *)&place.address)->sin_port
	                 : ((struct sockaddr_in6 *)(void *)&place.address)->sin6_port);
}

/* -1 with errno. */
static int open_socket(const struct place *place, bool is_shared)
{
	int yes = 1, no = 0;
	int fd = socket(place->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (place->address.ss_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
	if ((!is_shared || setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) == 0) &&
	    bind(fd, (const struct sockaddr *)&place->address, place->size) == 0 &&
	    (!is_shared || listen(fd, BACKLOG) == 0))
		return fd;
	int why = errno;
	close(fd);
	errno = why;
	return -1;
}

/* A second relay of the same user could share the port without anybody noticing: a socket that does not share
 * shows it. */
static enum result check_alone(const struct place *place)
{
	int fd = open_socket(place, false);
	if (fd < 0)
		return result_of_errno();
	close(fd);
	return RESULT_OK;
}

enum result listen_open(const char *address, uint16_t *port, int *sockets, size_t count)
{
	struct place place;
	enum result result = find_place(address, &place);
	if (result != RESULT_OK)
		return result;
	set_port(&place, *port);
	result = check_alone(&place);
	if (result == RESULT_SYSTEM && !*address) { /* no IPv6 here */
		find_place("0.0.0.0", &place);
		set_port(&place, *port);
		result = check_alone(&place);
	}
	for (size_t i = 0; i < count && result == RESULT_OK; i++) {
		sockets[i] = open_socket(&place, true);
		if (sockets[i] >= 0 && i == 0) {
			*port = port_of(sockets[0]);
			set_port(&place, *port);
		}
		if (sockets[i] < 0) {
			result = result_of_errno();
			while (i > 0)
				close(sockets[--i]);
			return result;
		}
	}
	return result;
}

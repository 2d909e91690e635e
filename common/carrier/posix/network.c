#include "carrier/network.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct network {
	int fd;
};

struct network *network_create(struct wake *wake)
{
	struct network *network = calloc(1, sizeof *network);
	struct sockaddr_nl groups = {.nl_family = AF_NETLINK,
	                             .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR |
	                                          RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE};

	(void)wake;
	if (network == NULL)
		return NULL;
	network->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (network->fd < 0 || bind(network->fd, (struct sockaddr *)&groups, sizeof groups) != 0) {
		network_destroy(network);
		return NULL;
	}
	return network;
}

void network_destroy(struct network *network)
{
	if (network == NULL)
		return;
	if (network->fd >= 0)
		close(network->fd);
	free(network);
}

wake_handle network_handle(const struct network *network)
{
	return network != NULL ? network->fd : -1;
}

/* What it was does not matter: an overflow (ENOBUFS) is a change too. */
bool network_has_changed(struct network *network)
{
	char ignored[8192];
	bool has_changed = false;

	for (int i = 0; network != NULL && i < 64; i++) {
		ssize_t got = recv(network->fd, ignored, sizeof ignored, 0);
		if (got <= 0)
			break;
		has_changed = true;
	}
	return has_changed;
}

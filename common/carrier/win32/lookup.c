#include <winsock2.h>
#include <ws2tcpip.h>
/* after winsock2.h */
#include "carrier/lookup.h"

#include <stdio.h>
#include <string.h>

static bool take_address(const struct addrinfo *info, struct socket_address *out)
{
	char host[INET6_ADDRSTRLEN + 1];
	bool is_v6 = info->ai_family == AF_INET6;
	if ((!is_v6 && info->ai_family != AF_INET) || info->ai_addrlen > sizeof out->system)
		return false;
	*out = (struct socket_address){.is_v6 = is_v6, .system_bytes = (uint32_t)info->ai_addrlen};
	memcpy(out->system, info->ai_addr, info->ai_addrlen);
	struct sockaddr_in6 v6 = {0};
	struct sockaddr_in v4 = {0};
	memcpy(is_v6 ? (void *)&v6 : (void *)&v4, info->ai_addr, is_v6 ? sizeof v6 : sizeof v4);
	void *inner = is_v6 ? (void *)&v6.sin6_addr : (void *)&v4.sin_addr;
	if (!inet_ntop(info->ai_family, inner, host, sizeof host))
		return false;
	snprintf(out->text, sizeof out->text, is_v6 ? "[%s]:%u" : "%s:%u", host,
	         ntohs(is_v6 ? v6.sin6_port : v4.sin_port));
	return true;
}

static size_t sort_addresses(const struct addrinfo *found, struct socket_address *out)
{
	const struct addrinfo *next[2] = {found, found}; /* where each family goes on */
	int family[2] = {found->ai_family, found->ai_family == AF_INET6 ? AF_INET : AF_INET6};
	size_t count = 0;
	for (int turn = 0; count < RESOLVE_ADDRESSES_MAX && (next[0] || next[1]); turn ^= 1) {
		while (next[turn] && next[turn]->ai_family != family[turn])
			next[turn] = next[turn]->ai_next;
		if (!next[turn])
			continue;
		if (take_address(next[turn], &out[count]))
			count++;
		next[turn] = next[turn]->ai_next;
	}
	return count;
}

size_t lookup_addresses(const char *host, uint16_t port,
                        struct socket_address out[static RESOLVE_ADDRESSES_MAX])
{
	char digits[8];
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC}, *found = NULL;
	size_t count = 0;
	snprintf(digits, sizeof digits, "%u", port);
	if (getaddrinfo(host, digits, &hints, &found) == 0 && found)
		count = sort_addresses(found, out);
	if (found)
		freeaddrinfo(found);
	return count;
}

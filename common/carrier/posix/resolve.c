/*
 * getaddrinfo can take half a minute and can't be interrupted, so it runs in a
 * detached thread. The question and its answer belong to both sides; the last
 * one to let go frees it. The lock guards everything that changes, the wake
 * included: after resolve_drop it is gone, and so may be the thing it points to.
 */
#include "carrier/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct resolve {
	pthread_mutex_t lock;
	struct wake *wake; /* NULL: dropped */
	int owners;
	bool is_done;
	struct socket_address addresses[RESOLVE_ADDRESSES_MAX];
	size_t count;
	char host[SERVER_LIST_HOST_BYTES], port[8]; /* never changed once the thread runs */
};

static void let_go(struct resolve *resolve)
{
	pthread_mutex_lock(&resolve->lock);
	int owners = --resolve->owners;
	pthread_mutex_unlock(&resolve->lock);
	if (owners > 0)
		return;
	pthread_mutex_destroy(&resolve->lock);
	free(resolve);
}

static bool take_address(const struct addrinfo *info, struct socket_address *out)
{
	char host[INET6_ADDRSTRLEN + 1];
	bool is_v6 = info->ai_family == AF_INET6;
	if ((!is_v6 && info->ai_family != AF_INET) || info->ai_addrlen > sizeof out->system)
		return false;
	*out = (struct socket_address){.is_v6 = is_v6, .system_bytes = info->ai_addrlen};
	memcpy(out->system, info->ai_addr, info->ai_addrlen);
	struct sockaddr_in6 v6 = {0};
	struct sockaddr_in v4 = {0};
	memcpy(is_v6 ? (void *)&v6 : (void *)&v4, info->ai_addr, is_v6 ? sizeof v6 : sizeof v4);
	const void *inner = is_v6 ? (const void *)&v6.sin6_addr : (const void *)&v4.sin_addr;
	if (!inet_ntop(info->ai_family, inner, host, sizeof host))
		return false;
	snprintf(out->text, sizeof out->text, is_v6 ? "[%s]:%u" : "%s:%u", host,
	         ntohs(is_v6 ? v6.sin6_port : v4.sin_port));
	return true;
}

/* The system's order, but with the families taking turns (RFC 8305, 4), so that one dead family costs one
 * step. */
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

static void *look_up(void *context)
{
	struct resolve *resolve = context;
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC}, *found = NULL;
	struct socket_address addresses[RESOLVE_ADDRESSES_MAX];
	size_t count = 0;
	if (getaddrinfo(resolve->host, resolve->port, &hints, &found) == 0 && found)
		count = sort_addresses(found, addresses);
	if (found)
		freeaddrinfo(found);
	pthread_mutex_lock(&resolve->lock);
	memcpy(resolve->addresses, addresses, count * sizeof *addresses);
	resolve->count = count;
	resolve->is_done = true;
	if (resolve->wake)
		wake_signal(resolve->wake);
	pthread_mutex_unlock(&resolve->lock);
	let_go(resolve);
	return NULL;
}

/* Signals are for the threads that expect them. */
static bool start_detached(struct resolve *resolve)
{
	pthread_t thread;
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool is_started = pthread_create(&thread, NULL, look_up, resolve) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (is_started)
		pthread_detach(thread);
	return is_started;
}

enum result resolve_start(struct resolve **out, const char *host, uint16_t port, struct wake *wake)
{
	*out = NULL;
	struct resolve *resolve = calloc(1, sizeof *resolve);
	if (!resolve)
		return RESULT_OUT_OF_MEMORY;
	pthread_mutex_init(&resolve->lock, NULL);
	resolve->wake = wake;
	resolve->owners = 2;
	snprintf(resolve->host, sizeof resolve->host, "%s", host);
	snprintf(resolve->port, sizeof resolve->port, "%u", port);
	if (!start_detached(resolve)) {
		pthread_mutex_destroy(&resolve->lock);
		free(resolve);
		return RESULT_SYSTEM;
	}
	*out = resolve;
	return RESULT_OK;
}

enum result resolve_take(struct resolve *resolve, struct socket_address out[static RESOLVE_ADDRESSES_MAX],
                         size_t *count)
{
	pthread_mutex_lock(&resolve->lock);
	bool is_done = resolve->is_done;
	if (is_done) {
		*count = resolve->count;
		memcpy(out, resolve->addresses, resolve->count * sizeof *out);
	}
	pthread_mutex_unlock(&resolve->lock);
	if (!is_done)
		return RESULT_WOULD_BLOCK;
	return *count ? RESULT_OK : RESULT_NOT_REACHABLE;
}

void resolve_drop(struct resolve *resolve)
{
	if (!resolve)
		return;
	pthread_mutex_lock(&resolve->lock);
	resolve->wake = NULL;
	pthread_mutex_unlock(&resolve->lock);
	let_go(resolve);
}

/*
 * The operator's own proxies, and what they say about whose a connection is: in a
 * PROXY header (wire/proxy_header.h) or in X-Forwarded-For. From anybody else
 * neither counts. Pure; any thread.
 */
#ifndef LOTSE_RELAY_TRUSTED_H
#define LOTSE_RELAY_TRUSTED_H

#include "base/result.h"
#include "relay/limits.h"
#include "wire/http_head.h"

#include <stddef.h>

enum { TRUSTED_MAX = 16, TRUSTED_HOPS_MAX = 16, ADDRESS_BYTES = 16 };

/* IPv6, or IPv4 mapped into it. */
struct address {
	uint8_t bytes[ADDRESS_BYTES];
};

/* The addresses whose first `bits` are these. Zeroed: none. */
struct network {
	struct address address;
	uint8_t bits; /* of 128; 0: none */
};

struct trusted {
	struct network networks[TRUSTED_MAX];
	size_t count;
};

/* "192.0.2.1", "192.0.2.0/24", "2001:db8::/32". RESULT_BAD_ARGUMENT: something else, bits behind the prefix,
 * or everybody. RESULT_TOO_LARGE: too many. */
enum result trusted_add(struct trusted *trusted, struct bytes text);

/* Whether the address is one of them. */
bool trusted_has(const struct trusted *trusted, const struct address *address);

/* A socket's address; zero if it is no internet address. */
struct address address_of(const struct sockaddr *socket_address);

/* For limits. */
struct limits_source address_source(const struct address *address);

/* Whose request it is: from the end of X-Forwarded-For the first address that is no proxy of ours; `from`,
 * the connection's, if the field is missing or damaged there. Only for requests whose connection is a trusted
 * proxy's. */
struct address trusted_client(const struct trusted *trusted, const struct http_head *head,
                              const struct address *from);

#endif

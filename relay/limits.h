/*
 * What one source, and all strangers together, may cost. Only what fails
 * counts: an office behind one address that dials well is never held up.
 * Arithmetic over a fixed table; time and dice are passed in. Guarded by its
 * owner's lock: all workers share it.
 */
#ifndef LOTSE_RELAY_LIMITS_H
#define LOTSE_RELAY_LIMITS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	LIMITS_ENTRIES = 8192, /* sources and networks remembered; the least recent of a bucket gives way */
	LIMITS_WAYS = 4,       /* places that an address may have */
	LIMITS_KEY_BYTES = 16, /* of the SipHash */
};

/* What may be changed by configuration; the defaults are in options.c. */
struct limits_rules {
	uint32_t unmatched_max;        /* strangers in all: refused from there on */
	uint32_t unmatched_early;      /* from there on some are refused, the more the nearer to the maximum */
	uint32_t unmatched_per_source; /* of one /32 or /64 */
	uint32_t failures_burst;       /* failed dials of one source at once */
	uint32_t failures_per_minute;  /* that are forgiven */
	uint32_t network_burst;        /* the same for its /24 or /48 */
	uint32_t network_per_minute;
	uint32_t returning_max;        /* connections that may do nothing but come back, beside the strangers */
	uint32_t returning_per_source; /* of one /32 or /64 */
	uint32_t numbers_per_source;   /* that are open at once, of one /32 or /64 */
	uint32_t numbers_per_network;  /* the same for its /24 or /48 */
};

/* An address, cut to what one customer has: /32 of IPv4 (also inside IPv6), /64 of IPv6. */
struct limits_source {
	uint8_t bytes[8];
	bool is_ipv6;
	bool is_returning; /* set by limits_admit: this connection may come back to a session, and nothing else */
	bool is_proxy;     /* of the operator's own, in front of many: only all strangers together are counted */
};

struct limits_entry {
	uint64_t hash; /* 0: free */
	int64_t heard_ms;
	uint32_t debt_millis; /* thousandths of failures, less what was forgiven */
	uint32_t unmatched, returning;
	uint32_t numbers;
};

struct limits {
	struct limits_rules rules;
	uint8_t key[LIMITS_KEY_BYTES];
	uint32_t unmatched, returning;
	uint64_t refused; /* in all, for the pages */
	struct limits_entry entries[LIMITS_ENTRIES];
};

/* Empty; the key is random and secret, so that nobody can fill one bucket. */
void limits_init(struct limits *limits, const struct limits_rules *rules,
                 const uint8_t key[static LIMITS_KEY_BYTES]);

/* The source that a socket's address belongs to; zero for what is no internet address. */
struct limits_source limits_source_of(const struct sockaddr *address);

/* A connection has come: whether it may stay; then it counts as unmatched. Where strangers may not, one may
 * that comes back (source->is_returning): those have places of their own, so that neither a flood nor a
 * neighbour's wrong numbers keep anybody out of the own session. `dice` is a random number. */
bool limits_admit(struct limits *limits, struct limits_source *source, int64_t now_ms, uint32_t dice);

/* One that was admitted is in a session now, or gone. */
void limits_matched(struct limits *limits, const struct limits_source *source, int64_t now_ms);

/* A dial failed: wrong number, nonsense, too late. */
void limits_failed(struct limits *limits, const struct limits_source *source, int64_t now_ms);

/* It was no failure after all. */
void limits_forgive(struct limits *limits, const struct limits_source *source, int64_t now_ms);

/* A number more for this source; false: it has enough. */
bool limits_number(struct limits *limits, const struct limits_source *source, int64_t now_ms);

/* One that it had has ended. */
void limits_number_over(struct limits *limits, const struct limits_source *source, int64_t now_ms);

/* Whether the source has failed too often lately: it is answered as if its number were unknown. */
bool limits_is_tired(struct limits *limits, const struct limits_source *source, int64_t now_ms);

/* For logs: the network alone ("203.0.113.x"), never a customer's whole address. */
void limits_source_text(const struct limits_source *source, char to[static 32]);

#endif

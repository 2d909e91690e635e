/*
 * For implementers of a way to the relay: the table behind carrier.h. A rung
 * connects by itself (several addresses, a proxy), has lines in `attempts`, and
 * never waits. That it is up only means that bytes may be sent: whether the relay
 * is at the other end, the carrier finds out by the greeting. Thread: net.
 */
#ifndef LOTSE_CARRIER_RUNG_H
#define LOTSE_CARRIER_RUNG_H

#include "base/wake.h"
#include "carrier/attempts.h"
#include "carrier/carrier.h"
#include "carrier/ways.h"
#include "wire/server_list.h"

/* What a rung says about itself while it connects and when it is up. */
struct rung_report {
	uint32_t attempt; /* the line of the try that is up (has_attempt): still open, the carrier ends it */
	bool has_attempt;
	bool is_waiting;              /* for a person, or for the key store: a proxy wants a login */
	bool is_inspected;            /* TLS is not the relay's own */
	char proxy[WAYS_PROXY_BYTES]; /* "host:port"; "" direct */
};

/* What a rung is given; all but the relay, which is copied by who needs it, outlives it. */
struct rung_start {
	const struct server_list_relay *relay;
	struct ways *ways;
	struct attempts *attempts;
	struct wake *wake;
	struct rung_report *report; /* zeroed; written by the rung, read by the carrier */
	bool is_proxied;            /* through the proxy, and nowhere if there is none */
	int64_t now_ms;
};

struct rung {
	const char *name; /* as in lines for people: "raw" */
	bool is_wordy;    /* as carrier_is_wordy */

	/* *out is the rung's own. RESULT_NOT_REACHABLE: the relay does not offer it. RESULT_OUT_OF_MEMORY,
	 * RESULT_SYSTEM. */
	enum result (*start)(void **out, const struct rung_start *start);

	/* Ends and frees, also while it connects; fine with NULL. */
	void (*stop)(void *rung);

	/* As carrier_handles; `want_write`: bytes wait to be sent. */
	size_t (*handles)(const void *rung, bool want_write, struct wake_on *on, size_t room);

	/* As carrier_timeout_ms; 0 also where bytes have come that no event will tell of. */
	int (*timeout_ms)(const void *rung, int64_t now_ms);

	/* Goes on with connecting; once up, with what it does by itself. RESULT_WOULD_BLOCK, RESULT_OK: up, or
	 * why it won't be. */
	enum result (*work)(void *rung, int64_t now_ms);

	/* Sends a part: *sent bytes were taken. RESULT_OK, RESULT_WOULD_BLOCK (none), RESULT_LOST. */
	enum result (*send)(void *rung, struct bytes bytes, size_t *sent);

	/* At most `room` bytes to `to`. RESULT_OK: *got is not 0. RESULT_WOULD_BLOCK, RESULT_CLOSED, RESULT_LOST.
	 */
	enum result (*receive)(void *rung, uint8_t *to, size_t room, size_t *got);

	/* As carrier_local_address. */
	void (*local_address)(const void *rung, char to[static CARRIER_ADDRESS_BYTES]);
};

#endif

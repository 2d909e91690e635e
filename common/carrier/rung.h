/*
 * For implementers of a way to the relay: the table behind carrier.h. A rung
 * connects by itself (several addresses, a proxy), tells each try to `attempts`,
 * and never waits. Thread: net.
 */
#ifndef LOTSE_CARRIER_RUNG_H
#define LOTSE_CARRIER_RUNG_H

#include "base/wake.h"
#include "carrier/attempts.h"
#include "carrier/carrier.h"
#include "wire/server_list.h"

/* What a rung is given; all but the relay, which is copied by who needs it, outlives it. */
struct rung_start {
	const struct server_list_relay *relay;
	struct attempts *attempts;
	struct wake *wake;
	int64_t now_ms;
};

struct rung {
	const char *name; /* as in lines for people: "raw" */

	/* *out is the rung's own. RESULT_NOT_REACHABLE: the relay does not offer it. RESULT_OUT_OF_MEMORY,
	 * RESULT_SYSTEM. */
	enum result (*start)(void **out, const struct rung_start *start);

	/* Ends and frees, also while it connects; fine with NULL. */
	void (*stop)(void *rung);

	/* As carrier_handles; `want_write`: bytes wait to be sent. */
	size_t (*handles)(const void *rung, bool want_write, struct wake_on *on, size_t room);

	/* As carrier_timeout_ms. */
	int (*timeout_ms)(const void *rung, int64_t now_ms);

	/* Goes on with connecting. RESULT_WOULD_BLOCK, RESULT_OK: up, or why it won't be. */
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

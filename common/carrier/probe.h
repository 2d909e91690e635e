/*
 * Finds the relay to use: the likeliest ones are tried at once, each through the
 * whole ladder and a HELLO there and back. The fastest wins and is handed over
 * ready, with HELLO said; the second is the backup; all others are closed.
 * A number's own relay is found the same way, as the only one of the list.
 * Nothing here waits. Thread: net.
 *
 *     probe_start(&probe, &setup, now_ms);
 *     size_t count = probe_handles(probe, on, PROBE_HANDLES_MAX);
 *     wake_wait(wake, on, count, probe_timeout_ms(probe, now_ms));
 *     switch (probe_work(probe, now_ms)) {
 *     case RESULT_WOULD_BLOCK: still looking; attempts say how it goes
 *     case RESULT_OK: probe_take(probe, &found), then probe_stop
 *     default: why none can be used; probe_stop
 *     }
 */
#ifndef LOTSE_CARRIER_PROBE_H
#define LOTSE_CARRIER_PROBE_H

#include "carrier/carrier.h"
#include "carrier/probe_plan.h"
#include "wire/control.h"

struct ways;

enum { PROBE_HANDLES_MAX = PROBE_PLAN_RUNNERS * CARRIER_HANDLES_MAX };

/* All but `relays`, which are copied, stay the caller's and must outlive the probe and what it gives. */
struct probe_setup {
	const struct server_list_relay *relays; /* the likeliest first (relay_pick_order, relay_pick_by_route) */
	size_t count;                           /* at most SERVER_LIST_RELAYS_MAX */
	uint32_t capabilities;                  /* what our HELLO says */
	struct ways *ways;
	struct attempts *attempts;
	struct wake *wake;
};

/* What was found. The carrier and `rest` are the receiver's: carrier_close, buffer_finish. */
struct probe_found {
	struct carrier *carrier; /* up; both HELLOs are through */
	struct server_list_relay relay;
	struct server_list_relay backup; /* where to go when this one dies; it may not have answered yet */
	bool has_backup;
	wire_Hello hello;                   /* the relay's */
	uint8_t nonce[CONTROL_NONCE_BYTES]; /* of our HELLO */
	int round_trip_ms;                  /* from the start to HELLO, connecting included */
	struct buffer rest;                 /* what has come behind HELLO; usually nothing */
};

struct probe; /* opaque, heap */

/* Starts. RESULT_NO_RELAY: none is given. RESULT_NOT_REACHABLE: none offers a way that we know.
 * RESULT_OUT_OF_MEMORY. */
enum result probe_start(struct probe **out, const struct probe_setup *setup, int64_t now_ms);

/* Ends all that is left of it, and frees; fine with NULL. */
void probe_stop(struct probe *probe);

/* What to wait for, at most PROBE_HANDLES_MAX entries, as carrier_handles. */
size_t probe_handles(const struct probe *probe, struct wake_on *on, size_t room);

/* How long that wait may take; -1: for ever. */
int probe_timeout_ms(const struct probe *probe, int64_t now_ms);

/* Does what can be done without waiting. RESULT_WOULD_BLOCK, RESULT_OK: there is one to take. Otherwise the
 * failure that says most: RESULT_VERSION, RESULT_LIST_FOREIGN (another relay answers than the list names),
 * RESULT_PROXY_LOGIN, RESULT_PROXY_TICKET, RESULT_TIMED_OUT (it takes connections and says nothing),
 * RESULT_NOT_REACHABLE. */
enum result probe_work(struct probe *probe, int64_t now_ms);

/* After RESULT_OK, once: hands over what was found. */
void probe_take(struct probe *probe, struct probe_found *out);

#endif

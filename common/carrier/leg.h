/*
 * One rung under way: connecting, then the greeting, then up. Decides nothing
 * about other rungs. Heap. Thread: net.
 */
#ifndef LOTSE_CARRIER_LEG_H
#define LOTSE_CARRIER_LEG_H

#include "carrier/rung.h"

enum { LEG_ANSWER_MS_MAX = 5000 }; /* from when bytes may be sent to the relay's HELLO */

struct leg; /* opaque */

/* What a leg needs; all of it outlives the leg. */
struct leg_setup {
	const struct rung *rung;
	bool is_proxied;
	const struct server_list_relay *relay;
	struct bytes greeting;
	struct ways *ways;
	struct attempts *attempts;
	struct wake *wake;
};

/* As `start` in rung.h. */
enum result leg_start(struct leg **out, const struct leg_setup *setup, int64_t now_ms);

/* Ends and frees; a line that is open ends as abandoned. Fine with NULL. */
void leg_stop(struct leg *leg, int64_t now_ms);

/* The same when no way was up in time: its line says that nothing answered. */
void leg_give_up(struct leg *leg, int64_t now_ms);

/* Goes on. RESULT_WOULD_BLOCK: under way. RESULT_OK: up, still. Otherwise over: RESULT_NOT_REACHABLE,
 * RESULT_PROXY_LOGIN, RESULT_PROXY_TICKET, RESULT_LIST_FOREIGN, RESULT_LOST. */
enum result leg_work(struct leg *leg, int64_t now_ms);

/* Whether a person has to answer before it goes on. */
bool leg_is_waiting(const struct leg *leg);

/* As in rung.h. */
size_t leg_handles(const struct leg *leg, bool want_write, struct wake_on *on, size_t room);
int leg_timeout_ms(const struct leg *leg, int64_t now_ms);                            /* As in rung.h. */
enum result leg_send(struct leg *leg, struct bytes bytes, size_t *sent);              /* As in rung.h. */
enum result leg_receive(struct leg *leg, uint8_t *to, size_t room, size_t *got);      /* As in rung.h. */
void leg_local_address(const struct leg *leg, char to[static CARRIER_ADDRESS_BYTES]); /* As in rung.h. */

const char *leg_rung(const struct leg *leg);  /* Its name. */
bool leg_is_wordy(const struct leg *leg);     /* As carrier_is_wordy. */
const char *leg_proxy(const struct leg *leg); /* "host:port"; "" direct. */
bool leg_is_inspected(const struct leg *leg); /* As carrier_is_inspected. */

#endif

/*
 * What somebody who is in a session comes back with when the connection is lost,
 * also to a relay that was restarted: who that is in which session, sealed under
 * a key that the relay alone has. Holds no address and no name, and opens nothing
 * end to end: who steals one can take a place and hear sealed bytes.
 *
 *     nonce 24 | sealed: session 16, run u32, roles u8, peer u16, next peer u16, expiry u32, routes 9 x u24 |
 * tag 16
 *
 * Pure; the nonce comes from the system's generator. Any thread.
 */
#ifndef LOTSE_RELAY_TICKET_H
#define LOTSE_RELAY_TICKET_H

#include "base/bytes.h"
#include "base/result.h"

#include <stdbool.h>

enum {
	TICKET_BYTES = 96, /* always: its size says nothing */
	TICKET_KEY_BYTES = 32,
	TICKET_SESSION_BYTES = 16,
	TICKET_ROUTES_MAX = 9, /* more than may have a free seat at once (session.h) */
};

struct ticket {
	uint8_t session[TICKET_SESSION_BYTES]; /* random */
	uint32_t run;                          /* of the relay that made it: random at each start */
	uint16_t peer;
	uint16_t next_peer; /* the session's when it was made: ids below it are given */
	bool is_master;
	uint8_t route_count;
	uint32_t routes[TICKET_ROUTES_MAX]; /* of the master alone: numbers that it wants to have back */
	int64_t expires_s;                  /* since 1970, below 2^32 */
};

/* Writes all TICKET_BYTES. */
void ticket_seal(const struct ticket *ticket, const uint8_t key[static TICKET_KEY_BYTES],
                 uint8_t to[static TICKET_BYTES]);

/* RESULT_NOT_OPENED: of another relay, changed, made up, or its time is over. *out only on RESULT_OK. */
enum result ticket_open(struct bytes sealed, const uint8_t key[static TICKET_KEY_BYTES], int64_t now_s,
                        struct ticket *out);

#endif

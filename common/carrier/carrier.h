/*
 * A way to one relay, whichever rung of the ladder it takes: an ordered stream
 * of bytes in both directions. It has no thread of its own: the net thread's
 * loop waits on its handles and calls carrier_work; nothing here waits. Thread: net.
 *
 *     size_t count = carrier_handles(carrier, on, CARRIER_HANDLES_MAX);
 *     wake_wait(wake, on, count, carrier_timeout_ms(carrier, now_ms));
 *     switch (carrier_work(carrier, now_ms)) {
 *     case RESULT_WOULD_BLOCK: still connecting; attempts say how it goes
 *     case RESULT_OK: up: carrier_receive until it gives something else, carrier_send
 *     default: over, and why; carrier_close
 *     }
 */
#ifndef LOTSE_CARRIER_CARRIER_H
#define LOTSE_CARRIER_CARRIER_H

#include "base/buffer.h"
#include "base/wake.h"
#include "carrier/attempts.h"
#include "wire/server_list.h"

enum {
	CARRIER_HANDLES_MAX = 8,
	CARRIER_SEND_BYTES_MAX = 512 * 1024, /* accepted and not yet taken by the system */
	CARRIER_CONNECT_MS_MAX = 15000,      /* of all rungs together */
	CARRIER_ADDRESS_BYTES = 65,
};

struct carrier; /* opaque, heap */

/* Starts on the way to a relay whose `host` is not empty (relay_pick.h). Nothing has been sent when it
 * returns: how it goes, carrier_work says. `attempts` and `wake` (signalled by a helper thread when a name
 * has been looked up) stay the caller's and must outlive the carrier. RESULT_NOT_REACHABLE: the relay offers
 * no way that we know. RESULT_OUT_OF_MEMORY. */
enum result carrier_open(struct carrier **out, const struct server_list_relay *relay,
                         struct attempts *attempts, struct wake *wake, int64_t now_ms);

/* Ends it and frees; what was not sent is lost. Fine with NULL. Waits for nothing. */
void carrier_close(struct carrier *carrier);

/* What to wait for now: fills at most CARRIER_HANDLES_MAX entries. Writing is wanted only while something
 * waits. */
size_t carrier_handles(const struct carrier *carrier, struct wake_on *on, size_t room);

/* How long that wait may take: until the next deadline of connecting; -1: for ever. */
int carrier_timeout_ms(const struct carrier *carrier, int64_t now_ms);

/* Does what can be done without waiting. RESULT_WOULD_BLOCK: not connected yet. RESULT_OK: up. Anything else
 * is the end: RESULT_NOT_REACHABLE (no rung came up), RESULT_LOST (it broke), RESULT_CLOSED (the relay ended
 * it, all has been read). */
enum result carrier_work(struct carrier *carrier, int64_t now_ms);

/* Takes all of `bytes` to be sent, or, with RESULT_WOULD_BLOCK, nothing: not up yet or CARRIER_SEND_BYTES_MAX
 * are waiting. What the system takes goes out before this returns. RESULT_LOST, RESULT_OUT_OF_MEMORY. */
enum result carrier_send(struct carrier *carrier, struct bytes bytes);

/* Appends what has come to `into`, once. RESULT_OK: something was appended. RESULT_WOULD_BLOCK: nothing has
 * come, or `into` is full. RESULT_CLOSED after the relay's last byte, RESULT_LOST, RESULT_OUT_OF_MEMORY. */
enum result carrier_receive(struct carrier *carrier, struct buffer *into);

/* Bytes that carrier_send has taken and the system has not. */
size_t carrier_pending_bytes(const struct carrier *carrier);

/* The rung in use ("raw"); "" before it is up. Static. */
const char *carrier_rung(const struct carrier *carrier);

/* This computer's own address on the way that is up; "" before. For the connection log. */
void carrier_local_address(const struct carrier *carrier, char to[static CARRIER_ADDRESS_BYTES]);

#endif

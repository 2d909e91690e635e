/*
 * A way to one relay, whichever rung of the ladder it takes: an ordered stream
 * of bytes in both directions. A rung counts as up only when the relay has
 * answered the greeting over it: a proxy's "200" proves nothing. It has no thread
 * of its own: the net thread's loop waits on its handles and calls carrier_work;
 * nothing here waits. Thread: net.
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
#include "carrier/ways.h"
#include "wire/server_list.h"

enum {
	CARRIER_HANDLES_MAX = 24,
	CARRIER_SEND_BYTES_MAX = 512 * 1024, /* accepted and not yet taken by the system */
	CARRIER_CONNECT_MS_MAX = 15000,      /* of all rungs together, the time for a person's answer apart */
	CARRIER_BETTER_MS = 5000,            /* how long better ways are looked for after one is up */
	CARRIER_ADDRESS_BYTES = 65,
	CARRIER_GREETING_BYTES_MAX = 256,
};

struct carrier; /* opaque, heap */

/* What a carrier is given. */
struct carrier_setup {
	const struct server_list_relay *relay; /* copied; its `host` is not empty (relay_pick.h) */
	struct bytes greeting; /* copied, at most CARRIER_GREETING_BYTES_MAX: a frame with our HELLO. Each rung
	                          sends it first, and is up when the relay's HELLO has come back; that answer is
	                          left for carrier_receive. Empty: up as soon as bytes could be sent */
	struct ways *ways;     /* the program's; NULL: direct ways alone, no proxy */
	struct attempts *attempts;
	struct wake *wake; /* signalled by helper threads: a name, a proxy was found */
};

/* Starts on the way to a relay. Nothing has been sent when it returns: how it goes, carrier_work says.
 * `ways`, `attempts` and `wake` stay the caller's and must outlive the carrier and what carrier_better gave.
 * RESULT_NOT_REACHABLE: the relay offers no way that we know. RESULT_OUT_OF_MEMORY, RESULT_BAD_ARGUMENT (the
 * greeting is too long). */
enum result carrier_open(struct carrier **out, const struct carrier_setup *setup, int64_t now_ms);

/* Ends it and frees; what was not sent is lost. Fine with NULL. Waits for nothing. */
void carrier_close(struct carrier *carrier);

/* What to wait for now: fills at most CARRIER_HANDLES_MAX entries. Writing is wanted only while something
 * waits. */
size_t carrier_handles(const struct carrier *carrier, struct wake_on *on, size_t room);

/* How long that wait may take: until the next deadline of connecting; -1: for ever. */
int carrier_timeout_ms(const struct carrier *carrier, int64_t now_ms);

/* Does what can be done without waiting. RESULT_WOULD_BLOCK: not connected yet. RESULT_OK: up. Anything else
 * is the end: RESULT_NOT_REACHABLE (no rung came up), RESULT_PROXY_LOGIN (a proxy wants a login that nobody
 * gave, and nothing else came up), RESULT_PROXY_TICKET (likewise, the computer's own sign-on),
 * RESULT_LIST_FOREIGN (another relay answered than the list names, and nothing else did), RESULT_LOST (it
 * broke), RESULT_CLOSED (the relay ended it, all has been read). */
enum result carrier_work(struct carrier *carrier, int64_t now_ms);

/* Takes all of `bytes` to be sent, or, with RESULT_WOULD_BLOCK, nothing: not up yet or CARRIER_SEND_BYTES_MAX
 * are waiting. What the system takes goes out before this returns. RESULT_LOST, RESULT_OUT_OF_MEMORY. */
enum result carrier_send(struct carrier *carrier, struct bytes bytes);

/* Appends what has come to `into`, once. RESULT_OK: something was appended. RESULT_WOULD_BLOCK: nothing has
 * come, or `into` is full. RESULT_CLOSED after the relay's last byte, RESULT_LOST, RESULT_OUT_OF_MEMORY. */
enum result carrier_receive(struct carrier *carrier, struct buffer *into);

/* Bytes that carrier_send has taken and the system has not. */
size_t carrier_pending_bytes(const struct carrier *carrier);

/* Once a better way to the same relay is up (within CARRIER_BETTER_MS after this one): a carrier of its own
 * on it, greeting said, answer to be received; the caller's from now on, to resume onto and to close this
 * one. NULL: there is none (yet). One that is not fetched is closed after CARRIER_BETTER_MS. */
struct carrier *carrier_better(struct carrier *carrier, int64_t now_ms);

/* Whether each word costs a whole request of its own (tunnels), so that at rest fewer should be said. */
bool carrier_is_wordy(const struct carrier *carrier);

/* The rung in use: "raw", "wss", "ws", "https" or "http" (tunnels); "" before it is up. Static. */
const char *carrier_rung(const struct carrier *carrier);

/* The proxy in use, "host:port"; "" directly, or before it is up. Valid as long as the carrier. */
const char *carrier_proxy(const struct carrier *carrier);

/* Whether somebody on the way opens TLS: the certificate was not the relay's own. The content is sealed all
 * the same. */
bool carrier_is_inspected(const struct carrier *carrier);

/* This computer's own address on the way that is up; "" before. For the connection log. */
void carrier_local_address(const struct carrier *carrier, char to[static CARRIER_ADDRESS_BYTES]);

#endif

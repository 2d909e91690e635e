/*
 * One connection to one relay: the carrier, HELLO; then whole frames in and out,
 * and whether anybody is still there. Asynchronous; owns no thread. Thread: net.
 */
#ifndef LOTSE_SESSION_LINK_H
#define LOTSE_SESSION_LINK_H

#include "base/wake.h"
#include "carrier/carrier.h"
#include "carrier/probe.h"
#include "session/participant.h"
#include "wire/control.h"
#include "wire/frame.h"
#include "wire/server_list.h"

enum link_phase {
	LINK_NONE,
	LINK_CONNECTING,
	LINK_HELLO, /* connected; waits for the relay's HELLO */
	LINK_UP,
	LINK_DOWN, /* see link_result */
};

enum { LINK_HANDLES_MAX = 24, LINK_ADDRESS_BYTES = 65 };

struct link; /* opaque, heap */
struct ways;

/* All three stay the caller's and must outlive it; `ways` may be NULL. NULL: no memory. */
struct link *link_create(struct wake *wake, struct ways *ways, struct attempts *attempts);

/* Closes and frees; fine with NULL. */
void link_destroy(struct link *link);

/* Goes for a relay. Ends what was before. */
void link_start(struct link *link, const struct server_list_relay *relay, int64_t now_ms);

/* Goes on with a connection that a probe has found: LINK_UP. Takes carrier and rest. */
void link_take(struct link *link, struct probe_found *found, int64_t now_ms);

/* Whether a better way to the same relay has been found since; then the link goes on from its HELLO, and what
 * was on the other way is lost. */
bool link_go_better(struct link *link, int64_t now_ms);

/* Ends the connection after what was sent has gone out as far as it can without waiting. */
void link_close(struct link *link);

/* What to wait for: fills at most LINK_HANDLES_MAX entries, gives their count, and shortens *timeout_ms. */
size_t link_waits(struct link *link, struct wake_on *on, int64_t now_ms, int *timeout_ms);

/* Does what can be done now, after such a wait. */
void link_work(struct link *link, int64_t now_ms);

/* The next whole frame that has come, HELLO, PING and CLOSE excepted; its payload is valid until the next
 * call here. */
bool link_receive(struct link *link, struct frame_header *header, struct bytes *payload);

/* Sends a frame. Everything here is bounded by windows and pace above, so a full buffer means that the line
 * is dead: the link goes down. */
void link_send(struct link *link, const struct frame_header *header, struct bytes payload);

/* The same; what comes back, or does not, says nothing of the line. */
void link_send_quiet(struct link *link, const struct frame_header *header, struct bytes payload);

/* Sends a control message. */
void link_send_control(struct link *link, const wire_Control *control);

enum link_phase link_phase(const struct link *link); /* Where it is. */
enum result link_result(const struct link *link);    /* of LINK_DOWN */
int link_round_trip_ms(const struct link *link);     /* to the relay, of the last PING; -1 unknown */

/* How long the relay has owed an answer, once that is over a second; else 0. */
int link_silence_ms(const struct link *link, int64_t now_ms);

/* This computer's own address on the way to the relay; "" before. For the connection log. */
void link_local_address(const struct link *link, char to[static LINK_ADDRESS_BYTES]);

/* Those of the two HELLOs; after LINK_UP. */
void link_nonces(const struct link *link, uint8_t ours[static CONTROL_NONCE_BYTES],
                 uint8_t of_relay[static CONTROL_NONCE_BYTES]);

/* How long it took from link_start to the relay's HELLO; 0 before. */
int link_connect_ms(const struct link *link);

/* Something has happened that may have cut the line: asks, and waits for an answer only shortly. */
void link_doubt(struct link *link, int64_t now_ms);

/* It is known to be dead: LINK_DOWN. */
void link_lose(struct link *link);

/* Fills rung and round trip. */
void link_describe(const struct link *link, struct participant_state *state);

#endif

/*
 * One other participant, end to end: the handshake, then the sealed channel,
 * with windows so that nothing piles up on the way, and numbered messages.
 * Asynchronous: what is to be sent goes to `pair_out` as whole frame payloads.
 * Thread: net. Owner: who created it.
 */
#ifndef LOTSE_SESSION_PAIR_H
#define LOTSE_SESSION_PAIR_H

#include "base/buffer.h"
#include "secure/channel.h"
#include "secure/handshake.h"
#include "session/window.h"
#include "wire/message.h"

enum { PAIR_WAITING_BYTES_MAX = 1 << 20 }; /* of one class, while its window is full */

enum pair_phase {
	PAIR_NONE,
	PAIR_SHAKING,
	PAIR_UP,
	PAIR_DEAD, /* nothing more goes in or out */
};

/* Where frames for the peer go. */
struct pair_out {
	void (*frame)(void *context, uint16_t peer, uint8_t kind, struct bytes payload);
	void *context;
};

struct pair; /* opaque, heap; its keys are in blocks of secrets */

/* Begins a handshake: the side that offers sends at once. Results as handshake_offer and handshake_join. */
enum result pair_create(struct pair **out, uint16_t peer, const struct handshake_setup *setup,
                        bool is_offering, struct pair_out to, int64_t now_ms);

/* Wipes and frees; fine with NULL. */
void pair_destroy(struct pair *pair);

/* A handshake frame has come. RESULT_OK, and the phase may be PAIR_UP now; else as handshake_receive, and it
 * is dead. */
enum result pair_shake(struct pair *pair, struct bytes payload, int64_t now_ms);

/* The handshake has taken too long. */
bool pair_is_late(const struct pair *pair, int64_t now_ms);

/* A record has come. RESULT_OK: *out is for the caller (RECORD_INPUT, RECORD_PICTURE_ACK, RECORD_FIN;
 * RECORD_MESSAGE: decoded in *message); its body is valid until the next call. RESULT_NEED_MORE: it was the
 * pair's own. Else it is dead. */
enum result pair_open(struct pair *pair, enum channel_class class, struct bytes payload, int64_t now_ms,
                      struct record *out, wire_Message *message);

/* Sends a first record that says nothing: the other end knows then that the keys are shared (and locks the
 * number). */
void pair_say_present(struct pair *pair, int64_t now_ms);

/* Sends a message, giving it its id: chat in bulk, all others interactive; waits inside while the window is
 * full. RESULT_TOO_LARGE: the other end takes nothing any more; RESULT_NOT_OPENED: dead. */
enum result pair_send(struct pair *pair, wire_Message *message, int64_t now_ms);

/* Sends another interactive record. Input and acknowledgements are never kept waiting behind a full window:
 * they are dropped there (RESULT_WOULD_BLOCK). */
enum result pair_send_record(struct pair *pair, enum record_type type, struct bytes body, int64_t now_ms);

/* Says that nothing more comes: the right end. */
void pair_send_end(struct pair *pair, int64_t now_ms);

/* Changes keys that are due; call it about once a minute. */
void pair_refresh(struct pair *pair, int64_t now_ms);

enum pair_phase pair_phase(const struct pair *pair); /* Where it is. */

/* The channel, once up; NULL before. */
const struct channel *pair_channel(const struct pair *pair);

#endif

/*
 * One other participant, end to end: the handshake, then the sealed channel,
 * with windows so that nothing piles up on the way, and numbered messages that
 * are kept until the other end has opened them. When the line is lost the pair
 * rests: it takes messages and sends nothing. A further handshake (with the
 * master by a secret of the last one, with others after a new introduction) gives
 * it new keys, under which both first say what they had opened (CONTINUE), and
 * what was not is sent again. Input never is.
 *
 * "Where" is a place at a relay, as the owner numbers them: frames go there, and
 * those that come from elsewhere are not the pair's.
 * Asynchronous: what is to be sent goes to `pair_out` as whole frame payloads.
 * Thread: net. Owner: who created it.
 */
#ifndef LOTSE_SESSION_PAIR_H
#define LOTSE_SESSION_PAIR_H

#include "base/buffer.h"
#include "secure/channel.h"
#include "secure/handshake.h"
#include "secure/resume.h"
#include "session/window.h"
#include "wire/message.h"

enum {
	PAIR_KEPT_BYTES_MAX = 1 << 20, /* of one class: on the way, or waiting for its window or for the line */
	PAIR_RUN_LATE_MS = 4000,       /* a handshake after the first one, without progress: tried again */
};

enum pair_phase {
	PAIR_NONE,
	PAIR_SHAKING, /* the first handshake: there never were keys */
	PAIR_UP,
	PAIR_RESTING, /* the line is lost, or comes back: nothing but messages is taken, and they wait */
	PAIR_DEAD,    /* nothing more goes in or out */
};

/* Where frames for the peer go. */
struct pair_out {
	void (*frame)(void *context, uint32_t where, uint8_t kind, struct bytes payload);
	void *context;
};

struct pair; /* opaque, heap; its keys are in blocks of secrets */

/* Begins a handshake: the side that offers sends at once. Results as handshake_offer and handshake_join. */
enum result pair_create(struct pair **out, uint32_t where, const struct handshake_setup *setup,
                        bool is_offering, struct pair_out to, int64_t now_ms);

/* Wipes and frees; fine with NULL. */
void pair_destroy(struct pair *pair);

/* A handshake frame has come. RESULT_OK, and there may be keys now (PAIR_UP, or PAIR_RESTING until the other
 * end's CONTINUE); else as handshake_receive: in the first handshake it is dead, a later one is over and may
 * begin anew. One that belongs to no handshake changes nothing. */
enum result pair_shake(struct pair *pair, uint32_t where, struct bytes payload, int64_t now_ms);

/* The first handshake has taken too long. */
bool pair_is_late(const struct pair *pair, int64_t now_ms);

/* Forgets later handshakes that have taken too long. */
void pair_drop_late(struct pair *pair, int64_t now_ms);

/* A record has come. RESULT_OK: *out is for the caller (RECORD_INPUT, RECORD_PICTURE_ACK, RECORD_FIN;
 * RECORD_MESSAGE: decoded in *message); its body is valid until the next call. RESULT_NEED_MORE: it was the
 * pair's own, or comes from elsewhere or too late; the pair may be PAIR_UP now. Else it is dead. */
enum result pair_open(struct pair *pair, uint32_t where, const struct record *in, int64_t now_ms,
                      struct record *out, wire_Message *message);

/* Sends a first record that says nothing: the other end knows then that the keys are shared (and locks the
 * number). */
void pair_say_present(struct pair *pair, int64_t now_ms);

/* Sends a message, giving it its id: chat in bulk, all others interactive; waits inside while the window is
 * full or the line is lost. RESULT_TOO_LARGE: the other end takes nothing any more; RESULT_NOT_OPENED: dead.
 */
enum result pair_send(struct pair *pair, wire_Message *message, int64_t now_ms);

/* Sends a bulk message without a number that is not kept: dropped rather than waiting (RESULT_WOULD_BLOCK)
 * behind others, behind more than `most_bytes` that are under way, or for a lost line. RESULT_TOO_LARGE,
 * RESULT_NOT_OPENED. */
enum result pair_send_passing(struct pair *pair, wire_Message *message, size_t most_bytes, int64_t now_ms);

/* Sends another interactive record. Input and acknowledgements are never kept waiting behind a full window or
 * a lost line: they are dropped there (RESULT_WOULD_BLOCK). */
enum result pair_send_record(struct pair *pair, enum record_type type, struct bytes body, int64_t now_ms);

/* Says that nothing more comes: the right end. */
void pair_send_end(struct pair *pair, int64_t now_ms);

/* Changes keys that are due; call it about once a minute. */
void pair_refresh(struct pair *pair, int64_t now_ms);

enum pair_phase pair_phase(const struct pair *pair); /* Where it is. */

/* The channel, while there is one; else NULL. */
const struct channel *pair_channel(const struct pair *pair);

/* The place of the channel in use, or of the last one. */
uint32_t pair_where(const struct pair *pair);

/* --- coming back --- */

/* The line is lost: the channel goes. Nothing for a pair that never had one. */
void pair_rest(struct pair *pair);

/* What began at this place will not go on: the place is gone. */
void pair_forget_place(struct pair *pair, uint32_t where);

/* With the master: the ids to show to relays, the newest first; how many (0: there is nothing to come back
 * by). */
size_t pair_ids(const struct pair *pair, uint8_t ids[static RESUME_IDS_MAX * RESUME_ID_BYTES]);

/* As the master: offers new keys to who has shown `id` at that place. RESULT_NOT_OPENED: no such id. */
enum result pair_offer(struct pair *pair, uint32_t where, const uint8_t id[static RESUME_ID_BYTES],
                       int64_t now_ms);

/* As the joiner: the master's OFFER is expected at that place, for the newest id; then pair_shake. Ends
 * another run. */
enum result pair_join(struct pair *pair, uint32_t where, int64_t now_ms);

/* Whether a run that pair_join or pair_offer began there is under way. */
bool pair_is_shaking_at(const struct pair *pair, uint32_t where);

/* Whether it is there that the two are meeting just now: from the handshake's beginning to the first record,
 * so long as neither has taken too long. */
bool pair_is_meeting_at(const struct pair *pair, uint32_t where, int64_t now_ms);

/* All that another process needs to go on with this pair, into memory for secrets: the messages that the
 * other end may not have, how far both are, and, with the master, what to come back by (resume_store).
 * Nothing for one that never was up. */
void pair_store(const struct pair *pair, struct writer *to);

/* The same again, resting. RESULT_BAD_FRAME: that was never stored; else as kept_restore. Then *out is as it
 * was. */
enum result pair_restore(struct pair **out, uint32_t where, struct bytes stored, struct pair_out to);

/* Begins anew with somebody who was introduced again: mode intro, as pair_create. */
enum result pair_meet_again(struct pair *pair, uint32_t where, const struct handshake_setup *setup,
                            bool is_offering, int64_t now_ms);

#endif

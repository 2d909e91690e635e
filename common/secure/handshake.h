/*
 * The handshake of a pair: five messages, after which both know that the other
 * knew the secret, and have keys that nobody else has.
 *
 *     master  -> joiner   OFFER      20   type 1, version_max, version_min, suites, nonceM 16
 *     joiner  -> master   JOIN       69   type 2, version, mode, suite, nonceJ 16, Ya 32, 'J', id 16
 *     master  -> joiner   REPLY      49   Yb 32, 'M', id 16
 *     joiner  -> master   CONFIRM_J  64   Ta: the joiner confirms first
 *     master  -> joiner   CONFIRM_M  64   Tb: only after Ta was right; sealed records may follow at once
 *
 * Mode and negotiation are bound into CPace's generator, both nonces into its
 * session id. A message that is out of place, of another length or wrong in any
 * way ends the run. Nothing here retries: see guess.h for what a run costs.
 * Keys leave only into a channel (channel.h) or a resume (resume.h).
 * Pure: random bytes and time are arguments. One thread (net). DESIGN.md 6, SECURITY.md.
 */
#ifndef LOTSE_SECURE_HANDSHAKE_H
#define LOTSE_SECURE_HANDSHAKE_H

#include "base/bytes.h"
#include "base/result.h"
#include "secure/guess.h"

enum {
	HANDSHAKE_VERSION = 1,       /* the newest that this build speaks */
	HANDSHAKE_VERSION_FLOOR = 1, /* the oldest; never lower than this */
	HANDSHAKE_SUITE = 1, /* CPace ristretto255 SHA-512, AES-256-GCM; in OFFER's bitmap 1 << (suite - 1) */

	HANDSHAKE_OFFER_BYTES = 20,
	HANDSHAKE_JOIN_BYTES = 69,
	HANDSHAKE_REPLY_BYTES = 49,
	HANDSHAKE_CONFIRM_BYTES = 64,
	HANDSHAKE_MESSAGE_MAX_BYTES = HANDSHAKE_JOIN_BYTES,

	HANDSHAKE_ID_BYTES = 16,
	HANDSHAKE_SECRET_BYTES = 32, /* of modes resume and intro */
	HANDSHAKE_RANDOM_BYTES = 48, /* that one run needs: scalar and nonce */
	HANDSHAKE_LATE_MS = 10000,   /* without progress */
};

enum handshake_mode {
	HANDSHAKE_NO_MODE,
	HANDSHAKE_NUMBER, /* the secret is the number's 12 or 14 digits */
	HANDSHAKE_RESUME, /* a secret of the last channel: through resume.h alone */
	HANDSHAKE_INTRO,  /* 32 bytes that the master gave to both */
};

enum handshake_state {
	HANDSHAKE_NO_STATE,
	HANDSHAKE_START,        /* joiner: waits for OFFER */
	HANDSHAKE_SENT_JOIN,    /* joiner: waits for REPLY */
	HANDSHAKE_SENT_CONFIRM, /* joiner: waits for CONFIRM_M */
	HANDSHAKE_OFFERED,      /* master: waits for JOIN */
	HANDSHAKE_REPLIED,      /* master: waits for CONFIRM_J */
	HANDSHAKE_UP,           /* both: there are keys */
	HANDSHAKE_DEAD,         /* over; all is wiped */
	HANDSHAKE_STATES,
};

struct resume;

/* What a run is about. Copied; the counters must outlive the handshake. */
struct handshake_setup {
	enum handshake_mode mode;
	struct bytes secret;                    /* number: the ASCII digits; intro: 32 bytes */
	uint8_t own_id[HANDSHAKE_ID_BYTES];     /* number: a joiner's random id, a master's session id; intro: own
	                                           participant id */
	uint8_t peer_id[HANDSHAKE_ID_BYTES];    /* intro: the other's participant id */
	uint8_t session_id[HANDSHAKE_ID_BYTES]; /* intro */
	uint8_t own_role, peer_role;            /* intro: as the master's roster has them, over 0 */
	struct guess_number *number;            /* number, master: not NULL */
	struct guess_customer *customer;        /* number, joiner: not NULL */
	uint8_t version_max, version_min;       /* 0: this build's */
};

/* A message to send; size 0: nothing to send. */
struct handshake_message {
	uint8_t data[HANDSHAKE_MESSAGE_MAX_BYTES];
	size_t size;
};

struct handshake; /* opaque, one block of secrets */

/* Begins as the joiner (in mode intro: the side with the lower id) and waits for OFFER. The random bytes are
 * used for this run alone; the caller wipes them. RESULT_BAD_ARGUMENT: the setup is not complete, or the
 * secret is no number; RESULT_TOO_MANY_TRIES; RESULT_OUT_OF_MEMORY. *out only on RESULT_OK. */
enum result handshake_join(const struct handshake_setup *setup,
                           const uint8_t random[static HANDSHAKE_RANDOM_BYTES], int64_t now_ms,
                           struct handshake **out);

/* Begins as the master (in mode intro: the side with the higher id); `offer` is to be sent. Results as
 * handshake_join, and RESULT_REFUSED (no free seat), RESULT_WOULD_BLOCK (too many pending runs of this
 * number). */
enum result handshake_offer(const struct handshake_setup *setup,
                            const uint8_t random[static HANDSHAKE_RANDOM_BYTES], int64_t now_ms,
                            struct handshake **out, struct handshake_message *offer);

/* Takes the next message of the peer; `answer` is to be sent unless its size is 0 (always so after a
 * failure). RESULT_VERSION: no version or suite in common. From our own counters, unjudged:
 * RESULT_TOO_MANY_TRIES, RESULT_REFUSED (the seat was taken meanwhile). RESULT_WRONG_NUMBER: everything else,
 * in every mode, without a hint what it was. After a failure the run is HANDSHAKE_DEAD: destroy it, and begin
 * another only when a person says so (mode number). */
enum result handshake_receive(struct handshake *handshake, struct bytes message, int64_t now_ms,
                              struct handshake_message *answer);

/* Where the run is. */
enum handshake_state handshake_state(const struct handshake *handshake);

/* Nothing has moved for HANDSHAKE_LATE_MS in a run that is neither up nor dead: destroy it. */
bool handshake_is_late(const struct handshake *handshake, int64_t now_ms);

/* What the peer calls itself: the joiner's id or the master's session id. NULL before HANDSHAKE_UP. */
const uint8_t *handshake_peer_id(const struct handshake *handshake);

/* The versions that the master offered, for the joiner's log after RESULT_VERSION; zeros before OFFER came.
 */
void handshake_offered_versions(const struct handshake *handshake, uint8_t *min, uint8_t *max);

/* Wipes and frees; fine with NULL. A try that was spent stays spent. */
void handshake_destroy(struct handshake *handshake);

#endif

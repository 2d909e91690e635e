/*
 * The inside of a handshake: for handshake.c, resume.c, channel.c and their
 * tests alone. Whoever else includes this breaks the promise that keys leave a
 * handshake only into a channel or a resume (tests/unit/secure/no_unsealed_path_test).
 */
#ifndef LOTSE_SECURE_HANDSHAKE_INSIDE_H
#define LOTSE_SECURE_HANDSHAKE_INSIDE_H

#include "secure/cpace.h"
#include "secure/handshake.h"
#include "secure/key_schedule.h"

enum {
	HANDSHAKE_TYPE_OFFER = 1,
	HANDSHAKE_TYPE_JOIN = 2,
	HANDSHAKE_NONCE_BYTES = 16,
	HANDSHAKE_JOIN_HEAD_BYTES = 20, /* JOIN without Ya and ADa */
	HANDSHAKE_AD_BYTES = 1 + HANDSHAKE_ID_BYTES,
	HANDSHAKE_ROUTE_BYTES = 32, /* the longest: 16 bytes in hex */
};

/* Which resume a run belongs to, and what it was when the run began. NULL: no resume. */
struct handshake_resume {
	struct resume *resume;
	uint32_t round;
	uint8_t id[KEY_RENDEZVOUS_BYTES];
};

struct handshake {
	enum handshake_state state;
	enum handshake_mode mode;
	bool is_joiner;
	bool is_pending;  /* counted in setup.number->pending */
	bool has_traffic; /* keys.traffic is there and was not taken */
	bool has_resume;  /* keys.resume is there and was not taken */
	int64_t progress_ms;

	/* secrets, each wiped as soon as the next line of the protocol does not need it */
	uint8_t secret[HANDSHAKE_SECRET_BYTES]; /* PRS, until the generator is made */
	size_t secret_size;
	uint8_t scalar[CPACE_SCALAR_BYTES]; /* until ISK is made */
	uint8_t isk[CPACE_HASH_BYTES];      /* until the keys are made */
	uint8_t tag_own[CPACE_HASH_BYTES];
	uint8_t tag_peer[CPACE_HASH_BYTES]; /* what the peer's tag must be */
	struct session_keys keys;

	/* not secret */
	struct handshake_setup setup; /* its `secret` is cleared */
	struct handshake_resume resume;
	uint8_t route[HANDSHAKE_ROUTE_BYTES]; /* ASCII */
	size_t route_size;
	uint8_t nonce[HANDSHAKE_NONCE_BYTES];
	uint8_t offer[HANDSHAKE_OFFER_BYTES]; /* as they went over the line */
	uint8_t join[HANDSHAKE_JOIN_BYTES];
	uint8_t reply[HANDSHAKE_REPLY_BYTES];
};

/* How a run begins. */
struct handshake_start {
	bool is_joiner;
	int64_t now_ms;
	struct handshake_resume resume; /* mode resume alone */
};

/* What handshake_join and handshake_offer do, for resume.c too; a master's OFFER is in h->offer then. Results
 * as those. */
enum result handshake_begin(const struct handshake_setup *setup, const struct handshake_start *start,
                            const uint8_t random[static HANDSHAKE_RANDOM_BYTES], struct handshake **out);

/* h0: the hash over OFFER and the head of JOIN, all that was negotiated. */
void handshake_negotiation_hash(const struct handshake *h, uint8_t h0[static CPACE_HASH_BYTES]);

/* sid: the nonces of both, in `memory`. */
struct bytes handshake_sid(const struct handshake *h, uint8_t memory[static 2 * HANDSHAKE_NONCE_BYTES]);

/* CPace's generator out of all that both must have alike. The secret is used up. */
enum result handshake_make_generator(struct handshake *h, uint8_t generator[static CPACE_POINT_BYTES]);

/* The run has its verdict: it no longer counts as pending. Fine to call again. */
void handshake_end_pending(struct handshake *h);

/* Wipes all secrets, ends pending. */
void handshake_forget(struct handshake *h);

/* Moves the traffic secrets and what belongs to a channel out of it. False: not up, or taken. */
bool handshake_take_traffic(struct handshake *handshake, struct session_keys *to);

/* Moves the resume secret and id out of it. False: not up, or taken. */
bool handshake_take_resume(struct handshake *handshake, uint8_t secret[static KEY_RESUME_BYTES],
                           uint8_t id[static KEY_RENDEZVOUS_BYTES]);

/* In resume.c: whether a run of mode resume may still be finished. */
bool resume_may_finish(const struct handshake_resume *run);

/* In resume.c: the run is finished; takes its new secret. Before its last message is handed out. */
void resume_finish(struct handshake *handshake);

#endif

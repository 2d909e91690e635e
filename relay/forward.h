/*
 * The hot path: whole frames that were read from one participant go to those
 * that they are for. Nothing is allocated per frame, nothing is copied unless a
 * receiver can't take it at once, and several receivers share that copy.
 *
 *     connection (read into scratch) -> forward_frames -> outboxes -> forward_flush -> carriers
 *
 * Thread: its worker.
 */
#ifndef LOTSE_RELAY_FORWARD_H
#define LOTSE_RELAY_FORWARD_H

#include "relay/outbox.h"
#include "wire/frame.h"

enum {
	SESSION_MEMBERS_MAX = 32,
	FORWARD_READ_BYTES = 256 << 10,                  /* the most that is read at once */
	FORWARD_SCRATCH_BYTES = FORWARD_READ_BYTES + 64, /* and the start of a header from before */
	FORWARD_HOLD_BYTES = 64 << 10, /* a held lane: more than that waits, so the sharer waits */
};

struct session;

/* A lane that a participant sends: bits are slots of the session. */
struct lane {
	uint32_t viewers; /* of the last SUBSCRIBE */
	uint32_t blocked; /* get nothing until a reset */
	bool is_held;     /* stop reading the sharer rather than drop */
};

/* One end of a session as the hot path sees it; inside of its connection. */
struct participant {
	struct carrier carrier;
	struct outbox outbox;
	struct session *session;     /* that it is in or knocks at; NULL: none */
	struct participant *touched; /* the next that got frames of the present read */
	struct participant *behind;  /* the next that knocks at the same number */
	uint32_t knocks_at;          /* a route; 0: it does not knock */
	struct lane lanes[FRAME_LANES_MAX];
	uint16_t peer; /* 0: none yet */
	uint8_t slot;
	bool may_send;   /* the carrier took all that it was given last */
	bool is_touched; /* in the list of those that got frames */
	bool is_held;    /* not read until its held lanes' viewers have taken what waits */
};

/* Who is where, for the hot path: slots are kept while somebody is in them, peers never come again. */
struct members {
	uint32_t present; /* bits: slots in use */
	uint16_t peers[SESSION_MEMBERS_MAX];
	struct participant *who[SESSION_MEMBERS_MAX];
};

/* What forward can't do by itself. Called in between: nobody may be removed before it returns. */
struct forward_events {
	void (*blocked)(struct participant *sharer, uint8_t lane, struct participant *viewer);
	void (*broken)(struct participant *receiver); /* its carrier; or memory was out within a frame */
	void (*resumed)(struct participant *sharer);  /* may be read again */
};

/* One per worker. */
struct forward {
	struct block_pool pool;
	struct reading reading;
	struct participant *touched;
	unsigned lost_class; /* for the present sender: a receiver's memory was out */
	const struct forward_events *events;
};

/* RESULT_OUT_OF_MEMORY; then *forward is zeroed. `limit_bytes` is what all that waits may take. */
enum result forward_init(struct forward *forward, size_t limit_bytes, const struct forward_events *events);

/* Frees; fine on zeroed memory. All outboxes must be empty. */
void forward_finish(struct forward *forward);

/* Takes the frames from `*at` to `end` of `block`, whose header is rewritten in place, and moves *at behind
 * them. RESULT_NEED_MORE: what is left is less than a frame, or nothing. RESULT_OK: the frame at *at is for
 * the relay (control). RESULT_BAD_FRAME: the sender must go. */
enum result forward_frames(struct forward *forward, struct participant *sender, struct block *block,
                           uint32_t *at, uint32_t end);

/* After the frames of one read: sends, keeps what is left, blocks lanes. RESULT_TOO_LARGE: the sender has
 * filled a queue and must go. */
enum result forward_flush(struct forward *forward, struct participant *sender);

/* A receiver can take more. RESULT_OK, RESULT_WOULD_BLOCK, or RESULT_LOST: its carrier is broken. */
enum result forward_send(struct forward *forward, struct participant *receiver);

/* The sender's lane has other viewers than `before` (bits): who is not in it any more does not wait for what
 * it still holds of it. */
void forward_resubscribed(struct forward *forward, struct participant *sender, uint8_t lane, uint32_t before);

/* Looks again at who is held, after a viewer's queue, its subscription or its presence has changed. */
void forward_recheck(struct forward *forward, struct session *session);

/* Who is in a session: session.c. */
struct members *session_members(struct session *session);

#endif

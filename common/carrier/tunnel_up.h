/*
 * The tunnel's stream up, cut into POSTs: which one goes when, which again, how
 * large. What it posts is kept until it is answered. Decisions only: time is
 * passed in, sending is the caller's. Caller's memory. One thread.
 */
#ifndef LOTSE_CARRIER_TUNNEL_UP_H
#define LOTSE_CARRIER_TUNNEL_UP_H

#include "wire/tunnel.h"
#include "wire/tunnel_window.h"

enum {
	TUNNEL_POSTS = 4,                   /* under way at once */
	TUNNEL_TELLING_MAX = 2,             /* of them, when one more would only tell what was read */
	TUNNEL_POST_BYTES_MIN = 4 << 10,    /* a slow line's */
	TUNNEL_POST_BYTES_FIRST = 16 << 10, /* before the line is known */
	TUNNEL_POST_WORTH_BYTES = 8 << 10,  /* worth a further connection */
	TUNNEL_POST_QUICK_MS = 250,         /* answered sooner: the next ones may be larger */
	TUNNEL_POST_SLOW_MS = 1000,         /* later: smaller */
	TUNNEL_POST_LATE_MS = 4000,         /* the least until one is taken as lost */
	TUNNEL_POST_LATE_MS_MAX = 16000,
	TUNNEL_POST_WARM_MS = 30000, /* so long a connection that was used is thought to be there */
	TUNNEL_RETRY_MS_MAX = 1000,
};

enum tunnel_post_state { TUNNEL_POST_FREE, TUNNEL_POST_SENT, TUNNEL_POST_AGAIN };

struct tunnel_post {
	enum tunnel_post_state state;
	uint64_t place; /* where its body begins */
	uint32_t size;
	bool is_last;
	bool is_warming;         /* it is there for its connection alone */
	int tries;               /* before this one */
	int64_t sent_ms, due_ms; /* due: lost from then on, or sent again */
	int64_t warm_until_ms;   /* its connection */
};

struct tunnel_up {
	struct tunnel_ring ring; /* not answered, and behind that not posted */
	uint64_t next;           /* the first byte that is in no POST */
	bool is_ended, is_last_posted;
	uint32_t body_bytes; /* the most in one, now */
	int64_t round_trip_ms;
	struct tunnel_post posts[TUNNEL_POSTS];
};

/* Empty, with memory for what is not answered yet. */
void tunnel_up_init(struct tunnel_up *up, uint8_t *memory, size_t room);

/* Takes bytes to be sent; how many there was room for. */
size_t tunnel_up_add(struct tunnel_up *up, struct bytes bytes);

/* Nothing will be added any more. */
void tunnel_up_end(struct tunnel_up *up);

/* Which POST to send now, if any: it counts as sent. With `must_tell`, one without a body if little else is
 * under way. */
bool tunnel_up_next(struct tunnel_up *up, bool must_tell, int64_t now_ms, size_t *index);

/* Copies the body of a POST. */
void tunnel_up_body(const struct tunnel_up *up, size_t index, uint8_t *to);

/* The relay has it all. */
void tunnel_up_answered(struct tunnel_up *up, size_t index, int64_t now_ms);

/* There is no answer, or a wrong one: it goes again, later each time. */
void tunnel_up_failed(struct tunnel_up *up, size_t index, int64_t now_ms);

/* A POST that had no answer for too long: the caller gives it up and says tunnel_up_failed. */
bool tunnel_up_late(const struct tunnel_up *up, int64_t now_ms, size_t *index);

/* When there may be something to do without news; -1: never. */
int tunnel_up_timeout_ms(const struct tunnel_up *up, int64_t now_ms);

/* Bytes that were added and not answered. */
size_t tunnel_up_waiting_bytes(const struct tunnel_up *up);

#endif

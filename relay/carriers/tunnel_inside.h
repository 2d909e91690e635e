/* Between the files of the tunnel. Thread: the worker that owns it. */
#ifndef LOTSE_RELAY_TUNNEL_INSIDE_H
#define LOTSE_RELAY_TUNNEL_INSIDE_H

#include "relay/carriers/tunnel.h"
#include "relay/carriers/tunnel_table.h"
#include "relay/connection.h"
#include "wire/tunnel_window.h"

enum {
	TUNNEL_LEGS_MAX = 12,
	/* Before it is in a session: control messages alone, and down the filling of MEASURE. */
	TUNNEL_STRANGER_UP_BYTES = 4096,
	TUNNEL_STRANGER_DOWN_BYTES = 240 << 10,
	TUNNEL_LEAST_BYTES = 1024,          /* of a direction's memory: a stranger has it whatever others hold */
	TUNNEL_UNSENT_BYTES_MAX = 64 << 10, /* in no answer yet: what lies here can't be overtaken */
	TUNNEL_BODY_MS = 60000,             /* for a request's body, and for an answer to be taken */
	TUNNEL_LEG_REST_MS = 75000,         /* between two requests */
	TUNNEL_CHUNK_BYTES = 16 << 10,      /* of data in one chunk of a stream */
	TUNNEL_FRAMING_BYTES = 512,         /* head, blocks and chunks around it, at most */
	TUNNEL_MOVES_MAX = 8,               /* of a request after its tunnel */
};

enum leg_phase {
	LEG_HEAD = 1, /* waits for a request */
	LEG_FIND,     /* its tunnel has to be found, also again */
	LEG_BODY,
	LEG_WAIT, /* GET: for news, or for room to tell them */
	LEG_ANSWER,
};

/* Heap; of a connection in CONNECTION_LEG, or ENDING after that. */
struct leg {
	struct connection *connection;
	struct tunnel *tunnel;             /* of the present or last request; NULL: none */
	struct leg *next;                  /* of the tunnel */
	enum leg_phase phase, found_phase; /* found_phase: where it goes on when its tunnel is found again; 0: the
	                                      request is new */
	struct tunnel_ask ask;
	bool is_old_http; /* HTTP/1.0: no chunks, one request */
	bool closes;      /* after this answer */
	bool has_begun;   /* the answer has */
	bool is_stalled;  /* its body waits for room */
	bool is_old;      /* no more data for it: a newer one has come, or its time is over */
	bool is_cut;      /* the tunnel has ended */
	bool must_idle;
	uint8_t moves;
	uint64_t body_place, body_end; /* in the stream up */
	struct block *out;             /* what is being sent */
	uint32_t out_at;
	uint64_t answered_bytes;
	int64_t until_ms, spoke_ms;
};

struct tunnel {
	struct tunnel_entry entry; /* first: each is found from the other */
	struct tunnels *table;
	struct connection *connection; /* whose stream this is; NULL: not yet */
	struct tunnel_window up;
	struct block *up_block; /* its memory; NULL: none */
	struct tunnel_ring down;
	struct block *down_block;
	size_t lent_bytes;       /* while it is a stranger's: of what all strangers may hold */
	uint64_t sent;           /* of the stream down: before it all was in some answer */
	uint64_t last;           /* of the stream up: it ends here */
	bool has_last, is_ended; /* ended: the stream down */
	bool is_travelling;      /* its blocks are in no pool */
	uint32_t newest_get;
	struct leg *legs;
	size_t leg_count;
};

/* --- tunnel.c: the stream
 * ---------------------------------------------------------------------------------------------- */

/* A new one, with a connection of its own, of the same source as the leg's. RESULT_REFUSED: there is one by
 * now; RESULT_TOO_LARGE: no more of them now; RESULT_OUT_OF_MEMORY. */
enum result tunnel_create(struct leg *leg);

/* How many bytes from `place` on it could take now. */
size_t tunnel_room(const struct tunnel *tunnel, uint64_t place);

/* Takes bytes of the stream up; how many from the front. */
size_t tunnel_put(struct tunnel *tunnel, uint64_t place, struct bytes bytes);

/* The stream up ends there. False: there is more of it already. */
bool tunnel_put_last(struct tunnel *tunnel, uint64_t place);

/* All before `place` of the stream down has arrived; with `again`, it is sent again from there. False: so
 * much of it there is not. */
bool tunnel_acknowledge(struct tunnel *tunnel, uint64_t place, bool again);

/* Copies what is to be sent next, and counts it as sent. */
void tunnel_take(struct tunnel *tunnel, uint8_t *to, size_t size);

/* How much of that there is. */
size_t tunnel_waiting(const struct tunnel *tunnel);

/* A leg is there for it now. False: there are too many that are all busy. */
bool tunnel_attach(struct tunnel *tunnel, struct leg *leg);

/* It is not any more; fine if it was not. */
void tunnel_detach(struct leg *leg);

/* A leg's phase has changed: whether anybody is busy for it is looked at anew. */
void tunnel_count_busy(struct tunnel *tunnel);

/* --- tunnel_answer.c: what a leg says
 * ----------------------------------------------------------------------------------------- */

enum leg_refusal { LEG_REFUSE_BAD, LEG_REFUSE_GONE, LEG_REFUSE_FULL, LEG_REFUSE_LENGTH, LEG_REFUSE_SIZE };

/* Puts an answer into leg->out, after which the connection is closed. */
bool tunnel_answer_refusal(struct leg *leg, enum leg_refusal why);

/* START alone: to a POST. */
bool tunnel_answer_post(struct leg *leg);

/* The next part of an answer to a GET, if there is anything to say; *is_last: it is the end of it. False: no
 * memory. */
bool tunnel_answer_get(struct leg *leg, bool *is_last);

#endif

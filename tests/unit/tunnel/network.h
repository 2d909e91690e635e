/*
 * Both ends of a tunnel on a network that is made up: the relay's is the real one in a real worker with
 * carriers that are memory, the program's are its two halves (tunnel_up, tunnel_down), and what lies between
 * delays, loses, cuts, doubles, reorders and holds back as its rules say. Time is a number.
 *
 * Each request has a connection of its own. network_turn() moves what has its time, network_next_ms() tells
 * when there is something again.
 */
#ifndef LOTSE_TESTS_UNIT_TUNNEL_NETWORK_H
#define LOTSE_TESTS_UNIT_TUNNEL_NETWORK_H

#define PRETEND_BYTES ((size_t)2 << 20)
#include "carrier/tunnel_down.h"
#include "carrier/tunnel_up.h"
#include "relay/worker.h"
#include "support/noise.h"
#include "unit/relay/pretend.h"

enum {
	NETWORK_REQUESTS = 24,
	NETWORK_PEER = PRETEND_CARRIERS - 1, /* the other end of the session, on an ordinary connection */
	NETWORK_ROUTE = 23456,
	NETWORK_MARKS = 64,
	NETWORK_REQUEST_BYTES = TUNNEL_BODY_BYTES_MAX + 1024,
};

/* Of a thousand. */
struct network_rules {
	int delay_ms, jitter_ms; /* one way */
	int lost_requests, lost_answers, cut_answers, doubled;
	int life_ms;           /* a connection is cut after so long; 0: never */
	bool holds_answers;    /* until they are whole */
	bool is_deaf_to_relay; /* the relay is not told of a cut */
	bool is_1_0;
};

struct network_mark {
	int64_t due_ms;
	size_t bytes; /* of the answer, from its start */
};

struct network_request {
	bool is_used, is_there, is_lost;
	bool is_silent; /* nobody hears its answer: a double, or given up */
	struct tunnel_ask ask;
	int index; /* of post or get; -1: open */
	uint8_t *bytes;
	size_t size;
	int slot; /* of pretends; -1: none yet */
	int64_t deliver_ms, cut_ms, delay_ms;
	struct network_mark marks[NETWORK_MARKS];
	size_t mark_count, marked_bytes;
	/* the answer at the program */
	size_t read_at, chunk_left;
	int64_t length_left;
	bool has_head, is_chunked, is_whole, is_good, is_refused;
	struct tunnel_reader reader;
	struct tunnel_start heard;
};

struct simulated {
	struct network_rules rules;
	struct noise noise;
	int64_t now_ms;
	struct options options;
	struct relay *relay;
	struct worker *worker;
	struct connection *connections[PRETEND_CARRIERS];
	struct network_request requests[NETWORK_REQUESTS];
	uint8_t id[TUNNEL_ID_BYTES];
	uint32_t number;
	bool is_open;
	struct tunnel_up up;
	struct tunnel_down down;
	uint8_t *memory;
	size_t peer_read_at;
	uint64_t requests_made;
};

void network_start(struct simulated *network, const struct network_rules *rules, uint64_t seed);
void network_finish(struct simulated *network);
void network_turn(struct simulated *network);
int64_t network_next_ms(struct simulated *network);

/* What the other end of the session says on its ordinary connection. */
void network_peer_says(struct simulated *network, const void *bytes, size_t size);

/* The next frame that the other end got. */
bool network_peer_hears(struct simulated *network, struct frame_header *header, struct bytes *payload);

/* A connection that is memory is dialled in. */
void network_dial(struct simulated *network, int slot, enum connection_port port);

/* The keeper's answer to an OPEN. */
void network_give_route(struct simulated *network);

#endif

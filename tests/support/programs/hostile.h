/* The parts of the hostile relay (hostile_relay.c says what it is). One thread. */
#ifndef LOTSE_TESTS_PROGRAMS_HOSTILE_H
#define LOTSE_TESTS_PROGRAMS_HOSTILE_H

#include "base/buffer.h"
#include "wire/control.h"
#include "wire/frame.h"

#include <stdint.h>

enum {
	HOSTILE_CONNECTIONS_MAX = 32,
	HOSTILE_SESSIONS_MAX = 8,
	HOSTILE_ROUTES_MAX = 4,
	HOSTILE_OUT_MAX_BYTES = 64 << 20,
};

struct session;

/* Somebody who dialled in, or, with fd -1, somebody whom the relay made up to guess. */
struct connection {
	int fd;
	bool is_used, is_http, is_over, is_knocking;
	struct buffer in, out;
	struct session *session;
	uint16_t peer;                       /* 0: not in a session */
	uint32_t route;                      /* by which it came */
	uint16_t lanes[FRAME_LANES_MAX][32]; /* of a sharer: who gets what */
	size_t lane_counts[FRAME_LANES_MAX];
};

struct route {
	uint32_t route;
	int free;
	bool is_closed;
};

struct session {
	bool is_used;
	struct connection *master;
	struct route routes[HOSTILE_ROUTES_MAX];
	uint16_t next_peer;
};

extern struct connection connections[HOSTILE_CONNECTIONS_MAX];
extern struct session sessions[HOSTILE_SESSIONS_MAX];

/* hostile_relay.c: a line of the log. */
void hostile_log(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* hostile_relay.c: queues a frame for a connection. */
void hostile_send(struct connection *to, const struct frame_header *header, struct bytes payload);
/* hostile_relay.c: queues a control message. */
void hostile_control(struct connection *to, const wire_Control *control);

/* hostile_session.c: what an honest relay does with a whole frame; data frames go to mischief_forward. */
void session_frame(struct connection *from, const struct frame_header *header, struct bytes payload);
/* hostile_session.c: the connection has ended. */
void session_gone(struct connection *connection);
/* hostile_session.c: lets somebody into a session whatever its seats; tells the master. */
void session_let_in(struct connection *connection, struct session *session, uint32_t route);
/* hostile_session.c: who has this id in the session; NULL: nobody. */
struct connection *session_find(const struct session *session, uint16_t peer);

/* hostile_mischief.c: the mode's word and numbers; false: no such mode. */
bool mischief_choose(const char *word, int number, int kind);
/* hostile_mischief.c: a frame from one to another, with all that the mode does to it. header->peer is the
 * source already. */
void mischief_forward(struct connection *from, struct connection *to, const struct frame_header *header,
                      struct bytes payload);
/* hostile_mischief.c: what is due by now; returns how long the loop may sleep. */
int mischief_work(int64_t now_ms);
/* hostile_mischief.c: whether a joiner comes into the session that it asked for, or into the one that is
 * given. */
struct session *mischief_session(struct session *asked);
/* hostile_mischief.c: a session has a number. */
void mischief_opened(struct session *session, uint32_t route);
/* hostile_mischief.c: a joiner is in. */
void mischief_joined(struct connection *joiner);

/* hostile_guess.c: makes up joiners with numbers of their own at a master, `at_once` at a time, until it
 * answers no more. */
void guess_at_master(struct session *session, uint32_t route, int at_once);
/* hostile_guess.c: a frame for somebody made up. */
void guess_receive(struct connection *joiner, const struct frame_header *header, struct bytes payload);
/* hostile_guess.c: begins to play the master towards a joiner. */
void guess_offer(struct connection *joiner);
/* hostile_guess.c: plays the master towards a joiner, with a number of its own. Takes all its handshake
 * messages. */
void guess_at_joiner(struct connection *joiner, struct bytes payload);
/* hostile_guess.c: what is due by now; returns how long the loop may sleep. */
int guess_work(int64_t now_ms);

#endif

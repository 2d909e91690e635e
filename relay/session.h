/*
 * The rules of a session: who is in it, who may join by which number, who is
 * told what. Pure: what has to be said or ended is handed to a table of
 * functions, so tests play the connections.
 *
 * A session begins with its master and ends with it. Each number is one route
 * with seats: 1 when it is new, none after a join, more when the master says so.
 *
 * Thread: the worker that owns it.
 */
#ifndef LOTSE_RELAY_SESSION_H
#define LOTSE_RELAY_SESSION_H

#include "relay/forward.h"
#include "wire/control.h"

enum {
	SESSION_NUMBERS_MAX = 64, /* over its whole life */
	SESSION_WAITING_MAX = 8,  /* numbers with a free seat at once; routes are for all */
	SESSION_KNOCKERS_MAX = 4, /* at one number; the rest wait unheard */
	SESSION_PEER_MASTER = 1,
};

struct session_events {
	/* `who` is in the session now; the next thing that it is told is Joined, or Opened for the master. */
	void (*entered)(struct participant *who);
	/* Queues the message for one end. */
	void (*tell)(struct participant *who, const wire_Control *what);
	/* `who` is in the session no more (or knocks no more) and its connection is to end with that reason. */
	void (*part)(struct participant *who, wire_CloseReason reason);
	/* Nobody joins by this route any more. */
	void (*number_closed)(struct session *session, uint32_t route);
	/* Nobody is in it, all numbers are closed. The owner destroys it, but not before the function that was
	 * called has returned. */
	void (*over)(struct session *session);
};

struct session_number {
	uint32_t route;
	uint64_t log_id; /* its line in the connection log */
	uint32_t free;   /* how many more may join */
	bool is_closed;
	uint8_t knocker_count;
	struct participant *knockers; /* the master was told of the first */
};

struct session {
	const struct session_events *events;
	void *owner;          /* the worker's */
	struct session *next; /* the worker's */
	struct members members;
	struct participant *master;     /* NULL: it is over */
	struct session_number *numbers; /* owned */
	size_t number_count;
	uint32_t next_peer;
	size_t ends_told;      /* the worker's: of how many numbers the keeper knows that they are over */
	bool may_hold_several; /* the worker's: options.h */
	int64_t touched_ms;    /* the worker's: when anything but silence happened last */
};

/* A session with its master in it, and no number. NULL: out of memory. */
struct session *session_create(const struct session_events *events, struct participant *master);

/* Frees it; fine with NULL. It must be over, or never have had a number. */
void session_destroy(struct session *session);

/* A number more; tells the master. RESULT_TOO_LARGE: too many; RESULT_OUT_OF_MEMORY. */
enum result session_add_number(struct session *session, uint32_t route, uint64_t log_id);

/* How many of its numbers have a free seat. */
uint32_t session_waiting(const struct session *session);

/* RESULT_OK: `who` is in and everybody was told. RESULT_NO_SUCH_NUMBER: no free seat, or no such number (any
 * more). */
enum result session_join(struct session *session, uint32_t route, struct participant *who);

/* Waits for a seat; the master is told of the first that does. RESULT_OK: it knocks, or is in already if a
 * seat was free. RESULT_NO_SUCH_NUMBER as above, or enough others knock. */
enum result session_knock(struct session *session, uint32_t route, struct participant *who);

/* What a participant says: Seats, Leave, Subscribe. RESULT_BAD_FRAME: it may not say that. */
enum result session_heard(struct session *session, struct participant *who, const wire_Control *control);

/* The connection of somebody in it, or of one who knocks, has ended. Calls no `part` for `who`. */
void session_lost(struct session *session, struct participant *who);

/* Ends it for all. */
void session_end(struct session *session, wire_CloseReason reason);

#endif

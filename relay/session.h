/*
 * The rules of a session: who is in it, who may join by which number, who is
 * told what. Pure: what has to be said or ended is handed to a table of
 * functions, so tests play the connections.
 *
 * A session begins with its master and ends when that leaves. Whoever is lost, the
 * master too, may come back to the same peer id (session_return): the seat is kept
 * for a while, the slot is not. Without its master a session waits: nobody joins,
 * who comes back is told Waiting, and Resumed when the master is there.
 *
 * Each number is one route with seats: 1 when it is new, none after a join, more
 * when the master says so.
 *
 * Thread: the worker that owns it.
 */
#ifndef LOTSE_RELAY_SESSION_H
#define LOTSE_RELAY_SESSION_H

#include "relay/forward.h"
#include "relay/limits.h"
#include "wire/control.h"

enum {
	SESSION_NUMBERS_MAX = 64, /* over its whole life */
	SESSION_WAITING_MAX = 8,  /* numbers with a free seat at once; routes are for all */
	SESSION_KNOCKERS_MAX = 4, /* at one number; the rest wait unheard */
	SESSION_PEER_MASTER = 1,
	SESSION_ID_BYTES = 16,
	SESSION_LOST_MAX = 64,    /* seats that are kept; the one that was lost first gives way */
	SESSION_OLD_MAX = 96,     /* who came back to a session that was made anew */
	SESSION_IDS_MAX = 2,      /* rendezvous ids of one participant */
	SESSION_PEERS_AHEAD = 256 /* given by an earlier run after the ticket that is shown, at most */
};

struct session_events {
	/* `who` is in the session now; the next thing that it is told is Joined, or Opened for the master. */
	void (*entered)(struct participant *who);
	/* Queues the message for one end. */
	void (*tell)(struct participant *who, const wire_Control *what);
	/* `who` is in the session no more (or knocks no more) and its connection is to end with that reason. */
	void (*part)(struct participant *who, wire_CloseReason reason);
	/* `who` is in the session no more: somebody else has its seat. Its connection ends without a word. */
	void (*replaced)(struct participant *who);
	/* Makes a ticket for one who is in; how many bytes. */
	size_t (*ticket)(const struct participant *who, uint8_t to[static 96]);
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
	bool is_pending; /* of an earlier run: the keeper was asked whether it may be kept */
	bool is_denied;  /* it may not */
	uint8_t knocker_count;
	struct participant *knockers; /* the master was told of the first */
};

/* What somebody shows to be found by the other end of a channel. */
struct session_ids {
	uint8_t count;
	uint8_t ids[SESSION_IDS_MAX][16];
};

/* Somebody comes back. */
struct session_return {
	uint16_t peer;      /* that it had here; 0: none, as its master has shown one of its ids: it gets one */
	bool is_old;        /* the ticket is of an earlier run of the relay */
	uint16_t next_peer; /* of that ticket */
	struct session_ids ids;
};

struct session {
	const struct session_events *events;
	uint8_t id[SESSION_ID_BYTES]; /* random; in tickets alone */
	struct members members;
	struct participant *master;     /* NULL: it is lost, or has never come to this run */
	struct session_number *numbers; /* owned */
	size_t number_count;
	uint32_t next_peer;
	uint32_t waiting; /* bits: slots of those who get Resumed when the master comes */
	struct session_ids shown[SESSION_MEMBERS_MAX]; /* by slot: what the master has not heard yet */
	struct session_lost {
		uint16_t peer;
		int64_t at_ms;
	} lost[SESSION_LOST_MAX]; /* in order of time */
	uint8_t lost_count;
	uint16_t old[SESSION_OLD_MAX]; /* peers of an earlier run that have come back, or may not */
	uint8_t old_count;
	bool is_over;
	bool is_remade;   /* from a ticket of an earlier run */
	bool had_company; /* somebody joined */
	int64_t keep_ms;  /* how long a seat is kept */
	/* The worker's. */
	void *owner;
	struct session *next, *next_kept, *previous_kept;
	struct limits_source source; /* that the numbers count for */
	uint8_t (*offers)[16];       /* rendezvous ids that its master shows here; owned */
	size_t offer_count;
	size_t ends_told;      /* of how many numbers the keeper knows that they are over */
	bool may_hold_several; /* options.h */
	uint32_t returns;      /* in the second that began at... */
	int64_t returns_since_ms;
	bool is_kept;          /* in the worker's list of those without a master */
	int64_t touched_ms;    /* when anything but silence happened last */
	int64_t kept_until_ms; /* without a master: then it ends */
};

/* A session with its master in it (NULL: it is made anew from a ticket, and awaits its master), and no
 * number. NULL: out of memory. */
struct session *session_create(const struct session_events *events, const uint8_t id[static SESSION_ID_BYTES],
                               struct participant *master);

/* One who is no master leaves; its connection is the caller's. */
void session_leave(struct session *session, struct participant *who);

/* The line of a number in the connection log; 0: no such number. */
uint64_t session_log_id(const struct session *session, uint32_t route);

/* Frees it; fine with NULL. It must be over, or never have had a number. */
void session_destroy(struct session *session);

/* A number more; tells the master. RESULT_TOO_LARGE: too many; RESULT_OUT_OF_MEMORY. */
enum result session_add_number(struct session *session, uint32_t route, uint64_t log_id);

/* A number of an earlier run, that the keeper is asked for. RESULT_BAD_ARGUMENT: it is there; as above. */
enum result session_add_pending(struct session *session, uint32_t route);

/* The keeper's answer; log_id 0: it can't be had. False: nobody wants it any more. */
bool session_confirm(struct session *session, uint32_t route, uint64_t log_id);

/* How many of its numbers have a free seat. */
uint32_t session_waiting(const struct session *session);

/* Its numbers that are open, those with a free seat and new ones first; how many (at most `room`). */
size_t session_routes(const struct session *session, uint32_t *to, size_t room);

/* Whether somebody's seat is kept. */
bool session_has_lost(const struct session *session, int64_t now_ms);

/* RESULT_OK: `who` is in and everybody was told. RESULT_NO_SUCH_NUMBER: no free seat, or no such number (any
 * more). */
enum result session_join(struct session *session, uint32_t route, struct participant *who);

/* Waits for a seat; the master is told of the first that does. RESULT_OK: it knocks, or is in already if a
 * seat was free. RESULT_NO_SUCH_NUMBER as above, or enough others knock. */
enum result session_knock(struct session *session, uint32_t route, struct participant *who);

/* Somebody is back in the seat: everybody was told, and who still had it is replaced. RESULT_NO_SUCH_NUMBER:
 * it has left, was cut off, has come too late, or all slots are taken. */
enum result session_return(struct session *session, struct participant *who, const struct session_return *how,
                           int64_t now_ms);

/* What a participant says: Seats, Leave, Subscribe, Resume without a ticket. RESULT_BAD_FRAME: it may not say
 * that. */
enum result session_heard(struct session *session, struct participant *who, const wire_Control *control);

/* The connection of somebody in it, or of one who knocks, has ended. Calls no `part` for `who`. */
void session_lost(struct session *session, struct participant *who, int64_t now_ms);

/* Ends it for all. */
void session_end(struct session *session, wire_CloseReason reason);

#endif

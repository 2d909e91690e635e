/*
 * One relay at which this participant meets the others, or tries to: its
 * connections (the one in use, and a further attempt beside it), and who we are
 * there: a relay gives its own peer ids and its own ticket. Thread: net.
 */
#ifndef LOTSE_SESSION_MEETING_H
#define LOTSE_SESSION_MEETING_H

#include "session/link.h"
#include "session/retry.h"

enum { MEETING_TICKET_BYTES = 96, MEETING_WAITS_MAX = 2 * LINK_HANDLES_MAX };

enum meeting_phase {
	MEETING_NONE,    /* no relay */
	MEETING_AWAY,    /* there is one, not connected, or on the way */
	MEETING_UP,      /* HELLO is through; nothing is asked yet */
	MEETING_ASKED,   /* OPEN, JOIN or RESUME is sent */
	MEETING_WAITING, /* nobody there yet to meet */
	MEETING_IN,      /* in a session there */
};

struct meeting {
	struct link *link;  /* the one in use, or the short attempt */
	struct link *spare; /* the long attempt */
	enum meeting_phase phase;
	bool is_by_ids;  /* client: the ticket leads to a place where nobody comes: shown without it */
	bool is_refused; /* it knows nothing of our session (any more) */
	struct server_list_relay relay;
	uint16_t self, master; /* peer ids there; 0 before MEETING_IN */
	uint8_t ticket[MEETING_TICKET_BYTES];
	size_t ticket_bytes;
	uint32_t route;     /* master: a number of that relay that nobody was shown yet; 0: none */
	int connect_ms;     /* how long connecting took when it worked last */
	int64_t arrived_ms; /* since when we are in the session there */
	int64_t asked_ms;   /* when something was asked there last */
};

/* Ways and wake as of link_create. False: no memory. */
bool meeting_init(struct meeting *meeting, struct wake *wake, struct ways *ways, struct attempts *attempts);

/* Closes and frees; fine on zeroed memory. */
void meeting_finish(struct meeting *meeting);

/* Another relay, of which nothing is known yet; not connected. */
void meeting_set(struct meeting *meeting, const struct server_list_relay *relay);

/* The relay that a probe has found, with its connection; takes what link_take takes. */
void meeting_take(struct meeting *meeting, struct probe_found *found, int64_t now_ms);

/* Whether a better way has been found and is being taken: what was on the old one is lost, MEETING_AWAY. */
bool meeting_go_better(struct meeting *meeting, int64_t now_ms);

/* There is none any more. */
void meeting_clear(struct meeting *meeting);

/* Closes what is connected; who we are there is kept. */
void meeting_close(struct meeting *meeting);

/* Begins an attempt. */
void meeting_try(struct meeting *meeting, enum retry_attempt attempt, int64_t now_ms);

/* Ends it, if it is still one. */
void meeting_end_try(struct meeting *meeting, enum retry_attempt attempt);

/* Whether this attempt is over without success (or was never begun). */
bool meeting_has_failed(const struct meeting *meeting, enum retry_attempt attempt);

/* Works on the links. Returns whether it has come up now: the other attempt is ended, the caller asks. */
bool meeting_work(struct meeting *meeting, int64_t now_ms);

/* A link that was up is down now; then the phase is MEETING_AWAY. Once for each loss. */
bool meeting_is_lost(struct meeting *meeting);

/* As link_waits, for at most MEETING_WAITS_MAX. */
size_t meeting_waits(struct meeting *meeting, struct wake_on *on, int64_t now_ms, int *timeout_ms);

/* What to come back with; nothing for an empty one or one that is too long. */
void meeting_keep_ticket(struct meeting *meeting, struct bytes ticket);

/* A place of the pairs: `peer` at this relay. */
uint32_t meeting_place(int meeting, uint16_t peer);

int meeting_of_place(uint32_t place);     /* Which one. */
uint16_t meeting_peer_of(uint32_t place); /* Which peer. */

#endif

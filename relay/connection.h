/*
 * One connection, from the first byte to the last:
 *
 *     NEW -HELLO-> GREETED -OPEN-> OPENING -keeper-> SEATED
 *                     |    -JOIN-> SEATED, or DELAYED -> Refused -> GREETED
 *                     |    -KNOCK-> DELAYED -> Waiting -> KNOCKING -seat-> SEATED
 *                     |    -RESUME-> SEATED, or DELAYED as above, or WAITING -master-> SEATED
 *     BROWSER (pages) -a tunnel's request-> LEG (carriers/tunnel.h)
 *     SEATED -LEAVE that may report-> DECLINED -REPORT-> ENDING
 *     any -> ENDING (Close is sent, what comes is thrown away) -> dead
 *
 * Every state but SEATED has an absolute deadline that no byte moves; SEATED ends
 * after silence. A stranger (not SEATED) costs this struct and, while a frame of
 * his is on its way, one small block.
 *
 * Thread: its worker, which owns it.
 */
#ifndef LOTSE_RELAY_CONNECTION_H
#define LOTSE_RELAY_CONNECTION_H

#include "relay/limits.h"
#include "relay/session.h"
#include "relay/trusted.h"
#include "relay/wheel.h"

enum {
	CONNECTION_STRANGER_READ_BYTES = FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES,
	CONNECTION_ENDING_MS = 3000,
	CONNECTION_DECLINED_MS = 60000, /* likewise, whether to report */
	CONNECTION_REFUSED_MS = 60000,  /* after Refused, for a person to decide whether to knock */
	CONNECTION_SILENT_PINGS = 3,
	CONNECTION_LATE_MS = 2500,        /* a PING that is so late is asked for */
	CONNECTION_DIALS_MAX = 5,         /* JOIN and KNOCK on one connection */
	CONNECTION_OPENINGS_MAX = 4,      /* OPENs of one connection that wait for the keeper at once */
	CONNECTION_SHOWS_EACH_MS = 10000, /* of one who is in: so many in that time */
	CONNECTION_SHOWS_MAX = 64,        /* RESUMEs of one that is not in a session yet */
	CONNECTION_OFFERS_MAX =
		128, /* ids that a master shows here: two for each, now and before the last change */
	CONNECTION_WAITING_MS = 120000, /* for the master; then it may ask again */
};

/* Where it came in. */
enum connection_port { CONNECTION_RAW, CONNECTION_HTTP, CONNECTION_HTTPS, CONNECTION_PORTS };

enum connection_state {
	CONNECTION_NONE,
	CONNECTION_NEW,
	CONNECTION_GREETED,
	CONNECTION_OPENING,
	CONNECTION_DELAYED,
	CONNECTION_KNOCKING,
	CONNECTION_WAITING,
	CONNECTION_SEATED,
	CONNECTION_DECLINED, /* has left, and may still report */
	CONNECTION_BROWSER,
	CONNECTION_LEG,
	CONNECTION_ENDING,
	CONNECTION_DEAD,
	CONNECTION_STATES
};

/* What it dials: DELAYED, or on its way to another worker. */
enum connection_errand { ERRAND_JOIN, ERRAND_KNOCK, ERRAND_COME_BACK };

struct worker;
struct mail;
struct leg;
struct download;
struct comeback; /* comeback.c */

struct connection {
	struct participant participant; /* first: each is found from the other */
	struct wheel_entry timer;
	struct connection *next_look; /* in the worker's list of what to look at */
	struct connection *next_all, *previous_all;
	struct worker *worker;
	struct block
		*tail; /* the start of a frame whose rest has not come, or (tail_wanted 0) bytes not looked at yet */
	uint32_t tail_bytes, tail_wanted;
	enum connection_state state;
	enum connection_port port;
	int64_t deadline_ms, heard_ms;
	int64_t asked_ms;          /* by our own PING */
	int64_t alone_until_ms;    /* a tunnel's stream: without requests it is lost then; 0: it has some */
	struct download *download; /* ENDING: what it is sent of; NULL: nothing (any more) */
	size_t downloaded_bytes;
	struct leg *leg;      /* of CONNECTION_LEG; carriers/tunnel.h owns it */
	uint32_t route;       /* that it dialled */
	uint64_t declined_id; /* of CONNECTION_DECLINED: its line in the connection log */
	struct limits_source source;
	uint8_t nonces[2][CONTROL_NONCE_BYTES]; /* of its Hello, and of ours: what an operator signs */
	struct address address;           /* of whoever has connected, or whom a PROXY header names (arrival.h) */
	uint8_t head[FRAME_HEADER_BYTES]; /* the start of a header */
	uint8_t head_bytes;
	uint8_t dials;
	bool is_looked_at;  /* in that list */
	bool is_readable;   /* the carrier may have something */
	bool has_hung_up;   /* the other end sends nothing more */
	bool is_broken;     /* found out by another connection's frames; to be ended at the next look */
	bool is_matched;    /* counts as a stranger no more */
	bool is_proxied;    /* the address is a proxy's of the operator: X-Forwarded-For counts */
	bool awaits_header; /* and a PROXY header may come before all else */
	bool has_half_closed;
	enum connection_errand errand;
	struct comeback *comeback; /* owned; NULL: it does not come back, or is in */
	int64_t shows_since_ms;
	int64_t ticket_ms;                                   /* when it was told its ticket last */
	bool is_measure_cut;                                 /* it is told so at the end of what it gets */
	int64_t measure_until_ms;                            /* 0: has not asked */
	uint32_t measure_left, measure_given, measure_taken; /* bytes of filling; measure.c */
	uint8_t shows;                                       /* RESUMEs */
	uint8_t openings;                                    /* OPENs that wait for the keeper */
	uint16_t moves_to; /* as soon as what it was told is sent: to that worker, counted from 1 */
};

/* Begins: the worker has put it into its lists. Once more when it turns out to be a program's (WebSocket):
 * then with port CONNECTION_RAW's rules, wherever it came in. */
void connection_start(struct connection *connection, enum connection_port as);

/* The worker's turn for it: send what waits, read once. */
void connection_work(struct connection *connection);

/* Its time has come. */
void connection_due(struct connection *connection);

/* The keeper has answered (MAIL_OPENED). False: no number has become the session's. */
bool connection_opened(struct connection *connection, const struct mail *mail);

/* It came from another worker: goes on with what it dialled. */
void connection_arrived(struct connection *connection);

/* Says why and ends, in order. Fine in every state. */
void connection_end(struct connection *connection, wire_CloseReason reason);

/* Ends without a word: its carrier is gone, or it is not worth one. */
void connection_lost(struct connection *connection);

/* A participant's connection. */
struct connection *connection_of(struct participant *participant);

/* What sessions and forwarding do with connections. */
extern const struct session_events connection_session_events;
extern const struct forward_events connection_forward_events;

/* --- between connection.c, dial.c, comeback.c, measure.c and browser.c
 * ------------------------------------------------------------------------ */

/* Queues a message for it. */
void connection_tell(struct connection *connection, const wire_Control *control);

/* A new state, with an absolute deadline. */
void connection_enter(struct connection *connection, enum connection_state state, int64_t deadline_ms);

/* It is a stranger no more. */
void connection_match(struct connection *connection);

/* alone_until_ms has changed. */
void connection_set_timer(struct connection *connection);

/* What somebody who is not seated says. RESULT_BAD_FRAME: may not be said. */
enum result dial_heard(struct connection *connection, const wire_Control *control);

/* The delay of a refusal or of a knock is over. */
void dial_due(struct connection *connection);

/* OPEN, also from a master who has a number. RESULT_BAD_FRAME. */
enum result dial_open(struct connection *connection, const wire_Open *open);

/* Answered as every wrong number is; counts as a failure. */
void dial_refuse(struct connection *connection);

/* What it dials is another worker's: on to that one, after this look at the connection. */
void dial_move(struct connection *connection, uint16_t to);

/* That number is nobody's any more. */
void dial_tell_keeper_closed(struct worker *worker, uint32_t route, uint64_t log_id);

/* RESUME from one who is not in a session. RESULT_BAD_FRAME. */
enum result comeback_heard(struct connection *connection, const wire_Resume *said);

/* It came from another worker. */
void comeback_arrived(struct connection *connection);

/* It comes back no more, or is in. Fine if it never did. */
void comeback_forget(struct connection *connection);

/* A master, who is in, shows the ids of its participants: those that wait here are let in. */
void comeback_offer(struct connection *connection, const wire_Resume *said);

/* One who is in says RESUME; false: too often, as each is told to the master. */
bool comeback_may_show(struct connection *connection);

/* Asks the keeper for numbers of an earlier run, as many as it can take now. */
void comeback_ask(struct worker *worker);

/* Somebody waits under that id, and its master is there now. */
void comeback_meet(struct worker *worker, const uint8_t id[static SESSION_ID_BYTES]);

/* The keeper's answer to KEEPER_RECLAIM; log_id 0: denied. */
void comeback_reclaimed(struct worker *worker, const uint8_t id[static SESSION_ID_BYTES], uint32_t route,
                        uint64_t log_id);

/* A session has ended: nobody finds it any more. */
void comeback_session_over(struct session *session);

/* A fresh ticket for one who is in; its size. */
size_t comeback_ticket(const struct participant *who, uint8_t to[static 96]);

/* Tells one who is in a fresh ticket if it is time; when it will be. */
void comeback_renew(struct connection *connection);
int64_t comeback_renew_ms(const struct connection *connection);

/* MEASURE. RESULT_BAD_FRAME. */
enum result measure_heard(struct connection *connection, const wire_Measure *said);

/* It has taken all that it was told: more of what it has asked for. */
void measure_work(struct connection *connection);

/* Reads from a browser; a whole head is answered. */
void browser_read(struct connection *connection);

/* Sends on what a browser downloads: it has taken all before. */
void browser_send(struct connection *connection);

/* It downloads no more. Fine if it never did. */
void browser_forget(struct connection *connection);

/* A browser, or somebody who speaks TLS, has come to the port for programs: these are the first bytes. */
void browser_strayed(struct connection *connection, struct bytes first);

#endif

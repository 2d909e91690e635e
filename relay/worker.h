/*
 * A worker: one thread with an epoll of its own, listeners of its own
 * (SO_REUSEPORT), and all connections of the sessions that it owns. Others reach
 * it by mail alone.
 */
#ifndef LOTSE_RELAY_WORKER_H
#define LOTSE_RELAY_WORKER_H

#include "relay/connection.h"
#include "relay/relay.h"
#include "relay/wheel.h"
#include "wire/operator_certificate.h"

enum {
	WORKER_OPENINGS_MAX = 256, /* OPENs that wait for the keeper at once */
	WORKER_MAIL_MAX = 4096,
	WORKER_RECLAIMS_MAX = 16384, /* numbers of an earlier run that are to be asked for still */
	WORKER_ENDING_MS = 2000,     /* from the order to end until it ends whatever is left */
};

enum mail_kind {
	MAIL_NONE,
	MAIL_CONNECTION, /* of another worker: its number is ours */
	MAIL_OPENED,     /* the keeper's answer; route 0: denied; log_id then KEEPER_NO_OPERATOR or 0 */
	MAIL_RECLAIMED,  /* likewise, for a number of an earlier run; log_id 0: denied; id: the session's */
	MAIL_MEET,       /* a master has shown `id`, under which somebody waits here */
	MAIL_LIST,       /* a new signed list */
	MAIL_SETTINGS,   /* other options, another certificate, or both */
	MAIL_END,        /* say good-bye to all, and end */
};

struct mail {
	enum mail_kind kind;
	struct connection *connection; /* moves to the receiver */
	uint32_t ticket, route;
	uint64_t log_id;
	uint8_t id[SESSION_ID_BYTES];
	uint16_t certificate_bytes;
	uint8_t certificate[OPERATOR_CERTIFICATE_BYTES_MAX]; /* of an operator; 0 bytes: none */
	struct worker_list *list;                            /* moves to the receiver */
	struct options *options;                             /* likewise; NULL: as they were */
	struct tls_identity *identity;
};

/* The signed list as it is served; heap. */
struct worker_list {
	int64_t expires_s;
	size_t size;
	uint8_t bytes[SERVER_LIST_BYTES_MAX];
};

/* A number of an earlier run that the keeper is to be asked for. */
struct worker_reclaim {
	uint8_t id[SESSION_ID_BYTES]; /* of its session */
	uint32_t route;
};

struct worker {
	struct relay *relay;
	uint16_t index;
	int epoll, wakeup;               /* wakeup: an eventfd, for mail */
	int listeners[CONNECTION_PORTS]; /* -1: none */
	int64_t (*clock_ms)(void);       /* clock_now_ms, but in tests */
	int64_t (*wall_s)(void);         /* clock_wall_s, likewise */
	int64_t now_ms, listen_again_ms, end_ms, stray_ms;
	bool is_ending, is_deaf; /* deaf: out of descriptors, accepts nothing for a moment */
	struct forward forward;
	struct wheel wheel;
	struct queue *mail;
	struct connection *openings[WORKER_OPENINGS_MAX]; /* by ticket; see worker_ticket */
	bool opening_used[WORKER_OPENINGS_MAX];
	struct limits_source opening_sources[WORKER_OPENINGS_MAX];
	struct connection *now, *now_last, *later,
		*later_last;                 /* to be looked at in this turn, in the next one */
	struct connection *all, *dead;   /* dead: freed at the end of the turn */
	struct worker_reclaim *reclaims; /* NULL until there are some */
	size_t reclaim_count;
	struct session *kept, *kept_last; /* without a master: the first ends first, if that does not come */
	struct session *over;             /* likewise, as soon as the keeper was told */
	struct worker_list *list;
	const struct options *options;
	struct options *own_options;   /* that came by mail; NULL: they are the relay's */
	struct tls_identity *identity; /* for CONNECTION_HTTPS; NULL: none */
};

/* Takes the listeners over (-1: none). NULL: no memory or no descriptor; then they are still the caller's. */
struct worker *worker_create(struct relay *relay, uint16_t index, int raw_listener_take,
                             int http_listener_take);

/* What TLS shows from now on. Before its thread starts; then by MAIL_SETTINGS. */
void worker_identify(struct worker *worker, struct tls_identity *identity_take);

/* One more, before its thread starts. False: it can't be watched, and is still the caller's. */
bool worker_listen(struct worker *worker, enum connection_port port, int listener_take);

/* Fine with NULL. Its thread must have ended. Ends all that is left in it. */
void worker_destroy(struct worker *worker);

/* Its thread: turns until it was told to end. */
void worker_run(void *worker);

/* One turn: waits at most `timeout_ms` (-1: for ever), then does what there is to do. False: it has ended. */
bool worker_turn(struct worker *worker, int timeout_ms);

/* Any thread. RESULT_WOULD_BLOCK: its box is full, what would have moved is still the caller's. */
enum result worker_post(struct worker *worker, const struct mail *mail);

/* --- for connections; its thread
 * ------------------------------------------------------------------------------------- */

/* A connection that was accepted. NULL: no memory; then it is closed. Its carrier moves. */
struct connection *worker_welcome(struct worker *worker, struct carrier *carrier_take,
                                  const struct limits_source *source, enum connection_port port);

void worker_look(struct connection *connection); /* There is something to do with it, in this turn. */
void worker_bury(
	struct connection *connection); /* Its carrier is closed; it is freed at the end of the turn. */
void worker_look_next(
	struct connection *connection); /* There is more to read, after all others had their turn. */

/* To the worker connection->moves_to - 1, which owns the number it dials. It is not ours any more. False: it
 * could not be, and still is. */
bool worker_send_away(struct connection *connection);

/* Somebody has come to the wrong port: logged now and then, as strangers decide how often. */
void worker_strayed(struct worker *worker, const char *what);

/* A ticket under which the keeper's answer finds the connection again; -1: too many are out. The number
 * counts for that source. */
int worker_ticket(struct connection *connection, const struct limits_source *source);

/* A session is this worker's from now on. */
void worker_adopt(struct worker *worker, struct session *session, const struct limits_source *source);

/* It has lost its master: it ends after keep_s. Fine if it is kept already. */
void worker_keep(struct worker *worker, struct session *session);

/* It has one, or is over. Fine if it was not kept. */
void worker_unkeep(struct worker *worker, struct session *session);

/* A session has no number and nobody any more. */
void worker_session_over(struct worker *worker, struct session *session);

#endif

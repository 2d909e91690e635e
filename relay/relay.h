/*
 * What all workers share: routes, limits on strangers, the way to the keeper and
 * to each other. Each function takes the lock that it needs. Any thread.
 */
#ifndef LOTSE_RELAY_RELAY_H
#define LOTSE_RELAY_RELAY_H

#include "base/queue.h"
#include "base/thread.h"
#include "base/wake.h"
#include "relay/keeper_link.h"
#include "relay/limits.h"
#include "relay/options.h"
#include "relay/rendezvous.h"
#include "relay/routes.h"
#include "relay/ticket.h"

enum {
	RELAY_TO_KEEPER_MAX = 1024,
	RELAY_TO_KEEPER_OPENS_MAX = 768, /* so that ends always have their place */
	RELAY_SESSIONS_MAX = 1 << 17,
	RELAY_OFFERS_MAX = 1 << 17,
	RELAY_WAITS_MAX = 1 << 15,
	RELAY_OVER_MAX = 4096, /* remembered; the oldest gives way */
};

struct shelf;
struct tls;
struct tunnels;
struct worker;

struct relay {
	const struct options *options;
	struct routes *routes;
	struct mutex *lock; /* over limits, connections and rendezvous */
	struct limits limits;
	uint64_t connections;
	struct rendezvous *rendezvous;
	uint8_t over[RELAY_OVER_MAX][RENDEZVOUS_ID_BYTES]; /* a ring: ids of RENDEZVOUS_OVER */
	uint32_t over_count;                               /* ever */
	struct wake *wake;              /* of the main thread, which alone talks to the keeper */
	struct queue *to_keeper;        /* struct keeper_message */
	struct tunnels *tunnels;        /* where each is; carriers/tunnel_table.h */
	struct shelf *shelf;            /* with the customer's program; download.h */
	struct tls *tls;                /* outlives all connections */
	uint16_t http_port, https_port; /* 0: none */
	struct worker *workers[OPTIONS_WORKERS_MAX];
	size_t worker_count;
	uint8_t relay_id[8];
	uint8_t root_key[32];                 /* public: who must have signed the list */
	uint8_t ticket_key[TICKET_KEY_BYTES]; /* from the keeper, before any worker starts */
	uint32_t run;                         /* random: which tickets are of this run */
};

/* NULL: out of memory. The options must outlive it. */
struct relay *relay_create(const struct options *options);

/* Fine with NULL. No worker may be left. */
void relay_destroy(struct relay *relay);

/* A connection has come (limits.h); then it counts until relay_gone. */
bool relay_admit(struct relay *relay, struct limits_source *source, int64_t now_ms);
void relay_gone(struct relay *relay, const struct limits_source *source, bool was_matched, int64_t now_ms);

/* One that was admitted as *was is somebody else's. False: that one may not stay, and *was counts on. */
bool relay_rename(struct relay *relay, struct limits_source *was, struct limits_source *is, int64_t now_ms);

/* Other rules for all from now on. */
void relay_set_limits(struct relay *relay, const struct limits_rules *rules);

void relay_matched(struct relay *relay, const struct limits_source *source,
                   int64_t now_ms); /* Is in a session now. */
void relay_failed(struct relay *relay, const struct limits_source *source,
                  int64_t now_ms); /* Its dial failed. */
bool relay_is_tired(struct relay *relay, const struct limits_source *source,
                    int64_t now_ms); /* Failed too often. */

/* Its dial did not fail after all. */
void relay_forgive(struct relay *relay, const struct limits_source *source, int64_t now_ms);

/* Numbers that are open of one source (limits.h). */
bool relay_number(struct relay *relay, const struct limits_source *source, int64_t now_ms);
void relay_number_over(struct relay *relay, const struct limits_source *source, int64_t now_ms);

/* As rendezvous.h has it. */
enum result relay_meet_put(struct relay *relay, enum rendezvous_kind kind, const uint8_t id[static 16],
                           struct rendezvous_place place);
bool relay_meet_find(struct relay *relay, enum rendezvous_kind kind, const uint8_t id[static 16],
                     struct rendezvous_place *out);
void relay_meet_drop(struct relay *relay, enum rendezvous_kind kind, const uint8_t id[static 16],
                     const void *owner);

/* The session is not made anew any more, whoever comes with a ticket of an earlier run. */
void relay_meet_over(struct relay *relay, const uint8_t id[static 16]);

/* Somebody shows `count` ids. True: the master of one of them is there. False: now it waits for it, unless
 * that is over a bound. */
bool relay_meet_or_wait(struct relay *relay, const uint8_t (*ids)[16], size_t count,
                        struct rendezvous_place self, struct rendezvous_place *out);

/* A master shows an id. True: somebody waits for it, there. */
bool relay_meet_offer(struct relay *relay, const uint8_t id[static 16], struct rendezvous_place self,
                      struct rendezvous_place *out);

/* Hands a message to the main thread for the keeper. RESULT_WOULD_BLOCK: too many wait; of KEEPER_OPEN and
 * KEEPER_RECLAIM earlier. */
enum result relay_tell_keeper(struct relay *relay, const struct keeper_message *message);

#endif

/*
 * A relay's place in a fleet that etcd knows: its entry under a lease, who else is
 * alive, and which prefixes are its own (fleet_book.h). It asks once a second, one
 * request at a time, and never waits for an answer. While no etcd answers, all
 * stays as it was known last. Thread: the keeper.
 */
#ifndef LOTSE_RELAY_FLEET_H
#define LOTSE_RELAY_FLEET_H

#include "relay/fleet_book.h"

enum {
	FLEET_TTL_S = 6,        /* a relay that says nothing for so long is gone */
	FLEET_EACH_MS = 1000,   /* how often it asks */
	FLEET_ANSWER_MS = 2000, /* how long for one answer */
	FLEET_ENDPOINTS_MAX = 8,
};

struct fleet_setup {
	const char *endpoints;   /* "http://10.0.0.1:2379", several with commas between them */
	const char *credentials; /* a file, or "": lines of `user NAME`, `password SECRET`, `ca FILE`,
	                            `certificate FILE`, `key FILE`, those that are needed */
	const uint8_t *fleet_id;
};

struct fleet; /* opaque, heap */

/* RESULT_BAD_ARGUMENT: no endpoint, or one that is none. RESULT_DISK: the file can't be read or makes no
 * sense. RESULT_OUT_OF_MEMORY. */
enum result fleet_create(struct fleet **out, const struct fleet_setup *setup);

/* Gives the lease back, so that the others know at once; waits for that at most a second. Fine with NULL. */
void fleet_destroy(struct fleet *fleet);

/* What this relay says of itself, but for its prefixes. It is not in the fleet before. */
void fleet_introduce(struct fleet *fleet, const struct server_list_relay *self);

/* Waits until `descriptor` may be read, etcd has answered, it is time to ask, or `timeout_ms` is over. */
void fleet_wait(struct fleet *fleet, int descriptor, int timeout_ms);

/* Goes on without waiting. True: who is alive, or what is ours, is no longer what it was. */
bool fleet_work(struct fleet *fleet, int64_t now_ms, int64_t now_s);

/* As fleet_book_relays and fleet_book_share. */
size_t fleet_relays(const struct fleet *fleet, struct server_list_relay *out);
void fleet_share(const struct fleet *fleet, struct route_share *out);

#endif

/*
 * What a relay is in a fleet: by what right it signs lists (keeper_list.h), of which
 * numbers it gives, and, with etcd (fleet.h), who else is alive. One relay alone is
 * all of its fleet. Thread: the keeper.
 */
#ifndef LOTSE_RELAY_KEEPER_FLEET_H
#define LOTSE_RELAY_KEEPER_FLEET_H

#include "relay/fleet.h"
#include "relay/keeper_list.h"
#include "relay/options.h"

struct keeper_fleet {
	struct keeper_list list;
	struct route_share share;
	struct fleet *etcd; /* NULL: not asked */
};

/* From the operator's options; `keys` and `options` must outlive it. `folder`: the state's, for what is said.
 * False: it can't be; it has said why on standard error. */
bool keeper_fleet_open(struct keeper_fleet *fleet, const struct relay_keys *keys,
                       const struct options *options, const char *folder);

/* Leaves the fleet; fine on zeroed memory. */
void keeper_fleet_close(struct keeper_fleet *fleet);

/* Whether it is known of which numbers to give. */
bool keeper_fleet_has_numbers(const struct keeper_fleet *fleet);

/* Signs a list of the fleet to `to`. `self`: this relay, but for its prefixes. As keeper_list_sign;
 * RESULT_NEED_MORE: etcd has not said yet who is alive. */
enum result keeper_fleet_sign(struct keeper_fleet *fleet, struct server_list_relay *self, int64_t now_s,
                              struct writer *to, int64_t *expires_s);

/* Waits until `link` may be read or there is something to do, at most `timeout_ms`. */
void keeper_fleet_wait(struct keeper_fleet *fleet, int link, int timeout_ms);

/* Does it. True: the list is to be signed anew. */
bool keeper_fleet_work(struct keeper_fleet *fleet);

#endif

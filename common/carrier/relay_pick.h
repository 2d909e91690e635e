/*
 * Which relay of the list. Pure: randomness is passed in. Any thread.
 */
#ifndef LOTSE_CARRIER_RELAY_PICK_H
#define LOTSE_CARRIER_RELAY_PICK_H

#include "base/result.h"
#include "wire/server_list.h"

/* For a joiner: the relay that owns the route of the number, with `host` filled in (`directory_host` where
 * the list says none). RESULT_NO_SUCH_NUMBER: nobody owns it. *out only on RESULT_OK. */
enum result relay_pick_by_route(const struct server_list *list, const char *directory_host, uint32_t route,
                                struct server_list_relay *out);

/* For a master: all relays that take sessions, of `region` alone unless that is NULL or "", in an order by
 * lot in which a relay of twice the weight comes first twice as often. `random`: SERVER_LIST_RELAYS_MAX
 * random numbers. Fills `out` (room for SERVER_LIST_RELAYS_MAX) and gives how many; 0: none. */
size_t relay_pick_order(const struct server_list *list, const char *directory_host, const char *region,
                        const uint32_t *random, struct server_list_relay *out);

#endif

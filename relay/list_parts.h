/*
 * A signed list on its way from the keeper, which has no more room in a message
 * than for a part of it: KEEPER_LIST, in order. Pure; one thread.
 */
#ifndef LOTSE_RELAY_LIST_PARTS_H
#define LOTSE_RELAY_LIST_PARTS_H

#include "relay/keeper_link.h"
#include "wire/server_list.h"

/* Zeroed is empty. */
struct list_parts {
	uint32_t have_bytes;
	uint8_t bytes[SERVER_LIST_BYTES_MAX];
};

/* The part that begins at *at, which then moves behind it. False: there is no more. */
bool list_parts_next(struct bytes list, uint32_t *at, struct keeper_message *out);

/* Takes the next part. True: the list is whole, in `bytes`, `have_bytes` long, until the next call. A part
 * that does not follow on what is there begins anew or is dropped. */
bool list_parts_add(struct list_parts *parts, const struct keeper_message *part);

#endif

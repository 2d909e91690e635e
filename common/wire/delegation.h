/*
 * What a root key hands on to others, as a file (PROTOCOL.md 7.5): made where the
 * root key is, carried to whoever signs lists. Nothing in it is secret. Pure; any
 * thread.
 *
 *     lotse-delegation 1
 *     root HEX
 *     delegate KEYHEX PURPOSES EXPIRY SIGHEX      up to 8
 */
#ifndef LOTSE_WIRE_DELEGATION_H
#define LOTSE_WIRE_DELEGATION_H

#include "wire/server_list.h"

enum { DELEGATION_BYTES_MAX = 4096 };

struct delegation {
	uint8_t root_key[SERVER_LIST_KEY_BYTES];
	uint8_t fleet_id[SERVER_LIST_ID_BYTES]; /* of that root */
	struct server_list_delegate delegates[SERVER_LIST_DELEGATES_MAX];
	size_t count;
};

/* Reads and checks. RESULT_LIST_BAD: not such a file. RESULT_LIST_FOREIGN: a signature in it is not the
 * root's. Dates are the caller's to check. *out only on RESULT_OK. */
enum result delegation_open(struct bytes text, struct delegation *out);

/* Writes it. Fails (sticky) for lack of room, or a delegate without purpose. */
void delegation_write(const struct delegation *delegation, struct writer *to);

/* Until when that key may sign lists; 0: never. */
int64_t delegation_lists_until_s(const struct delegation *delegation,
                                 const uint8_t key[static SERVER_LIST_KEY_BYTES]);

#endif

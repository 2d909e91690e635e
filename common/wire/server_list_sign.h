/*
 * What is signed in a server list (PROTOCOL.md 7.3), and the words in it, for
 * those that need it: server_list.c checks, server_list_write.c signs,
 * delegation.c keeps a delegation in a file. Pure; any thread.
 */
#ifndef LOTSE_WIRE_SERVER_LIST_SIGN_H
#define LOTSE_WIRE_SERVER_LIST_SIGN_H

#include "wire/server_list.h"

enum {
	SERVER_LIST_MESSAGE_BYTES = 13 + 64, /* "lotse-list-1\n" and the hash */
	SERVER_LIST_DELEGATE_MESSAGE_BYTES = 17 + SERVER_LIST_ID_BYTES + SERVER_LIST_KEY_BYTES + 1 + 8,
};

/* The lines before the first `signature` line, with their line ends: what signatures are over. */
struct bytes server_list_body(struct bytes text);

/* The domain, then SHA-512 of the body (so that no copy of the text is needed). */
void server_list_message(struct bytes body, uint8_t to[static SERVER_LIST_MESSAGE_BYTES]);

/* The domain, fleet id, key, purposes (1 list, 2 operators) and expiry. */
void server_list_delegate_message(const struct server_list_delegate *delegate,
                                  const uint8_t fleet_id[static SERVER_LIST_ID_BYTES],
                                  uint8_t to[static SERVER_LIST_DELEGATE_MESSAGE_BYTES]);

/* The value of a `delegate` line; purposes that are not known give nothing. Its signature is not checked.
 * *out only if it is one. */
bool server_list_delegate_decode(struct bytes text, struct server_list_delegate *out);

/* The whole `delegate` line. Fails (sticky) for lack of room or purpose. */
void server_list_delegate_encode(const struct server_list_delegate *delegate, struct writer *to);

/* Whether that root has signed it, for that fleet. */
bool server_list_delegate_is_of(const struct server_list_delegate *delegate,
                                const uint8_t fleet_id[static SERVER_LIST_ID_BYTES],
                                const uint8_t root_key[static SERVER_LIST_KEY_BYTES]);

/* Whether it is a name or address: at most 255 letters, digits, dots, dashes, underscores and colons. */
bool server_list_host_is_valid(struct bytes host);

/* Whether it is a region: at most 15 lower-case letters, digits and dashes. */
bool server_list_region_is_valid(struct bytes region);

#endif

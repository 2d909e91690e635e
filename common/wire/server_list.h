/*
 * The signed list of relays (PROTOCOL.md 7): plain text that anyone can read in
 * a browser and nobody can change on the way. Lines of `key value`; Ed25519
 * signatures (libsodium) at the end. An offline root key signs, or delegates
 * signing to others for a time. Pure: keys and time are passed in; any thread.
 */
#ifndef LOTSE_WIRE_SERVER_LIST_H
#define LOTSE_WIRE_SERVER_LIST_H

#include "base/bytes.h"
#include "base/result.h"

#include <stdbool.h>

enum {
	SERVER_LIST_BYTES_MAX = 65536,
	SERVER_LIST_RELAYS_MAX = 64,
	SERVER_LIST_DELEGATES_MAX = 8,
	SERVER_LIST_LIFE_MAX_S = 24 * 3600,
	SERVER_LIST_KEY_BYTES = 32,
	SERVER_LIST_SECRET_KEY_BYTES = 64, /* Ed25519 secret keys as libsodium has them */
	SERVER_LIST_SIGNATURE_BYTES = 64,
	SERVER_LIST_ID_BYTES = 8,
	SERVER_LIST_HOST_BYTES = 256,
	SERVER_LIST_FINGERPRINT_BYTES = 48,
	SERVER_LIST_WEIGHT_DEFAULT = 1,
	SERVER_LIST_WEIGHT_MAX = 1000000,
};

struct server_list_relay {
	uint8_t id[SERVER_LIST_ID_BYTES];
	uint8_t seal_key[SERVER_LIST_KEY_BYTES]; /* X25519: the private fields of OPEN */
	char host[SERVER_LIST_HOST_BYTES];       /* name or address; empty: the host that the list came from */
	char region[16];
	uint16_t raw_port, https_port, http_port; /* 0: not offered */
	uint8_t pin[32];                          /* SHA-256 of the TLS certificate's public key */
	bool has_pin;
	uint8_t prefix_first,
		prefix_last; /* of 14-digit numbers; has_prefix false: all 12-digit routes are its own */
	bool has_prefix;
	uint32_t weight; /* how much of new sessions it should get; 0: none */
};

struct server_list_delegate {
	uint8_t key[SERVER_LIST_KEY_BYTES];
	bool may_list, may_operators;
	int64_t expires_s;
	uint8_t signature[SERVER_LIST_SIGNATURE_BYTES]; /* of the root */
};

struct server_list {
	uint8_t fleet_id[SERVER_LIST_ID_BYTES];
	int64_t issued_s, expires_s;
	struct server_list_delegate delegates[SERVER_LIST_DELEGATES_MAX];
	size_t delegate_count;
	struct server_list_relay relays[SERVER_LIST_RELAYS_MAX];
	size_t relay_count;
};

/* Reads and checks: format, then signatures, then dates. RESULT_LIST_BAD: not such a list, or changed after
 * it was signed. RESULT_LIST_UNSIGNED: no signature at all. RESULT_LIST_FOREIGN: none by the root or a key
 * that it delegates for lists. RESULT_LIST_EXPIRED: the list or that delegation is out of date, or issued
 * more than 10 min in the future. *out, only on RESULT_OK, has those delegates alone that this root signed
 * (their dates are the caller's to check). */
enum result server_list_open(struct bytes text, const uint8_t root_key[static SERVER_LIST_KEY_BYTES],
                             int64_t now_s, struct server_list *out);

/* Format alone, for showing a list and for making one: no signature, key or date is looked at, and all
 * delegates are there. RESULT_LIST_BAD: *line (from 1) is wrong, or, with 0, something is missing, the life
 * is over 24 h, or prefixes overlap. *out only on RESULT_OK. */
enum result server_list_read(struct bytes text, struct server_list *out, int *line);

/* Writes the lines without signatures. Fails (sticky) for lack of room, a host or region that is none, or a
 * delegate without purpose. */
void server_list_write(const struct server_list *list, struct writer *to);

/* Appends a signature line over all that was written so far. */
void server_list_sign(struct writer *list, const uint8_t secret_key[static SERVER_LIST_SECRET_KEY_BYTES]);

/* Makes delegate->signature: by the root, over fleet, key, purposes and expiry. */
void server_list_delegate_sign(struct server_list_delegate *delegate,
                               const uint8_t fleet_id[static SERVER_LIST_ID_BYTES],
                               const uint8_t root_secret_key[static SERVER_LIST_SECRET_KEY_BYTES]);

/* The relay that owns a route; NULL if none does. */
const struct server_list_relay *server_list_find(const struct server_list *list, uint32_t route);

/* A public key as people compare and files keep it: 64 hex digits. RESULT_BAD_ARGUMENT for anything else. */
enum result server_list_key_from_text(struct bytes text, uint8_t out[static SERVER_LIST_KEY_BYTES]);

/* A fleet is known by its root key: the first bytes of its SHA-256. */
void server_list_fleet_id(const uint8_t root_key[static SERVER_LIST_KEY_BYTES],
                          uint8_t to[static SERVER_LIST_ID_BYTES]);

/* The short form that is printed: groups of hex digits of its SHA-256 (16 bytes). */
void server_list_fingerprint(const uint8_t key[static SERVER_LIST_KEY_BYTES],
                             char to[static SERVER_LIST_FINGERPRINT_BYTES]);

#endif

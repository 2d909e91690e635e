/*
 * The list that this relay signs, and by what right: as its own root, or as one to
 * whom a fleet's root has delegated it (wire/delegation.h). Thread: the keeper.
 */
#ifndef LOTSE_RELAY_KEEPER_LIST_H
#define LOTSE_RELAY_KEEPER_LIST_H

#include "relay/keys.h"
#include "wire/delegation.h"

enum {
	KEEPER_LIST_LIFE_S = 24 * 3600,
	KEEPER_LIST_WARN_S = 14 * 24 * 3600, /* how long before a delegation's end the log says so */
};

struct keeper_list {
	const struct relay_keys *keys;
	const char *delegation_path; /* "": none */
	struct delegation delegation;
	const uint8_t *root_key; /* whom programs must trust: ours, or the fleet's */
	const uint8_t *fleet_id;
	int64_t until_s; /* when our right to sign ends; INT64_MAX: never */
};

/* Reads the delegation, if there is one; the arguments stay the caller's and must outlive it. RESULT_DISK: it
 * can't be read. RESULT_LIST_BAD: it is none. RESULT_LIST_FOREIGN: it is for another key.
 * RESULT_LIST_EXPIRED. */
enum result keeper_list_open(struct keeper_list *list, const struct relay_keys *keys,
                             const char *delegation_path, int64_t now_s);

/* Whom a list names. */
struct keeper_list_relays {
	const struct server_list_relay *relays;
	size_t count;
};

/* Writes a list of these relays and signs it; *expires_s: until when it is valid. A delegation that was
 * replaced in the meantime is read anew. RESULT_LIST_EXPIRED: our right is over. RESULT_TOO_LARGE: no room,
 * or a host or region that is none. */
enum result keeper_list_sign(struct keeper_list *list, const struct keeper_list_relays *relays, int64_t now_s,
                             struct writer *to, int64_t *expires_s);

/* "0-49" as prefixes. RESULT_BAD_ARGUMENT. */
enum result keeper_list_prefix(const char *text, uint8_t *first, uint8_t *last);

#endif

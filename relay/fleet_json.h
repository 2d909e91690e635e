/*
 * etcd's JSON gateway (etcd 3.4, "gRPC gateway", /v3/...): the bodies of our
 * requests, and what its answers say. Keys and values are base64 in it, 64-bit
 * numbers are strings. cJSON does the syntax. Pure; any thread.
 */
#ifndef LOTSE_RELAY_FLEET_JSON_H
#define LOTSE_RELAY_FLEET_JSON_H

#include "relay/fleet_book.h"

enum {
	FLEET_FOLDER_BYTES = 24,          /* "lotse/" and the fleet's id and "/", with NUL */
	FLEET_BODY_BYTES_MAX = 64 * 1024, /* of a request */
	FLEET_ANSWER_BYTES_MAX = 1024 * 1024,
	FLEET_TOKEN_BYTES = 512,
};

/* The fleet's folder in etcd. */
void fleet_json_folder(const uint8_t fleet_id[static SERVER_LIST_ID_BYTES],
                       char to[static FLEET_FOLDER_BYTES]);

/* Bodies; they fail (writer) for lack of room or memory. */
void fleet_json_login(const char *name, const char *password, struct writer *to);
void fleet_json_range(const char *folder, struct writer *to); /* All keys of the fleet. */
void fleet_json_grant(int ttl_s, struct writer *to);          /* A new lease. */
void fleet_json_lease(int64_t lease, struct writer *to);      /* Of keepalive and revoke. */
void fleet_json_put_relay(const char *folder, const struct server_list_relay *relay, int64_t lease,
                          struct writer *to); /* Our entry, under the lease. */

/* A step of the plan, all or nothing: only if the prefixes still have the revisions of the book. */
void fleet_json_step(const char *folder, const struct fleet_book *book, const struct fleet_step *step,
                     struct writer *to);

/* Answers. False: it is none. *out only on true. */
bool fleet_json_take_book(struct bytes answer, const char *folder, struct fleet_book *out);
bool fleet_json_take_token(struct bytes answer, char out[static FLEET_TOKEN_BYTES]);

/* Of grant. */
bool fleet_json_take_lease(struct bytes answer, int64_t *out);

/* Of keepalive: whether the lease still lives. */
bool fleet_json_is_kept(struct bytes answer);

#endif

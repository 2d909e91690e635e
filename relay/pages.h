/*
 * What a browser sees: the signed list and its root key, a page that says what this is, health.
 * Pure: a request's head in, an answer's bytes out. Any thread.
 */
#ifndef LOTSE_RELAY_PAGES_H
#define LOTSE_RELAY_PAGES_H

#include "base/bytes.h"
#include "base/result.h"
#include "base/text.h"
#include "relay/carriers/upgrade.h"
#include "relay/download.h"
#include "wire/http_head.h"
#include "wire/server_list.h"

#include <stdbool.h>

enum { PAGES_ANSWER_BYTES_MAX = SERVER_LIST_BYTES_MAX + 1024 };

struct pages_facts {
	struct bytes list; /* signed */
	int64_t list_expires_s, now_s;
	const uint8_t *root_key; /* whom the list is signed by or for, 32 bytes */
	uint64_t numbers, connections, unmatched, refused;
	bool has_certificate;                  /* one that browsers know: the operator's own */
	char client_hash[DOWNLOAD_HASH_BYTES]; /* of the program that can be had here; "" none */
};

/* The answer to a request whose head is whole. Fails (writer) for lack of room alone. */
void pages_answer(const struct http_head *head, const struct pages_facts *facts, struct writer *to);

/* The answer to what is no request. */
void pages_answer_bad(struct writer *to);

/* The answer to a browser at the port for programs; `head` may be NULL if it is not whole. */
void pages_answer_raw_port(const struct http_head *head, struct writer *to);

/* The answer to plain HTTP at the port for HTTPS, with the right addresses; `head` may be NULL if it is not
 * whole.
 */
void pages_answer_https_port(const struct http_head *head, uint16_t https_port, uint16_t http_port,
                             struct writer *to);

/* The answer to a request for a WebSocket that is not welcome. */
void pages_answer_upgrade(const struct http_head *head, enum upgrade_verdict verdict, struct writer *to);

/* Whether the first bytes look like a browser's. */
bool pages_is_browser(struct bytes first);

/* The language that an Accept-Language asks for (RFC 9110 12.5.4): the first of English and German with the
 * greatest weight; English if neither is named. */
enum text_language pages_language(struct bytes accept_language);

#endif

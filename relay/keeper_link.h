/*
 * What keeper and workers' process say to each other over a socket pair:
 * messages of one fixed size, so that neither can make the other wait for more.
 * Decoding is total: the workers read what strangers send, so the keeper trusts
 * nothing that comes from them.
 */
#ifndef LOTSE_RELAY_KEEPER_LINK_H
#define LOTSE_RELAY_KEEPER_LINK_H

#include "base/bytes.h"
#include "base/result.h"
#include "wire/control.h"

enum keeper_kind {
	KEEPER_NONE,
	KEEPER_READY, /* keeper: keys are there; root_key, seal_key, relay_id, fleet_id; the ticket key in `bytes`
	               */
	KEEPER_LIST,  /* keeper: the part of the signed list that begins at `ticket`, of `route` bytes in all, in
	               * `bytes`; valid until expires_s (list_parts.h) */
	KEEPER_OPEN,  /* workers: who asks (worker, ticket); keeper_open_pack has the rest */
	KEEPER_OPENED,  /* keeper: worker, ticket, route, log_id; an operator's certificate in `bytes` */
	KEEPER_DENIED,  /* keeper: worker, ticket; log_id KEEPER_NO_OPERATOR: none that it knows */
	KEEPER_CLOSED,  /* workers: log_id: its session has ended */
	KEEPER_BYE,     /* workers: they end as they should */
	KEEPER_RECLAIM, /* workers: worker, route of an earlier run, the session's id in `bytes`, which come back
	                 */
	KEEPER_RECLAIMED, /* keeper: worker, route, log_id (0: it can't be had), `bytes` */
	KEEPER_RELOAD,    /* workers: read configuration and certificate again */
	KEEPER_TLS,       /* keeper: a part of the certificate and its key (PEM), as KEEPER_LIST */
	KEEPER_OPTIONS,   /* keeper: a part of the options that count now, as they lie in memory: both are one
	                     program */
	KEEPER_REPORT,    /* workers: somebody whom the session of that log_id (and route) was not for */
	KEEPER_KINDS
};

enum { KEEPER_NO_OPERATOR = 1 }; /* log_id of KEEPER_DENIED */

enum {
	KEEPER_MESSAGE_BYTES = 2048,
	KEEPER_HEAD_BYTES = 1 + 2 + 4 + 4 + 8 + 8 + 32 + 32 + 8 + 8 + 2,
	KEEPER_CONTENT_MAX_BYTES = KEEPER_MESSAGE_BYTES - KEEPER_HEAD_BYTES,
};

struct keeper_message {
	enum keeper_kind kind; /* u8, then in this order */
	uint16_t worker;
	uint32_t ticket;
	uint32_t route;
	uint64_t log_id;
	int64_t expires_s;
	uint8_t root_key[32], seal_key[32];
	uint8_t relay_id[8], fleet_id[8];
	uint16_t size; /* of bytes; the rest up to KEEPER_MESSAGE_BYTES is zero */
	uint8_t bytes[KEEPER_CONTENT_MAX_BYTES];
};

/* Writes all KEEPER_MESSAGE_BYTES. */
void keeper_message_encode(const struct keeper_message *message, uint8_t to[static KEEPER_MESSAGE_BYTES]);

/* RESULT_BAD_FRAME: another length, an unknown kind, a size over the bound. *out only on RESULT_OK. */
enum result keeper_message_decode(struct bytes bytes, struct keeper_message *out);

/* What a keeper has to see of an OPEN goes into *to: the sealed fields as `bytes`; of an operator also his
 * key as root_key, both nonces as seal_key, and his signature behind the fields. */
void keeper_open_pack(const struct control_open_context *context, const wire_Open *open,
                      struct keeper_message *to);

/* The opposite. RESULT_BAD_FRAME. Of *context the nonces alone are set. */
enum result keeper_open_unpack(const struct keeper_message *message, struct control_open_context *context,
                               wire_Open *open);

/* A pair of linked sockets: [0] for the workers, [1] for the keeper. RESULT_SYSTEM. */
enum result keeper_link_create(int pair[2]);

/* RESULT_OK, RESULT_WOULD_BLOCK (only if !may_wait), RESULT_LOST: the other process is gone. */
enum result keeper_link_send(int fd, const struct keeper_message *message, bool may_wait);

/* Does not wait. RESULT_OK, RESULT_WOULD_BLOCK: nothing is there; RESULT_LOST; RESULT_BAD_FRAME. */
enum result keeper_link_receive(int fd, struct keeper_message *out);

#endif

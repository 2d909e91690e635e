/*
 * The request that turns a connection into a WebSocket (RFC 6455, 4.2). Pure; any
 * thread.
 */
#ifndef LOTSE_RELAY_UPGRADE_H
#define LOTSE_RELAY_UPGRADE_H

#include "base/bytes.h"
#include "wire/http_head.h"

enum upgrade_verdict {
	UPGRADE_NONE,
	UPGRADE_WELCOME,
	UPGRADE_MISSING,     /* 426: it asks for no WebSocket */
	UPGRADE_VERSION,     /* 426: for another version than 13 */
	UPGRADE_BAD_REQUEST, /* 400: no key or several, not GET, not HTTP/1.1, a body */
	UPGRADE_FOREIGN,     /* 403: a page of another host has sent the browser */
};

/* Judges a request for "/ws". */
enum upgrade_verdict upgrade_judge(const struct http_head *head);

/* Writes the 101; only for one that is welcome. Fails (writer) for lack of room alone. */
void upgrade_write_welcome(const struct http_head *head, struct writer *to);

#endif

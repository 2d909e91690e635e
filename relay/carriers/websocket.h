/*
 * WebSocket (RFC 6455), the server's end, over tcp or TLS: binary messages whose
 * content is the stream, cut anyhow. Pings are answered, Close is answered and is
 * the end of the stream. Text, extensions, unmasked frames and control frames
 * that are fragmented or too long break it.
 *
 * Thread: the worker that has the connection.
 */
#ifndef LOTSE_RELAY_WEBSOCKET_H
#define LOTSE_RELAY_WEBSOCKET_H

#include "base/bytes.h"
#include "base/result.h"
#include "relay/carriers/carrier.h"
#include "wire/http_head.h"

enum { WEBSOCKET_ANSWER_BYTES_MAX = 512 };

enum websocket_verdict {
	WEBSOCKET_WELCOME,
	WEBSOCKET_NO_UPGRADE,    /* 426: it does not ask for one, or for another version */
	WEBSOCKET_BAD_REQUEST,   /* 400: no key, not GET, not HTTP/1.1 */
	WEBSOCKET_FOREIGN_ORIGIN /* 403: a page of another host has sent the browser */
};

/* Judges the head of a request for /ws. Pure. */
enum websocket_verdict websocket_judge(const struct http_head *head);

/* Writes the 101 that welcomes it. Pure. */
void websocket_accept(const struct http_head *head, struct writer *to);

/* From now on `carrier` is a WebSocket over what it was; the 101 must have been sent or wait in front of all
 * else. `rest` is what was read behind the head. RESULT_OUT_OF_MEMORY: then it is what it was. */
enum result carrier_websocket(struct carrier *carrier, struct bytes rest);

#endif

/*
 * Turns a connection into a WebSocket (RFC 6455, 4.1): the request, and what came
 * back. Anything but 101 with the right answer to the key is not one, however
 * friendly it looks: proxies take the Upgrade out, portals send pages. Pure; any
 * thread.
 */
#ifndef LOTSE_CARRIER_WS_UPGRADE_H
#define LOTSE_CARRIER_WS_UPGRADE_H

#include "base/bytes.h"
#include "base/result.h"
#include "carrier/attempts.h"
#include "wire/websocket_key.h"

enum { WS_UPGRADE_HEAD_BYTES_MAX = 8192 };

/* Writes the request for /ws; `host` is "host:port" as it is to be named. */
void ws_upgrade_ask(const char *host, const char key[static WEBSOCKET_KEY_BYTES + 1], struct writer *to);

/* Judges what has come. RESULT_NEED_MORE. RESULT_OK: it is one, *head_bytes belong to the answer, the rest
 * are frames. RESULT_REFUSED: it is none, *why says so for people: ATTEMPT_STRIPPED, ATTEMPT_PORTAL,
 * ATTEMPT_UPGRADE_REFUSED, ATTEMPT_NOT_RELAY. */
enum result ws_upgrade_judge(struct bytes bytes, const char key[static WEBSOCKET_KEY_BYTES + 1],
                             size_t *head_bytes, enum attempt_outcome *why);

#endif

/*
 * WebSocket (RFC 6455), the server's end, over tcp or TLS: binary messages whose
 * content is the stream, cut anyhow. Pings are answered, Close is answered and is
 * the end of the stream. Text, extensions, unmasked frames and control frames
 * that are in pieces or too long break it. Whether a request is welcome is
 * upgrade.h's; this begins behind that.
 *
 * Thread: the worker that has the connection.
 */
#ifndef LOTSE_RELAY_WEBSOCKET_H
#define LOTSE_RELAY_WEBSOCKET_H

#include "base/bytes.h"
#include "base/result.h"
#include "relay/carriers/carrier.h"

enum {
	WEBSOCKET_FRAME_BYTES =
		65532, /* the most in one frame: with its head, the 64 KiB that TLS takes at once */
};

/* From now on `carrier` is a WebSocket over what it was. `answer` (the 101) goes out first, as it is; `rest`
 * is what was read behind the request's head. Both are copied. RESULT_OUT_OF_MEMORY: then it is what it was.
 */
enum result carrier_websocket(struct carrier *carrier, struct bytes answer, struct bytes rest);

#endif

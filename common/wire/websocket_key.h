/*
 * What a WebSocket server has to answer to a key (RFC 6455, 4.2.2): base64 of
 * SHA-1 of the key and a fixed text. It keeps caches and strange servers from
 * being taken for one; nobody's secret depends on it. Pure; any thread.
 */
#ifndef LOTSE_WIRE_WEBSOCKET_KEY_H
#define LOTSE_WIRE_WEBSOCKET_KEY_H

#include "base/bytes.h"

enum {
	WEBSOCKET_KEY_BYTES = 24,    /* 16 random bytes in base64 */
	WEBSOCKET_ACCEPT_BYTES = 28, /* 20 bytes in base64 */
	WEBSOCKET_SHA1_BYTES = 20,
};

/* The key that 16 random bytes make, with a NUL. */
void websocket_key_make(const uint8_t random[static 16], char to[static WEBSOCKET_KEY_BYTES + 1]);

/* The answer to it, with a NUL. */
void websocket_key_accept(const char key[static WEBSOCKET_KEY_BYTES],
                          char to[static WEBSOCKET_ACCEPT_BYTES + 1]);

/* SHA-1 (FIPS 180-4) of at most 119 bytes; broken as a promise of anything, so for the above alone. */
void websocket_key_sha1(struct bytes bytes, uint8_t to[static WEBSOCKET_SHA1_BYTES]);

#endif

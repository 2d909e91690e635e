/*
 * The head of a WebSocket frame (RFC 6455, 5.2), and the mask of its content. What
 * the frames carry is a stream, so their bounds mean nothing and no message is
 * ever put together. Pure; any thread.
 *
 * Ours and not libwslay's: that reads through a buffer of 4 KiB of its own and
 * unmasks byte by byte, which costs more than TLS does (tests/bench/README.md);
 * what is left of it to be used is this head.
 */
#ifndef LOTSE_WIRE_WEBSOCKET_FRAME_H
#define LOTSE_WIRE_WEBSOCKET_FRAME_H

#include "base/bytes.h"
#include "base/result.h"

enum websocket_opcode {
	WEBSOCKET_CONTINUATION = 0,
	WEBSOCKET_TEXT = 1,
	WEBSOCKET_BINARY = 2,
	WEBSOCKET_CLOSE = 8,
	WEBSOCKET_PING = 9,
	WEBSOCKET_PONG = 10,
};

enum websocket_close {
	WEBSOCKET_CLOSE_NORMAL = 1000,
	WEBSOCKET_CLOSE_PROTOCOL = 1002,
	WEBSOCKET_CLOSE_NOT_BINARY = 1003,
};

enum {
	WEBSOCKET_HEAD_BYTES_MAX = 14,
	WEBSOCKET_MASK_BYTES = 4,
	WEBSOCKET_CONTROL_BYTES_MAX = 125, /* content of Close, Ping, Pong */
};

struct websocket_head {
	enum websocket_opcode opcode;
	bool is_final, is_masked;
	uint8_t mask[WEBSOCKET_MASK_BYTES]; /* zero if it is not masked */
	uint64_t payload_bytes;             /* below 2^63 */
};

/* Reads a head from the start of `bytes`; *size: how long it is. RESULT_NEED_MORE; RESULT_BAD_FRAME: bits
 * that nobody has agreed on, an unknown opcode, a length that is not written as short as can be, or a control
 * frame that is not final or over its limit; found as soon as it shows. *out and *size only on RESULT_OK. */
enum result websocket_head_decode(struct bytes bytes, struct websocket_head *out, size_t *size);

/* Writes a head into room for WEBSOCKET_HEAD_BYTES_MAX; gives its length. */
size_t websocket_head_encode(const struct websocket_head *head, uint8_t to[static WEBSOCKET_HEAD_BYTES_MAX]);

/* Masks or unmasks (it is the same) `size` bytes, of which `offset` came before in this frame, from `from` to
 * `to`, which may be the same or lie before it and overlap. */
void websocket_mask(uint8_t *to, const uint8_t *from, size_t size,
                    const uint8_t mask[static WEBSOCKET_MASK_BYTES], uint64_t offset);

#endif

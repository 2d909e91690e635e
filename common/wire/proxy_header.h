/*
 * The binary header that a proxy of the operator's puts in front of a connection
 * to say whose it is: PROXY protocol version 2 (haproxy's specification, 2.2). Its
 * extensions (TLV) are passed over. Pure; any thread.
 */
#ifndef LOTSE_WIRE_PROXY_HEADER_H
#define LOTSE_WIRE_PROXY_HEADER_H

#include "base/bytes.h"
#include "base/result.h"

enum {
	PROXY_HEADER_SIGNATURE_BYTES = 12,
	PROXY_HEADER_BYTES_MAX = 1024, /* longer ones are refused: nobody sends so much about a connection */
	PROXY_HEADER_ADDRESS_BYTES = 16,
};

struct proxy_header {
	bool has_source; /* false: of the proxy's own (a check of health), or not known */
	uint8_t source[PROXY_HEADER_ADDRESS_BYTES]; /* IPv6, or IPv4 mapped into it */
	uint16_t source_port;
	size_t bytes; /* of all of the header */
};

/* Whether the bytes begin like such a header, as far as they go. */
bool proxy_header_is_begun(struct bytes bytes);

/* Reads a header from the start of `bytes`. RESULT_NEED_MORE; RESULT_BAD_FRAME: another version, a command,
 * family or protocol that a TCP connection can't have, too short for its addresses, or too long. *out only on
 * RESULT_OK. */
enum result proxy_header_decode(struct bytes bytes, struct proxy_header *out);

#endif

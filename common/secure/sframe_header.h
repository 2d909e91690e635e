/*
 * The header of an SFrame (RFC 9605, section 4.3): key id and counter, each in
 * as few bytes as it needs. Pure; any thread.
 */
#ifndef LOTSE_SECURE_SFRAME_HEADER_H
#define LOTSE_SECURE_SFRAME_HEADER_H

#include "base/bytes.h"
#include "base/result.h"

enum { SFRAME_HEADER_MAX_BYTES = 17 };

struct sframe_header {
	uint64_t kid;
	uint64_t counter;
	uint8_t size_bytes; /* of the header itself; set by decode, ignored by encode */
};

/* Appends it in its shortest form; fails (sticky) for lack of room. */
void sframe_header_encode(const struct sframe_header *header, struct writer *to);

/* From the start of `bytes`. RESULT_BAD_FRAME: not all there, or longer than it need be (so that there is one
 * form of each). *out only on RESULT_OK. */
enum result sframe_header_decode(struct bytes bytes, struct sframe_header *out);

#endif

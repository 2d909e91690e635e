#include "wire/proxy_header.h"

#include <string.h>

enum {
	START_BYTES = PROXY_HEADER_SIGNATURE_BYTES + 4,
	COMMAND_LOCAL = 0x20,
	COMMAND_PROXY = 0x21,
	UNKNOWN = 0x00,
	TCP_OVER_IPV4 = 0x11,
	TCP_OVER_IPV6 = 0x21,
	STREAM_OF_UNIX = 0x31,
};

static const uint8_t signature[PROXY_HEADER_SIGNATURE_BYTES] = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D,
                                                                0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};

bool proxy_header_is_begun(struct bytes bytes)
{
	size_t size = bytes.size < sizeof signature ? bytes.size : sizeof signature;
	return size > 0 && memcmp(bytes.data, signature, size) == 0;
}

static void read_source(struct reader *r, uint8_t family, struct proxy_header *header)
{
	if (family == TCP_OVER_IPV4) {
		header->source[10] = header->source[11] = 0xFF;
		read_copy(r, header->source + 12, 4);
		read_bytes(r, 4); /* the destination */
	} else {
		read_copy(r, header->source, sizeof header->source);
		read_bytes(r, sizeof header->source);
	}
	header->source_port = read_u16(r);
	read_u16(r);
	header->has_source = true;
}

enum result proxy_header_decode(struct bytes bytes, struct proxy_header *out)
{
	struct reader r = reader_over(bytes);
	struct proxy_header header = {0};
	if (bytes.size > 0 && !proxy_header_is_begun(bytes))
		return RESULT_BAD_FRAME;
	read_bytes(&r, sizeof signature);
	uint8_t command = read_u8(&r), family = read_u8(&r);
	header.bytes = START_BYTES + (size_t)read_u16(&r);
	if (r.failed)
		return RESULT_NEED_MORE;
	bool has_address = family == TCP_OVER_IPV4 || family == TCP_OVER_IPV6;
	if ((command != COMMAND_LOCAL && command != COMMAND_PROXY) || header.bytes > PROXY_HEADER_BYTES_MAX ||
	    (command == COMMAND_PROXY && !has_address && family != UNKNOWN && family != STREAM_OF_UNIX))
		return RESULT_BAD_FRAME;
	if (r.left_bytes < header.bytes - START_BYTES)
		return RESULT_NEED_MORE;
	r.left_bytes = header.bytes - START_BYTES;
	if (command == COMMAND_PROXY && has_address)
		read_source(&r, family, &header);
	if (r.failed)
		return RESULT_BAD_FRAME;
	*out = header;
	return RESULT_OK;
}

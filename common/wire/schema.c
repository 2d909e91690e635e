#include "wire/schema.h"

#include <pb_decode.h>
#include <pb_encode.h>

void schema_write(const pb_msgdesc_t *fields, const void *message, struct writer *to)
{
	if (to->failed)
		return;
	pb_ostream_t stream = pb_ostream_from_buffer(to->start + to->size, to->room - to->size);
	if (pb_encode(&stream, fields, message))
		to->size += stream.bytes_written;
	else
		to->failed = true;
}

bool schema_read(const pb_msgdesc_t *fields, struct bytes bytes, void *message)
{
	static const pb_byte_t nothing[1];
	pb_istream_t stream = pb_istream_from_buffer(bytes.size ? bytes.data : nothing, bytes.size);
	return pb_decode(&stream, fields, message);
}

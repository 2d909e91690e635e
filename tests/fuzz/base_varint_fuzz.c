/* Whatever bytes come: a number that is read is written back as the same bytes, and nothing beyond them is
 * read. */
#include "base/bytes.h"
#include "support/guarded.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct reader reader = reader_over((struct bytes){copy, size});
	while (!reader.failed && reader.left_bytes > 0) {
		uint8_t again[5];
		const uint8_t *start = reader.at;
		uint32_t value = read_varint(&reader);
		if (reader.failed)
			break;
		struct writer writer = writer_into(again, sizeof again);
		write_varint(&writer, value);
		if (!bytes_are_equal(writer_bytes(&writer), (struct bytes){start, (size_t)(reader.at - start)}))
			abort();
	}
	guarded_free(copy);
	return 0;
}

/* Whatever bytes come: only one spelling of bytes is read. */
#include "support/guarded.h"
#include "wire/hex.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	uint8_t bytes[64], again[128];
	struct writer w = writer_into(again, sizeof again);
	if (size <= sizeof again && hex_decode(input, bytes, size / 2)) {
		hex_encode((struct bytes){bytes, size / 2}, &w);
		if (!bytes_are_equal(writer_bytes(&w), input))
			abort();
	}
	guarded_free(copy);
	return 0;
}

/* Whatever bytes come: an event that is read is written back as the same bytes, and is not F12. */
#include "support/guarded.h"
#include "wire/input_header.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	struct input_header header;
	uint8_t again[INPUT_HEADER_BYTES_MAX];
	struct writer w = writer_into(again, sizeof again);
	if (input_header_decode(input, &header) == RESULT_OK) {
		input_header_encode(&header, &w);
		if (w.failed || !bytes_are_equal(writer_bytes(&w), input))
			abort();
		if (header.event.kind == INPUT_KEY && header.event.code == INPUT_KEY_F12)
			abort();
	}
	guarded_free(copy);
	return 0;
}

/* Whatever bytes come: a header that is read is written back as the same bytes, within its bounds. */
#include "support/guarded.h"
#include "wire/frame.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	struct frame_header header;
	uint8_t again[FRAME_HEADER_BYTES];
	if (frame_decode(input, &header) == RESULT_OK) {
		frame_encode(&header, again);
		if (memcmp(again, copy, sizeof again) != 0 || header.payload_bytes > FRAME_PAYLOAD_MAX_BYTES)
			abort();
	}
	guarded_free(copy);
	return 0;
}

/* Whatever bytes come: what is read can be written and read again, and is the same. */
#include "support/guarded.h"
#include "wire/control.h"
#include "wire/frame.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	wire_Control first, second;
	uint8_t memory[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer w = writer_into(memory, sizeof memory);
	if (control_decode(input, &first) == RESULT_OK) {
		control_encode(&first, &w);
		struct bytes frame = writer_bytes(&w);
		struct bytes payload = {frame.data + FRAME_HEADER_BYTES, frame.size - FRAME_HEADER_BYTES};
		if (w.failed || control_decode(payload, &second) != RESULT_OK ||
		    first.which_what != second.which_what)
			abort();
	}
	guarded_free(copy);
	return 0;
}

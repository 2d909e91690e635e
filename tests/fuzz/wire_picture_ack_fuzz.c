/* Whatever bytes come: an acknowledgement that is read is written back as the same bytes. */
#include "support/guarded.h"
#include "wire/picture_ack.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	struct picture_ack ack;
	uint8_t again[PICTURE_ACK_BYTES];
	struct writer w = writer_into(again, sizeof again);
	if (picture_ack_decode(input, &ack) == RESULT_OK) {
		picture_ack_encode(&ack, &w);
		if (w.failed || !bytes_are_equal(writer_bytes(&w), input))
			abort();
	}
	guarded_free(copy);
	return 0;
}

/* Whatever bytes come: a head that is accepted is inside of them and is written in the same way again. */
#include "support/guarded.h"
#include "wire/websocket_frame.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	uint8_t again[WEBSOCKET_HEAD_BYTES_MAX];
	struct websocket_head head;
	size_t used;
	if (websocket_head_decode((struct bytes){copy, size}, &head, &used) == RESULT_OK) {
		if (used > size || websocket_head_encode(&head, again) != used || memcmp(again, copy, used) != 0)
			abort();
		if (size > used) /* in place, over its own head */
			websocket_mask(copy, copy + used, size - used, head.mask, head.payload_bytes);
	}
	guarded_free(copy);
	return 0;
}

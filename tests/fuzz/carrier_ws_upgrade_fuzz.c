/* Whatever comes back to an Upgrade: it is judged, and a head that is taken lies inside what came. */
#include "carrier/ws_upgrade.h"
#include "support/guarded.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	size_t head_bytes = 0;
	enum attempt_outcome why = ATTEMPT_NONE;
	enum result result =
		ws_upgrade_judge((struct bytes){copy, size}, "dGhlIHNhbXBsZSBub25jZQ==", &head_bytes, &why);
	if (result == RESULT_OK && (head_bytes < 100 || head_bytes > size))
		abort();
	if (result == RESULT_REFUSED && why == ATTEMPT_NONE)
		abort();
	if (result != RESULT_OK && (result != RESULT_NEED_MORE || size > 2 * WS_UPGRADE_HEAD_BYTES_MAX) &&
	    result != RESULT_REFUSED)
		abort();
	guarded_free(copy);
	return 0;
}

/* Whatever a relay, or what takes its place, says first. */
#include "carrier/greeting.h"
#include "support/guarded.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t relay_id[SERVER_LIST_ID_BYTES] = "12345678";
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	enum result result = greeting_judge((struct bytes){copy, size}, relay_id);
	if (result == RESULT_NEED_MORE && size >= GREETING_ANSWER_BYTES_MAX)
		abort(); /* the carrier's buffer would never be enough */
	if (result == RESULT_OK && size < FRAME_HEADER_BYTES)
		abort();
	guarded_free(copy);
	return 0;
}

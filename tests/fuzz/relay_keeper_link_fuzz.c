/* Whatever bytes come over the link: what keeper_message_decode takes is written and read again as the same.
 */
#include "relay/keeper_link.h"
#include "support/guarded.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct bytes input)
{
	static struct keeper_message first, second;
	uint8_t bytes[KEEPER_MESSAGE_BYTES];
	if (keeper_message_decode(input, &first) != RESULT_OK)
		return;
	keeper_message_encode(&first, bytes);
	if (keeper_message_decode((struct bytes){bytes, sizeof bytes}, &second) != RESULT_OK ||
	    memcmp(&first, &second, sizeof first) != 0 || first.size > KEEPER_CONTENT_MAX_BYTES)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t whole[KEEPER_MESSAGE_BYTES] = {0}; /* so that short inputs get past the length, too */
	memcpy(whole, data, size < sizeof whole ? size : sizeof whole);
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	check((struct bytes){copy, size});
	guarded_free(copy);
	copy = guarded_copy((struct bytes){whole, sizeof whole});
	check((struct bytes){copy, sizeof whole});
	guarded_free(copy);
	return 0;
}

/* Whatever bytes come: a header that is accepted is inside of them and in its bounds. */
#include "support/guarded.h"
#include "wire/proxy_header.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct proxy_header header;
	enum result result = proxy_header_decode((struct bytes){copy, size}, &header);
	if (result == RESULT_OK &&
	    (header.bytes < 16 || header.bytes > size || header.bytes > PROXY_HEADER_BYTES_MAX))
		abort();
	if (result != RESULT_BAD_FRAME && size > 0 && !proxy_header_is_begun((struct bytes){copy, size}))
		abort();
	guarded_free(copy);
	return 0;
}

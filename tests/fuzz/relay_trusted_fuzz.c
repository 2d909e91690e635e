/* Whatever is written in a configuration or in X-Forwarded-For: networks keep their rules, and one address
 * comes out. */
#include "relay/trusted.h"
#include "support/guarded.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	struct trusted trusted = {0};
	struct address from = {.bytes = {1}};
	struct http_head head;
	trusted_add(&trusted, bytes_of_text("10.0.0.0/8"));
	if (trusted_add(&trusted, input) == RESULT_OK &&
	    (trusted.count != 2 || trusted.networks[1].bits == 0 || trusted.networks[1].bits > 128))
		abort();
	trusted_has(&trusted, &from);
	if (http_head_decode(input, &head) == RESULT_OK)
		from = trusted_client(&trusted, &head, &from);
	address_source(&from);
	guarded_free(copy);
	return 0;
}

/* Whatever a PAC file answers: what comes out are URLs of a host with a port, and nothing else.
 */
#include "carrier/proxy_list.h"
#include "support/guarded.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char found[PROXY_FIND_MAX][WAYS_PROXY_BYTES], host[64] = "";
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	size_t count = proxy_list_read(input, size % 2 ? "http" : "https", found);
	for (size_t i = 0; i < count; i++) {
		if ((strncmp(found[i], "http://", 7) != 0 && strncmp(found[i], "https://", 8) != 0) ||
		    strpbrk(found[i] + 8, "/?#@%\\ ;") != NULL)
			abort();
	}
	for (size_t i = 0; i < size && i < sizeof host - 1 && copy[i] != 0; i++)
		host[i] = (char)copy[i];
	(void)proxy_list_has_host(input, host);
	guarded_free(copy);
	return 0;
}

/* Whatever somebody types as an address, or a company has put into its program: what is taken is written
 * again as the same, and what where.h makes of it is an address too. */
#include "carrier/address.h"
#include "carrier/where.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void parse_again(const struct address *address)
{
	char text[ADDRESS_BYTES + 300];
	struct address again;
	if (!address_write(address, text, ADDRESS_BYTES))
		return; /* longer than it was, with a port or the usual path */
	if (address_parse(text, &again) != RESULT_OK || again.port != address->port ||
	    again.is_tls != address->is_tls || strcmp(again.host, address->host) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[1024], shown[WHERE_HOST_BYTES];
	struct address address;
	struct where where = {0};
	if (size >= sizeof text)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	if (address_parse(text, &address) == RESULT_OK)
		parse_again(&address);
	bool is_host = where_check_host(text, shown, sizeof shown) == RESULT_OK;
	enum result added = where_add_host(&where, text);
	if (is_host != (shown[0] != 0) || (added == RESULT_OK && !is_host))
		abort();
	for (size_t i = 0; i < where.url_count; i++)
		if (address_parse(where.urls[i], &address) != RESULT_OK)
			abort();
	return 0;
}

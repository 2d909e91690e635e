/* Whatever a person, an environment or a PAC file calls a proxy: what is taken is a URL without a login. */
#include "carrier/proxy_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), url[WAYS_PROXY_BYTES], shown[WAYS_PROXY_BYTES];
	struct login login;
	if (size)
		memcpy(text, data, size);
	text[size] = 0;
	if (proxy_text_read(text, url, &login) == RESULT_OK) {
		if (!strstr(url, "://") || strchr(url, '@') || strpbrk(url, " \t\r\n") ||
		    memchr(login.name, 0, sizeof login.name) == NULL)
			abort();
		proxy_text_show(url, shown);
		if (!shown[0])
			abort();
	}
	free(text);
	return 0;
}

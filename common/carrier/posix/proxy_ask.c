#include "carrier/proxy_ask.h"

#include <curl/curl.h>
#include <proxy.h>
#include <stdio.h>
#include <string.h>

/* libproxy reads environment and desktop settings, and fetches and runs a PAC file where they name one. */
size_t proxy_ask(const char *url, char out[static PROXY_FIND_MAX][WAYS_PROXY_BYTES])
{
	pxProxyFactory *factory = px_proxy_factory_new();
	char **proxies = factory ? px_proxy_factory_get_proxies(factory, url) : NULL;
	size_t count = 0;
	for (size_t i = 0; proxies && proxies[i] && count < PROXY_FIND_MAX; i++) {
		bool is_direct = strncmp(proxies[i], "direct:", 7) == 0;
		if (!is_direct && strlen(proxies[i]) < WAYS_PROXY_BYTES)
			snprintf(out[count++], WAYS_PROXY_BYTES, "%s", proxies[i]);
	}
	if (proxies)
		px_proxy_factory_free_proxies(proxies);
	if (factory)
		px_proxy_factory_free(factory);
	return count;
}

unsigned long proxy_find_single_sign_on(void)
{
	return CURLAUTH_NEGOTIATE;
}

unsigned long proxy_find_passwords(void)
{
	return CURLAUTH_BASIC | CURLAUTH_DIGEST | CURLAUTH_NTLM;
}

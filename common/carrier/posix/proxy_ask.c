#include "carrier/proxy_ask.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <proxy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libproxy reads environment and desktop settings, and fetches and runs a PAC file where they name one. */
/* libproxy runs PAC files in a plugin that it unloads again, while JavaScriptCore's own threads still run in
 * it (seen with libproxy 0.4.18: one crash in sixty). What it has loaded stays loaded. */
static void keep_javascript(void)
{
	static const char *const names[] = {"libjavascriptcoregtk-4.0.so.18", "libjavascriptcoregtk-4.1.so.0"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		void *handle = dlopen(names[i], RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
		if (handle)
			dlclose(handle);
	}
}

/* libproxy 0.4 does not know it; curl and browsers do. */
static size_t ask_all_proxy(char out[static PROXY_FIND_MAX][WAYS_PROXY_BYTES])
{
	const char *proxy = getenv("all_proxy");
	if (!proxy)
		proxy = getenv("ALL_PROXY");
	if (!proxy || !proxy[0] || strlen(proxy) >= WAYS_PROXY_BYTES || getenv("no_proxy") || getenv("NO_PROXY"))
		return 0; /* with exceptions it is not for us to say whether this address is one */
	snprintf(out[0], WAYS_PROXY_BYTES, "%s", proxy);
	return 1;
}

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
	keep_javascript();
	if (factory)
		px_proxy_factory_free(factory);
	return count ? count : ask_all_proxy(out);
}

unsigned long proxy_find_single_sign_on(void)
{
	return CURLAUTH_NEGOTIATE;
}

unsigned long proxy_find_passwords(void)
{
	return CURLAUTH_BASIC | CURLAUTH_DIGEST | CURLAUTH_NTLM;
}

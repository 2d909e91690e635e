#include "carrier/proxy_text.h"

#include "base/secret.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

enum { PORT_HTTP = 3128, PORT_HTTPS = 443, PORT_SOCKS = 1080 };

/* What libcurl calls it, and the port that it means by itself. "socks" is version 5 with names looked up
 * there. */
static const struct scheme {
	const char *name, *curl;
	int port;
} schemes[] = {
	{"http", "http", PORT_HTTP},        {"https", "https", PORT_HTTPS},     {"socks", "socks5h", PORT_SOCKS},
	{"socks5", "socks5h", PORT_SOCKS},  {"socks5h", "socks5h", PORT_SOCKS}, {"socks4", "socks4a", PORT_SOCKS},
	{"socks4a", "socks4a", PORT_SOCKS},
};

static const struct scheme *find_scheme(const char *name)
{
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (strcmp(schemes[i].name, name) == 0)
			return &schemes[i];
	return NULL;
}

static char *part(CURLU *parser, CURLUPart what, unsigned int flags)
{
	char *text = NULL;
	return curl_url_get(parser, what, &text, flags) == CURLUE_OK ? text : NULL;
}

/* Copies a part of a login, and wipes curl's copy; false if it is too long. */
static bool take_secret(CURLU *parser, CURLUPart what, char to[static WAYS_SECRET_BYTES])
{
	char *text = part(parser, what, CURLU_URLDECODE);
	size_t size = text ? strlen(text) : 0;
	to[0] = 0;
	if (size >= WAYS_SECRET_BYTES)
		size = 0;
	else if (text)
		memcpy(to, text, size + 1);
	bool is_good = !text || size || !text[0];
	if (text)
		secret_wipe(text, strlen(text));
	curl_free(text);
	return is_good;
}

static bool take_place(CURLU *parser, char url[static WAYS_PROXY_BYTES])
{
	char *scheme_name = part(parser, CURLUPART_SCHEME, 0), *host = part(parser, CURLUPART_HOST, 0);
	char *port = part(parser, CURLUPART_PORT, 0);
	const struct scheme *scheme = scheme_name ? find_scheme(scheme_name) : NULL;
	bool is_good = scheme && host && host[0];
	if (is_good) {
		char number[16];
		snprintf(number, sizeof number, "%d", scheme->port);
		int size = snprintf(url, WAYS_PROXY_BYTES, "%s://%s:%s", scheme->curl, host, port ? port : number);
		is_good = size > 0 && size < WAYS_PROXY_BYTES;
	}
	curl_free(scheme_name);
	curl_free(host);
	curl_free(port);
	return is_good;
}

enum result proxy_text_read(const char *text, char url[static WAYS_PROXY_BYTES], struct login *login)
{
	char whole[2 * WAYS_SECRET_BYTES + WAYS_PROXY_BYTES], place[WAYS_PROXY_BYTES];
	int size = snprintf(whole, sizeof whole, "%s%s", strstr(text, "://") ? "" : "http://", text);
	if (size < 0 || (size_t)size >= sizeof whole || strpbrk(text, " \t\r\n"))
		return RESULT_BAD_ARGUMENT;
	CURLU *parser = curl_url();
	bool is_good = parser &&
	               curl_url_set(parser, CURLUPART_URL, whole, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
	               take_place(parser, place);
	if (is_good && login)
		is_good = take_secret(parser, CURLUPART_USER, login->name) &&
		          take_secret(parser, CURLUPART_PASSWORD, login->password);
	curl_url_cleanup(parser);
	secret_wipe(whole, sizeof whole);
	if (!is_good)
		return RESULT_BAD_ARGUMENT;
	memcpy(url, place, sizeof place);
	return RESULT_OK;
}

void proxy_text_show(const char *url, char to[static WAYS_PROXY_BYTES])
{
	const char *place = strstr(url, "://");
	snprintf(to, WAYS_PROXY_BYTES, "%s", place ? place + 3 : url);
}

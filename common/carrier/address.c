#include "carrier/address.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool take_host(const char *host, char to[static SERVER_LIST_HOST_BYTES])
{
	bool has_brackets = host[0] == '['; /* an IPv6 address: they belong to the URL alone */
	size_t length = has_brackets ? strcspn(host + 1, "]") : strlen(host);
	if (length == 0 || length >= SERVER_LIST_HOST_BYTES)
		return false;
	memcpy(to, host + has_brackets, length);
	to[length] = 0;
	return true;
}

static bool take_parts(CURLU *url, struct address *out)
{
	char *scheme = NULL, *host = NULL, *port = NULL, *path = NULL, *query = NULL, *user = NULL;
	bool is_good = curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	               curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	               curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
	               curl_url_get(url, CURLUPART_PATH, &path, 0) == CURLUE_OK &&
	               curl_url_get(url, CURLUPART_USER, &user, 0) != CURLUE_OK &&
	               (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
	if (is_good) {
		bool has_query = curl_url_get(url, CURLUPART_QUERY, &query, 0) == CURLUE_OK;
		out->is_tls = scheme[4] == 's';
		out->port = (uint16_t)strtoul(port, NULL, 10);
		is_good = take_host(host, out->host) &&
		          snprintf(out->path, sizeof out->path, "%s%s%s", path, has_query ? "?" : "",
		                   has_query ? query : "") < (int)sizeof out->path;
	}
	curl_free(port);
	out->has_port = is_good && curl_url_get(url, CURLUPART_PORT, &port, 0) == CURLUE_OK;
	if (out->has_port)
		curl_free(port);
	curl_free(scheme);
	curl_free(host);
	curl_free(path);
	curl_free(query);
	curl_free(user);
	return is_good;
}

enum result address_parse(const char *url, struct address *out)
{
	struct address taken = {0};
	CURLU *parser = curl_url();
	if (!parser)
		return RESULT_OUT_OF_MEMORY;
	bool is_good = strlen(url) < ADDRESS_BYTES && curl_url_set(parser, CURLUPART_URL, url, 0) == CURLUE_OK &&
	               take_parts(parser, &taken);
	curl_url_cleanup(parser);
	if (!is_good)
		return RESULT_BAD_ARGUMENT;
	*out = taken;
	return RESULT_OK;
}

bool address_write(const struct address *address, char *to, size_t room)
{
	bool is_v6 = strchr(address->host, ':') != NULL;
	char port[8] = "";
	if (address->port != (address->is_tls ? 443 : 80))
		snprintf(port, sizeof port, ":%u", address->port);
	int length = snprintf(to, room, "%s://%s%s%s%s%s", address->is_tls ? "https" : "http", is_v6 ? "[" : "",
	                      address->host, is_v6 ? "]" : "", port, address->path);
	return length > 0 && (size_t)length < room;
}

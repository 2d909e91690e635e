#include "relay/list_fetch.h"

#include <curl/curl.h>

static size_t take(char *data, size_t size, size_t count, void *context)
{
	struct bytes bytes = {(const uint8_t *)data, size * count};
	return buffer_append(context, bytes) == RESULT_OK ? bytes.size : 0;
}

const char *list_fetch(const char *url, struct buffer *into)
{
	CURL *easy = curl_easy_init();
	if (!easy)
		return curl_easy_strerror(CURLE_OUT_OF_MEMORY);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 15000L);
	/* What is in it is checked by its signature, and nothing is sent that is worth hiding. */
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, into);
	CURLcode code = curl_easy_perform(easy);
	curl_easy_cleanup(easy);
	return code == CURLE_OK ? NULL : curl_easy_strerror(code);
}

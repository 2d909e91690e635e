/*
 * What each handle of curl is told for Windows' TLS, which no other test can see: Wine takes certificates
 * whose revocation it can't look up, Windows does not. curl_easy_setopt is the test's own, so it works where
 * curl is a shared library.
 */
#define CURL_DISABLE_TYPECHECK
#include "support/unit.h"

#include "carrier/curl_way.h"

#include <stdarg.h>
#include <string.h>

static long server_options, proxy_options;

#undef curl_easy_setopt
CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
	va_list more;
	(void)easy;
	va_start(more, option);
	if (option == CURLOPT_SSL_OPTIONS)
		server_options = va_arg(more, long);
	else if (option == CURLOPT_PROXY_SSL_OPTIONS)
		proxy_options = va_arg(more, long);
	va_end(more);
	return CURLE_OK;
}

static void prepare(bool is_tls, bool has_pin)
{
	static struct curl_way way;
	struct server_list_relay relay = {.host = "relay.example", .has_pin = has_pin};
	struct curl_way_kind kind = {.rung = "wss", .port = 443, .is_tls = is_tls};
	struct rung_start start = {.relay = &relay};
	server_options = proxy_options = 0;
	curl_way_init(&way, &kind, &start);
	curl_way_prepare(&way, NULL);
}

static void a_list_of_revoked_certificates_that_can_not_be_had_ends_no_connection(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) { /* without TLS too: a directory may send on to https */
		prepare(i & 1, i & 2);
		assert_true(server_options & CURLSSLOPT_REVOKE_BEST_EFFORT);
		assert_true(proxy_options & CURLSSLOPT_REVOKE_BEST_EFFORT);
	}
}

static void one_that_says_that_it_is_revoked_still_does(void **state)
{
	(void)state;
	prepare(true, false);
	assert_false(server_options & CURLSSLOPT_NO_REVOKE);
	assert_false(proxy_options & CURLSSLOPT_NO_REVOKE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_of_revoked_certificates_that_can_not_be_had_ends_no_connection),
		cmocka_unit_test(one_that_says_that_it_is_revoked_still_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

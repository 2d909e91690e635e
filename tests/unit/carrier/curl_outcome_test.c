/* clang-format off: sockets come before what curl.h takes of windows.h */
#include "net.h"

#include "support/unit.h"
/* clang-format on */

#include "carrier/curl_outcome.h"

static void each_failure_has_its_words(void **state)
{
	static const struct {
		struct curl_facts facts;
		enum attempt_outcome outcome;
	} table[] = {
		{{.code = CURLE_COULDNT_RESOLVE_HOST}, ATTEMPT_NO_NAME},
		{{.code = CURLE_COULDNT_RESOLVE_PROXY, .is_proxied = true}, ATTEMPT_NO_PROXY},
		{{.code = CURLE_COULDNT_CONNECT}, ATTEMPT_UNREACHABLE},
		{{.code = CURLE_COULDNT_CONNECT, .system_error = NET_REFUSED}, ATTEMPT_REFUSED},
		{{.code = CURLE_COULDNT_CONNECT, .system_error = NET_NO_ANSWER}, ATTEMPT_NO_ANSWER},
		{{.code = CURLE_COULDNT_CONNECT, .system_error = NET_NO_WAY}, ATTEMPT_UNREACHABLE},
		{{.code = CURLE_COULDNT_CONNECT, .system_error = NET_REFUSED, .is_proxied = true}, ATTEMPT_NO_PROXY},
		{{.code = CURLE_OPERATION_TIMEDOUT}, ATTEMPT_NO_ANSWER},
		{{.code = CURLE_OPERATION_TIMEDOUT, .is_proxied = true}, ATTEMPT_NO_PROXY},
		{{.code = CURLE_OPERATION_TIMEDOUT, .has_connected = true}, ATTEMPT_SILENT},
		{{.code = CURLE_OPERATION_TIMEDOUT, .has_connected = true, .is_proxied = true}, ATTEMPT_SILENT},
		{{.code = CURLE_RECV_ERROR}, ATTEMPT_CLOSED},
		{{.code = CURLE_GOT_NOTHING}, ATTEMPT_CLOSED},
		{{.code = CURLE_RECV_ERROR, .is_proxied = true}, ATTEMPT_PROXY_BROKEN},
		{{.code = CURLE_RECV_ERROR, .is_proxied = true, .proxy_status = 200}, ATTEMPT_CLOSED},
		{{.code = CURLE_RECV_ERROR, .is_proxied = true, .proxy_status = 403}, ATTEMPT_PROXY_REFUSED},
		{{.code = CURLE_RECV_ERROR, .is_proxied = true, .proxy_status = 405}, ATTEMPT_PROXY_REFUSED},
		{{.code = CURLE_RECV_ERROR, .is_proxied = true, .proxy_status = 502}, ATTEMPT_PROXY_NO_WAY},
		{{.code = CURLE_RECV_ERROR, .is_proxied = true, .proxy_status = 503}, ATTEMPT_PROXY_NO_WAY},
		{{.code = CURLE_RECV_ERROR, .is_proxied = true, .proxy_status = 504}, ATTEMPT_PROXY_NO_WAY},
		{{.code = CURLE_RECV_ERROR, .is_proxied = true, .proxy_status = 302}, ATTEMPT_PORTAL},
		{{.code = CURLE_PROXY, .is_proxied = true}, ATTEMPT_PROXY_REFUSED},
		{{.code = CURLE_SSL_CONNECT_ERROR, .is_tls = true}, ATTEMPT_TLS_FAILED},
		{{.code = CURLE_PEER_FAILED_VERIFICATION, .is_tls = true}, ATTEMPT_FOREIGN_CERTIFICATE},
		{{.code = CURLE_PEER_FAILED_VERIFICATION, .is_tls = true, .verify = 18}, ATTEMPT_FOREIGN_CERTIFICATE},
		{{.code = CURLE_PEER_FAILED_VERIFICATION, .is_tls = true, .verify = 9}, ATTEMPT_CLOCK},
		{{.code = CURLE_PEER_FAILED_VERIFICATION, .is_tls = true, .verify = 10}, ATTEMPT_CLOCK},
		{{.code = CURLE_PEER_FAILED_VERIFICATION, .is_tls = true, .verify = 18, .is_unlisted = true},
	     ATTEMPT_UNKNOWN_CERTIFICATE},
		{{.code = CURLE_SSL_PINNEDPUBKEYNOTMATCH, .is_tls = true}, ATTEMPT_FOREIGN_CERTIFICATE},
		{{.code = CURLE_SSL_PINNEDPUBKEYNOTMATCH, .is_tls = true, .verify = 10}, ATTEMPT_FOREIGN_CERTIFICATE},
		{{.code = CURLE_PEER_FAILED_VERIFICATION,
	      .is_tls = true,
	      .is_proxied = true,
	      .is_tls_to_proxy = true},
	     ATTEMPT_PROXY_CERTIFICATE},
		{{.code = CURLE_PEER_FAILED_VERIFICATION,
	      .is_tls = true,
	      .is_proxied = true,
	      .is_tls_to_proxy = true,
	      .proxy_status = 200},
	     ATTEMPT_FOREIGN_CERTIFICATE},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (curl_outcome(&table[i].facts) != table[i].outcome)
			print_message("row %zu\n", i);
		assert_int_equal(curl_outcome(&table[i].facts), table[i].outcome);
	}
}

/* Whatever curl says, there are words for it. */
static void every_code_ends_the_line(void **state)
{
	(void)state;
	for (int code = 1; code < CURL_LAST; code++)
		for (int bits = 0; bits < 8; bits++) {
			struct curl_facts facts = {.code = (CURLcode)code,
			                           .is_proxied = bits & 1,
			                           .has_connected = bits & 2,
			                           .proxy_status = bits & 4 ? 200 : 0};
			assert_true(curl_outcome(&facts) > ATTEMPT_CONNECTED);
			assert_true(curl_outcome(&facts) < ATTEMPT_OUTCOME_COUNT);
		}
}

static void only_foreign_certificates_are_tried_again(void **state)
{
	(void)state;
	assert_true(curl_outcome_is_certificate(CURLE_PEER_FAILED_VERIFICATION));
	assert_true(curl_outcome_is_certificate(CURLE_SSL_PINNEDPUBKEYNOTMATCH));
	assert_false(curl_outcome_is_certificate(CURLE_SSL_CONNECT_ERROR));
	assert_false(curl_outcome_is_certificate(CURLE_OK));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_failure_has_its_words),
		cmocka_unit_test(every_code_ends_the_line),
		cmocka_unit_test(only_foreign_certificates_are_tried_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Ways through proxies: real squid and tinyproxy (tests/support/proxy_here) and odd ones (odd_proxy.py,
 * far_end.py).
 */
#include "support/unit.h"

#include "behind_proxy.h"
#include "support/loopback.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void assert_each_rung_passes(struct far_end *proxy)
{
	static const char *const rungs[] = {"raw", "ws", "wss"};
	for (size_t i = 0; i < sizeof rungs / sizeof *rungs; i++) {
		char only[16], shown[32];
		snprintf(only, sizeof only, "%s proxy", rungs[i]);
		snprintf(shown, sizeof shown, "127.0.0.1:%u", far_end_port(proxy, "proxy"));
		struct climber *climber = behind_proxy_through(only, far_end_port(proxy, "proxy"));
		behind_proxy_assert_carries(climber);
		assert_string_equal(carrier_rung(climber->carrier), rungs[i]);
		assert_string_equal(carrier_proxy(climber->carrier), shown);
		assert_string_equal(climber_last(climber)->proxy, shown);
		assert_int_equal(climber->questions, 0);
		climber_free(climber);
	}
	far_end_stop(proxy);
}

static void each_rung_passes_an_open_squid(void **state)
{
	(void)state;
	assert_each_rung_passes(far_end_proxy("open"));
}

static void each_rung_passes_socks(void **state)
{
	static const char *const rungs[] = {"raw", "ws", "wss"};
	(void)state;
	for (size_t i = 0; i < sizeof rungs / sizeof *rungs; i++)
		for (int wants_login = 0; wants_login < 2; wants_login++) {
			char only[16], proxy[64];
			snprintf(only, sizeof only, "%s proxy", rungs[i]);
			snprintf(proxy, sizeof proxy, "socks5://127.0.0.1:%u",
			         far_end_port(behind_proxy_relay(), wants_login ? "socks2" : "socks"));
			struct climber *climber = behind_proxy_by(only);
			assert_int_equal(ways_set_proxy(climber->ways, proxy), RESULT_OK);
			behind_proxy_answer(climber, 0, "mistyped", "secret");
			behind_proxy_answer(climber, 1, "user", "secret");
			int before = far_end_count(behind_proxy_relay(), "socks mistyped");
			behind_proxy_assert_carries(climber);
			assert_string_equal(carrier_proxy(climber->carrier), strstr(proxy, "127"));
			assert_int_equal(climber->questions, 2 * wants_login);
			assert_int_equal(far_end_count(behind_proxy_relay(), "socks mistyped") - before, wants_login);
			climber_free(climber);
		}
}

static void each_rung_passes_tinyproxy(void **state)
{
	(void)state;
	assert_each_rung_passes(far_end_proxy("tinyproxy"));
}

/* --- proxies that are of no use --- */

static void assert_ends(struct climber *climber, enum attempt_outcome outcome)
{
	assert_int_equal(climber_climb(climber), RESULT_NOT_REACHABLE);
	if (climber_last(climber)->outcome != outcome)
		climber_print(climber);
	assert_int_equal(climber_last(climber)->outcome, outcome);
	climber_free(climber);
}

static void proxy_that_is_not_there_is_called_so(void **state)
{
	(void)state;
	assert_ends(behind_proxy_through("proxy wss", loopback_dead_port()), ATTEMPT_NO_PROXY);
}

static void proxy_that_forbids_is_called_so(void **state)
{
	(void)state;
	struct far_end *proxy = far_end_proxy("no-connect");
	assert_ends(behind_proxy_through("proxy wss", far_end_port(proxy, "proxy")), ATTEMPT_PROXY_REFUSED);
	far_end_stop(proxy);
	assert_ends(behind_proxy_through("proxy raw", far_end_port(behind_proxy_relay(), "forbids")),
	            ATTEMPT_PROXY_REFUSED);
}

static void proxy_that_does_not_reach_the_relay_is_called_so(void **state)
{
	(void)state;
	struct far_end *proxy = far_end_proxy("open");
	struct climber *climber = behind_proxy_through("proxy raw", far_end_port(proxy, "proxy"));
	climber->relay.raw_port = loopback_dead_port();
	assert_ends(climber, ATTEMPT_PROXY_NO_WAY);
	far_end_stop(proxy);
}

static void proxy_that_closes_is_called_broken(void **state)
{
	(void)state;
	assert_ends(behind_proxy_through("proxy raw", far_end_port(behind_proxy_relay(), "slams")),
	            ATTEMPT_PROXY_BROKEN);
}

static void page_behind_a_200_is_no_relay(void **state)
{
	(void)state;
	assert_ends(behind_proxy_through("proxy raw", far_end_port(behind_proxy_relay(), "garbage")),
	            ATTEMPT_NOT_RELAY);
	assert_ends(behind_proxy_through("proxy ws", far_end_port(behind_proxy_relay(), "garbage")),
	            ATTEMPT_NOT_RELAY);
	assert_ends(behind_proxy_through("proxy wss", far_end_port(behind_proxy_relay(), "garbage")),
	            ATTEMPT_TLS_FAILED);
}

/* CONNECT is answered with 200, and then nothing comes. */
static void silence_behind_a_200_ends_in_time(void **state)
{
	(void)state;
	struct climber *climber = behind_proxy_through("proxy raw", far_end_port(behind_proxy_relay(), "silent"));
	int before = far_end_count(behind_proxy_relay(), "CONNECT");
	assert_int_equal(climber_begin(climber), RESULT_OK);
	while (far_end_count(behind_proxy_relay(), "CONNECT") == before)
		assert_int_equal(climber_turn(climber, 10), RESULT_WOULD_BLOCK);
	for (int i = 0; i < 5; i++)
		assert_int_equal(climber_turn(climber, 10), RESULT_WOULD_BLOCK);
	climber_jump(climber, 5000);
	assert_ends(climber, ATTEMPT_SILENT);
}

static void proxy_that_opens_tls_is_told_and_still_a_way(void **state)
{
	(void)state;
	struct far_end *proxy = far_end_proxy("mitm");
	struct climber *climber = behind_proxy_through("proxy wss", far_end_port(proxy, "proxy"));
	climber_pin(climber, far_end_path(behind_proxy_relay(), "tls.crt"));
	behind_proxy_assert_carries(climber);
	assert_true(carrier_is_inspected(climber->carrier));
	assert_int_equal(climber_outcomes(climber, ATTEMPT_FOREIGN_CERTIFICATE), 1);
	climber_free(climber);
	/* What is no TLS does not get through, and its 200 is not believed. */
	climber = behind_proxy_through("proxy raw", far_end_port(proxy, "proxy"));
	assert_ends(climber, ATTEMPT_CLOSED);
	far_end_stop(proxy);
}

/* A proxy that is spoken to in TLS: its certificate is not taken for the relay's, nor the relay for one that
 * is inspected. */
static void certificate_of_the_proxy_itself_is_called_so(void **state)
{
	char proxy[64];
	(void)state;
	snprintf(proxy, sizeof proxy, "https://127.0.0.1:%u", far_end_port(behind_proxy_relay(), "sealed"));
	for (int is_trusted = 0; is_trusted < 2; is_trusted++) {
		struct climber *climber = behind_proxy_by("proxy wss");
		setenv("CURL_CA_BUNDLE", far_end_path(behind_proxy_relay(), is_trusted ? "ca.crt" : "late.crt"), 1);
		assert_int_equal(ways_set_proxy(climber->ways, proxy), RESULT_OK);
		assert_ends(climber, is_trusted ? ATTEMPT_PROXY_REFUSED : ATTEMPT_PROXY_CERTIFICATE);
	}
}

/* --- whose proxy --- */

static void proxies_of_the_environment_are_found(void **state)
{
	(void)state;
	char proxy_text[64];
	struct far_end *proxy = far_end_proxy("basic");
	snprintf(proxy_text, sizeof proxy_text, "http://user:secret@127.0.0.1:%u", far_end_port(proxy, "proxy"));
	setenv("http_proxy", proxy_text, 1);
	setenv("https_proxy", proxy_text, 1);
	unsetenv("no_proxy");
	struct climber *climber = behind_proxy_by("proxy wss");
	assert_int_equal(ways_set_proxy(climber->ways, NULL), RESULT_OK);
	behind_proxy_assert_carries(climber);
	assert_int_equal(climber->questions, 0);
	climber_free(climber);
	unsetenv("http_proxy");
	unsetenv("https_proxy");
	far_end_stop(proxy);
}

static void set_pac(uint16_t port)
{
	char text[64];
	snprintf(text, sizeof text, "pac+http://127.0.0.1:%u/proxy.pac", port);
	setenv("http_proxy", text, 1);
	setenv("https_proxy", text, 1);
}

/* The first proxy that the file names is dead, so the second is taken. */
static void pac_file_is_followed_to_its_second_proxy(void **state)
{
	(void)state;
	char service[32], shown[32];
	struct far_end *proxy = far_end_proxy("open");
	snprintf(service, sizeof service, "pac=pac-%u", far_end_port(proxy, "proxy"));
	snprintf(shown, sizeof shown, "127.0.0.1:%u", far_end_port(proxy, "proxy"));
	struct far_end *server = far_end_start(service);
	set_pac(far_end_port(server, "pac"));
	struct climber *climber = behind_proxy_by("proxy wss");
	assert_int_equal(ways_set_proxy(climber->ways, NULL), RESULT_OK);
	behind_proxy_assert_carries(climber);
	assert_string_equal(carrier_proxy(climber->carrier), shown);
	assert_int_equal(climber_outcomes(climber, ATTEMPT_NO_PROXY), 1);
	climber_free(climber);
	unsetenv("http_proxy");
	unsetenv("https_proxy");
	far_end_stop(server);
	far_end_stop(proxy);
}

static void pac_server_that_hangs_holds_nothing_up(void **state)
{
	(void)state;
	set_pac(far_end_port(behind_proxy_relay(), "mute"));
	struct climber *climber = behind_proxy_by("wss ws");
	assert_int_equal(ways_set_proxy(climber->ways, NULL), RESULT_OK);
	climber->relay.https_port = loopback_dead_port();
	behind_proxy_assert_carries(climber);
	assert_string_equal(carrier_rung(climber->carrier), "ws");
	climber_free(climber); /* while the question still hangs */
	unsetenv("http_proxy");
	unsetenv("https_proxy");
}

static void without_a_proxy_there_is_no_such_way_and_no_line(void **state)
{
	(void)state;
	struct climber *climber = behind_proxy_by("proxy");
	assert_int_equal(climber_climb(climber), RESULT_NOT_REACHABLE);
	assert_int_equal(climber->attempts.count, 0);
	climber_free(climber);
	climber = behind_proxy_by("proxy");
	assert_int_equal(ways_set_proxy(climber->ways, NULL), RESULT_OK);
	assert_int_equal(climber_climb(climber), RESULT_NOT_REACHABLE);
	assert_int_equal(climber->attempts.count, 0);
	climber_free(climber);
}

/* Raw hangs behind a firewall that inspects; the proxy's wss is there long before anybody gets impatient. */
static void firewall_that_swallows_is_passed_by_the_next_way(void **state)
{
	(void)state;
	struct far_end *proxy = far_end_proxy("open");
	struct climber *climber = behind_proxy_through("raw wss", far_end_port(proxy, "proxy"));
	climber->relay.raw_port = far_end_port(behind_proxy_relay(), "mute");
	behind_proxy_assert_carries(climber);
	assert_string_equal(carrier_rung(climber->carrier), "wss");
	assert_int_equal(climber->attempts.list[0].outcome, ATTEMPT_TRYING);
	climber_free(climber);
	far_end_stop(proxy);
}

static void relay_of_another_id_is_refused(void **state)
{
	(void)state;
	struct climber *climber = behind_proxy_by("raw direct");
	climber->relay.id[0] = 'x';
	assert_int_equal(climber_climb(climber), RESULT_LIST_FOREIGN);
	assert_int_equal(climber_last(climber)->outcome, ATTEMPT_OTHER_RELAY);
	climber_free(climber);
}

static void what_worked_is_tried_first_the_next_time(void **state)
{
	(void)state;
	struct climber *climber = behind_proxy_by("ws raw direct");
	climber->relay.raw_port = loopback_dead_port();
	behind_proxy_assert_carries(climber);
	carrier_close(climber->carrier);
	climber->carrier = NULL;
	size_t count = climber->attempts.count;
	behind_proxy_assert_carries(climber);
	assert_string_equal(climber->attempts.list[count].rung, "ws");
	climber_free(climber);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rung_passes_an_open_squid),
		cmocka_unit_test(each_rung_passes_socks),
		cmocka_unit_test(each_rung_passes_tinyproxy),
		cmocka_unit_test(proxy_that_is_not_there_is_called_so),
		cmocka_unit_test(proxy_that_forbids_is_called_so),
		cmocka_unit_test(proxy_that_does_not_reach_the_relay_is_called_so),
		cmocka_unit_test(proxy_that_closes_is_called_broken),
		cmocka_unit_test(page_behind_a_200_is_no_relay),
		cmocka_unit_test(silence_behind_a_200_ends_in_time),
		cmocka_unit_test(proxy_that_opens_tls_is_told_and_still_a_way),
		cmocka_unit_test(certificate_of_the_proxy_itself_is_called_so),
		cmocka_unit_test(proxies_of_the_environment_are_found),
		cmocka_unit_test(pac_file_is_followed_to_its_second_proxy),
		cmocka_unit_test(pac_server_that_hangs_holds_nothing_up),
		cmocka_unit_test(without_a_proxy_there_is_no_such_way_and_no_line),
		cmocka_unit_test(firewall_that_swallows_is_passed_by_the_next_way),
		cmocka_unit_test(relay_of_another_id_is_refused),
		cmocka_unit_test(what_worked_is_tried_first_the_next_time),
	};
	return cmocka_run_group_tests(tests, behind_proxy_start, behind_proxy_stop);
}

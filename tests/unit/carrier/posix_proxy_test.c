/*
 * Ways through proxies: real squid and tinyproxy (tests/support/proxy_here) and odd ones (odd_proxy.py), with
 * the question for a login answered by the test. What a proxy was sent, it says itself.
 */
#include "support/unit.h"

#include "base/secret.h"
#include "far_end.h"
#include "support/climber.h"
#include "support/loopback.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct far_end *relay;

static int start_relay(void **state)
{
	(void)state;
	relay = far_end_start(
		"raw=relay ws=ws wss=tls-ws silent=odd-silent loop=odd-loop407 portal=odd-portal "
		"forbids=odd-forbids garbage=odd-garbage mute=mute slams=slams "
		"ticket=offers-Negotiate both=offers-Negotiate-Basic stale=stale socks=socks socks2=socks-login");
	unsetenv("SSL_CERT_DIR");
	unsetenv("http_proxy");
	unsetenv("https_proxy");
	setenv("CURL_CA_BUNDLE", far_end_path(relay, "ca.crt"), 1);
	return secret_start() == RESULT_OK ? 0 : -1;
}

static int stop_relay(void **state)
{
	(void)state;
	unsetenv("CURL_CA_BUNDLE");
	far_end_stop(relay);
	return 0;
}

/* A climber to the relay, by these ways. */
static struct climber *by(const char *only)
{
	struct climber *climber = climber_make(only);
	climber->relay.raw_port = far_end_port(relay, "raw");
	climber->relay.http_port = far_end_port(relay, "ws");
	climber->relay.https_port = far_end_port(relay, "wss");
	return climber;
}

static struct climber *by_through(const char *only, uint16_t port)
{
	struct climber *climber = by(only);
	climber_through(climber, port);
	return climber;
}

static void answer(struct climber *climber, int index, const char *name, const char *password)
{
	climber->names[index] = name;
	climber->passwords[index] = password;
}

static void assert_carries(struct climber *climber)
{
	assert_int_equal(climber_climb(climber), RESULT_OK);
	climber_assert_hello(climber);
	climber_assert_echo(climber, 200000);
}

static void assert_each_rung_passes(struct far_end *proxy)
{
	static const char *const rungs[] = {"raw", "ws", "wss"};
	for (size_t i = 0; i < sizeof rungs / sizeof *rungs; i++) {
		char only[16], shown[32];
		snprintf(only, sizeof only, "%s proxy", rungs[i]);
		snprintf(shown, sizeof shown, "127.0.0.1:%u", far_end_port(proxy, "proxy"));
		struct climber *climber = by_through(only, far_end_port(proxy, "proxy"));
		assert_carries(climber);
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
			         far_end_port(relay, wants_login ? "socks2" : "socks"));
			struct climber *climber = by(only);
			assert_int_equal(ways_set_proxy(climber->ways, proxy), RESULT_OK);
			answer(climber, 0, "mistyped", "secret");
			answer(climber, 1, "user", "secret");
			int before = far_end_count(relay, "socks mistyped");
			assert_carries(climber);
			assert_string_equal(carrier_proxy(climber->carrier), strstr(proxy, "127"));
			assert_int_equal(climber->questions, 2 * wants_login);
			assert_int_equal(far_end_count(relay, "socks mistyped") - before, wants_login);
			climber_free(climber);
		}
}

static void each_rung_passes_tinyproxy(void **state)
{
	(void)state;
	assert_each_rung_passes(far_end_proxy("tinyproxy"));
}

/* --- logins --- */

static void right_login_is_asked_for_once_and_used_by_all(void **state)
{
	static const char *const kinds[] = {"basic", "digest", "ntlm"}, *const schemes[] = {"Basic", "Digest",
	                                                                                    "NTLM"};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct far_end *proxy = far_end_proxy(kinds[i]);
		struct climber *climber = by_through("proxy raw ws wss", far_end_port(proxy, "proxy"));
		answer(climber, 0, "user", "secret");
		assert_carries(climber);
		assert_int_equal(climber->questions, 1);
		assert_false(climber->question.was_wrong);
		assert_string_equal(climber->question.scheme, schemes[i]);
		if (i < 2)
			assert_string_equal(climber->question.realm, "The office");
		/* A line that comes back asks nobody. */
		carrier_close(climber->carrier);
		climber->carrier = NULL;
		assert_carries(climber);
		assert_int_equal(climber->questions, 1);
		climber_free(climber);
		far_end_stop(proxy);
	}
}

static void wrong_password_is_sent_once_and_said(void **state)
{
	(void)state;
	struct far_end *proxy = far_end_proxy("basic");
	struct climber *climber = by_through("proxy raw ws wss", far_end_port(proxy, "proxy"));
	answer(climber, 0, "mistyped", "secret");
	answer(climber, 1, "user", "secret");
	assert_carries(climber);
	assert_int_equal(climber->questions, 2);
	assert_true(climber->question.was_wrong);
	assert_int_equal(far_end_file_count(proxy, "logins", "mistyped"), 1);
	assert_int_equal(climber_outcomes(climber, ATTEMPT_WRONG_LOGIN), 1);
	climber_free(climber);
	far_end_stop(proxy);
}

static void wrong_password_by_digest_is_sent_once(void **state)
{
	(void)state;
	struct far_end *proxy = far_end_proxy("digest");
	struct climber *climber = by_through("proxy raw ws wss", far_end_port(proxy, "proxy"));
	answer(climber, 0, "mistyped", "secret");
	assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
	assert_int_equal(climber->questions, 2);
	assert_int_equal(far_end_file_count(proxy, "access.log", "mistyped"), 1);
	climber_free(climber);
	far_end_stop(proxy);
}

/* What is not given is not asked for again by lines that come back by themselves, but by a person's new
 * start. */
static void refused_question_is_asked_again_by_a_person_alone(void **state)
{
	(void)state;
	struct far_end *proxy = far_end_proxy("basic");
	struct climber *climber = by_through("proxy wss", far_end_port(proxy, "proxy"));
	for (int i = 0; i < 3; i++) {
		assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
		assert_int_equal(climber->questions, 1);
		carrier_close(climber->carrier);
		climber->carrier = NULL;
	}
	ways_ask_again(climber->ways);
	answer(climber, 1, "user", "secret");
	assert_carries(climber);
	assert_int_equal(climber->questions, 2);
	climber_free(climber);
	far_end_stop(proxy);
}

static void set_proxy(struct climber *climber, const char *login, uint16_t port, bool may_ask)
{
	char text[64];
	snprintf(text, sizeof text, "http://%s127.0.0.1:%u", login, port);
	struct ways_options options = {.proxy = text, .may_ask = may_ask, .only = "proxy wss raw"};
	ways_destroy(climber->ways);
	assert_int_equal(ways_create(&climber->ways, &options, climber->wake), RESULT_OK);
}

static void login_in_the_address_is_used_without_a_question(void **state)
{
	(void)state;
	struct far_end *proxy = far_end_proxy("basic");
	struct climber *climber = by(NULL);
	set_proxy(climber, "user:secret@", far_end_port(proxy, "proxy"), false);
	assert_carries(climber);
	assert_int_equal(climber->questions, 0);
	climber_free(climber);
	far_end_stop(proxy);
}

static void nobody_to_ask_is_a_failure_with_words(void **state)
{
	(void)state;
	struct far_end *proxy = far_end_proxy("basic");
	struct climber *climber = by(NULL);
	set_proxy(climber, "", far_end_port(proxy, "proxy"), false);
	assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
	assert_int_equal(climber->questions, 0);
	assert_true(climber_outcomes(climber, ATTEMPT_WANTS_LOGIN) > 0);
	climber_free(climber);
	climber = by(NULL);
	set_proxy(climber, "mistyped:secret@", far_end_port(proxy, "proxy"), false);
	assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
	assert_int_equal(climber_outcomes(climber, ATTEMPT_WRONG_LOGIN), 1);
	assert_int_equal(far_end_file_count(proxy, "logins", "mistyped"), 1);
	climber_free(climber);
	far_end_stop(proxy);
}

/* This computer has no Kerberos ticket: the single sign-on is tried by itself, and then a person is asked. */
static void proxy_that_offers_a_ticket_too_gets_a_password(void **state)
{
	(void)state;
	struct climber *climber = by_through("proxy wss", far_end_port(relay, "both"));
	answer(climber, 0, "user", "secret");
	assert_carries(climber);
	assert_int_equal(climber->questions, 1);
	assert_false(climber->question.was_wrong);
	assert_string_equal(climber->question.scheme, "Basic");
	assert_int_equal(far_end_count(relay, "asked Basic"), 1);
	climber_free(climber);
}

/* No name and no password would help. */
static void proxy_that_wants_a_ticket_alone_asks_nobody(void **state)
{
	(void)state;
	struct climber *climber = by_through("proxy wss", far_end_port(relay, "ticket"));
	assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
	assert_int_equal(climber->questions, 0);
	assert_true(climber_outcomes(climber, ATTEMPT_WANTS_LOGIN) > 0);
	assert_int_equal(climber_outcomes(climber, ATTEMPT_WRONG_LOGIN), 0); /* nobody has typed one */
	climber_free(climber);
}

/* A proxy that is never content: each answer is sent once, and then it ends. */
static void proxy_that_asks_for_ever_ends(void **state)
{
	(void)state;
	struct climber *climber = by_through("proxy raw ws wss", far_end_port(relay, "loop"));
	int before = far_end_count(relay, "CONNECT");
	answer(climber, 0, "a", "b");
	answer(climber, 1, "c", "d");
	assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
	assert_int_equal(climber->questions, 3);
	assert_true(far_end_count(relay, "CONNECT") - before <= 8);
	climber_free(climber);
}

/* libcurl alone would go on for as long as it may connect. */
static void proxy_that_finds_every_nonce_too_old_ends(void **state)
{
	(void)state;
	struct climber *climber = by_through("proxy wss", far_end_port(relay, "stale"));
	int before = far_end_count(relay, "asked Digest");
	answer(climber, 0, "user", "secret");
	assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
	assert_int_equal(climber->questions, 2);
	assert_in_range(far_end_count(relay, "asked Digest") - before, 1, 5);
	climber_free(climber);
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
	assert_ends(by_through("proxy wss", loopback_dead_port()), ATTEMPT_NO_PROXY);
}

static void proxy_that_forbids_is_called_so(void **state)
{
	(void)state;
	struct far_end *proxy = far_end_proxy("no-connect");
	assert_ends(by_through("proxy wss", far_end_port(proxy, "proxy")), ATTEMPT_PROXY_REFUSED);
	far_end_stop(proxy);
	assert_ends(by_through("proxy raw", far_end_port(relay, "forbids")), ATTEMPT_PROXY_REFUSED);
}

static void proxy_that_does_not_reach_the_relay_is_called_so(void **state)
{
	(void)state;
	struct far_end *proxy = far_end_proxy("open");
	struct climber *climber = by_through("proxy raw", far_end_port(proxy, "proxy"));
	climber->relay.raw_port = loopback_dead_port();
	assert_ends(climber, ATTEMPT_PROXY_NO_WAY);
	far_end_stop(proxy);
}

static void proxy_that_closes_is_called_broken(void **state)
{
	(void)state;
	assert_ends(by_through("proxy raw", far_end_port(relay, "slams")), ATTEMPT_PROXY_BROKEN);
}

static void page_behind_a_200_is_no_relay(void **state)
{
	(void)state;
	assert_ends(by_through("proxy raw", far_end_port(relay, "garbage")), ATTEMPT_NOT_RELAY);
	assert_ends(by_through("proxy ws", far_end_port(relay, "garbage")), ATTEMPT_NOT_RELAY);
	assert_ends(by_through("proxy wss", far_end_port(relay, "garbage")), ATTEMPT_TLS_FAILED);
}

/* CONNECT is answered with 200, and then nothing comes. */
static void silence_behind_a_200_ends_in_time(void **state)
{
	(void)state;
	struct climber *climber = by_through("proxy raw", far_end_port(relay, "silent"));
	int before = far_end_count(relay, "CONNECT");
	assert_int_equal(climber_begin(climber), RESULT_OK);
	while (far_end_count(relay, "CONNECT") == before)
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
	struct climber *climber = by_through("proxy wss", far_end_port(proxy, "proxy"));
	climber_pin(climber, far_end_path(relay, "tls.crt"));
	assert_carries(climber);
	assert_true(carrier_is_inspected(climber->carrier));
	assert_int_equal(climber_outcomes(climber, ATTEMPT_FOREIGN_CERTIFICATE), 1);
	climber_free(climber);
	/* What is no TLS does not get through, and its 200 is not believed. */
	climber = by_through("proxy raw", far_end_port(proxy, "proxy"));
	assert_ends(climber, ATTEMPT_CLOSED);
	far_end_stop(proxy);
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
	struct climber *climber = by("proxy wss");
	assert_int_equal(ways_set_proxy(climber->ways, NULL), RESULT_OK);
	assert_carries(climber);
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
	struct climber *climber = by("proxy wss");
	assert_int_equal(ways_set_proxy(climber->ways, NULL), RESULT_OK);
	assert_carries(climber);
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
	set_pac(far_end_port(relay, "mute"));
	struct climber *climber = by("wss ws");
	assert_int_equal(ways_set_proxy(climber->ways, NULL), RESULT_OK);
	climber->relay.https_port = loopback_dead_port();
	assert_carries(climber);
	assert_string_equal(carrier_rung(climber->carrier), "ws");
	climber_free(climber); /* while the question still hangs */
	unsetenv("http_proxy");
	unsetenv("https_proxy");
}

static void without_a_proxy_there_is_no_such_way_and_no_line(void **state)
{
	(void)state;
	struct climber *climber = by("proxy");
	assert_int_equal(climber_climb(climber), RESULT_NOT_REACHABLE);
	assert_int_equal(climber->attempts.count, 0);
	climber_free(climber);
	climber = by("proxy");
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
	struct climber *climber = by_through("raw wss", far_end_port(proxy, "proxy"));
	climber->relay.raw_port = far_end_port(relay, "mute");
	assert_carries(climber);
	assert_string_equal(carrier_rung(climber->carrier), "wss");
	assert_int_equal(climber->attempts.list[0].outcome, ATTEMPT_TRYING);
	climber_free(climber);
	far_end_stop(proxy);
}

static void relay_of_another_id_is_refused(void **state)
{
	(void)state;
	struct climber *climber = by("raw direct");
	climber->relay.id[0] = 'x';
	assert_int_equal(climber_climb(climber), RESULT_LIST_FOREIGN);
	assert_int_equal(climber_last(climber)->outcome, ATTEMPT_OTHER_RELAY);
	climber_free(climber);
}

static void what_worked_is_tried_first_the_next_time(void **state)
{
	(void)state;
	struct climber *climber = by("ws raw direct");
	climber->relay.raw_port = loopback_dead_port();
	assert_carries(climber);
	carrier_close(climber->carrier);
	climber->carrier = NULL;
	size_t count = climber->attempts.count;
	assert_carries(climber);
	assert_string_equal(climber->attempts.list[count].rung, "ws");
	climber_free(climber);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rung_passes_an_open_squid),
		cmocka_unit_test(each_rung_passes_socks),
		cmocka_unit_test(each_rung_passes_tinyproxy),
		cmocka_unit_test(right_login_is_asked_for_once_and_used_by_all),
		cmocka_unit_test(wrong_password_is_sent_once_and_said),
		cmocka_unit_test(wrong_password_by_digest_is_sent_once),
		cmocka_unit_test(refused_question_is_asked_again_by_a_person_alone),
		cmocka_unit_test(login_in_the_address_is_used_without_a_question),
		cmocka_unit_test(nobody_to_ask_is_a_failure_with_words),
		cmocka_unit_test(proxy_that_offers_a_ticket_too_gets_a_password),
		cmocka_unit_test(proxy_that_wants_a_ticket_alone_asks_nobody),
		cmocka_unit_test(proxy_that_asks_for_ever_ends),
		cmocka_unit_test(proxy_that_finds_every_nonce_too_old_ends),
		cmocka_unit_test(proxy_that_is_not_there_is_called_so),
		cmocka_unit_test(proxy_that_forbids_is_called_so),
		cmocka_unit_test(proxy_that_does_not_reach_the_relay_is_called_so),
		cmocka_unit_test(proxy_that_closes_is_called_broken),
		cmocka_unit_test(page_behind_a_200_is_no_relay),
		cmocka_unit_test(silence_behind_a_200_ends_in_time),
		cmocka_unit_test(proxy_that_opens_tls_is_told_and_still_a_way),
		cmocka_unit_test(proxies_of_the_environment_are_found),
		cmocka_unit_test(pac_file_is_followed_to_its_second_proxy),
		cmocka_unit_test(pac_server_that_hangs_holds_nothing_up),
		cmocka_unit_test(without_a_proxy_there_is_no_such_way_and_no_line),
		cmocka_unit_test(firewall_that_swallows_is_passed_by_the_next_way),
		cmocka_unit_test(relay_of_another_id_is_refused),
		cmocka_unit_test(what_worked_is_tried_first_the_next_time),
	};
	return cmocka_run_group_tests(tests, start_relay, stop_relay);
}

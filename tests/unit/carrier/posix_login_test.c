/*
 * Proxies that want a login: real ones and odd ones, with the question answered by the test. What a proxy was
 * sent, it says itself.
 */
#include "support/unit.h"

#include "behind_proxy.h"

#include <stdio.h>
#include <string.h>

static void right_login_is_asked_for_once_and_used_by_all(void **state)
{
	static const char *const kinds[] = {"basic", "digest", "ntlm"}, *const schemes[] = {"Basic", "Digest",
	                                                                                    "NTLM"};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct far_end *proxy = far_end_proxy(kinds[i]);
		struct climber *climber = behind_proxy_through("proxy raw ws wss", far_end_port(proxy, "proxy"));
		behind_proxy_answer(climber, 0, "user", "secret");
		behind_proxy_assert_carries(climber);
		assert_int_equal(climber->questions, 1);
		assert_false(climber->question.was_wrong);
		assert_string_equal(climber->question.scheme, schemes[i]);
		if (i < 2)
			assert_string_equal(climber->question.realm, "The office");
		/* A line that comes back asks nobody. */
		carrier_close(climber->carrier);
		climber->carrier = NULL;
		behind_proxy_assert_carries(climber);
		assert_int_equal(climber->questions, 1);
		climber_free(climber);
		far_end_stop(proxy);
	}
}

static void wrong_password_is_sent_once_and_said(void **state)
{
	(void)state;
	struct far_end *proxy = far_end_proxy("basic");
	struct climber *climber = behind_proxy_through("proxy raw ws wss", far_end_port(proxy, "proxy"));
	behind_proxy_answer(climber, 0, "mistyped", "secret");
	behind_proxy_answer(climber, 1, "user", "secret");
	behind_proxy_assert_carries(climber);
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
	struct climber *climber = behind_proxy_through("proxy raw ws wss", far_end_port(proxy, "proxy"));
	behind_proxy_answer(climber, 0, "mistyped", "secret");
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
	struct climber *climber = behind_proxy_through("proxy wss", far_end_port(proxy, "proxy"));
	for (int i = 0; i < 3; i++) {
		assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
		assert_int_equal(climber->questions, 1);
		carrier_close(climber->carrier);
		climber->carrier = NULL;
	}
	ways_ask_again(climber->ways);
	behind_proxy_answer(climber, 1, "user", "secret");
	behind_proxy_assert_carries(climber);
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
	struct climber *climber = behind_proxy_by(NULL);
	set_proxy(climber, "user:secret@", far_end_port(proxy, "proxy"), false);
	behind_proxy_assert_carries(climber);
	assert_int_equal(climber->questions, 0);
	climber_free(climber);
	far_end_stop(proxy);
}

static void nobody_to_ask_is_a_failure_with_words(void **state)
{
	(void)state;
	struct far_end *proxy = far_end_proxy("basic");
	struct climber *climber = behind_proxy_by(NULL);
	set_proxy(climber, "", far_end_port(proxy, "proxy"), false);
	assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
	assert_int_equal(climber->questions, 0);
	assert_true(climber_outcomes(climber, ATTEMPT_WANTS_LOGIN) > 0);
	climber_free(climber);
	climber = behind_proxy_by(NULL);
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
	struct climber *climber = behind_proxy_through("proxy wss", far_end_port(behind_proxy_relay(), "both"));
	behind_proxy_answer(climber, 0, "user", "secret");
	behind_proxy_assert_carries(climber);
	assert_int_equal(climber->questions, 1);
	assert_false(climber->question.was_wrong);
	assert_string_equal(climber->question.scheme, "Basic");
	assert_int_equal(far_end_count(behind_proxy_relay(), "asked Basic"), 1);
	climber_free(climber);
}

/* No name and no password would help. */
static void proxy_that_wants_a_ticket_alone_asks_nobody(void **state)
{
	(void)state;
	struct climber *climber = behind_proxy_through("proxy wss", far_end_port(behind_proxy_relay(), "ticket"));
	assert_int_equal(climber_climb(climber), RESULT_PROXY_TICKET);
	assert_int_equal(climber->questions, 0);
	assert_true(climber_outcomes(climber, ATTEMPT_WANTS_TICKET) > 0);
	assert_int_equal(climber_outcomes(climber, ATTEMPT_WANTS_LOGIN), 0);
	assert_int_equal(climber_outcomes(climber, ATTEMPT_WRONG_LOGIN), 0); /* nobody has typed one */
	climber_free(climber);
}

/* A proxy that is never content: each answer is sent once, and then it ends. */
static void proxy_that_asks_for_ever_ends(void **state)
{
	(void)state;
	struct climber *climber =
		behind_proxy_through("proxy raw ws wss", far_end_port(behind_proxy_relay(), "loop"));
	int before = far_end_count(behind_proxy_relay(), "CONNECT");
	behind_proxy_answer(climber, 0, "a", "b");
	behind_proxy_answer(climber, 1, "c", "d");
	assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
	assert_int_equal(climber->questions, 3);
	assert_true(far_end_count(behind_proxy_relay(), "CONNECT") - before <= 8);
	climber_free(climber);
}

/* libcurl alone would go on for as long as it may connect. */
static void proxy_that_finds_every_nonce_too_old_ends(void **state)
{
	(void)state;
	struct climber *climber = behind_proxy_through("proxy wss", far_end_port(behind_proxy_relay(), "stale"));
	int before = far_end_count(behind_proxy_relay(), "asked Digest");
	behind_proxy_answer(climber, 0, "user", "secret");
	assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
	assert_int_equal(climber->questions, 2);
	assert_in_range(far_end_count(behind_proxy_relay(), "asked Digest") - before, 1, 5);
	climber_free(climber);
}

/* Such an account may be locked soon: whether what was typed is wrong, nobody has said. */
static void login_without_an_answer_is_not_sent_again_without_a_person(void **state)
{
	(void)state;
	struct climber *climber =
		behind_proxy_through("proxy raw ws wss https http", far_end_port(behind_proxy_relay(), "login"));
	behind_proxy_answer(climber, 0, "user", "mistyped");
	assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
	assert_int_equal(climber->questions, 2);
	assert_true(climber->question.was_unanswered);
	assert_false(climber->question.was_wrong);
	assert_string_equal(climber->question.scheme, "Basic");
	assert_int_equal(climber_outcomes(climber, ATTEMPT_LOGIN_UNANSWERED), 1);
	assert_int_equal(far_end_count(behind_proxy_relay(), "wrong login"), 1);
	carrier_close(climber->carrier); /* another one, and a person who types the right one */
	climber->carrier = NULL;
	ways_ask_again(climber->ways);
	behind_proxy_answer(climber, 2, "user", "secret");
	behind_proxy_assert_carries(climber);
	assert_int_equal(climber->questions, 3);
	climber_free(climber);
}

static struct climber *through_socks(const char *only, const char *service)
{
	char proxy[64];
	struct climber *climber = behind_proxy_by(only);
	snprintf(proxy, sizeof proxy, "socks5://127.0.0.1:%u", far_end_port(behind_proxy_relay(), service));
	assert_int_equal(ways_set_proxy(climber->ways, proxy), RESULT_OK);
	return climber;
}

/* With SOCKS nobody sees the login go out: that the proxy was reached has to do. */
static void login_that_socks_does_not_answer_is_sent_once(void **state)
{
	static const char *const services[] = {"socks3", "socks4"};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct climber *climber = through_socks("proxy raw ws wss https http", services[i]);
		int before = far_end_count(behind_proxy_relay(), "socks mistyped");
		behind_proxy_answer(climber, 0, "mistyped", "secret");
		assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
		assert_int_equal(climber->questions, 2);
		assert_true(climber->question.was_unanswered);
		assert_int_equal(climber_outcomes(climber, ATTEMPT_LOGIN_UNANSWERED), 1);
		assert_int_equal(far_end_count(behind_proxy_relay(), "socks mistyped") - before, 1);
		climber_free(climber);
	}
}

/* The carrier is closed while the proxy still thinks: the login is gone all the same. */
static void login_on_its_way_through_socks_counts_when_it_is_given_up(void **state)
{
	(void)state;
	struct climber *climber = through_socks("proxy raw ws wss", "socks4");
	int before = far_end_count(behind_proxy_relay(), "socks again");
	behind_proxy_answer(climber, 0, "again", "secret");
	assert_int_equal(climber_begin(climber), RESULT_OK);
	while (far_end_count(behind_proxy_relay(), "socks again") == before)
		assert_int_equal(climber_turn(climber, 10), RESULT_WOULD_BLOCK);
	carrier_close(climber->carrier);
	climber->carrier = NULL;
	assert_int_equal(climber_climb(climber), RESULT_PROXY_LOGIN);
	assert_int_equal(climber->questions, 2);
	assert_int_equal(far_end_count(behind_proxy_relay(), "socks again") - before, 1);
	climber_free(climber);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_login_is_asked_for_once_and_used_by_all),
		cmocka_unit_test(wrong_password_is_sent_once_and_said),
		cmocka_unit_test(wrong_password_by_digest_is_sent_once),
		cmocka_unit_test(refused_question_is_asked_again_by_a_person_alone),
		cmocka_unit_test(login_in_the_address_is_used_without_a_question),
		cmocka_unit_test(nobody_to_ask_is_a_failure_with_words),
		cmocka_unit_test(proxy_that_offers_a_ticket_too_gets_a_password),
		cmocka_unit_test(proxy_that_wants_a_ticket_alone_asks_nobody),
		cmocka_unit_test(login_without_an_answer_is_not_sent_again_without_a_person),
		cmocka_unit_test(login_that_socks_does_not_answer_is_sent_once),
		cmocka_unit_test(login_on_its_way_through_socks_counts_when_it_is_given_up),
		cmocka_unit_test(proxy_that_asks_for_ever_ends),
		cmocka_unit_test(proxy_that_finds_every_nonce_too_old_ends),
	};
	return cmocka_run_group_tests(tests, behind_proxy_start, behind_proxy_stop);
}

/* The whole way to a relay, against a directory and a far end (tests/support/far_end.py) on this machine. */
#include "support/unit.h"

#include "base/clock.h"
#include "base/secret.h"
#include "carrier/check.h"
#include "far_end.h"
#include "support/loopback.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static uint8_t root_public[32], root_secret[64];
static char said[8000];
static struct ways_options ways;
static struct far_end *far_end;

static int make_key(void **state)
{
	static const uint8_t seed[32] = {1};
	(void)state;
	far_end = far_end_start("raw=speaks other=other mute=mute");
	return secret_start() != RESULT_OK || crypto_sign_seed_keypair(root_public, root_secret, seed);
}

static int end_all(void **state)
{
	(void)state;
	far_end_stop(far_end);
	return 0;
}

static void say(void *context, const char *line)
{
	size_t used = strlen(said);
	(void)context;
	snprintf(said + used, sizeof said - used, "%s\n", line);
}

/* Checks against a directory whose list has one relay, at `port` of the directory's host. */
static enum result check_with(uint16_t port, const char *proxy)
{
	uint8_t text[4096];
	char answer[5000], url[64];
	struct server_list list = {
		.issued_s = clock_wall_s(), .expires_s = clock_wall_s() + 600, .relay_count = 1};
	struct writer w = writer_into(text, sizeof text);
	list.relays[0] = (struct server_list_relay){.id = "12345678", .raw_port = port, .weight = 1};
	server_list_write(&list, &w);
	server_list_sign(&w, root_secret);
	int size = snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%.*s", w.size,
	                    (int)w.size, (const char *)text);
	struct loopback *server =
		loopback_start(&(struct loopback_plan){.answer = {(const uint8_t *)answer, (size_t)size}});
	snprintf(url, sizeof url, "http://127.0.0.1:%u", loopback_port(server));
	struct directory_options options = {.urls = {url}, .root_key = root_public};
	said[0] = 0;
	ways.proxy = proxy;
	enum result result = check_relay(&options, &ways, say, NULL);
	loopback_stop(server);
	return result;
}

static void relay_that_answers_is_good_and_every_step_is_said(void **state)
{
	uint16_t port = far_end_port(far_end, "raw");
	char expected[64];
	(void)state;
	assert_int_equal(check_with(port, ""), RESULT_OK);
	assert_non_null(strstr(said, "came from 127.0.0.1 and is signed as it must be; relays in it: 1."));
	snprintf(expected, sizeof expected, "raw 127.0.0.1:%u: connected", port);
	assert_non_null(strstr(said, expected));
	assert_non_null(strstr(said, "The relay 127.0.0.1 answers over raw."));
	assert_non_null(strstr(said, "There and back "));
	assert_non_null(strstr(said, "bit/s, up about "));
}

static void something_that_answers_otherwise_is_not_a_relay(void **state)
{
	(void)state;
	assert_int_equal(check_with(far_end_port(far_end, "other"), ""), RESULT_LIST_FOREIGN);
	assert_non_null(strstr(said, "another relay answers there"));
}

/* Nobody is asked: how to give a login is said. */
static void proxy_that_wants_a_login_is_told_of(void **state)
{
	uint16_t port = far_end_port(far_end, "raw");
	char proxy[64], expected[200];
	struct far_end *squid = far_end_proxy("basic");
	(void)state;
	ways.only = "proxy raw";
	snprintf(proxy, sizeof proxy, "127.0.0.1:%u", far_end_port(squid, "proxy"));
	assert_int_equal(check_with(port, proxy), RESULT_PROXY_LOGIN);
	snprintf(expected, sizeof expected, "through %s: the proxy wants a name and a password", proxy);
	assert_non_null(strstr(said, expected));
	assert_non_null(strstr(said, "http_proxy=http://NAME:PASSWORD@HOST:PORT"));
	snprintf(proxy, sizeof proxy, "user:secret@127.0.0.1:%u", far_end_port(squid, "proxy"));
	assert_int_equal(check_with(port, proxy), RESULT_OK);
	snprintf(expected, sizeof expected, "answers over raw through 127.0.0.1:%u.",
	         far_end_port(squid, "proxy"));
	assert_non_null(strstr(said, expected));
	assert_null(strstr(said, "secret"));
	ways.only = NULL;
	far_end_stop(squid);
}

/* Who can't type anything is not told to: the last word is about the computer's sign-on. */
static void proxy_that_takes_a_ticket_alone_is_told_of(void **state)
{
	char proxy[64];
	struct far_end *odd = far_end_start("ticket=offers-Negotiate");
	(void)state;
	ways.only = "proxy raw";
	snprintf(proxy, sizeof proxy, "127.0.0.1:%u", far_end_port(odd, "ticket"));
	assert_int_equal(check_with(far_end_port(far_end, "raw"), proxy), RESULT_PROXY_TICKET);
	assert_non_null(strstr(said, "the proxy wants the sign-on of this computer"));
	assert_null(strstr(said, "password"));
	ways.only = NULL;
	far_end_stop(odd);
}

static void relay_that_does_not_listen_is_said_to_be_so(void **state)
{
	(void)state;
	assert_int_equal(check_with(loopback_dead_port(), ""), RESULT_NOT_REACHABLE);
	assert_non_null(strstr(said, "nothing answers there"));
}

static void directory_that_is_not_there_is_unreachable(void **state)
{
	char url[64];
	(void)state;
	snprintf(url, sizeof url, "http://127.0.0.1:%u", loopback_dead_port());
	struct directory_options options = {.urls = {url}, .root_key = root_public};
	said[0] = 0;
	assert_int_equal(check_relay(&options, &ways, say, NULL), RESULT_LIST_UNREACHABLE);
	options.root_key = NULL; /* and nobody there to show one */
	assert_int_equal(check_relay(&options, &ways, say, NULL), RESULT_LIST_UNREACHABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(relay_that_answers_is_good_and_every_step_is_said),
		cmocka_unit_test(something_that_answers_otherwise_is_not_a_relay),
		cmocka_unit_test(proxy_that_wants_a_login_is_told_of),
		cmocka_unit_test(proxy_that_takes_a_ticket_alone_is_told_of),
		cmocka_unit_test(relay_that_does_not_listen_is_said_to_be_so),
		cmocka_unit_test(directory_that_is_not_there_is_unreachable),
	};
	return cmocka_run_group_tests(tests, make_key, end_all);
}

/* The whole way to a relay, against a directory and a listening port on this machine. */
#include "support/unit.h"

#include "base/clock.h"
#include "carrier/check.h"
#include "support/loopback.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static uint8_t root_public[32], root_secret[64];
static char said[2000];
static const struct ways_options ways = {.proxy = ""};

static int make_key(void **state)
{
	static const uint8_t seed[32] = {1};
	(void)state;
	return sodium_init() < 0 || crypto_sign_seed_keypair(root_public, root_secret, seed);
}

static void say(void *context, const char *line)
{
	size_t used = strlen(said);
	(void)context;
	snprintf(said + used, sizeof said - used, "%s\n", line);
}

/* Checks against a directory whose list has one relay, at `port` of the directory's host. */
static enum result check_with(uint16_t port)
{
	uint8_t text[4096];
	char answer[5000], url[64];
	struct server_list list = {
		.issued_s = clock_wall_s(), .expires_s = clock_wall_s() + 600, .relay_count = 1};
	struct writer w = writer_into(text, sizeof text);
	list.relays[0] = (struct server_list_relay){.raw_port = port, .weight = 1};
	server_list_write(&list, &w);
	server_list_sign(&w, root_secret);
	int size = snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%.*s", w.size,
	                    (int)w.size, (const char *)text);
	struct loopback *server =
		loopback_start(&(struct loopback_plan){.answer = {(const uint8_t *)answer, (size_t)size}});
	snprintf(url, sizeof url, "http://127.0.0.1:%u", loopback_port(server));
	struct directory_options options = {.urls = {url}, .root_key = root_public};
	said[0] = 0;
	enum result result = check_relay(&options, &ways, say, NULL);
	loopback_stop(server);
	return result;
}

static void relay_that_listens_is_good_and_every_step_is_said(void **state)
{
	uint16_t port = 0;
	int listener = loopback_listen(&port, false, 5);
	char expected[64];
	(void)state;
	assert_int_equal(check_with(port), RESULT_OK);
	close(listener);
	snprintf(expected, sizeof expected, "raw 127.0.0.1:%u: connected", port);
	assert_non_null(strstr(said, "127.0.0.1"));
	assert_non_null(strstr(said, expected));
}

static void relay_that_does_not_listen_is_said_to_be_so(void **state)
{
	(void)state;
	assert_int_equal(check_with(loopback_dead_port()), RESULT_NOT_REACHABLE);
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
		cmocka_unit_test(relay_that_listens_is_good_and_every_step_is_said),
		cmocka_unit_test(relay_that_does_not_listen_is_said_to_be_so),
		cmocka_unit_test(directory_that_is_not_there_is_unreachable),
	};
	return cmocka_run_group_tests(tests, make_key, NULL);
}

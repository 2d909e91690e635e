#include "support/unit.h"

#include "relay/trusted.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static struct trusted trusted;

static int set_up(void **state)
{
	(void)state;
	memset(&trusted, 0, sizeof trusted);
	return 0;
}

static enum result add(const char *text)
{
	return trusted_add(&trusted, bytes_of_text(text));
}

static struct address address(const char *text)
{
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		return address_of((struct sockaddr *)&four);
	assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
	return address_of((struct sockaddr *)&six);
}

static bool has(const char *text)
{
	struct address it = address(text);
	return trusted_has(&trusted, &it);
}

static void nobody_is_trusted_unless_named(void **state)
{
	(void)state;
	assert_false(has("127.0.0.1"));
	assert_false(has("::1"));
	assert_false(has("0.0.0.0"));
}

static void networks_are_their_first_bits(void **state)
{
	(void)state;
	assert_int_equal(add("192.0.2.7"), RESULT_OK);
	assert_int_equal(add("10.1.2.0/23"), RESULT_OK);
	assert_int_equal(add("2001:db8::/33"), RESULT_OK);
	assert_int_equal(add("::1"), RESULT_OK);
	assert_true(has("192.0.2.7"));
	assert_false(has("192.0.2.6"));
	assert_true(has("10.1.2.0") && has("10.1.3.255"));
	assert_false(has("10.1.4.0") || has("10.1.1.255"));
	assert_true(has("2001:db8:7fff::1"));
	assert_false(has("2001:db8:8000::1"));
	assert_true(has("::1"));
	assert_false(has("::2"));
	assert_true(has("::ffff:192.0.2.7")); /* as a socket for both families has it */
}

static void what_is_no_network_is_refused(void **state)
{
	static const char *const bad[] = {"",           "here",           "192.0.2",        "192.0.2.7/33",
	                                  "192.0.2.7/", "192.0.2.7/x",    "0.0.0.0/0",      "::/0",
	                                  "10.0.0.1/8", "2001:db8::/129", "2001:db8::1/64", "192.0.2.7 ",
	                                  "/8",         "1.2.3.4/-1",     "1.2.3.4/8/8"};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (add(bad[i]) != RESULT_BAD_ARGUMENT)
			fail_msg("taken: %s", bad[i]);
	assert_int_equal(trusted.count, 0);
	for (int i = 0; i < TRUSTED_MAX; i++)
		assert_int_equal(add("192.0.2.7"), RESULT_OK);
	assert_int_equal(add("192.0.2.7"), RESULT_TOO_LARGE);
}

/* Whose a request from 10.0.0.1 with these fields is. */
static struct address client(const char *fields)
{
	char text[2000];
	struct http_head head;
	struct address from = address("10.0.0.1");
	snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: a\r\n%s\r\n", fields);
	assert_int_equal(http_head_decode(bytes_of_text(text), &head), RESULT_OK);
	return trusted_client(&trusted, &head, &from);
}

static void the_last_address_that_is_no_proxy_of_ours_counts(void **state)
{
	static const struct {
		const char *fields, *expected;
	} cases[] = {
		{"", "10.0.0.1"},
		{"X-Forwarded-For: 203.0.113.5\r\n", "203.0.113.5"},
		{"x-forwarded-for: 203.0.113.5:4711\r\n", "203.0.113.5"},
		{"X-Forwarded-For: 2001:db8::5\r\n", "2001:db8::5"},
		{"X-Forwarded-For: [2001:db8::5]:4711\r\n", "2001:db8::5"},
		{"X-Forwarded-For: [2001:db8::5]\r\n", "2001:db8::5"},
		{"X-Forwarded-For: 198.51.100.1, 203.0.113.5\r\n", "203.0.113.5"}, /* what the client wrote itself */
		{"X-Forwarded-For: 198.51.100.1, 203.0.113.5, 10.9.9.9\r\n", "203.0.113.5"},
		{"X-Forwarded-For: 203.0.113.5 ,10.9.9.9\r\nX-Forwarded-For: 10.8.8.8\r\n", "203.0.113.5"},
		{"X-Forwarded-For: 10.7.7.7\r\n", "10.7.7.7"}, /* all of them ours: the furthest */
		{"X-Forwarded-For: 203.0.113.5, unknown\r\n", "10.0.0.1"},
		{"X-Forwarded-For: unknown, 10.9.9.9\r\n", "10.9.9.9"},
		{"X-Forwarded-For: ,\r\n", "10.0.0.1"},
		{"X-Forwarded-For:\r\n", "10.0.0.1"},
		{"X-Forwarded-For: [\r\n", "10.0.0.1"},
		{"Forwarded: for=203.0.113.5\r\n", "10.0.0.1"},
	};
	(void)state;
	assert_int_equal(add("10.0.0.0/8"), RESULT_OK);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct address got = client(cases[i].fields), expected = address(cases[i].expected);
		if (memcmp(&got, &expected, sizeof got) != 0)
			fail_msg("another address: %s", cases[i].fields);
	}
}

static void a_chain_without_end_is_left(void **state)
{
	char fields[1500] = "X-Forwarded-For: 203.0.113.5";
	(void)state;
	assert_int_equal(add("10.0.0.0/8"), RESULT_OK);
	for (int i = 0; i < 40; i++)
		strcat(fields, ",10.1.1.1");
	strcat(fields, "\r\n");
	struct address got = client(fields), expected = address("10.1.1.1");
	assert_memory_equal(&got, &expected, sizeof got);
}

static void an_address_is_the_same_source_as_its_socket(void **state)
{
	static const char *const texts[] = {"192.0.2.7", "2001:db8:1:2::5"};
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct sockaddr_in four = {.sin_family = AF_INET};
		struct sockaddr_in6 six = {.sin6_family = AF_INET6};
		struct address it = address(texts[i]);
		inet_pton(AF_INET, texts[i], &four.sin_addr);
		inet_pton(AF_INET6, texts[i], &six.sin6_addr);
		struct limits_source expected =
			limits_source_of(i ? (struct sockaddr *)&six : (struct sockaddr *)&four);
		struct limits_source got = address_source(&it);
		assert_memory_equal(got.bytes, expected.bytes, sizeof got.bytes);
		assert_int_equal(got.is_ipv6, expected.is_ipv6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nobody_is_trusted_unless_named, set_up),
		cmocka_unit_test_setup(networks_are_their_first_bits, set_up),
		cmocka_unit_test_setup(what_is_no_network_is_refused, set_up),
		cmocka_unit_test_setup(the_last_address_that_is_no_proxy_of_ours_counts, set_up),
		cmocka_unit_test_setup(a_chain_without_end_is_left, set_up),
		cmocka_unit_test_setup(an_address_is_the_same_source_as_its_socket, set_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

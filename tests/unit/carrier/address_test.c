#include "support/unit.h"

#include "carrier/address.h"

#include <stdio.h>
#include <string.h>

static void parts_of_an_address_are_found(void **state)
{
	static const struct {
		const char *url, *host, *path, *whole;
		bool is_tls, has_port;
		uint16_t port;
	} cases[] = {
		{"http://a.example", "a.example", "/", "http://a.example/", false, false, 80},
		{"HTTPS://a.example/list", "a.example", "/list", "https://a.example/list", true, false, 443},
		{"http://a:8080/x/list?y=1", "a", "/x/list?y=1", "http://a:8080/x/list?y=1", false, true, 8080},
		{"https://a:443", "a", "/", "https://a/", true, true, 443},
		{"http://[2001:db8::1]:81/", "2001:db8::1", "/", "http://[2001:db8::1]:81/", false, true, 81},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct address address;
		char whole[ADDRESS_BYTES];
		assert_int_equal(address_parse(cases[i].url, &address), RESULT_OK);
		assert_string_equal(address.host, cases[i].host);
		assert_string_equal(address.path, cases[i].path);
		assert_int_equal(address.is_tls, cases[i].is_tls);
		assert_int_equal(address.has_port, cases[i].has_port);
		assert_int_equal(address.port, cases[i].port);
		assert_true(address_write(&address, whole, sizeof whole));
		assert_string_equal(whole, cases[i].whole);
		assert_false(address_write(&address, whole, strlen(cases[i].whole)));
	}
}

static void what_is_no_such_address_is_refused(void **state)
{
	static const char *const bad[] = {"",           "a.example",         "ftp://a/",    "http://",
	                                  "file:///x",  "http://u:p@a/list", "http://a:b/", "http://a:70000/",
	                                  "http://[::", "http://a b/"};
	struct address address = {.port = 7};
	char longest[ADDRESS_BYTES + 4];
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (address_parse(bad[i], &address) != RESULT_BAD_ARGUMENT)
			fail_msg("\"%s\" was taken", bad[i]);
	memset(longest, 'a', sizeof longest);
	memcpy(longest, "http://b/", 9);
	longest[ADDRESS_BYTES] = 0;
	assert_int_equal(address_parse(longest, &address), RESULT_BAD_ARGUMENT);
	memset(longest + 7, 'a', 300); /* a host that is too long */
	longest[300] = 0;
	assert_int_equal(address_parse(longest, &address), RESULT_BAD_ARGUMENT);
	assert_int_equal(address.port, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_of_an_address_are_found),
		cmocka_unit_test(what_is_no_such_address_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

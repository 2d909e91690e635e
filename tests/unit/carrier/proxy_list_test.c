#include "support/unit.h"

#include "carrier/proxy_list.h"
#include "support/guarded.h"

#include <string.h>

static char found[PROXY_FIND_MAX][WAYS_PROXY_BYTES];

static size_t read_list(const char *list, const char *scheme)
{
	uint8_t *copy = guarded_copy(bytes_of_text(list));
	memset(found, 0, sizeof found);
	size_t count = proxy_list_read((struct bytes){copy, strlen(list)}, scheme, found);
	guarded_free(copy);
	return count;
}

static void assert_one(const char *list, const char *scheme, const char *expected)
{
	assert_int_equal(read_list(list, scheme), 1);
	assert_string_equal(found[0], expected);
}

static void a_proxy_for_all_is_one_for_each_scheme(void **state)
{
	(void)state;
	assert_one("proxy.corp:8080", "http", "http://proxy.corp:8080");
	assert_one("proxy.corp:8080", "https", "http://proxy.corp:8080");
	assert_one("proxy.corp", "https", "http://proxy.corp:80"); /* libcurl would take 1080 */
	assert_one("10.0.0.1:3128", "http", "http://10.0.0.1:3128");
	assert_one("[2001:db8::1]:3128", "http", "http://[2001:db8::1]:3128");
	assert_one("[2001:db8::1]", "http", "http://[2001:db8::1]:80");
}

static void each_scheme_has_its_own(void **state)
{
	static const char list[] = "http=a:80;HTTPS=b:443;ftp=c:21;socks=d:1080";
	(void)state;
	assert_one(list, "http", "http://a:80");
	assert_one(list, "https", "http://b:443");
	assert_int_equal(read_list("ftp=c:21", "http"), 0);
	assert_one("https=https://tls.corp", "https", "https://tls.corp:443");
	assert_one("http://a:81/", "http", "http://a:81");
}

static void several_come_in_their_order_and_not_too_many(void **state)
{
	(void)state;
	assert_int_equal(read_list(" a:1 ;b:2,\tc:3\r\n d:4;e:5", "http"), PROXY_FIND_MAX);
	assert_string_equal(found[0], "http://a:1");
	assert_string_equal(found[1], "http://b:2");
	assert_string_equal(found[2], "http://c:3");
	assert_string_equal(found[3], "http://d:4");
}

static void what_is_not_a_host_is_left_out(void **state)
{
	static const char *const none[] = {
		"",        ";;  ", "http=",  "socks5://a:1",  "user:pw@host:8", "a/b:80", "http://", "ho\xc3\xbcst",
		"a%41:80", "=",    "a:80#x", "http://a?b:80", "\"a\""};
	char large[2 * WAYS_PROXY_BYTES];
	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(read_list(none[i], "http"), 0);
	memset(large, 'a', sizeof large - 1);
	large[sizeof large - 1] = 0;
	assert_int_equal(read_list(large, "http"), 0);
	large[WAYS_PROXY_BYTES - 10] = 0; /* that alone would fit, but not with what goes around it */
	assert_int_equal(read_list(large, "http"), 0);
	large[WAYS_PROXY_BYTES - 11] = 0;
	assert_int_equal(read_list(large, "http"), 1);
	assert_int_equal(strlen(found[0]), WAYS_PROXY_BYTES - 1);
}

static bool has_host(const char *exceptions, const char *host)
{
	uint8_t *copy = guarded_copy(bytes_of_text(exceptions));
	bool has = proxy_list_has_host((struct bytes){copy, strlen(exceptions)}, host);
	guarded_free(copy);
	return has;
}

static void exceptions_are_patterns(void **state)
{
	(void)state;
	assert_true(has_host("localhost;*.corp;10.*", "relay.CORP"));
	assert_true(has_host("localhost;*.corp;10.*", "10.1.2.3"));
	assert_true(has_host("http://intern.example", "intern.example"));
	assert_true(has_host("*", "anything"));
	assert_true(has_host("*a*b*c", "xxaxxbxxbc"));
	assert_false(has_host("*a*b*c", "xxaxxcxxb"));
	assert_false(has_host("localhost;*.corp;10.*", "corp"));
	assert_false(has_host("*.corp", "relay.corp.example"));
	assert_false(has_host("", "relay"));
	assert_false(has_host("relay", "relay2"));
}

static void a_local_name_is_one_without_a_dot(void **state)
{
	(void)state;
	assert_true(has_host("x;<local>", "relay"));
	assert_false(has_host("<LOCAL>", "relay.example"));
	assert_false(has_host("<local>", "::1"));
	assert_false(has_host("<local", "relay"));
}

static void a_pattern_of_stars_takes_no_time(void **state)
{
	char pattern[4001], host[1001];
	(void)state;
	for (size_t i = 0; i < 2000; i++)
		memcpy(pattern + 2 * i, "*a", 2);
	pattern[4000] = 0;
	memset(host, 'a', 1000);
	host[1000] = 0;
	assert_false(has_host(pattern, host)); /* naive code would not come back */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_proxy_for_all_is_one_for_each_scheme),
		cmocka_unit_test(each_scheme_has_its_own),
		cmocka_unit_test(several_come_in_their_order_and_not_too_many),
		cmocka_unit_test(what_is_not_a_host_is_left_out),
		cmocka_unit_test(exceptions_are_patterns),
		cmocka_unit_test(a_local_name_is_one_without_a_dot),
		cmocka_unit_test(a_pattern_of_stars_takes_no_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

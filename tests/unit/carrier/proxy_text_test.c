#include "support/unit.h"

#include "carrier/proxy_text.h"

#include <stdio.h>
#include <string.h>

static void assert_reads(const char *text, const char *url, const char *name, const char *password)
{
	char got[WAYS_PROXY_BYTES] = "untouched";
	struct login login = {"x", "x"};
	assert_int_equal(proxy_text_read(text, got, &login), RESULT_OK);
	assert_string_equal(got, url);
	assert_string_equal(login.name, name);
	assert_string_equal(login.password, password);
}

static void what_people_write_is_understood(void **state)
{
	(void)state;
	assert_reads("proxy.corp:8080", "http://proxy.corp:8080", "", "");
	assert_reads("10.0.0.3", "http://10.0.0.3:3128", "", "");
	assert_reads("http://proxy.corp:8080/", "http://proxy.corp:8080", "", "");
	assert_reads("https://proxy.corp", "https://proxy.corp:443", "", "");
	assert_reads("[2001:db8::3]:8080", "http://[2001:db8::3]:8080", "", "");
	assert_reads("socks5://proxy.corp", "socks5h://proxy.corp:1080", "", "");
	assert_reads("socks://proxy.corp:1081", "socks5h://proxy.corp:1081", "", "");
	assert_reads("socks4://proxy.corp", "socks4a://proxy.corp:1080", "", "");
}

static void login_is_taken_out_of_the_address(void **state)
{
	(void)state;
	assert_reads("http://user:secret@proxy.corp:8080", "http://proxy.corp:8080", "user", "secret");
	assert_reads("user@proxy.corp:8080", "http://proxy.corp:8080", "user", "");
	assert_reads("http://CORP%5Cuser:p%40ss%3Aword@proxy:80", "http://proxy:80", "CORP\\user", "p@ss:word");
}

static void anything_else_is_refused_and_changes_nothing(void **state)
{
	static const char *const bad[] = {"",
	                                  "http://",
	                                  "ftp://proxy:21",
	                                  "proxy corp:8080",
	                                  "proxy:99999",
	                                  "http://user@:80",
	                                  "direct://",
	                                  "pac+http://host/file"};
	char url[WAYS_PROXY_BYTES], text[1000];
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		strcpy(url, "untouched");
		assert_int_equal(proxy_text_read(bad[i], url, NULL), RESULT_BAD_ARGUMENT);
		assert_string_equal(url, "untouched");
	}
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = 0;
	assert_int_equal(proxy_text_read(text, url, NULL), RESULT_BAD_ARGUMENT);
	memcpy(text + 300, "@proxy:80", sizeof "@proxy:80"); /* a name of 300 bytes */
	struct login login;
	assert_int_equal(proxy_text_read(text, url, &login), RESULT_BAD_ARGUMENT);
}

static void people_see_host_and_port(void **state)
{
	char shown[WAYS_PROXY_BYTES];
	(void)state;
	proxy_text_show("socks5h://proxy.corp:1080", shown);
	assert_string_equal(shown, "proxy.corp:1080");
	proxy_text_show("", shown);
	assert_string_equal(shown, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_people_write_is_understood),
		cmocka_unit_test(login_is_taken_out_of_the_address),
		cmocka_unit_test(anything_else_is_refused_and_changes_nothing),
		cmocka_unit_test(people_see_host_and_port),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Against Windows' own settings of this user, as "Internet options" writes them; they are put back
 * afterwards. The PAC file comes from a server of the test's own.
 */
#include "support/unit.h"

#include "carrier/proxy_ask.h"
#include "support/loopback.h"

#include <windows.h>

#include <stdio.h>
#include <string.h>

enum { BLOB_MAX = 4096, USE_DIRECT = 1, USE_PROXY = 2, USE_PAC = 4 };

static const wchar_t connections[] =
	L"Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections";
static const wchar_t value[] = L"DefaultConnectionSettings";
static uint8_t before[BLOB_MAX];
static DWORD before_bytes;
static char found[PROXY_FIND_MAX][WAYS_PROXY_BYTES];

static int keep_settings(void **state)
{
	(void)state;
	before_bytes = sizeof before;
	if (RegGetValueW(HKEY_CURRENT_USER, connections, value, RRF_RT_REG_BINARY, NULL, before, &before_bytes) !=
	    ERROR_SUCCESS)
		before_bytes = 0;
	return 0;
}

static int put_settings_back(void **state)
{
	(void)state;
	if (before_bytes > 0)
		RegSetKeyValueW(HKEY_CURRENT_USER, connections, value, REG_BINARY, before, before_bytes);
	else
		RegDeleteKeyValueW(HKEY_CURRENT_USER, connections, value);
	return 0;
}

static uint8_t *put_number(uint8_t *to, uint32_t number)
{
	memcpy(to, &number, sizeof number);
	return to + sizeof number;
}

static uint8_t *put_text(uint8_t *to, const char *text)
{
	to = put_number(to, (uint32_t)strlen(text));
	memcpy(to, text, strlen(text));
	return to + strlen(text);
}

static void set(uint32_t flags, const char *proxy, const char *exceptions, const char *pac)
{
	uint8_t blob[BLOB_MAX] = {0}, *at = blob;
	at = put_number(at, 0x46);
	at = put_number(at, 1);
	at = put_number(at, flags);
	at = put_text(at, proxy);
	at = put_text(at, exceptions);
	at = put_text(at, pac);
	at += 32;
	assert_int_equal(
		RegSetKeyValueW(HKEY_CURRENT_USER, connections, value, REG_BINARY, blob, (DWORD)(at - blob)),
		ERROR_SUCCESS);
}

static size_t ask(const char *url)
{
	memset(found, 0, sizeof found);
	return proxy_ask(url, found);
}

static void without_a_setting_the_way_is_direct(void **state)
{
	(void)state;
	set(USE_DIRECT, "", "", "");
	assert_int_equal(ask("https://relay.example:443/"), 0);
	assert_int_equal(ask("no address at all"), 0);
}

static void a_fixed_proxy_is_taken_but_for_its_exceptions(void **state)
{
	(void)state;
	set(USE_DIRECT | USE_PROXY, "http=plain.corp:3128;https=tls.corp:8080", "*.corp;<local>", "");
	assert_int_equal(ask("https://relay.example:443/"), 1);
	assert_string_equal(found[0], "http://tls.corp:8080");
	assert_int_equal(ask("http://relay.example:80/"), 1);
	assert_string_equal(found[0], "http://plain.corp:3128");
	assert_int_equal(ask("https://relay.corp:443/"), 0);
	assert_int_equal(ask("https://relay:443/"), 0);
}

static void a_pac_file_is_fetched_and_run(void **state)
{
	static const char body[] = "function FindProxyForURL(url, host) {\n"
							   "	if (dnsDomainIs(host, '.corp')) return 'DIRECT';\n"
							   "	return 'PROXY pac1.corp:3128; PROXY pac2.corp:3129; DIRECT';\n"
							   "}\n";
	char answer[600], url[64];
	(void)state;
	int size = snprintf(answer, sizeof answer,
	                    "HTTP/1.1 200 OK\r\nContent-Type: application/x-ns-proxy-autoconfig\r\n"
	                    "Content-Length: %u\r\nConnection: close\r\n\r\n%s",
	                    (unsigned)strlen(body), body);
	struct loopback *server =
		loopback_start(&(struct loopback_plan){.answer = {(const uint8_t *)answer, (size_t)size}});
	snprintf(url, sizeof url, "http://127.0.0.1:%u/proxy.pac", loopback_port(server));
	set(USE_DIRECT | USE_PAC, "", "", url);
	assert_true(ask("https://relay.example:443/") >= 1); /* Windows hands on both, Wine 8 the first one */
	assert_string_equal(found[0], "http://pac1.corp:3128");
	assert_int_equal(ask("https://relay.corp:443/"), 0);
	assert_true(loopback_answered(server) > 0);
	loopback_stop(server);
}

static void a_pac_file_that_can_not_be_had_leaves_the_fixed_proxy(void **state)
{
	char url[64];
	(void)state;
	snprintf(url, sizeof url, "http://127.0.0.1:%u/proxy.pac", loopback_dead_port());
	set(USE_DIRECT | USE_PROXY | USE_PAC, "fixed.corp:8080", "", url);
	assert_int_equal(ask("https://relay.example:443/"), 1);
	assert_string_equal(found[0], "http://fixed.corp:8080");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, keep_settings, put_settings_back)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_setting_the_way_is_direct),
		TEST(a_fixed_proxy_is_taken_but_for_its_exceptions),
		TEST(a_pac_file_is_fetched_and_run),
		TEST(a_pac_file_that_can_not_be_had_leaves_the_fixed_proxy),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What a person has set under "Internet options" decides, as in a browser: first a PAC file, found by itself
 * or named, then a fixed proxy. Whoever has set nothing there gets what an administrator has set for all
 * programs.
 */
#include "carrier/proxy_ask.h"

#include "base/log.h"
#include "base/win32/wide.h"
#include "carrier/address.h"
#include "carrier/proxy_list.h"

#include <windows.h>
/* after windows.h */
#include <curl/curl.h>
#include <winhttp.h>

enum { LIST_BYTES = 4096 };

/* Both strings were made by the system, and are freed here. */
static size_t read_lists(wchar_t *proxies, wchar_t *exceptions, const struct address *to,
                         char out[static PROXY_FIND_MAX][WAYS_PROXY_BYTES])
{
	char list[LIST_BYTES] = "", without[LIST_BYTES] = "";
	if (proxies != NULL)
		wide_to_text(list, sizeof list, proxies);
	if (exceptions != NULL)
		wide_to_text(without, sizeof without, exceptions);
	GlobalFree(proxies);
	GlobalFree(exceptions);
	if (proxy_list_has_host(bytes_of_text(without), to->host))
		return 0;
	return proxy_list_read(bytes_of_text(list), to->is_tls ? "https" : "http", out);
}

/* Fetches and runs a PAC file. False: none was found, or it can't be had. */
static bool ask_file(const WINHTTP_CURRENT_USER_IE_PROXY_CONFIG *user, const wchar_t *url,
                     WINHTTP_PROXY_INFO *out)
{
	WINHTTP_AUTOPROXY_OPTIONS how = {.fAutoLogonIfChallenged = TRUE};
	if (user->fAutoDetect) {
		how.dwFlags |= WINHTTP_AUTOPROXY_AUTO_DETECT;
		how.dwAutoDetectFlags = WINHTTP_AUTO_DETECT_TYPE_DHCP | WINHTTP_AUTO_DETECT_TYPE_DNS_A;
	}
	if (user->lpszAutoConfigUrl != NULL) {
		how.dwFlags |= WINHTTP_AUTOPROXY_CONFIG_URL;
		how.lpszAutoConfigUrl = user->lpszAutoConfigUrl;
	}
	if (how.dwFlags == 0)
		return false;
	HINTERNET session = WinHttpOpen(NULL, WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
	bool is_found = session != NULL && WinHttpGetProxyForUrl(session, url, &how, out);
	if (!is_found)
		log_info("ways", "no answer of a PAC file: error %lu", GetLastError());
	if (session != NULL)
		WinHttpCloseHandle(session);
	return is_found;
}

size_t proxy_ask(const char *url, char out[static PROXY_FIND_MAX][WAYS_PROXY_BYTES])
{
	WINHTTP_CURRENT_USER_IE_PROXY_CONFIG user = {0};
	WINHTTP_PROXY_INFO info = {0};
	wchar_t wide[ADDRESS_BYTES];
	struct address to;
	if (address_parse(url, &to) != RESULT_OK || !wide_from_text(wide, ADDRESS_BYTES, url))
		return 0;
	bool is_set = WinHttpGetIEProxyConfigForCurrentUser(&user) != 0;
	bool is_asked = is_set && ask_file(&user, wide, &info);
	if (!is_asked && (!is_set || user.lpszProxy == NULL))
		WinHttpGetDefaultProxyConfiguration(&info);
	GlobalFree(user.lpszAutoConfigUrl);
	if (is_asked || user.lpszProxy == NULL) {
		GlobalFree(user.lpszProxy);
		GlobalFree(user.lpszProxyBypass);
		return read_lists(info.lpszProxy, info.lpszProxyBypass, &to, out);
	}
	return read_lists(user.lpszProxy, user.lpszProxyBypass, &to, out);
}

unsigned long proxy_find_single_sign_on(void)
{
	return CURLAUTH_NEGOTIATE | CURLAUTH_NTLM;
}

unsigned long proxy_find_passwords(void)
{
	return CURLAUTH_BASIC | CURLAUTH_DIGEST | CURLAUTH_NTLM | CURLAUTH_NEGOTIATE;
}

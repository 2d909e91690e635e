/*
 * Before connecting: which proxy (find_proxy), may one go through it (ways), with
 * which login. Then a handle is prepared. After connecting: was it 407
 * (hear_proxy), was the certificate not the relay's (then once more without
 * checking it, as inspected), or what else to write into the line.
 */
#include "carrier/curl_way.h"

#include "base/log.h"
#include "carrier/curl_outcome.h"
#include "carrier/socket.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	EYEBALLS_MS = 200,
	SEEN_MAX = 5,     /* 407s within one connecting: NTLM needs two, Digest with a stale nonce three */
	REFUSED_MAX = 12, /* in a row: without, single sign-on, key store, then each answer of a person */
	LOOK_AGAIN_MS = 250,
};

void curl_way_init(struct curl_way *way, const struct curl_way_kind *kind, const struct rung_start *start)
{
	const struct server_list_relay *relay = start->relay;
	*way = (struct curl_way){.start = *start, .kind = *kind, .has_pin = relay->has_pin};
	way->start.relay = NULL;
	memcpy(way->pin, relay->pin, sizeof way->pin);
	memcpy(way->host, relay->host, sizeof way->host);
	bool is_v6 = strchr(way->host, ':') != NULL;
	snprintf(way->address, sizeof way->address, is_v6 ? "[%s]:%u" : "%s:%u", way->host, kind->port);
	curl_way_url(way, "/", way->url, sizeof way->url);
	if (start->is_proxied && start->ways)
		way->who = ways_join(start->ways, way->host);
}

static void end_line(struct curl_way *way, enum attempt_outcome outcome, int64_t now_ms)
{
	if (way->is_line_open)
		attempts_end(way->start.attempts, way->start.report->attempt, outcome, now_ms);
	way->is_line_open = way->start.report->has_attempt = false;
}

void curl_way_finish(struct curl_way *way, int64_t now_ms)
{
	if (way->who && way->has_sent_login)
		ways_unanswered(way->start.ways, way->proxy, way->who, way->pass.generation, 0);
	if (way->who)
		ways_part(way->start.ways, way->who);
	way->who = 0;
	end_line(way, ATTEMPT_ABANDONED, now_ms);
}

/* The proxy wants a login that it does not get. */
static enum attempt_outcome wants(const struct curl_way *way)
{
	return ways_wants_ticket(way->start.ways, way->proxy) ? ATTEMPT_WANTS_TICKET : ATTEMPT_WANTS_LOGIN;
}

/* What is said in the end: whoever could type nothing is not told to. */
static enum result shut_out(const struct curl_way *way)
{
	return ways_wants_ticket(way->start.ways, way->proxy) ? RESULT_PROXY_TICKET : RESULT_PROXY_LOGIN;
}

static void open_line(struct curl_way *way, int64_t now_ms)
{
	struct rung_report *report = way->start.report;
	if (way->is_line_open)
		return;
	report->attempt = attempts_begin(way->start.attempts, way->kind.rung, way->address, now_ms);
	report->has_attempt = way->is_line_open = true;
	attempts_through(way->start.attempts, report->attempt, report->proxy);
}

static enum result find_proxy(struct curl_way *way, int64_t now_ms)
{
	if (!way->start.is_proxied)
		return RESULT_OK;
	if (!way->start.ways)
		return RESULT_NOT_REACHABLE;
	enum result result = ways_proxy(way->start.ways, way->url, now_ms, way->proxy);
	if (result != RESULT_OK)
		return result;
	ways_show_proxy(way->proxy, way->start.report->proxy);
	return way->proxy[0] ? RESULT_OK : RESULT_NOT_REACHABLE;
}

enum result curl_way_next(struct curl_way *way, int64_t now_ms)
{
	struct rung_report *report = way->start.report;
	enum result result = find_proxy(way, now_ms);
	if (result == RESULT_OK && way->who)
		result = ways_may_go(way->start.ways, way->proxy, way->who, now_ms, &way->pass);
	report->is_waiting = result == RESULT_WOULD_BLOCK && (way->pass.is_person || way->pass.is_looking);
	if (result == RESULT_OK || (result == RESULT_PROXY_LOGIN && !way->refused_count))
		open_line(way, now_ms);
	if (result != RESULT_PROXY_LOGIN)
		return result;
	end_line(way, wants(way), now_ms);
	return shut_out(way);
}

int curl_way_timeout_ms(const struct curl_way *way, int64_t now_ms)
{
	(void)way;
	(void)now_ms;
	/* Helpers wake the loop; the deadlines that ways has for them are looked at so often. */
	return LOOK_AGAIN_MS;
}

void curl_way_url(const struct curl_way *way, const char *path, char *to, size_t room)
{
	snprintf(to, room, "%s://%s%s", way->kind.is_tls ? "https" : "http", way->address, path);
}

static bool is_socks(const struct curl_way *way)
{
	return strncmp(way->proxy, "socks", 5) == 0;
}

static void note_login_sent(struct curl_way *way)
{
	way->has_sent_login = true;
	ways_sent(way->start.ways, way->proxy, way->who);
}

/* curl's CURLOPT_CLOSESOCKETFUNCTION, for SOCKS with a login on trial: when that goes curl does not say.
 * Where the proxy was reached it may have gone, and that counts as if it had. */
static int note_closed(void *context, curl_socket_t socket)
{
	struct curl_way *way = context;
	if (way->is_on_trial && socket_connected((wake_handle)socket) == ATTEMPT_CONNECTED)
		note_login_sent(way);
	socket_close((wake_handle)socket);
	return 0;
}

/* curl's CURLOPT_SOCKOPTFUNCTION. */
static int tune(void *context, curl_socket_t socket, curlsocktype purpose)
{
	const struct curl_way *way = context;
	if (purpose == CURLSOCKTYPE_IPCXN)
		socket_tune((wake_handle)socket, way->kind.is_spare);
	return CURL_SOCKOPT_OK;
}

static bool starts_with(struct bytes line, const char *word)
{
	struct bytes start = bytes_of_text(word);
	if (line.size < start.size)
		return false;
	for (size_t i = 0; i < start.size; i++)
		if ((line.data[i] | 0x20) != (start.data[i] | 0x20))
			return false;
	return true;
}

/* Where it stands, in capitals or not; the size if nowhere. */
static size_t find_text(struct bytes line, const char *text)
{
	size_t at = 0;
	while (at < line.size && !starts_with((struct bytes){line.data + at, line.size - at}, text))
		at++;
	return at;
}

/* realm="..." of a Proxy-Authenticate, as far as it is plain text. */
static void take_realm(struct curl_way *way, struct bytes line)
{
	size_t at = find_text(line, "realm=\""), size = 0;
	for (at += strlen("realm=\""); at < line.size && line.data[at] != '"' && size < WAYS_REALM_BYTES - 1;
	     at++)
		way->realm[size++] = line.data[at] >= 0x20 && line.data[at] < 0x7F ? (char)line.data[at] : '?';
	way->realm[size] = 0;
}

/* curl's CURLOPT_HEADERFUNCTION: counts what a proxy asks, and notes that it says anything; anything but all
 * of the bytes ends the transfer. */
static size_t take_header(char *data, size_t size, size_t count, void *context)
{
	struct curl_way *way = context;
	struct bytes line = {(const uint8_t *)data, size * count};
	bool is_status = starts_with(line, "http/1.") && line.size >= 12;
	way->has_sent_login = way->has_sent_login && !is_status;
	if (is_status && memcmp(line.data + 9, "407", 3) == 0 && ++way->seen_count > SEEN_MAX)
		return 0;
	if (starts_with(line, "proxy-authenticate:") &&
	    (!way->realm[0] || starts_with(line, "proxy-authenticate: basic")))
		take_realm(way, line);
	return line.size;
}

/* curl's CURLOPT_DEBUGFUNCTION: sees the login go out. */
static int note_sent(CURL *easy, curl_infotype kind, char *data, size_t size, void *context)
{
	struct curl_way *way = context;
	struct bytes head = {(const uint8_t *)data, size};
	(void)easy;
	if (kind != CURLINFO_HEADER_OUT || find_text(head, "proxy-authorization:") == size)
		return 0;
	note_login_sent(way);
	return 0;
}

/* The person's own authorities, where the environment names them, as the curl program does it. */
static void set_authorities(CURL *easy, CURLoption of_file, CURLoption of_folder)
{
	const char *file = getenv("CURL_CA_BUNDLE"), *folder = getenv("SSL_CERT_DIR");
	if (!file || !file[0])
		file = getenv("SSL_CERT_FILE");
	if (file && file[0])
		curl_easy_setopt(easy, of_file, file);
	if (folder && folder[0])
		curl_easy_setopt(easy, of_folder, folder);
}

static void set_tls(const struct curl_way *way, CURL *easy)
{
	char pin[80] = "sha256//";
	long check = way->is_lax || way->has_pin ? 0 : 1;
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, check);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, check * 2);
	set_authorities(easy, CURLOPT_CAINFO, CURLOPT_CAPATH);
	if (way->is_lax || !way->has_pin)
		return;
	sodium_bin2base64(pin + strlen(pin), sizeof pin - strlen(pin), way->pin, sizeof way->pin,
	                  sodium_base64_VARIANT_ORIGINAL);
	curl_easy_setopt(easy, CURLOPT_PINNEDPUBLICKEY, pin);
}

static void set_proxy(struct curl_way *way, CURL *easy)
{
	/* Empty: whatever the environment says, which libproxy has heard already. */
	curl_easy_setopt(easy, CURLOPT_PROXY, way->proxy);
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
	if (!way->proxy[0])
		return;
	set_authorities(easy, CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH);
	bool is_http = strncmp(way->proxy, "http", 4) == 0;
	curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL,
	                 is_http && (way->kind.is_tls || way->kind.is_tunnelled) ? 1L : 0L);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, way);
	if (!way->pass.has_login)
		return;
	ways_set_login(way->start.ways, way->proxy, easy);
	if (!way->pass.is_trial)
		return;
	if (is_socks(way)) {
		way->is_on_trial = true;
		curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, note_closed);
		curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, way);
		return;
	}
	curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, note_sent);
	curl_easy_setopt(easy, CURLOPT_DEBUGDATA, way);
}

/* For connecting. A proxy that has asked for a login is there. */
static long limit_ms(struct curl_way *way)
{
	int patience_ms = way->proxy[0] && !way->pass.has_login
	                      ? ways_patience_ms(way->start.ways, way->url, way->proxy)
	                      : INT_MAX;
	way->is_hurried = patience_ms < CURL_WAY_CONNECT_MS_MAX;
	return way->is_hurried ? patience_ms : CURL_WAY_CONNECT_MS_MAX;
}

void curl_way_prepare(struct curl_way *way, CURL *easy)
{
	way->seen_count = 0;
	way->has_sent_login = way->is_on_trial = false;
	way->realm[0] = 0;
	curl_easy_setopt(easy, CURLOPT_URL, way->url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "Lotse/" LOTSE_VERSION);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* a name server that does not answer holds up nobody */
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, limit_ms(way));
	curl_easy_setopt(easy, CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, (long)EYEBALLS_MS);
	curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, tune);
	curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, way);
	/* Schannel else ends where a list of revoked certificates is blocked, or an office's authority has none.
	 */
	curl_easy_setopt(easy, CURLOPT_SSL_OPTIONS, (long)CURLSSLOPT_REVOKE_BEST_EFFORT);
	curl_easy_setopt(easy, CURLOPT_PROXY_SSL_OPTIONS, (long)CURLSSLOPT_REVOKE_BEST_EFFORT);
	set_proxy(way, easy);
	if (way->kind.is_tls)
		set_tls(way, easy);
}

/* The same in words of HTTP for a SOCKS proxy, which says something to the login before it does anything
 * else: there was no TLS and no refusal of an address before it. */
static long socks_status(CURL *easy, CURLcode code)
{
	long said = CURLPX_OK;
	curl_easy_getinfo(easy, CURLINFO_PROXY_ERROR, &said);
	if (said == CURLPX_USER_REJECTED || said == CURLPX_NO_AUTH)
		return 407;
	bool is_beyond = code == CURLE_OK || code == CURLE_SSL_CONNECT_ERROR || curl_outcome_is_certificate(code);
	return is_beyond || (said >= CURLPX_RECV_REQACK && said <= CURLPX_REPLY_UNASSIGNED) ? 200 : 0;
}

/* What the proxy itself has answered; 0 nothing. */
static long proxy_status(const struct curl_way *way, CURL *easy, CURLcode code)
{
	long connect_status = 0, status = 0;
	curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &connect_status);
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	if (way->seen_count > SEEN_MAX)
		return 407;
	if (is_socks(way))
		return socks_status(easy, code);
	bool is_plain = !way->kind.is_tls && !way->kind.is_tunnelled && strncmp(way->proxy, "http", 4) == 0;
	/* A 407 before the login went is no word to it where the line breaks then. */
	bool is_cut = status == 407 && code != CURLE_OK;
	return connect_status ? connect_status : is_plain && !is_cut ? status : 0;
}

static struct curl_facts facts_of(const struct curl_way *way, CURL *easy, CURLcode code)
{
	struct curl_facts facts = {.code = code,
	                           .is_proxied = way->proxy[0],
	                           .is_tls = way->kind.is_tls,
	                           .is_unlisted = way->kind.is_unlisted};
	long system_error = 0;
	const char *address = NULL;
	curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &facts.verify);
	curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &system_error);
	curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address);
	facts.system_error = (int)system_error;
	facts.has_connected = address && address[0];
	if (way->proxy[0])
		facts.proxy_status = proxy_status(way, easy, code);
	facts.is_tls_to_proxy = strncmp(way->proxy, "https:", 6) == 0;
	return facts;
}

static unsigned long offered(CURL *easy)
{
	long schemes = 0;
	curl_easy_getinfo(easy, CURLINFO_PROXYAUTH_AVAIL, &schemes);
	return (unsigned long)schemes;
}

/* Name and password were sent, and it broke off without a word from the proxy. True: it goes no further
 * without a person. */
static bool is_silenced(struct curl_way *way, CURL *easy, int64_t now_ms)
{
	way->has_sent_login = false;
	if (!ways_unanswered(way->start.ways, way->proxy, way->who, way->pass.generation, offered(easy)))
		return false;
	end_line(way, ATTEMPT_LOGIN_UNANSWERED, now_ms);
	return ++way->refused_count < REFUSED_MAX;
}

/* 407: RESULT_WOULD_BLOCK as long as there may be another login to come. */
static enum result hear_refusal(struct curl_way *way, CURL *easy, int64_t now_ms)
{
	unsigned long schemes = offered(easy);
	struct ways_news news = {.is_refused = true,
	                         .generation = way->pass.generation,
	                         .schemes = schemes ? schemes : CURLAUTH_BASIC,
	                         .realm = way->realm};
	ways_tell(way->start.ways, way->proxy, way->who, &news);
	bool is_wrong = way->pass.has_login && !way->pass.is_single; /* that nobody has typed is not wrong */
	end_line(way, is_wrong ? ATTEMPT_WRONG_LOGIN : wants(way), now_ms);
	return ++way->refused_count < REFUSED_MAX ? RESULT_WOULD_BLOCK : shut_out(way);
}

/* The time was short for the sake of another proxy, but this one is there: it gets all of it. */
static bool is_there_after_all(const struct curl_way *way, CURL *easy, const struct curl_facts *facts)
{
	curl_off_t ready_us = 0;
	curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &ready_us);
	return way->is_hurried && facts->code == CURLE_OPERATION_TIMEDOUT && facts->has_connected && !ready_us;
}

static enum result fail(struct curl_way *way, const struct curl_facts *facts, int64_t now_ms)
{
	enum attempt_outcome outcome = curl_outcome(facts);
	log_info("carrier", "%s %s%s%s: %s", way->kind.rung, way->address, way->proxy[0] ? " through " : "",
	         way->start.report->proxy, curl_easy_strerror(facts->code));
	end_line(way, outcome, now_ms);
	bool is_of_no_use = outcome == ATTEMPT_NO_PROXY || outcome == ATTEMPT_PROXY_CERTIFICATE;
	if (is_of_no_use && ways_next_proxy(way->start.ways, way->url, way->proxy))
		return RESULT_WOULD_BLOCK;
	if (is_of_no_use || !curl_outcome_is_certificate(facts->code) || way->is_lax)
		return RESULT_NOT_REACHABLE;
	/* The content is sealed end to end: better a way that somebody looks into than none. One whose dates
	 * alone are wrong says nothing of somebody on the way. */
	way->is_lax = true;
	way->start.report->is_inspected = outcome != ATTEMPT_CLOCK;
	return RESULT_WOULD_BLOCK;
}

enum result curl_way_judge(struct curl_way *way, CURL *easy, CURLcode code, int64_t now_ms)
{
	struct curl_facts facts = facts_of(way, easy, code);
	if (way->is_on_trial) { /* SOCKS: what it was told counts, unless it has said something */
		way->has_sent_login = facts.has_connected && !facts.proxy_status;
		if (way->has_sent_login)
			note_login_sent(way);
		way->is_on_trial = false;
	}
	if (way->who && is_there_after_all(way, easy, &facts)) {
		ways_is_there(way->start.ways, way->proxy);
		return RESULT_WOULD_BLOCK;
	}
	if (way->who && way->has_sent_login && is_silenced(way, easy, now_ms))
		return RESULT_WOULD_BLOCK;
	if (way->who && facts.proxy_status == 407)
		return hear_refusal(way, easy, now_ms);
	if (way->who && facts.proxy_status) {
		struct ways_news news = {.generation = way->pass.generation};
		ways_tell(way->start.ways, way->proxy, way->who, &news);
	}
	if (code != CURLE_OK) {
		if (way->who)
			ways_part(way->start.ways, way->who);
		return fail(way, &facts, now_ms);
	}
	way->refused_count = 0;
	return RESULT_OK;
}

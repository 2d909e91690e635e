#include "carrier/directory_try.h"

#include "base/log.h"
#include "carrier/directory.h"

#include <stdio.h>
#include <string.h>

enum { X509_NOT_YET = 9, X509_NO_MORE = 10 /* OpenSSL's numbers; elsewhere such a failure has no number */ };

/* The root key lies beside the list. */
static void path_of(const struct directory_try *try, char to[static ADDRESS_BYTES + 8])
{
	snprintf(to, ADDRESS_BYTES + 8, "%s%s", try->setup.address->path, try->setup.is_key ? ".key" : "");
}

void directory_try_start(struct directory_try *try, const struct directory_try_setup *setup, int64_t now_ms)
{
	const struct address *address = setup->address;
	bool is_tls = address->is_tls || setup->is_key;
	uint16_t port = address->is_tls == is_tls ? address->port : 443;
	struct server_list_relay host = {.https_port = is_tls ? port : 0, .http_port = is_tls ? 0 : port};
	struct curl_way_kind kind = {.rung = "list", .port = port, .is_tls = is_tls, .is_unlisted = true};
	*try = (struct directory_try){.setup = *setup, .state = DIRECTORY_TRY_WAITS, .start_ms = now_ms};
	snprintf(host.host, sizeof host.host, "%s", address->host);
	buffer_init(&try->text, SERVER_LIST_BYTES_MAX);
	struct rung_start start = {
		.relay = &host,
		.ways = setup->ways,
		.attempts = setup->attempts,
		.wake = setup->wake,
		.report = &try->report,
		.is_proxied = setup->is_proxied,
		.now_ms = now_ms,
	};
	curl_way_init(&try->way, &kind, &start);
}

static void end_line(struct directory_try *try, enum attempt_outcome outcome, int64_t now_ms)
{
	if (try->report.has_attempt)
		attempts_end(try->setup.attempts, try->report.attempt, outcome, now_ms);
	try->report.has_attempt = false;
}

static void fail(struct directory_try *try, enum result failure)
{
	try->state = DIRECTORY_TRY_FAILED;
	try->failure = failure;
}

/* curl's callback; anything but `size * count` ends the transfer. */
static size_t take_text(char *data, size_t size, size_t count, void *context)
{
	struct directory_try *try = context;
	struct bytes bytes = {(const uint8_t *)data, size * count};
	return buffer_append(&try->text, bytes) == RESULT_OK ? bytes.size : 0;
}

static bool prepare(struct directory_try *try)
{
	char path[ADDRESS_BYTES + 8], url[CURL_WAY_URL_BYTES + sizeof path];
	CURL *easy = try->easy = curl_easy_init();
	const char *schemes = try->setup.is_key ? "https" : "http,https";
	if (!easy)
		return false;
	path_of(try, path);
	curl_way_prepare(&try->way, easy);
	curl_way_url(&try->way, path, url, sizeof url);
	buffer_consume(&try->text, try->text.size_bytes);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, schemes);
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, schemes);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(easy, CURLOPT_MAXREDIRS, 3L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	/* To a proxy that says nothing to a login, so that a person is asked while all still wait for the list.
	 */
	long limit_ms = try->way.pass.is_trial ? CURL_WAY_CONNECT_MS_MAX : DIRECTORY_TOTAL_MS;
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, limit_ms);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_text);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, try);
	return true;
}

void directory_try_work(struct directory_try *try, CURLM *multi, int64_t now_ms)
{
	if (try->state != DIRECTORY_TRY_WAITS)
		return;
	enum result result = curl_way_next(&try->way, now_ms);
	if (result == RESULT_WOULD_BLOCK)
		return;
	if (result != RESULT_OK) {
		fail(try, ways_is_shut_out(result) ? result : RESULT_LIST_UNREACHABLE);
		return;
	}
	if (!prepare(try) || curl_multi_add_handle(multi, try->easy) != CURLM_OK) {
		curl_easy_cleanup(try->easy);
		try->easy = NULL;
		fail(try, RESULT_OUT_OF_MEMORY);
		return;
	}
	try->state = DIRECTORY_TRY_RUNS;
}

int directory_try_timeout_ms(const struct directory_try *try, int64_t now_ms)
{
	return try->state == DIRECTORY_TRY_WAITS ? curl_way_timeout_ms(&try->way, now_ms) : -1;
}

/* What the head of the answer says. */
static void take_head(struct directory_try *try, CURL *easy)
{
	struct curl_header *date = NULL;
	char *type = NULL;
	if (curl_easy_header(easy, "Date", 0, CURLH_HEADER, -1, &date) == CURLHE_OK) {
		time_t when = curl_getdate(date->value, NULL);
		try->date_s = when > 0 ? (int64_t)when : 0;
	}
	curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
	try->is_page = type && strncmp(type, "text/html", 9) == 0;
}

/* What the answer means for the line of the try. Over plain HTTP it may be the proxy's own. */
static enum attempt_outcome outcome_of(const struct directory_try *try, long status)
{
	struct directory_answer answer = directory_try_answer(try);
	bool may_be_proxys = try->way.proxy[0] && !try->way.kind.is_tls;
	if (status == 511 || (status == 200 && directory_is_page(&answer)))
		return ATTEMPT_PORTAL;
	if (status == 200)
		return ATTEMPT_CONNECTED;
	if (may_be_proxys && (status == 403 || status == 405))
		return ATTEMPT_PROXY_REFUSED;
	if (may_be_proxys && status >= 502 && status <= 504)
		return ATTEMPT_PROXY_NO_WAY;
	return ATTEMPT_UPGRADE_REFUSED;
}

/* The transfer went as far as an answer. */
static void take_answer(struct directory_try *try, CURL *easy, CURLcode code, int64_t now_ms)
{
	long status = 0;
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	take_head(try, easy);
	log_info("directory", "%s %s%s%s: %ld, %zu bytes", try->way.address, try->setup.is_key ? "key" : "list",
	         try->report.proxy[0] ? " through " : "", try->report.proxy, status, try->text.size_bytes);
	if (code == CURLE_WRITE_ERROR)
		fail(try, RESULT_LIST_BAD); /* take_text refused: too long */
	else if (status == 511)         /* RFC 6585: the network wants a login */
		fail(try, RESULT_LIST_PORTAL);
	else if (code != CURLE_OK || status != 200)
		fail(try, RESULT_LIST_UNREACHABLE);
	else
		try->state = DIRECTORY_TRY_ANSWERED;
	end_line(try, outcome_of(try, status), now_ms);
}

bool directory_try_take(struct directory_try *try, CURLM *multi, CURL *easy, CURLcode code, int64_t now_ms)
{
	long verified = 0;
	if (!easy || easy != try->easy)
		return false;
	curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verified);
	if (verified == X509_NOT_YET || verified == X509_NO_MORE)
		try->has_bad_dates = true;
	/* Too long is not the way's fault. */
	enum result result = curl_way_judge(&try->way, easy, code == CURLE_WRITE_ERROR ? CURLE_OK : code, now_ms);
	if (result == RESULT_WOULD_BLOCK && try->setup.is_key && try->way.is_lax)
		result = RESULT_LIST_FOREIGN; /* a key from who can't prove who he is would be worth nothing */
	if (result == RESULT_OK)
		take_answer(try, easy, code, now_ms);
	else if (result == RESULT_WOULD_BLOCK)
		try->state = DIRECTORY_TRY_WAITS;
	else
		fail(try, ways_is_shut_out(result) ? result : RESULT_LIST_UNREACHABLE);
	curl_multi_remove_handle(multi, easy);
	curl_easy_cleanup(easy);
	try->easy = NULL;
	return true;
}

struct directory_answer directory_try_answer(const struct directory_try *try)
{
	return (struct directory_answer){
		.text = buffer_bytes(&try->text), .is_page = try->is_page, .date_s = try->date_s};
}

void directory_try_finish(struct directory_try *try, CURLM *multi, int64_t now_ms)
{
	if (try->state == DIRECTORY_TRY_NONE)
		return;
	if (try->easy) {
		curl_multi_remove_handle(multi, try->easy);
		curl_easy_cleanup(try->easy);
	}
	end_line(try, ATTEMPT_ABANDONED, now_ms);
	curl_way_finish(&try->way, now_ms);
	buffer_finish(&try->text);
	*try = (struct directory_try){0};
}

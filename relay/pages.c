#include "relay/pages.h"

#include "wire/hex.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { BODY_BYTES_MAX = 4096 };

static void write_text(struct writer *to, const char *text)
{
	write_bytes(to, bytes_of_text(text));
}

/* Everything that an answer has; no answer may be kept, framed, guessed at, or run. */
struct answer {
	const char *status, *type;
	struct bytes body;
	bool is_head; /* only the head is asked for */
	enum text_language language;
	int64_t now_s; /* 0: it does not say when it was given */
};

/* RFC 9110 5.6.7, in English whatever the language is: a program whose clock is off finds that out by it. */
static void write_date(const struct answer *answer, char to[static 64])
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
	                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t now = (time_t)answer->now_s;
	struct tm t;
	to[0] = 0;
	if (answer->now_s > 0 && gmtime_r(&now, &t))
		snprintf(to, 64, "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n", days[t.tm_wday], t.tm_mday,
		         months[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

static void write_answer(struct writer *to, const struct answer *answer)
{
	char head[832], date[64];
	write_date(answer, date);
	snprintf(
		head, sizeof head,
		"HTTP/1.1 %s\r\n%sContent-Type: %s; charset=utf-8\r\nContent-Length: %zu\r\n"
		"Content-Language: %s\r\nVary: Accept-Language\r\n"
		"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"
		"Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n"
		"Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n",
		answer->status, date, answer->type, answer->body.size, answer->language == TEXT_GERMAN ? "de" : "en");
	write_text(to, head);
	if (!answer->is_head)
		write_bytes(to, answer->body);
}

static void write_page_start(struct writer *to, enum text_language language)
{
	write_text(to, "<!doctype html>\n<html lang=\"");
	write_text(to, language == TEXT_GERMAN ? "de" : "en");
	write_text(
		to,
		"\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n<title>");
	write_text(to, text_get_in(language, TEXT_PAGE_TITLE));
	write_text(
		to,
		"</title>\n<style>body{font:1.1em/1.6 system-ui,sans-serif;max-width:36em;margin:12vh auto;padding:0 "
		"1.5em;"
		"color:#1b2733;background:#fff}h1{font-size:1.6em}a{color:#0a58a8}"
		"@media(prefers-color-scheme:dark){body{color:#e6ebf0;background:#14191f}a{color:#7db8f0}}</style>"
		"</head>\n<body><h1>");
	write_text(to, text_get_in(language, TEXT_PAGE_TITLE));
	write_text(to, "</h1>\n");
}

static void write_paragraph(struct writer *to, const char *text)
{
	write_text(to, "<p>");
	write_text(to, text);
	write_text(to, "</p>\n");
}

static void write_link(struct writer *to, const char *where, const char *text)
{
	write_text(to, "<p><a href=\"");
	write_text(to, where);
	write_text(to, "\">");
	write_text(to, text);
	write_text(to, "</a></p>\n");
}

/* One sentence as a page. */
static void answer_sentence(struct writer *to, struct answer answer, enum text_id sentence, bool has_way_back)
{
	uint8_t body[BODY_BYTES_MAX];
	struct writer w = writer_into(body, sizeof body);
	write_page_start(&w, answer.language);
	write_paragraph(&w, text_get_in(answer.language, sentence));
	if (has_way_back)
		write_link(&w, "/", text_get_in(answer.language, TEXT_PAGE_BACK));
	write_text(&w, "</body></html>\n");
	answer.type = "text/html";
	answer.body = writer_bytes(&w);
	write_answer(to, &answer);
}

static void answer_start(struct writer *to, struct answer answer, const struct pages_facts *facts)
{
	uint8_t body[BODY_BYTES_MAX];
	struct writer w = writer_into(body, sizeof body);
	write_page_start(&w, answer.language);
	write_paragraph(&w, text_get_in(answer.language, TEXT_PAGE_WHAT));
	write_paragraph(&w, text_get_in(answer.language, TEXT_PAGE_CUSTOMER));
	if (facts->client_hash[0]) {
		write_link(&w, "/LotseClient.exe", text_get_in(answer.language, TEXT_PAGE_DOWNLOAD));
		write_text(&w, "<p style=\"overflow-wrap:anywhere\">SHA-256: <code>");
		write_text(&w, facts->client_hash);
		write_text(&w, "</code></p>\n");
	}
	write_link(&w, "/list", text_get_in(answer.language, TEXT_PAGE_LIST));
	write_text(&w, "</body></html>\n");
	answer.type = "text/html";
	answer.body = writer_bytes(&w);
	write_answer(to, &answer);
}

static void answer_list(struct writer *to, struct answer answer, const struct pages_facts *facts)
{
	if (facts->list.size == 0 || facts->now_s >= facts->list_expires_s) {
		answer.status = "503 Service Unavailable";
		answer_sentence(to, answer, TEXT_PAGE_NO_LIST, false);
		return;
	}
	answer.type = "text/plain";
	answer.body = facts->list;
	write_answer(to, &answer);
}

/* Alone it proves nothing: programs take it over checked HTTPS, or people compare it. */
static void answer_key(struct writer *to, struct answer answer, const struct pages_facts *facts)
{
	uint8_t body[2 * 32 + 1];
	struct writer w = writer_into(body, sizeof body);
	hex_encode((struct bytes){facts->root_key, 32}, &w);
	write_u8(&w, '\n');
	answer.type = "text/plain";
	answer.body = writer_bytes(&w);
	write_answer(to, &answer);
}

static void answer_health(struct writer *to, struct answer answer, const struct pages_facts *facts)
{
	char body[256];
	int size =
		snprintf(body, sizeof body, "ok\nnumbers %llu\nconnections %llu\nunmatched %llu\nrefused %llu\n",
	             (unsigned long long)facts->numbers, (unsigned long long)facts->connections,
	             (unsigned long long)facts->unmatched, (unsigned long long)facts->refused);
	answer.type = "text/plain";
	answer.body = (struct bytes){(const uint8_t *)body, (size_t)size};
	write_answer(to, &answer);
}

static bool is(struct bytes bytes, const char *text)
{
	return bytes_are_equal(bytes, bytes_of_text(text));
}

/* Without what follows a question mark. */
static struct bytes path_of(struct bytes target)
{
	const uint8_t *end = memchr(target.data, '?', target.size);
	return end ? (struct bytes){target.data, (size_t)(end - target.data)} : target;
}

void pages_answer(const struct http_head *head, const struct pages_facts *facts, struct writer *to)
{
	struct answer answer = {
		.status = "200 OK",
		.is_head = is(head->method, "HEAD"),
		.language = pages_language(http_head_field(head, "Accept-Language")),
		.now_s = facts->now_s,
	};
	struct bytes path = path_of(head->target);
	if (!answer.is_head && !is(head->method, "GET")) {
		answer.status = "405 Method Not Allowed\r\nAllow: GET, HEAD";
		answer_sentence(to, answer, TEXT_PAGE_BAD_METHOD, true);
	} else if (is(path, "/")) {
		answer_start(to, answer, facts);
	} else if (is(path, "/list")) {
		answer_list(to, answer, facts);
	} else if (is(path, "/list.key") && facts->root_key) {
		answer_key(to, answer, facts);
	} else if (is(path, "/health")) {
		answer_health(to, answer, facts);
	} else {
		answer.status = "404 Not Found";
		answer_sentence(to, answer, TEXT_PAGE_NOT_FOUND, true);
	}
}

void pages_answer_bad(struct writer *to)
{
	struct answer answer = {.status = "400 Bad Request"};
	answer_sentence(to, answer, TEXT_PAGE_BAD_REQUEST, false);
}

void pages_answer_raw_port(const struct http_head *head, struct writer *to)
{
	struct answer answer = {.status = "400 Bad Request"};
	if (head) {
		answer.is_head = is(head->method, "HEAD");
		answer.language = pages_language(http_head_field(head, "Accept-Language"));
	}
	answer_sentence(to, answer, TEXT_PAGE_RAW_PORT, false);
}

/* A name or address as a Host field has it, without its port; empty if it is none that can stand in a page.
 */
static struct bytes host_of(const struct http_head *head)
{
	struct bytes host = head ? http_head_field(head, "Host") : (struct bytes){0};
	const uint8_t *colon = host.size ? memrchr(host.data, ':', host.size) : NULL;
	const uint8_t *bracket = host.size ? memchr(host.data, ']', host.size) : NULL;
	if (colon && (!bracket || colon > bracket))
		host.size = (size_t)(colon - host.data);
	for (size_t i = 0; i < host.size; i++) {
		uint8_t c = host.data[i];
		bool is_good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		               (c && strchr(".-:[]", c));
		if (!is_good || host.size > 253)
			return (struct bytes){0};
	}
	return host;
}

static void write_address(struct writer *to, const char *scheme, struct bytes host, uint16_t port)
{
	char address[320];
	snprintf(address, sizeof address, "%s://%.*s:%u/", scheme, (int)host.size, (const char *)host.data, port);
	write_link(to, address, address);
}

void pages_answer_https_port(const struct http_head *head, uint16_t https_port, uint16_t http_port,
                             struct writer *to)
{
	struct answer answer = {.status = "400 Bad Request", .type = "text/html"};
	struct bytes host = host_of(head);
	uint8_t body[BODY_BYTES_MAX];
	struct writer w = writer_into(body, sizeof body);
	if (head) {
		answer.is_head = is(head->method, "HEAD");
		answer.language = pages_language(http_head_field(head, "Accept-Language"));
	}
	write_page_start(&w, answer.language);
	write_paragraph(&w, text_get_in(answer.language, TEXT_PAGE_HTTPS_PORT));
	if (host.size > 0) {
		write_address(&w, "https", host, https_port);
		write_address(&w, "http", host, http_port);
	}
	write_text(&w, "</body></html>\n");
	answer.body = writer_bytes(&w);
	write_answer(to, &answer);
}

void pages_answer_upgrade(const struct http_head *head, enum upgrade_verdict verdict, struct writer *to)
{
	struct answer answer = {
		.status = verdict == UPGRADE_FOREIGN       ? "403 Forbidden"
	              : verdict == UPGRADE_BAD_REQUEST ? "400 Bad Request"
	                                               : "426 Upgrade Required\r\nUpgrade: websocket\r\n"
	                                                 "Sec-WebSocket-Version: 13",
		.is_head = is(head->method, "HEAD"),
		.language = pages_language(http_head_field(head, "Accept-Language")),
	};
	answer_sentence(to, answer,
	                verdict == UPGRADE_FOREIGN       ? TEXT_PAGE_FOREIGN
	                : verdict == UPGRADE_BAD_REQUEST ? TEXT_PAGE_BAD_REQUEST
	                                                 : TEXT_PAGE_UPGRADE,
	                true);
}

bool pages_is_browser(struct bytes first)
{
	static const char *const methods[] = {"GET ",     "HEAD ",   "POST ",    "PUT ",
	                                      "OPTIONS ", "DELETE ", "CONNECT ", "PATCH "};
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		struct bytes method = bytes_of_text(methods[i]);
		if (first.size >= method.size && memcmp(first.data, method.data, method.size) == 0)
			return true;
	}
	return false;
}

static uint8_t lower(uint8_t byte)
{
	return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + 32) : byte;
}

/* The weight of one element ("de-AT;q=0.7") in thousandths; -1: another language. */
static int weight_of(struct bytes element, const char *language)
{
	while (element.size > 0 && (*element.data == ' ' || *element.data == '\t')) {
		element.data++;
		element.size--;
	}
	if (element.size < 2 || lower(element.data[0]) != (uint8_t)language[0] ||
	    lower(element.data[1]) != (uint8_t)language[1])
		return -1;
	if (element.size > 2 && element.data[2] != '-' && element.data[2] != ';' && element.data[2] != ' ')
		return -1;
	const uint8_t *q = memmem(element.data, element.size, ";q=", 3);
	if (!q)
		return 1000;
	int weight = 0, digit_value = 1000;
	for (q += 3; q < element.data + element.size; q++) {
		if (*q == '.')
			continue;
		if (*q < '0' || *q > '9' || digit_value == 0)
			break;
		weight += (*q - '0') * digit_value;
		digit_value /= 10;
	}
	return weight > 1000 ? 1000 : weight;
}

enum text_language pages_language(struct bytes accept_language)
{
	int best = 0;
	enum text_language language = TEXT_ENGLISH;
	struct reader r = reader_over(accept_language);
	while (r.left_bytes > 0) {
		const uint8_t *comma = memchr(r.at, ',', r.left_bytes);
		struct bytes element = read_bytes(&r, comma ? (size_t)(comma - r.at) : r.left_bytes);
		if (comma)
			read_u8(&r);
		int de = weight_of(element, "de"), en = weight_of(element, "en");
		if (de > best) {
			best = de;
			language = TEXT_GERMAN;
		}
		if (en > best) {
			best = en;
			language = TEXT_ENGLISH;
		}
	}
	return language;
}

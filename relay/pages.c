#include "relay/pages.h"

#include "relay/customer_pages.h"
#include "relay/page.h"
#include "wire/hex.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* One sentence as a page. */
static void answer_sentence(struct writer *to, struct page_answer answer, enum text_id sentence,
                            bool has_way_back)
{
	uint8_t body[PAGE_BODY_BYTES_MAX];
	struct writer w = writer_into(body, sizeof body);
	page_write_start(&w, answer.language, TEXT_PAGE_TITLE);
	page_write_paragraph(&w, text_get_in(answer.language, sentence));
	if (has_way_back)
		page_write_link(&w, "/", text_get_in(answer.language, TEXT_PAGE_BACK));
	page_write_end(&w, &answer);
	page_write_answer(to, &answer);
}

static void answer_start(struct writer *to, struct page_answer answer, const struct pages_facts *facts)
{
	uint8_t body[PAGE_BODY_BYTES_MAX];
	struct writer w = writer_into(body, sizeof body);
	page_write_start(&w, answer.language, TEXT_PAGE_TITLE);
	page_write_paragraph(&w, text_get_in(answer.language, TEXT_PAGE_WHAT));
	page_write_paragraph(&w, text_get_in(answer.language, TEXT_PAGE_CUSTOMER));
	if (facts->client_hash[0]) {
		page_write_link(&w, "/LotseClient.exe", text_get_in(answer.language, TEXT_PAGE_DOWNLOAD));
		page_write_text(&w, "<p style=\"overflow-wrap:anywhere\">SHA-256: <code>");
		page_write_text(&w, facts->client_hash);
		page_write_text(&w, "</code></p>\n");
	}
	page_write_link(&w, "/help", text_get_in(answer.language, TEXT_JOIN_HELP));
	page_write_link(&w, "/list", text_get_in(answer.language, TEXT_PAGE_LIST));
	page_write_end(&w, &answer);
	page_write_answer(to, &answer);
}

static void answer_list(struct writer *to, struct page_answer answer, const struct pages_facts *facts)
{
	if (facts->list.size == 0 || facts->now_s >= facts->list_expires_s) {
		answer.status = "503 Service Unavailable";
		answer_sentence(to, answer, TEXT_PAGE_NO_LIST, false);
		return;
	}
	answer.type = "text/plain";
	answer.body = facts->list;
	page_write_answer(to, &answer);
}

/* Alone it proves nothing: programs take it over checked HTTPS, or people compare it. */
static void answer_key(struct writer *to, struct page_answer answer, const struct pages_facts *facts)
{
	uint8_t body[2 * 32 + 1];
	struct writer w = writer_into(body, sizeof body);
	hex_encode((struct bytes){facts->root_key, 32}, &w);
	write_u8(&w, '\n');
	answer.type = "text/plain";
	answer.body = writer_bytes(&w);
	page_write_answer(to, &answer);
}

static void answer_health(struct writer *to, struct page_answer answer, const struct pages_facts *facts)
{
	char body[256];
	int size =
		snprintf(body, sizeof body, "ok\nnumbers %llu\nconnections %llu\nunmatched %llu\nrefused %llu\n",
	             (unsigned long long)facts->numbers, (unsigned long long)facts->connections,
	             (unsigned long long)facts->unmatched, (unsigned long long)facts->refused);
	answer.type = "text/plain";
	answer.body = (struct bytes){(const uint8_t *)body, (size_t)size};
	page_write_answer(to, &answer);
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
	struct page_answer answer = {
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
	} else if (customer_pages_know(path)) {
		customer_pages_answer(to, answer, path, head, facts);
	} else {
		answer.status = "404 Not Found";
		answer_sentence(to, answer, TEXT_PAGE_NOT_FOUND, true);
	}
}

void pages_answer_bad(struct writer *to)
{
	struct page_answer answer = {.status = "400 Bad Request"};
	answer_sentence(to, answer, TEXT_PAGE_BAD_REQUEST, false);
}

void pages_answer_raw_port(const struct http_head *head, struct writer *to)
{
	struct page_answer answer = {.status = "400 Bad Request"};
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
	page_write_link(to, address, address);
}

void pages_answer_https_port(const struct http_head *head, uint16_t https_port, uint16_t http_port,
                             struct writer *to)
{
	struct page_answer answer = {.status = "400 Bad Request", .type = "text/html"};
	struct bytes host = host_of(head);
	uint8_t body[PAGE_BODY_BYTES_MAX];
	struct writer w = writer_into(body, sizeof body);
	if (head) {
		answer.is_head = is(head->method, "HEAD");
		answer.language = pages_language(http_head_field(head, "Accept-Language"));
	}
	page_write_start(&w, answer.language, TEXT_PAGE_TITLE);
	page_write_paragraph(&w, text_get_in(answer.language, TEXT_PAGE_HTTPS_PORT));
	if (host.size > 0) {
		write_address(&w, "https", host, https_port);
		write_address(&w, "http", host, http_port);
	}
	page_write_end(&w, &answer);
	page_write_answer(to, &answer);
}

void pages_answer_upgrade(const struct http_head *head, enum upgrade_verdict verdict, struct writer *to)
{
	struct page_answer answer = {
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

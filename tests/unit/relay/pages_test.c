#include "support/unit.h"

#include "relay/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char answer[PAGES_ANSWER_BYTES_MAX + 1];
static const char list_text[] = "lotse-list 1\nfleet 00\n";

static struct pages_facts facts;

static int set_up(void **state)
{
	(void)state;
	facts = (struct pages_facts){
		.list = bytes_of_text(list_text),
		.list_expires_s = 2000,
		.now_s = 1000,
		.numbers = 3,
		.connections = 7,
		.unmatched = 2,
		.refused = 1,
	};
	return 0;
}

/* The answer to a request line and further lines. */
static const char *ask(const char *line, const char *fields)
{
	char request[1024];
	struct http_head head;
	struct writer w = writer_into((uint8_t *)answer, sizeof answer - 1);
	snprintf(request, sizeof request, "%s HTTP/1.1\r\nHost: relay\r\n%s\r\n", line, fields);
	assert_int_equal(http_head_decode(bytes_of_text(request), &head), RESULT_OK);
	pages_answer(&head, &facts, &w);
	assert_false(w.failed);
	answer[w.size] = 0;
	return answer;
}

static const char *body(void)
{
	const char *end = strstr(answer, "\r\n\r\n");
	assert_non_null(end);
	return end + 4;
}

static void begins(const char *text, const char *start)
{
	assert_memory_equal(text, start, strlen(start));
}

static void root_key_of_the_list_is_served_too(void **state)
{
	static const uint8_t key[32] = {0xAB, [31] = 0x01};
	(void)state;
	begins(ask("GET /list.key", ""), "HTTP/1.1 404 ");
	facts.root_key = key;
	begins(ask("GET /list.key", ""), "HTTP/1.1 200 OK\r\n");
	assert_string_equal(body(), "ab00000000000000000000000000000000000000000000000000000000000001\n");
	assert_non_null(strstr(answer, "Content-Type: text/plain"));
}

static void the_longest_list_is_served_whole(void **state)
{
	static char longest[SERVER_LIST_BYTES_MAX + 1];
	(void)state;
	memset(longest, 'x', SERVER_LIST_BYTES_MAX);
	facts.list = bytes_of_text(longest);
	begins(ask("GET /list", ""), "HTTP/1.1 200 OK\r\n");
	assert_string_equal(body(), longest);
}

static void answers_say_when_they_were_given(void **state)
{
	(void)state;
	facts.now_s = 784111777; /* RFC 9110's own example */
	facts.list_expires_s = facts.now_s + 1;
	assert_non_null(strstr(ask("GET /list", ""), "\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
}

static void list_is_served_as_it_is(void **state)
{
	(void)state;
	begins(ask("GET /list", ""), "HTTP/1.1 200 OK\r\n");
	assert_string_equal(body(), list_text);
	assert_non_null(strstr(answer, "Content-Type: text/plain"));
	begins(ask("GET /list?x=1", ""), "HTTP/1.1 200 OK\r\n");
}

static void list_that_is_out_of_date_is_never_served(void **state)
{
	(void)state;
	facts.now_s = 1999;
	begins(ask("GET /list", ""), "HTTP/1.1 200");
	facts.now_s = 2000;
	begins(ask("GET /list", ""), "HTTP/1.1 503");
	assert_null(strstr(answer, "lotse-list"));
	facts.now_s = 1000;
	facts.list.size = 0;
	begins(ask("GET /list", ""), "HTTP/1.1 503");
}

static void start_page_says_what_this_is_in_the_readers_language(void **state)
{
	(void)state;
	begins(ask("GET /", ""), "HTTP/1.1 200 OK\r\n");
	assert_non_null(strstr(body(), text_get_in(TEXT_ENGLISH, TEXT_PAGE_WHAT)));
	ask("GET /", "Accept-Language: de-AT,de;q=0.9,en;q=0.5\r\n");
	assert_non_null(strstr(body(), text_get_in(TEXT_GERMAN, TEXT_PAGE_WHAT)));
	assert_non_null(strstr(answer, "Content-Language: de"));
	assert_non_null(strstr(body(), "<html lang=\"de\">"));
}

#define WINDOWS "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64)\r\n"
#define ANDROID "User-Agent: Mozilla/5.0 (Linux; Android 14)\r\n"
#define LINUX   "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n"

static bool says(enum text_language language, enum text_id id)
{
	return strstr(body(), text_get_in(language, id)) != NULL;
}

static void join_page_brings_windows_the_program_named_for_the_session(void **state)
{
	(void)state;
	strcpy(facts.client_hash, "00");
	begins(ask("GET /join/12345", WINDOWS), "HTTP/1.1 200 OK\r\n");
	assert_non_null(strstr(answer, "\r\nRefresh: 1; url=/LotseClient_12345.exe\r\n"));
	assert_non_null(strstr(body(), "<a href=\"/LotseClient_12345.exe\">"));
	assert_non_null(strstr(body(), "<a href=\"lotse:12345\">"));
	assert_true(says(TEXT_ENGLISH, TEXT_JOIN_NOTHING));
	ask("GET /join/9123456", WINDOWS);
	assert_non_null(strstr(answer, "url=/LotseClient_9123456.exe"));
}

static void join_page_says_what_browsers_can_not_check(void **state)
{
	(void)state;
	strcpy(facts.client_hash, "00");
	ask("GET /join/12345", WINDOWS);
	assert_true(says(TEXT_ENGLISH, TEXT_JOIN_NO_CERTIFICATE));
	facts.has_certificate = true;
	ask("GET /join/12345", WINDOWS);
	assert_false(says(TEXT_ENGLISH, TEXT_JOIN_NO_CERTIFICATE));
}

static void other_computers_are_told_what_they_can_do(void **state)
{
	(void)state;
	strcpy(facts.client_hash, "00");
	ask("GET /join/12345", LINUX);
	assert_null(strstr(answer, "Refresh"));
	assert_true(says(TEXT_ENGLISH, TEXT_JOIN_LINUX));
	assert_non_null(strstr(body(), "lotse:12345"));
	ask("GET /join/12345", ANDROID);
	assert_true(says(TEXT_ENGLISH, TEXT_JOIN_OTHER_COMPUTER));
	assert_null(strstr(body(), "lotse:"));
	facts.client_hash[0] = 0;
	ask("GET /join/12345", WINDOWS);
	assert_null(strstr(answer, "Refresh"));
	assert_true(says(TEXT_ENGLISH, TEXT_JOIN_NO_PROGRAM));
}

static void what_is_no_route_joins_nothing(void **state)
{
	static const char *const targets[] = {"GET /join/",        "GET /join/1234",         "GET /join/00000",
	                                      "GET /join/123456",  "GET /join/123456789012", "GET /join/12345/",
	                                      "GET /join/12a45",   "GET /join/12345%22",     "GET /join/99999",
	                                      "GET /join/8123456", "GET /join/12345\"><b>"};
	(void)state;
	strcpy(facts.client_hash, "00");
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
		begins(ask(targets[i], WINDOWS), "HTTP/1.1 404 ");
		assert_null(strstr(answer, "Refresh"));
		assert_true(says(TEXT_ENGLISH, TEXT_JOIN_BAD_LINK));
		assert_null(strstr(body(), "lotse:"));
	}
}

static void pages_for_customers_are_in_the_language_that_is_chosen(void **state)
{
	(void)state;
	ask("GET /help?de", "Accept-Language: en\r\n");
	assert_true(says(TEXT_GERMAN, TEXT_HELP_F12));
	assert_non_null(strstr(body(), "<a href=\"?en\">"));
	ask("GET /help?en", "Accept-Language: de\r\n");
	assert_true(says(TEXT_ENGLISH, TEXT_HELP_STOP));
	ask("GET /join/12345?de", WINDOWS);
	assert_true(says(TEXT_GERMAN, TEXT_JOIN_CALLED));
}

static void health_says_ok_with_counts(void **state)
{
	(void)state;
	begins(ask("GET /health", ""), "HTTP/1.1 200 OK\r\n");
	assert_string_equal(body(), "ok\nnumbers 3\nconnections 7\nunmatched 2\nrefused 1\n");
}

static void anything_else_is_not_found(void **state)
{
	static const char *const lines[] = {"GET /x",       "GET /list/", "GET //",
	                                    "GET /healthy", "GET /lis",   "GET /%6cist"};
	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		begins(ask(lines[i], ""), "HTTP/1.1 404 Not Found\r\n");
	assert_non_null(strstr(body(), text_get_in(TEXT_ENGLISH, TEXT_PAGE_NOT_FOUND)));
}

static void nothing_of_the_request_comes_back(void **state)
{
	(void)state;
	ask("GET /<script>alert", "Accept-Language: <script>\r\n");
	assert_null(strstr(answer, "script"));
}

static void pages_can_only_be_read(void **state)
{
	(void)state;
	begins(ask("POST /list", "Content-Length: 0\r\n"),
	       "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD\r\n");
	begins(ask("DELETE /", ""), "HTTP/1.1 405");
}

static void head_has_the_length_and_no_body(void **state)
{
	char length[64];
	(void)state;
	ask("GET /", "");
	snprintf(length, sizeof length, "Content-Length: %zu\r\n", strlen(body()));
	begins(ask("HEAD /", ""), "HTTP/1.1 200 OK\r\n");
	assert_non_null(strstr(answer, length));
	assert_string_equal(body(), "");
}

static void every_answer_forbids_what_a_page_does_not_need(void **state)
{
	static const char *const lines[] = {"GET /", "GET /list", "GET /health", "GET /x", "POST /"};
	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		ask(lines[i], "");
		assert_non_null(strstr(answer, "\r\nContent-Security-Policy: default-src 'none'"));
		assert_non_null(strstr(answer, "\r\nX-Content-Type-Options: nosniff\r\n"));
		assert_non_null(strstr(answer, "\r\nX-Frame-Options: DENY\r\n"));
		assert_non_null(strstr(answer, "\r\nReferrer-Policy: no-referrer\r\n"));
		assert_non_null(strstr(answer, "\r\nConnection: close\r\n"));
	}
}

static void what_is_no_request_gets_400(void **state)
{
	struct writer w = writer_into((uint8_t *)answer, sizeof answer - 1);
	(void)state;
	pages_answer_bad(&w);
	answer[w.size] = 0;
	begins(answer, "HTTP/1.1 400 Bad Request\r\n");
}

static void browser_at_the_other_port_is_told_where_it_is(void **state)
{
	struct writer w = writer_into((uint8_t *)answer, sizeof answer - 1);
	struct http_head head;
	(void)state;
	pages_answer_raw_port(NULL, &w);
	answer[w.size] = 0;
	begins(answer, "HTTP/1.1 400");
	assert_non_null(strstr(body(), text_get_in(TEXT_ENGLISH, TEXT_PAGE_RAW_PORT)));
	w = writer_into((uint8_t *)answer, sizeof answer - 1);
	http_head_decode(bytes_of_text("GET / HTTP/1.1\r\nHost: x\r\nAccept-Language: de\r\n\r\n"), &head);
	pages_answer_raw_port(&head, &w);
	answer[w.size] = 0;
	assert_non_null(strstr(body(), text_get_in(TEXT_GERMAN, TEXT_PAGE_RAW_PORT)));
}

static void browsers_are_known_by_their_first_bytes(void **state)
{
	(void)state;
	assert_true(pages_is_browser(bytes_of_text("GET / HTTP/1.1\r\n")));
	assert_true(pages_is_browser(bytes_of_text("OPTIONS * HTTP/1.1\r\n")));
	assert_false(pages_is_browser(bytes_of_text("GET")));
	assert_false(pages_is_browser(bytes_of_text("GETTY")));
	assert_false(pages_is_browser(bytes_of_text("\x16\x03\x01")));
	assert_false(pages_is_browser((struct bytes){0}));
}

static void greatest_weight_decides_the_language(void **state)
{
	static const struct {
		const char *accept;
		enum text_language language;
	} rows[] = {
		{"", TEXT_ENGLISH},
		{"de", TEXT_GERMAN},
		{"DE-ch", TEXT_GERMAN},
		{"en", TEXT_ENGLISH},
		{"de;q=0.3, en;q=0.8", TEXT_ENGLISH},
		{"en;q=0.3,de;q=0.8", TEXT_GERMAN},
		{"fr, de;q=0.1", TEXT_GERMAN},
		{"fr", TEXT_ENGLISH},
		{"den, dev", TEXT_ENGLISH},
		{"de;q=0", TEXT_ENGLISH},
		{"en;q=0.999,de;q=1.000", TEXT_GERMAN},
		{"de;q=99999999999999", TEXT_GERMAN},
		{",,,;q=,de", TEXT_GERMAN},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(pages_language(bytes_of_text(rows[i].accept)), rows[i].language);
}

#define HERE(test) cmocka_unit_test_setup(test, set_up)

static const char *answer_https(const char *host, const char *fields)
{
	char request[1024];
	struct http_head head;
	struct writer w = writer_into((uint8_t *)answer, sizeof answer - 1);
	snprintf(request, sizeof request, "GET / HTTP/1.1\r\nHost: %s\r\n%s\r\n", host, fields);
	assert_int_equal(http_head_decode(bytes_of_text(request), &head), RESULT_OK);
	pages_answer_https_port(&head, 8443, 8080, &w);
	assert_false(w.failed);
	answer[w.size] = 0;
	return answer;
}

static void the_port_for_https_names_the_right_addresses(void **state)
{
	static const char *const hosts[][2] = {{"relay.example:8443", "relay.example"},
	                                       {"relay.example", "relay.example"},
	                                       {"192.0.2.7:1", "192.0.2.7"},
	                                       {"[2001:db8::1]:8443", "[2001:db8::1]"},
	                                       {"[2001:db8::1]", "[2001:db8::1]"}};
	(void)state;
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		char link[128];
		begins(answer_https(hosts[i][0], ""), "HTTP/1.1 400 ");
		snprintf(link, sizeof link, "href=\"https://%s:8443/\"", hosts[i][1]);
		assert_non_null(strstr(body(), link));
		snprintf(link, sizeof link, "href=\"http://%s:8080/\"", hosts[i][1]);
		assert_non_null(strstr(body(), link));
	}
	assert_non_null(strstr(answer_https("a", "Accept-Language: de\r\n"), "spricht HTTPS"));
}

static void a_host_that_is_none_is_not_put_into_a_page(void **state)
{
	static const char *const hosts[] = {"\"><script>", "a/b", "a b", "", "<", "a%22", "\xE4"};
	(void)state;
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		answer_https(hosts[i], "");
		assert_null(strstr(body(), "href"));
		assert_null(strstr(body(), "script"));
	}
	struct writer w = writer_into((uint8_t *)answer, sizeof answer - 1);
	pages_answer_https_port(NULL, 8443, 8080, &w);
	answer[w.size] = 0;
	assert_null(strstr(body(), "href"));
	assert_non_null(strstr(body(), "HTTPS"));
}

static void who_may_not_open_a_websocket_is_told_why(void **state)
{
	static const struct {
		enum upgrade_verdict verdict;
		const char *start, *sentence;
	} cases[] = {
		{UPGRADE_MISSING,
	     "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n", "WebSocket"},
		{UPGRADE_VERSION, "HTTP/1.1 426 ", "WebSocket"},
		{UPGRADE_BAD_REQUEST, "HTTP/1.1 400 ", "makes no sense"},
		{UPGRADE_FOREIGN, "HTTP/1.1 403 ", "another address"},
	};
	struct http_head head;
	(void)state;
	assert_int_equal(http_head_decode(bytes_of_text("GET /ws HTTP/1.1\r\nHost: a\r\n\r\n"), &head),
	                 RESULT_OK);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct writer w = writer_into((uint8_t *)answer, sizeof answer - 1);
		pages_answer_upgrade(&head, cases[i].verdict, &w);
		assert_false(w.failed);
		answer[w.size] = 0;
		begins(answer, cases[i].start);
		assert_non_null(strstr(body(), cases[i].sentence));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(root_key_of_the_list_is_served_too),
		HERE(the_longest_list_is_served_whole),
		HERE(answers_say_when_they_were_given),
		HERE(list_is_served_as_it_is),
		HERE(list_that_is_out_of_date_is_never_served),
		HERE(start_page_says_what_this_is_in_the_readers_language),
		HERE(join_page_brings_windows_the_program_named_for_the_session),
		HERE(join_page_says_what_browsers_can_not_check),
		HERE(other_computers_are_told_what_they_can_do),
		HERE(what_is_no_route_joins_nothing),
		HERE(pages_for_customers_are_in_the_language_that_is_chosen),
		HERE(health_says_ok_with_counts),
		HERE(anything_else_is_not_found),
		HERE(nothing_of_the_request_comes_back),
		HERE(pages_can_only_be_read),
		HERE(head_has_the_length_and_no_body),
		HERE(every_answer_forbids_what_a_page_does_not_need),
		HERE(what_is_no_request_gets_400),
		HERE(browser_at_the_other_port_is_told_where_it_is),
		HERE(browsers_are_known_by_their_first_bytes),
		HERE(greatest_weight_decides_the_language),
		HERE(the_port_for_https_names_the_right_addresses),
		HERE(a_host_that_is_none_is_not_put_into_a_page),
		HERE(who_may_not_open_a_websocket_is_told_why),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

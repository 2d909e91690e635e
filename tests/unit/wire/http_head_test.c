#include "support/unit.h"

#include "support/guarded.h"
#include "support/noise.h"
#include "wire/http_head.h"

#include <stdio.h>
#include <string.h>

static const char example[] = "POST /a/b?c=%20d HTTP/1.1\r\n"
							  "Host: relay.example:80\r\n"
							  "Content-Length:  12 \r\n"
							  "X-Empty:\r\n"
							  "\r\n"
							  "twelve bytes";
enum { EXAMPLE_HEAD_BYTES = sizeof example - 1 - 12 };

static enum result judge(const char *text)
{
	struct http_head head;
	return http_head_decode(bytes_of_text(text), &head);
}

/* A request with these fields besides Host. */
static enum result with_fields(const char *fields)
{
	char text[400];
	snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: a\r\n%s\r\n", fields);
	return judge(text);
}

static bool is_text(struct bytes bytes, const char *text)
{
	return bytes_are_equal(bytes, bytes_of_text(text));
}

static void head_is_read_field_by_field(void **state)
{
	struct http_head head;
	(void)state;
	assert_int_equal(http_head_decode(bytes_of_text(example), &head), RESULT_OK);
	assert_true(is_text(head.method, "POST"));
	assert_true(is_text(head.target, "/a/b?c=%20d"));
	assert_int_equal(head.minor, 1);
	assert_int_equal(head.field_count, 3);
	assert_true(is_text(head.fields[0].name, "Host"));
	assert_true(is_text(head.fields[0].value, "relay.example:80"));
	assert_true(is_text(head.fields[1].value, "12"));
	assert_true(is_text(head.fields[2].value, ""));
	assert_int_equal(head.content_length, 12);
	assert_false(head.is_chunked);
	assert_int_equal(head.head_bytes, EXAMPLE_HEAD_BYTES);
}

static void fields_are_found_whatever_their_case(void **state)
{
	struct http_head head;
	(void)state;
	assert_int_equal(http_head_decode(bytes_of_text(example), &head), RESULT_OK);
	assert_true(is_text(http_head_field(&head, "hOST"), "relay.example:80"));
	assert_null(http_head_field(&head, "Hos").data);
	assert_null(http_head_field(&head, "cookie").data);
}

static void every_prefix_needs_more(void **state)
{
	struct http_head head = {.minor = 9};
	(void)state;
	for (size_t size = 0; size <= sizeof example - 1; size++) {
		uint8_t *copy = guarded_copy((struct bytes){(const uint8_t *)example, size});
		enum result result = http_head_decode((struct bytes){copy, size}, &head);
		guarded_free(copy);
		assert_int_equal(result, size < EXAMPLE_HEAD_BYTES ? RESULT_NEED_MORE : RESULT_OK);
		if (size < EXAMPLE_HEAD_BYTES)
			assert_int_equal(head.minor, 9);
	}
}

static void request_lines_that_are_none_are_refused(void **state)
{
	static const char *const bad[] = {
		"GET / HTTP/1.1\nHost: a\r\n\r\n",
		"GET / HTTP/2.0\r\nHost: a\r\n\r\n",
		"GET / HTTP/1.2\r\nHost: a\r\n\r\n",
		"GET / http/1.1\r\nHost: a\r\n\r\n",
		"GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET /  HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
		"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET * HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET /\xC3\xA4 HTTP/1.1\r\nHost: a\r\n\r\n",
		"G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET /\r\nHost: a\r\n\r\n",
		"\r\n",
		"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
		" / HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET HTTP/1.1\r\nHost: a\r\n\r\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (judge(bad[i]) != RESULT_BAD_FRAME)
			fail_msg("taken: %s", bad[i]);
}

static void fields_that_are_read_in_two_ways_are_refused(void **state)
{
	static const char *const bad[] = {
		"A: b\n",                                     /* a bare line feed */
		"A: b\r\n c\r\n",                             /* folded */
		"A: b\r\n\tc\r\n",                            /* folded */
		"A : b\r\n",                                  /* space before the colon */
		" A: b\r\n",                                  /* space before the name */
		"A\r\n",                                      /* no colon */
		": b\r\n",                                    /* no name */
		"A(: b\r\n",                                  /* no token */
		"A: b\x01\r\n",                               /* a control character */
		"A: b\rc\r\n",                                /* a bare carriage return */
		"Content-Length: 1\r\nContent-Length: 1\r\n", /* twice, though alike */
		"Content-Length: 1\r\nContent-Length: 2\r\n",
		"Content-Length: 1, 1\r\n",
		"Content-Length: +1\r\n",
		"Content-Length: -1\r\n",
		"Content-Length: 0x1\r\n",
		"Content-Length:\r\n",
		"Content-Length: 1234567890123456\r\n",
		"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", /* both */
		"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
		"Transfer-Encoding: gzip, chunked\r\n",
		"Transfer-Encoding: identity\r\n",
		"transfer-ENCODING: xchunked\r\n",
		"Host: b\r\n",                                         /* a second one */
		"Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", /* both, the other way round */
		"Transfer-Encoding : chunked\r\n",                     /* space before the colon, where it counts */
		"Content-Length\t: 1\r\n",
		"Content-Length: 1\r\n Transfer-Encoding: chunked\r\n", /* folded over the next one */
		"Transfer-Encoding: chunked, chunked\r\n",
		"Transfer-Encoding: \"chunked\"\r\n",
		"Transfer-Encoding:\r\n",
		"Content-Length: 1\v\r\n",
		"Content-Length: \xC2\xB2\r\n", /* a digit, but not of these */
		"Content-Length: 1 1\r\n",
		"A: b\x7F\r\n",
		"A\xE4: b\r\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (with_fields(bad[i]) != RESULT_BAD_FRAME)
			fail_msg("taken: %s", bad[i]);
	assert_int_equal(judge("GET / HTTP/1.1\r\n\r\n"), RESULT_BAD_FRAME); /* no host */
	assert_int_equal(judge("GET / HTTP/1.0\r\n\r\n"), RESULT_OK);
	assert_int_equal(judge("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), RESULT_BAD_FRAME);
}

static void a_nul_is_refused_wherever_it_is(void **state)
{
	static const char good[] = "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n\r\n";
	struct http_head head;
	(void)state;
	for (size_t at = 0; at < sizeof good - 1; at++) {
		char bad[sizeof good];
		memcpy(bad, good, sizeof bad);
		bad[at] = 0;
		assert_int_equal(http_head_decode((struct bytes){(uint8_t *)bad, sizeof bad - 1}, &head),
		                 RESULT_BAD_FRAME);
	}
}

/* RFC 9112 3.2: what proxies are asked. Nobody asks a relay so. */
static void targets_that_are_no_path_are_refused(void **state)
{
	static const char *const bad[] = {
		"GET http://a/ws HTTP/1.1\r\nHost: a\r\n\r\n", "GET HTTPS://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
		"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",   "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET a HTTP/1.1\r\nHost: a\r\n\r\n",           "GET \\ HTTP/1.1\r\nHost: a\r\n\r\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (judge(bad[i]) != RESULT_BAD_FRAME)
			fail_msg("taken: %s", bad[i]);
}

static void words_of_lists_are_found_in_all_fields(void **state)
{
	static const char text[] =
		"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive ,\tUpgrade\r\nconnection: x\r\n"
		"Upgrade: websocketry, WebSocket\r\nEmpty:\r\n\r\n";
	struct http_head head;
	(void)state;
	assert_int_equal(http_head_decode(bytes_of_text(text), &head), RESULT_OK);
	assert_true(http_head_has(&head, "Connection", "upgrade"));
	assert_true(http_head_has(&head, "Connection", "X"));
	assert_true(http_head_has(&head, "upgrade", "websocket"));
	assert_false(http_head_has(&head, "Connection", "keep"));
	assert_false(http_head_has(&head, "Connection", ""));
	assert_true(http_head_has(&head, "Empty", ""));
	assert_false(http_head_has(&head, "None", ""));
	assert_int_equal(http_head_count(&head, "CONNECTION"), 2);
	assert_int_equal(http_head_count(&head, "None"), 0);
	assert_true(http_is_same_word(bytes_of_text("aZ-1"), bytes_of_text("Az-1")));
	assert_false(http_is_same_word(bytes_of_text("a"), bytes_of_text("ab")));
	assert_false(http_is_same_word(bytes_of_text("["), bytes_of_text("{"))); /* no letters */
}

static void what_browsers_send_is_taken(void **state)
{
	struct http_head head;
	(void)state;
	assert_int_equal(
		with_fields("User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: text/html;q=0.9,*/*;q=0.8\r\n"
	                "Connection: keep-alive\r\nX-Latin: \xE4\r\nX-Tab: a\tb\r\n"),
		RESULT_OK);
	assert_int_equal(
		http_head_decode(bytes_of_text("GET / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: Chunked\r\n\r\n"),
	                     &head),
		RESULT_OK);
	assert_true(head.is_chunked);
}

static void head_over_its_bounds_is_refused_even_unfinished(void **state)
{
	static char text[HTTP_HEAD_BYTES_MAX + 100];
	struct http_head head;
	int used = snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
	(void)state;
	memset(text + used, 'x', sizeof text - (size_t)used);
	assert_int_equal(http_head_decode((struct bytes){(uint8_t *)text, HTTP_HEAD_BYTES_MAX - 1}, &head),
	                 RESULT_NEED_MORE);
	assert_int_equal(http_head_decode((struct bytes){(uint8_t *)text, HTTP_HEAD_BYTES_MAX}, &head),
	                 RESULT_BAD_FRAME);
	memcpy(text + HTTP_HEAD_BYTES_MAX - 4, "\r\n\r\n", 4);
	assert_int_equal(http_head_decode((struct bytes){(uint8_t *)text, HTTP_HEAD_BYTES_MAX}, &head),
	                 RESULT_OK);
	memcpy(text + HTTP_HEAD_BYTES_MAX - 4, "x\r\n\r\n", 5);
	assert_int_equal(http_head_decode((struct bytes){(uint8_t *)text, HTTP_HEAD_BYTES_MAX + 1}, &head),
	                 RESULT_BAD_FRAME);
}

static void more_fields_than_64_are_refused(void **state)
{
	char text[1000];
	(void)state;
	for (int fields = HTTP_HEAD_FIELDS_MAX; fields <= HTTP_HEAD_FIELDS_MAX + 1; fields++) {
		size_t used = (size_t)snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: a\r\n");
		for (int i = 1; i < fields; i++)
			used += (size_t)snprintf(text + used, sizeof text - used, "A: b\r\n");
		snprintf(text + used, sizeof text - used, "\r\n");
		assert_int_equal(judge(text), fields == HTTP_HEAD_FIELDS_MAX ? RESULT_OK : RESULT_BAD_FRAME);
	}
}

static void garbage_is_refused_before_its_end(void **state)
{
	struct http_head head;
	(void)state;
	assert_int_equal(http_head_decode((struct bytes){(const uint8_t *)"\0\0", 2}, &head), RESULT_BAD_FRAME);
	assert_int_equal(judge("abc\ndef"), RESULT_BAD_FRAME);
}

static void accepted_noise_keeps_the_rules(void **state)
{
	struct noise noise = noise_start(13);
	int good = 0;
	(void)state;
	for (int i = 0; i < 50000; i++) {
		char text[sizeof example];
		struct http_head head;
		memcpy(text, example, sizeof text);
		for (uint32_t changes = noise_below(&noise, 3); changes > 0; changes--)
			text[noise_below(&noise, EXAMPLE_HEAD_BYTES)] = "\r\n: \tA/1\xE4"[noise_below(&noise, 9)];
		if (http_head_decode((struct bytes){(uint8_t *)text, sizeof text - 1}, &head) != RESULT_OK)
			continue;
		assert_memory_equal(text + head.head_bytes - 4, "\r\n\r\n", 4);
		assert_int_equal(head.target.data[0], '/');
		assert_true(http_head_field(&head, "host").data != NULL || head.minor == 0);
		good++;
	}
	assert_true(good > 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(head_is_read_field_by_field),
		cmocka_unit_test(fields_are_found_whatever_their_case),
		cmocka_unit_test(every_prefix_needs_more),
		cmocka_unit_test(request_lines_that_are_none_are_refused),
		cmocka_unit_test(fields_that_are_read_in_two_ways_are_refused),
		cmocka_unit_test(a_nul_is_refused_wherever_it_is),
		cmocka_unit_test(targets_that_are_no_path_are_refused),
		cmocka_unit_test(words_of_lists_are_found_in_all_fields),
		cmocka_unit_test(what_browsers_send_is_taken),
		cmocka_unit_test(head_over_its_bounds_is_refused_even_unfinished),
		cmocka_unit_test(more_fields_than_64_are_refused),
		cmocka_unit_test(garbage_is_refused_before_its_end),
		cmocka_unit_test(accepted_noise_keeps_the_rules),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

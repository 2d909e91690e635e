/* The request byte by byte, and everything that may come back. */
#include "support/unit.h"

#include "carrier/ws_upgrade.h"
#include "support/guarded.h"
#include "support/noise.h"
#include "support/prefixes.h"

#include <stdio.h>
#include <string.h>

static const char key[] = "dGhlIHNhbXBsZSBub25jZQ=="; /* RFC 6455, 1.3 */
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
#define GOOD                                                                                                 \
	"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"                      \
	"Sec-WebSocket-Accept: " ACCEPT "\r\n\r\n"

static enum attempt_outcome why;
static size_t head_bytes;

static enum result judge(const char *text)
{
	struct bytes bytes = bytes_of_text(text);
	uint8_t *copy = guarded_copy(bytes);
	why = ATTEMPT_NONE;
	head_bytes = 0;
	enum result result = ws_upgrade_judge((struct bytes){copy, bytes.size}, key, &head_bytes, &why);
	guarded_free(copy);
	return result;
}

static void request_is_as_written(void **state)
{
	uint8_t bytes[1000];
	struct writer writer = writer_into(bytes, sizeof bytes);
	(void)state;
	ws_upgrade_ask("relay.example.com:443", key, &writer);
	assert_true(bytes_are_equal(writer_bytes(&writer),
	                            bytes_of_text("GET /ws HTTP/1.1\r\nHost: relay.example.com:443\r\n"
	                                          "User-Agent: Lotse/" LOTSE_VERSION "\r\nConnection: Upgrade\r\n"
	                                          "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
	                                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")));
	struct writer small = writer_into(bytes, 50);
	ws_upgrade_ask("relay.example.com:443", key, &small);
	assert_true(small.failed);
}

static void right_answer_is_taken_and_what_follows_are_frames(void **state)
{
	(void)state;
	assert_int_equal(judge(GOOD), RESULT_OK);
	assert_int_equal(head_bytes, strlen(GOOD));
	assert_int_equal(judge(GOOD "\x82\x01x"), RESULT_OK);
	assert_int_equal(head_bytes, strlen(GOOD));
}

static void words_of_the_answer_may_be_written_in_any_case(void **state)
{
	(void)state;
	assert_int_equal(
		judge("HTTP/1.1 101 \r\nUPGRADE:WebSocket\r\nconnection: keep-alive, upgrade\r\nServer: x\r\n"
	          "sec-websocket-accept:  " ACCEPT " \r\n\r\n"),
		RESULT_OK);
}

static bool is_taken(void *context, struct bytes input)
{
	(void)context;
	enum result result = ws_upgrade_judge(input, key, &head_bytes, &why);
	assert_true(result == RESULT_OK || result == RESULT_NEED_MORE);
	return result == RESULT_OK;
}

static void every_beginning_waits_for_more(void **state)
{
	(void)state;
	assert_true(prefixes_whole_is_accepted(bytes_of_text(GOOD), is_taken, NULL));
	assert_int_equal(prefixes_accepted(bytes_of_text(GOOD), is_taken, NULL), 0);
}

static void answer_that_does_not_keep_its_promise_is_refused(void **state)
{
	static const char *const bad[] = {
		"HTTP/1.1 101 x\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " ACCEPT "\r\n\r\n",
		"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: " ACCEPT "\r\n\r\n",
		"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
		"HTTP/1.1 101 x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " ACCEPT "\r\n\r\n",
		"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: close\r\nSec-WebSocket-Accept: " ACCEPT
		"\r\n\r\n",
		"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Accept: x3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
		"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " ACCEPT
		"\r\nSec-WebSocket-Accept: " ACCEPT "\r\n\r\n",
		"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " ACCEPT
		"\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
		"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " ACCEPT
		"\r\nno field\r\n\r\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(judge(bad[i]), RESULT_REFUSED);
		assert_int_equal(why, ATTEMPT_NOT_RELAY);
	}
}

static void other_answers_have_their_words(void **state)
{
	static const struct {
		const char *text;
		enum attempt_outcome why;
	} answers[] = {
		{"HTTP/1.1 200 OK\r\n", ATTEMPT_PORTAL},
		{"HTTP/1.0 302 Found\r\n", ATTEMPT_PORTAL},
		{"HTTP/1.1 511 Network Authentication Required\r\n", ATTEMPT_PORTAL},
		{"HTTP/1.1 426 Upgrade Required\r\n", ATTEMPT_STRIPPED},
		{"HTTP/1.1 400 Bad Request\r\n", ATTEMPT_UPGRADE_REFUSED},
		{"HTTP/1.1 403 Forbidden\r\n", ATTEMPT_UPGRADE_REFUSED},
		{"HTTP/1.1 502 Bad Gateway\r\n", ATTEMPT_UPGRADE_REFUSED},
		{"HTTP/1.1 2000 OK\r\n", ATTEMPT_NOT_RELAY},
		{"HTTP/1.1 2x0 OK\r\n", ATTEMPT_NOT_RELAY},
		{"SSH-2.0-OpenSSH_9.2\r\n", ATTEMPT_NOT_RELAY},
		{"\x15\x03\x01", ATTEMPT_NOT_RELAY}, /* said as soon as it shows */
	};
	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		assert_int_equal(judge(answers[i].text), RESULT_REFUSED);
		assert_int_equal(why, answers[i].why);
	}
}

static void answer_without_an_end_is_refused(void **state)
{
	static char text[WS_UPGRADE_HEAD_BYTES_MAX + 1];
	(void)state;
	size_t size = (size_t)snprintf(text, sizeof text, "HTTP/1.1 101 x\r\nX: ");
	memset(text + size, 'x', sizeof text - 1 - size);
	assert_int_equal(judge(text), RESULT_REFUSED);
	text[WS_UPGRADE_HEAD_BYTES_MAX - 1] = 0;
	assert_int_equal(judge(text), RESULT_NEED_MORE);
}

/* One byte changed: it is taken only where that byte says nothing. */
static void changed_answers_do_no_harm(void **state)
{
	struct noise noise = noise_start(33);
	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[sizeof GOOD];
		memcpy(text, GOOD, sizeof text);
		size_t at = noise_below(&noise, sizeof text - 1);
		text[at] = (char)(1 + noise_below(&noise, 255));
		if (judge(text) == RESULT_OK)
			assert_in_range(head_bytes, 4, sizeof text - 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_is_as_written),
		cmocka_unit_test(right_answer_is_taken_and_what_follows_are_frames),
		cmocka_unit_test(words_of_the_answer_may_be_written_in_any_case),
		cmocka_unit_test(every_beginning_waits_for_more),
		cmocka_unit_test(answer_that_does_not_keep_its_promise_is_refused),
		cmocka_unit_test(other_answers_have_their_words),
		cmocka_unit_test(answer_without_an_end_is_refused),
		cmocka_unit_test(changed_answers_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

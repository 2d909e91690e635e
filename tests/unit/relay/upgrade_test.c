#include "support/unit.h"

#include "relay/carriers/upgrade.h"

#include <stdio.h>
#include <string.h>

#define KEY     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define VERSION "Sec-WebSocket-Version: 13\r\n"
#define ASKED   "Upgrade: websocket\r\nConnection: Upgrade\r\n"

static char text[2000];
static struct http_head head;

static enum upgrade_verdict judge(const char *line, const char *fields)
{
	snprintf(text, sizeof text, "%s\r\nHost: relay.example:8080\r\n%s\r\n", line, fields);
	assert_int_equal(http_head_decode(bytes_of_text(text), &head), RESULT_OK);
	return upgrade_judge(&head);
}

static enum upgrade_verdict with(const char *fields)
{
	return judge("GET /ws HTTP/1.1", fields);
}

static void the_rfcs_example_is_answered_as_the_rfc_does(void **state)
{
	static const char expected[] =
		"HTTP/1.1 101 Switching Protocols\r\n"
		"Upgrade: websocket\r\n"
		"Connection: Upgrade\r\n"
		"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" /* RFC 6455, 1.3 */
		"\r\n";
	uint8_t answer[512];
	struct writer w = writer_into(answer, sizeof answer);
	(void)state;
	assert_int_equal(with(ASKED KEY VERSION), UPGRADE_WELCOME);
	upgrade_write_welcome(&head, &w);
	assert_false(w.failed);
	assert_int_equal(w.size, sizeof expected - 1);
	assert_memory_equal(answer, expected, w.size);
}

static void what_programs_and_browsers_write_is_welcome(void **state)
{
	static const char *const good[] = {
		"UPGRADE: WebSocket\r\nCONNECTION: keep-alive, upgrade\r\n" KEY VERSION,
		ASKED KEY VERSION "Origin: http://relay.example:8080\r\n",
		ASKED KEY VERSION "Origin: https://Relay.Example:8080\r\n",
		ASKED KEY VERSION "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: chat\r\n",
		ASKED KEY VERSION "Content-Length: 0\r\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (with(good[i]) != UPGRADE_WELCOME)
			fail_msg("not welcome: %s", good[i]);
}

static void everything_else_has_its_verdict(void **state)
{
	static const struct {
		const char *fields;
		enum upgrade_verdict expected;
	} cases[] = {
		{"", UPGRADE_MISSING},
		{"Upgrade: websocket\r\n" KEY VERSION, UPGRADE_MISSING},
		{"Connection: Upgrade\r\n" KEY VERSION, UPGRADE_MISSING},
		{"Upgrade: h2c\r\nConnection: Upgrade\r\n" KEY VERSION, UPGRADE_MISSING},
		{ASKED KEY, UPGRADE_VERSION},
		{ASKED KEY "Sec-WebSocket-Version: 8\r\n", UPGRADE_VERSION},
		{ASKED KEY "Sec-WebSocket-Version: 13, 8\r\n", UPGRADE_VERSION},
		{ASKED KEY VERSION VERSION, UPGRADE_VERSION},
		{ASKED VERSION, UPGRADE_BAD_REQUEST},
		{ASKED VERSION KEY KEY, UPGRADE_BAD_REQUEST},
		{ASKED VERSION "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=\r\n", UPGRADE_BAD_REQUEST},
		{ASKED VERSION "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ===\r\n", UPGRADE_BAD_REQUEST},
		{ASKED VERSION "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j!Q==\r\n", UPGRADE_BAD_REQUEST},
		{ASKED VERSION "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQAA\r\n", UPGRADE_BAD_REQUEST},
		{ASKED VERSION KEY "Content-Length: 3\r\n", UPGRADE_BAD_REQUEST},
		{ASKED VERSION KEY "Transfer-Encoding: chunked\r\n", UPGRADE_BAD_REQUEST},
		{ASKED VERSION KEY "Origin: http://elsewhere.example\r\n", UPGRADE_FOREIGN},
		{ASKED VERSION KEY "Origin: http://relay.example\r\n", UPGRADE_FOREIGN}, /* another port */
		{ASKED VERSION KEY "Origin: http://relay.example:8080.elsewhere.example\r\n", UPGRADE_FOREIGN},
		{ASKED VERSION KEY "Origin: ftp://relay.example:8080\r\n", UPGRADE_FOREIGN},
		{ASKED VERSION KEY "Origin: null\r\n", UPGRADE_FOREIGN}, /* a page that hides where it is from */
		{ASKED VERSION KEY "Origin:\r\n", UPGRADE_FOREIGN},
		{ASKED VERSION KEY "Origin: http://relay.example:8080\r\nOrigin: http://relay.example:8080\r\n",
	     UPGRADE_FOREIGN},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (with(cases[i].fields) != cases[i].expected)
			fail_msg("another verdict: %s", cases[i].fields);
	assert_int_equal(judge("POST /ws HTTP/1.1", ASKED KEY VERSION), UPGRADE_BAD_REQUEST);
	assert_int_equal(judge("HEAD /ws HTTP/1.1", ASKED KEY VERSION), UPGRADE_BAD_REQUEST);
	assert_int_equal(judge("GET /ws HTTP/1.0", ASKED KEY VERSION), UPGRADE_BAD_REQUEST);
}

static void an_origin_on_a_host_without_a_port_is_its_own(void **state)
{
	static const char bare[] = "GET /ws HTTP/1.1\r\nHost: relay.example\r\n" ASKED KEY VERSION
							   "Origin: https://relay.example\r\n\r\n";
	(void)state;
	assert_int_equal(http_head_decode(bytes_of_text(bare), &head), RESULT_OK);
	assert_int_equal(upgrade_judge(&head), UPGRADE_WELCOME);
}

static void a_welcome_needs_room_and_a_key(void **state)
{
	uint8_t answer[100];
	struct writer w = writer_into(answer, sizeof answer);
	(void)state;
	with(ASKED KEY VERSION);
	upgrade_write_welcome(&head, &w);
	assert_true(w.failed);
	with(ASKED VERSION);
	uint8_t much[512];
	w = writer_into(much, sizeof much);
	upgrade_write_welcome(&head, &w);
	assert_true(w.failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rfcs_example_is_answered_as_the_rfc_does),
		cmocka_unit_test(what_programs_and_browsers_write_is_welcome),
		cmocka_unit_test(everything_else_has_its_verdict),
		cmocka_unit_test(an_origin_on_a_host_without_a_port_is_its_own),
		cmocka_unit_test(a_welcome_needs_room_and_a_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

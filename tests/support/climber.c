#include "support/unit.h"

#include "support/climber.h"

#include "base/clock.h"
#include "support/noise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE_MS = 30000, PIECE_BYTES_MAX = 70000 };

static int64_t now_ms(const struct climber *climber)
{
	return clock_now_ms() + climber->ahead_ms;
}

struct climber *climber_make(const char *only)
{
	struct ways_options options = {.only = only, .may_ask = true, .proxy = ""};
	struct climber *climber = calloc(1, sizeof *climber);
	assert_non_null(climber);
	climber->wake = wake_create();
	assert_non_null(climber->wake);
	assert_int_equal(ways_create(&climber->ways, &options, climber->wake), RESULT_OK);
	strcpy(climber->relay.host, "127.0.0.1");
	memcpy(climber->relay.id, "12345678", SERVER_LIST_ID_BYTES);
	return climber;
}

void climber_free(struct climber *climber)
{
	if (!climber)
		return;
	carrier_close(climber->carrier);
	for (size_t i = 0; i < climber->attempts.count; i++)
		assert_true(attempt_is_over(&climber->attempts.list[i]));
	ways_destroy(climber->ways);
	wake_destroy(climber->wake);
	free(climber);
}

void climber_through(struct climber *climber, uint16_t proxy_port)
{
	char proxy[32];
	snprintf(proxy, sizeof proxy, "127.0.0.1:%u", proxy_port);
	assert_int_equal(ways_set_proxy(climber->ways, proxy), RESULT_OK);
}

static void answer_question(struct climber *climber)
{
	struct ways_question question;
	if (!ways_question(climber->ways, &question))
		return;
	climber->question = question;
	int index = climber->questions++;
	if (index < 4 && climber->names[index])
		ways_answer(climber->ways, climber->names[index], climber->passwords[index], false);
	else
		ways_refuse(climber->ways);
}

enum result climber_turn(struct climber *climber, int timeout_ms)
{
	struct wake_on on[CARRIER_HANDLES_MAX];
	size_t count = carrier_handles(climber->carrier, on, CARRIER_HANDLES_MAX);
	int own_ms = carrier_timeout_ms(climber->carrier, now_ms(climber));
	wake_wait(climber->wake, on, count, own_ms >= 0 && own_ms < timeout_ms ? own_ms : timeout_ms);
	enum result result = carrier_work(climber->carrier, now_ms(climber));
	answer_question(climber);
	return result;
}

enum result climber_begin(struct climber *climber)
{
	/* HELLO: version 1, floor 1, a nonce */
	static const uint8_t hello[] = "\0\0\x18\1\0\0\0\0\x0a\x16\x08\1\x10\1\x22\x10nonce of 16 byte";
	struct carrier_setup setup = {.relay = &climber->relay,
	                              .greeting = {hello, 8 + 0x18},
	                              .ways = climber->ways,
	                              .attempts = &climber->attempts,
	                              .wake = climber->wake};
	return carrier_open(&climber->carrier, &setup, now_ms(climber));
}

enum result climber_climb(struct climber *climber)
{
	int64_t end_ms = clock_now_ms() + PATIENCE_MS;
	enum result result = climber->carrier ? RESULT_OK : climber_begin(climber);
	if (result != RESULT_OK)
		return result;
	do
		result = climber_turn(climber, 1000);
	while (result == RESULT_WOULD_BLOCK && clock_now_ms() < end_ms);
	return result;
}

void climber_jump(struct climber *climber, int64_t ms)
{
	climber->ahead_ms += ms;
}

struct carrier *climber_wait_better(struct climber *climber)
{
	int64_t end_ms = clock_now_ms() + CARRIER_BETTER_MS + 1000;
	while (clock_now_ms() < end_ms) {
		struct carrier *better = carrier_better(climber->carrier, now_ms(climber));
		if (better)
			return better;
		if (climber_turn(climber, 100) != RESULT_OK)
			break;
	}
	return NULL;
}

void climber_pin(struct climber *climber, const char *certificate_path)
{
	char command[512];
	snprintf(command, sizeof command,
	         "openssl x509 -in %s -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 "
	         "-binary",
	         certificate_path);
	FILE *from = popen(command, "r");
	assert_non_null(from);
	assert_int_equal(fread(climber->relay.pin, 1, sizeof climber->relay.pin, from),
	                 sizeof climber->relay.pin);
	pclose(from);
	climber->relay.has_pin = true;
}

/* Receives until `size` bytes are there. */
static void receive(struct climber *climber, struct buffer *into, size_t size)
{
	int64_t end_ms = clock_now_ms() + PATIENCE_MS;
	while (into->size_bytes < size) {
		enum result result = carrier_receive(climber->carrier, into);
		if (result == RESULT_WOULD_BLOCK)
			result = climber_turn(climber, 1000);
		assert_int_equal(result, RESULT_OK);
		assert_true(clock_now_ms() < end_ms);
	}
}

void climber_assert_hello(struct climber *climber)
{
	struct buffer got;
	buffer_init(&got, 8);
	receive(climber, &got, 8);
	struct bytes head = buffer_bytes(&got);
	size_t size = (size_t)head.data[1] << 8 | head.data[2];
	assert_int_equal(head.data[3], 1);
	buffer_consume(&got, 8);
	got.limit_bytes = size;
	receive(climber, &got, size);
	assert_int_equal(buffer_bytes(&got).data[0], 0x0a);
	buffer_finish(&got);
}

void climber_assert_echo(struct climber *climber, size_t size)
{
	static uint8_t piece[PIECE_BYTES_MAX];
	struct noise out = noise_start(size), in = noise_start(size), sizes = noise_start(7);
	struct buffer got;
	size_t sent = 0, came = 0;
	int64_t end_ms = clock_now_ms() + PATIENCE_MS;
	buffer_init(&got, 100000);
	while (came < size) {
		size_t piece_size = 1 + noise_below(&sizes, PIECE_BYTES_MAX);
		piece_size = piece_size < size - sent ? piece_size : size - sent;
		struct noise before = out;
		noise_fill(&out, piece, piece_size);
		enum result result = carrier_send(climber->carrier, (struct bytes){piece, piece_size});
		if (result == RESULT_OK)
			sent += piece_size;
		else
			out = before;
		assert_true(result == RESULT_OK || result == RESULT_WOULD_BLOCK);
		result = carrier_receive(climber->carrier, &got);
		assert_true(result == RESULT_OK || result == RESULT_WOULD_BLOCK);
		for (size_t i = 0; i < got.size_bytes; i++)
			assert_int_equal(buffer_bytes(&got).data[i], (uint8_t)noise_u32(&in));
		came += got.size_bytes;
		buffer_consume(&got, got.size_bytes);
		if (came < size)
			assert_int_equal(climber_turn(climber, result == RESULT_OK ? 0 : 100), RESULT_OK);
		assert_true(clock_now_ms() < end_ms);
	}
	buffer_finish(&got);
}

const struct attempt *climber_last(const struct climber *climber)
{
	assert_true(climber->attempts.count > 0);
	return &climber->attempts.list[climber->attempts.count - 1];
}

int climber_outcomes(const struct climber *climber, enum attempt_outcome outcome)
{
	int count = 0;
	for (size_t i = 0; i < climber->attempts.count; i++)
		count += climber->attempts.list[i].outcome == outcome;
	return count;
}

void climber_print(const struct climber *climber)
{
	static char text[ATTEMPTS_TEXT_BYTES];
	fputs(attempts_text(&climber->attempts, text, sizeof text), stderr);
}

#include "support/unit.h"

#include "relay/keeper_link.h"
#include "support/noise.h"
#include "support/prefixes.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* clang-format off */
static const uint8_t example_head[] = {
	0x04,                                           /* kind: opened */
	0x00, 0x02,                                     /* worker */
	0x00, 0x00, 0x00, 0x2A,                         /* ticket */
	0x00, 0x00, 0x30, 0x39,                         /* route */
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, /* log id */
	0x00, 0x00, 0x00, 0x00, 0x12, 0x34, 0x56, 0x78, /* expires */
};
/* clang-format on */

static struct keeper_message example(void)
{
	struct keeper_message m = {
		.kind = KEEPER_OPENED,
		.worker = 2,
		.ticket = 42,
		.route = 12345,
		.log_id = 256,
		.expires_s = 0x12345678,
		.size = 3,
		.bytes = {7, 8, 9},
	};
	memset(m.root_key, 0xA1, sizeof m.root_key);
	memset(m.seal_key, 0xA2, sizeof m.seal_key);
	memset(m.relay_id, 0xA3, sizeof m.relay_id);
	memset(m.fleet_id, 0xA4, sizeof m.fleet_id);
	return m;
}

static void message_is_written_field_by_field(void **state)
{
	uint8_t bytes[KEEPER_MESSAGE_BYTES], expected[KEEPER_MESSAGE_BYTES] = {0};
	struct keeper_message m = example();
	uint8_t *at = expected;
	(void)state;
	memcpy(at, example_head, sizeof example_head), at += sizeof example_head;
	memset(at, 0xA1, 32), at += 32;
	memset(at, 0xA2, 32), at += 32;
	memset(at, 0xA3, 8), at += 8;
	memset(at, 0xA4, 8), at += 8;
	memcpy(at, (uint8_t[]){0, 3, 7, 8, 9}, 5);
	keeper_message_encode(&m, bytes);
	assert_memory_equal(bytes, expected, sizeof bytes);
}

static void message_is_read_as_it_was_written(void **state)
{
	uint8_t bytes[KEEPER_MESSAGE_BYTES];
	struct keeper_message m = example(), out;
	(void)state;
	keeper_message_encode(&m, bytes);
	assert_int_equal(keeper_message_decode((struct bytes){bytes, sizeof bytes}, &out), RESULT_OK);
	assert_int_equal(out.kind, KEEPER_OPENED);
	assert_int_equal(out.worker, 2);
	assert_int_equal(out.ticket, 42);
	assert_int_equal(out.route, 12345);
	assert_int_equal(out.log_id, 256);
	assert_int_equal(out.expires_s, 0x12345678);
	assert_int_equal(out.root_key[31], 0xA1);
	assert_int_equal(out.seal_key[31], 0xA2);
	assert_int_equal(out.relay_id[7], 0xA3);
	assert_int_equal(out.fleet_id[7], 0xA4);
	assert_int_equal(out.size, 3);
	assert_memory_equal(out.bytes, m.bytes, 3);
}

static bool accepts(void *context, struct bytes input)
{
	struct keeper_message out;
	(void)context;
	return keeper_message_decode(input, &out) == RESULT_OK;
}

static void message_of_another_length_is_refused(void **state)
{
	uint8_t bytes[KEEPER_MESSAGE_BYTES + 1] = {0};
	struct keeper_message m = example();
	(void)state;
	keeper_message_encode(&m, bytes);
	assert_true(prefixes_whole_is_accepted((struct bytes){bytes, KEEPER_MESSAGE_BYTES}, accepts, NULL));
	assert_int_equal(prefixes_accepted((struct bytes){bytes, KEEPER_MESSAGE_BYTES}, accepts, NULL), 0);
	assert_false(accepts(NULL, (struct bytes){bytes, sizeof bytes}));
}

static void unknown_kind_and_oversized_content_are_refused(void **state)
{
	uint8_t bytes[KEEPER_MESSAGE_BYTES];
	struct keeper_message m = example(), out = {.ticket = 77};
	(void)state;
	keeper_message_encode(&m, bytes);
	bytes[0] = KEEPER_NONE;
	assert_int_equal(keeper_message_decode((struct bytes){bytes, sizeof bytes}, &out), RESULT_BAD_FRAME);
	bytes[0] = KEEPER_KINDS;
	assert_int_equal(keeper_message_decode((struct bytes){bytes, sizeof bytes}, &out), RESULT_BAD_FRAME);
	bytes[0] = KEEPER_LIST;
	bytes[KEEPER_HEAD_BYTES - 2] = (KEEPER_CONTENT_MAX_BYTES + 1) >> 8;
	bytes[KEEPER_HEAD_BYTES - 1] = (KEEPER_CONTENT_MAX_BYTES + 1) & 0xFF;
	assert_int_equal(keeper_message_decode((struct bytes){bytes, sizeof bytes}, &out), RESULT_BAD_FRAME);
	assert_int_equal(out.ticket, 77);
	bytes[KEEPER_HEAD_BYTES - 1]--;
	assert_int_equal(keeper_message_decode((struct bytes){bytes, sizeof bytes}, &out), RESULT_OK);
}

static void random_bytes_are_decoded_or_refused(void **state)
{
	struct noise noise = noise_start(9);
	uint8_t bytes[KEEPER_MESSAGE_BYTES];
	struct keeper_message out;
	(void)state;
	for (int i = 0; i < 2000; i++) {
		noise_fill(&noise, bytes, sizeof bytes);
		bytes[0] %= KEEPER_KINDS + 1;
		if (keeper_message_decode((struct bytes){bytes, sizeof bytes}, &out) == RESULT_OK)
			assert_true(out.size <= KEEPER_CONTENT_MAX_BYTES);
	}
}

static void message_comes_through_the_link(void **state)
{
	int pair[2];
	struct keeper_message m = example(), out;
	(void)state;
	assert_int_equal(keeper_link_create(pair), RESULT_OK);
	assert_int_equal(keeper_link_receive(pair[1], &out), RESULT_WOULD_BLOCK);
	assert_int_equal(keeper_link_send(pair[0], &m, false), RESULT_OK);
	assert_int_equal(keeper_link_receive(pair[1], &out), RESULT_OK);
	assert_int_equal(out.route, 12345);
	close(pair[0]);
	assert_int_equal(keeper_link_receive(pair[1], &out), RESULT_LOST);
	assert_int_equal(keeper_link_send(pair[1], &m, true), RESULT_LOST);
	close(pair[1]);
}

static void full_link_does_not_wait_unless_asked_to(void **state)
{
	int pair[2], sent = 0;
	struct keeper_message m = example(), out;
	enum result result;
	(void)state;
	assert_int_equal(keeper_link_create(pair), RESULT_OK);
	while ((result = keeper_link_send(pair[0], &m, false)) == RESULT_OK)
		sent++;
	assert_int_equal(result, RESULT_WOULD_BLOCK);
	assert_true(sent > 10);
	while (keeper_link_receive(pair[1], &out) == RESULT_OK)
		sent--;
	assert_int_equal(sent, 0);
	close(pair[0]);
	close(pair[1]);
}

static void what_is_no_message_is_refused_by_the_link(void **state)
{
	int pair[2];
	struct keeper_message out;
	uint8_t bytes[KEEPER_MESSAGE_BYTES + 100] = {1};
	(void)state;
	assert_int_equal(keeper_link_create(pair), RESULT_OK);
	assert_int_equal(send(pair[0], bytes, 10, 0), 10);
	assert_int_equal(keeper_link_receive(pair[1], &out), RESULT_BAD_FRAME);
	assert_int_equal(send(pair[0], bytes, sizeof bytes, 0), (int)sizeof bytes);
	assert_int_equal(keeper_link_receive(pair[1], &out), RESULT_BAD_FRAME);
	close(pair[0]);
	close(pair[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(message_is_written_field_by_field),
		cmocka_unit_test(message_is_read_as_it_was_written),
		cmocka_unit_test(message_of_another_length_is_refused),
		cmocka_unit_test(unknown_kind_and_oversized_content_are_refused),
		cmocka_unit_test(random_bytes_are_decoded_or_refused),
		cmocka_unit_test(message_comes_through_the_link),
		cmocka_unit_test(full_link_does_not_wait_unless_asked_to),
		cmocka_unit_test(what_is_no_message_is_refused_by_the_link),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

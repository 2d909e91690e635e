#include "support/unit.h"

#include "support/guarded.h"
#include "support/noise.h"
#include "wire/websocket_frame.h"

#include <string.h>

/* What a sender with the mask 01 02 03 04 writes before so many bytes. */
static const uint8_t short_head[] = {
	0x82,                   /* final, binary */
	0x85,                   /* masked, 5 bytes */
	0x01, 0x02, 0x03, 0x04, /* mask */
};
static const uint8_t middle_head[] = {
	0x02,                   /* not final, binary */
	0xFE, 0xFF, 0xFF,       /* masked, 65535 bytes */
	0x01, 0x02, 0x03, 0x04, /* mask */
};
static const uint8_t long_head[] = {
	0x80,                         /* final, continuation */
	0xFF, 0,    0,    0,    0, 0, /* masked, 65536 bytes */
	0x01, 0,    0,                /* ... */
	0x01, 0x02, 0x03, 0x04,       /* mask */
};
static const uint8_t bare_head[] = {0x8A, 0x7D}; /* final, pong, 125 bytes, not masked */

static struct websocket_head judge(const uint8_t *bytes, size_t size)
{
	struct websocket_head head = {0};
	size_t used = 0;
	assert_int_equal(websocket_head_decode((struct bytes){bytes, size}, &head, &used), RESULT_OK);
	assert_int_equal(used, size);
	return head;
}

static void heads_are_read_field_by_field(void **state)
{
	(void)state;
	struct websocket_head head = judge(short_head, sizeof short_head);
	assert_int_equal(head.opcode, WEBSOCKET_BINARY);
	assert_true(head.is_final && head.is_masked);
	assert_int_equal(head.payload_bytes, 5);
	assert_memory_equal(head.mask, "\1\2\3\4", 4);
	head = judge(middle_head, sizeof middle_head);
	assert_false(head.is_final);
	assert_int_equal(head.payload_bytes, 65535);
	head = judge(long_head, sizeof long_head);
	assert_int_equal(head.opcode, WEBSOCKET_CONTINUATION);
	assert_int_equal(head.payload_bytes, 65536);
	head = judge(bare_head, sizeof bare_head);
	assert_int_equal(head.opcode, WEBSOCKET_PONG);
	assert_false(head.is_masked);
	assert_memory_equal(head.mask, "\0\0\0\0", 4);
}

static void what_is_written_are_the_same_bytes(void **state)
{
	const struct bytes all[] = {
		{short_head, sizeof short_head},
		{middle_head, sizeof middle_head},
		{long_head, sizeof long_head},
		{bare_head, sizeof bare_head},
	};
	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		uint8_t again[WEBSOCKET_HEAD_BYTES_MAX];
		struct websocket_head head = judge(all[i].data, all[i].size);
		assert_int_equal(websocket_head_encode(&head, again), all[i].size);
		assert_memory_equal(again, all[i].data, all[i].size);
	}
}

static void every_prefix_needs_more(void **state)
{
	(void)state;
	for (size_t size = 0; size < sizeof long_head; size++) {
		struct websocket_head head = {.payload_bytes = 77};
		size_t used = 78;
		uint8_t *copy = guarded_copy((struct bytes){long_head, size});
		assert_int_equal(websocket_head_decode((struct bytes){copy, size}, &head, &used), RESULT_NEED_MORE);
		assert_int_equal(head.payload_bytes, 77);
		assert_int_equal(used, 78);
		guarded_free(copy);
	}
}

static void what_the_rfc_forbids_is_refused(void **state)
{
	static const uint8_t bad[][10] = {
		{0xC2, 0x80},                                     /* a reserved bit: nothing was agreed on */
		{0xA2, 0x80},                                     /* the second one */
		{0x92, 0x80},                                     /* the third one */
		{0x83, 0x80},                                     /* an unknown opcode */
		{0x87, 0x80},                                     /* likewise */
		{0x8B, 0x80},                                     /* an unknown control opcode */
		{0x8F, 0x80},                                     /* likewise */
		{0x09, 0x80},                                     /* a ping in pieces */
		{0x89, 0xFE},                                     /* a ping of more than 125 bytes */
		{0x88, 0xFF},                                     /* a close of more than that */
		{0x82, 0x7E, 0x00, 0x7D},                         /* 125 bytes, written too long */
		{0x82, 0x7F, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF},       /* 65535 bytes, written too long */
		{0x82, 0x7F, 0x80, 0, 0, 0, 0, 0x01, 0x00, 0x00}, /* 2^63 and more */
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct websocket_head head;
		size_t used;
		if (websocket_head_decode((struct bytes){bad[i], sizeof bad[i]}, &head, &used) != RESULT_BAD_FRAME)
			fail_msg("taken: %zu", i);
	}
}

static void nonsense_shows_with_its_first_byte(void **state)
{
	struct websocket_head head;
	size_t used;
	(void)state;
	assert_int_equal(websocket_head_decode((struct bytes){(const uint8_t *)"\xC2", 1}, &head, &used),
	                 RESULT_BAD_FRAME);
	assert_int_equal(websocket_head_decode((struct bytes){(const uint8_t *)"GET", 3}, &head, &used),
	                 RESULT_BAD_FRAME);
}

/* Byte by byte, as the RFC has it. */
static void mask_plainly(uint8_t *bytes, size_t size, const uint8_t *mask, uint64_t offset)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] ^= mask[(offset + i) % 4];
}

static void masking_is_the_rfcs_at_every_length_and_offset(void **state)
{
	struct noise noise = noise_start(3);
	uint8_t plain[300], masked[300], mask[4] = {0x12, 0x00, 0xFE, 0x81};
	(void)state;
	noise_fill(&noise, plain, sizeof plain);
	for (uint64_t offset = 0; offset < 9; offset++)
		for (size_t size = 0; size <= sizeof plain; size++) {
			uint8_t expected[sizeof plain];
			memcpy(expected, plain, sizeof plain);
			mask_plainly(expected, size, mask, offset);
			memcpy(masked, plain, sizeof plain);
			websocket_mask(masked, masked, size, mask, offset);
			assert_memory_equal(masked, expected, sizeof masked);
		}
}

static void unmasking_moves_content_forward_over_itself(void **state)
{
	struct noise noise = noise_start(4);
	static const uint8_t masks[][4] = {{0x12, 0x34, 0x56, 0x78}, {0, 0, 0, 0}};
	(void)state;
	for (int k = 0; k < 2; k++)
		for (size_t gap = 0; gap < 80; gap++) {
			uint8_t memory[1000], expected[sizeof memory];
			noise_fill(&noise, memory, sizeof memory);
			memcpy(expected, memory, sizeof memory);
			mask_plainly(expected + gap, 700, masks[k], 1);
			websocket_mask(memory, memory + gap, 700, masks[k], 1);
			assert_memory_equal(memory, expected + gap, 700);
			assert_memory_equal(memory + 700 + gap, expected + 700 + gap, sizeof memory - 700 - gap);
		}
}

static void accepted_noise_keeps_the_rules(void **state)
{
	struct noise noise = noise_start(5);
	int good = 0;
	(void)state;
	for (int i = 0; i < 200000; i++) {
		uint8_t bytes[16], again[WEBSOCKET_HEAD_BYTES_MAX];
		struct websocket_head head;
		size_t used;
		noise_fill(&noise, bytes, sizeof bytes);
		bytes[0] &= 0x8F;
		if (websocket_head_decode((struct bytes){bytes, sizeof bytes}, &head, &used) != RESULT_OK)
			continue;
		assert_int_equal(websocket_head_encode(&head, again), used); /* there is one way to write a head */
		assert_memory_equal(again, bytes, used);
		good++;
	}
	assert_true(good > 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads_are_read_field_by_field),
		cmocka_unit_test(what_is_written_are_the_same_bytes),
		cmocka_unit_test(every_prefix_needs_more),
		cmocka_unit_test(what_the_rfc_forbids_is_refused),
		cmocka_unit_test(nonsense_shows_with_its_first_byte),
		cmocka_unit_test(masking_is_the_rfcs_at_every_length_and_offset),
		cmocka_unit_test(unmasking_moves_content_forward_over_itself),
		cmocka_unit_test(accepted_noise_keeps_the_rules),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

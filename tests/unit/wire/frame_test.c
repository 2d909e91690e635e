#include "support/unit.h"

#include "support/noise.h"
#include "support/prefixes.h"
#include "wire/frame.h"

#include <string.h>

static const uint8_t example[FRAME_HEADER_BYTES] = {
	0x00, 0x12, 0x34, /* payload length */
	0x05,             /* kind: picture */
	0xAB, 0xCD,       /* peer */
	0x02,             /* lane */
	0x01,             /* flags: reset */
};

static bool accepts(void *context, struct bytes input)
{
	struct frame_header header;
	(void)context;
	return frame_decode(input, &header) == RESULT_OK;
}

static enum result decode_with(uint32_t payload_bytes, uint8_t kind)
{
	struct frame_header header = {.payload_bytes = payload_bytes, .kind = kind}, out;
	uint8_t bytes[FRAME_HEADER_BYTES];
	frame_encode(&header, bytes);
	return frame_decode((struct bytes){bytes, sizeof bytes}, &out);
}

static void header_is_read_field_by_field(void **state)
{
	struct frame_header h;
	(void)state;
	assert_int_equal(frame_decode((struct bytes){example, sizeof example}, &h), RESULT_OK);
	assert_int_equal(h.payload_bytes, 0x1234);
	assert_int_equal(h.kind, FRAME_PICTURE);
	assert_int_equal(h.peer, 0xABCD);
	assert_int_equal(h.lane, 2);
	assert_int_equal(h.flags, FRAME_FLAG_RESET);
}

static void header_is_written_as_it_is_read(void **state)
{
	struct frame_header h = {0x1234, FRAME_PICTURE, 0xABCD, 2, FRAME_FLAG_RESET};
	uint8_t bytes[FRAME_HEADER_BYTES];
	(void)state;
	frame_encode(&h, bytes);
	assert_memory_equal(bytes, example, sizeof example);
}

static void less_than_a_header_needs_more(void **state)
{
	struct frame_header h = {.peer = 77};
	(void)state;
	assert_true(prefixes_whole_is_accepted((struct bytes){example, sizeof example}, accepts, NULL));
	assert_int_equal(prefixes_accepted((struct bytes){example, sizeof example}, accepts, NULL), 0);
	for (size_t size = 0; size < sizeof example; size++)
		assert_int_equal(frame_decode((struct bytes){example, size}, &h), RESULT_NEED_MORE);
	assert_int_equal(h.peer, 77);
}

static void frame_longer_than_limit_is_refused(void **state)
{
	(void)state;
	assert_int_equal(decode_with(FRAME_PAYLOAD_MAX_BYTES, FRAME_BULK), RESULT_OK);
	assert_int_equal(decode_with(FRAME_PAYLOAD_MAX_BYTES + 1, FRAME_BULK), RESULT_BAD_FRAME);
	assert_int_equal(decode_with(0xFFFFFF, FRAME_PICTURE), RESULT_BAD_FRAME);
}

static void control_frame_longer_than_its_limit_is_refused(void **state)
{
	(void)state;
	assert_int_equal(decode_with(FRAME_CONTROL_MAX_BYTES, FRAME_CONTROL), RESULT_OK);
	assert_int_equal(decode_with(FRAME_CONTROL_MAX_BYTES + 1, FRAME_CONTROL), RESULT_BAD_FRAME);
}

static void kind_zero_is_refused_and_unknown_kinds_are_not(void **state)
{
	(void)state;
	assert_int_equal(decode_with(4, FRAME_NONE), RESULT_BAD_FRAME);
	assert_int_equal(decode_with(4, 0xEE), RESULT_OK);
}

static void what_noise_decodes_to_is_written_back_alike(void **state)
{
	struct noise noise = noise_start(1);
	int good = 0;
	(void)state;
	for (int i = 0; i < 100000; i++) {
		uint8_t bytes[FRAME_HEADER_BYTES], again[FRAME_HEADER_BYTES];
		struct frame_header h;
		noise_fill(&noise, bytes, sizeof bytes);
		bytes[0] = 0; /* so that the length often fits */
		if (frame_decode((struct bytes){bytes, sizeof bytes}, &h) != RESULT_OK)
			continue;
		frame_encode(&h, again);
		assert_memory_equal(bytes, again, sizeof bytes);
		good++;
	}
	assert_true(good > 50000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_is_read_field_by_field),
		cmocka_unit_test(header_is_written_as_it_is_read),
		cmocka_unit_test(less_than_a_header_needs_more),
		cmocka_unit_test(frame_longer_than_limit_is_refused),
		cmocka_unit_test(control_frame_longer_than_its_limit_is_refused),
		cmocka_unit_test(kind_zero_is_refused_and_unknown_kinds_are_not),
		cmocka_unit_test(what_noise_decodes_to_is_written_back_alike),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/unit.h"

#include "support/noise.h"
#include "support/prefixes.h"
#include "wire/picture_ack.h"

#include <string.h>

static const uint8_t example[PICTURE_ACK_BYTES] = {
	0x02,                   /* lane */
	0x00, 0x00, 0x00,       /* reserved */
	0x01, 0x02, 0x03, 0x04, /* counter */
	0x05, 0x06, 0x07, 0x08, /* state */
	0x09, 0x0A, 0x0B, 0x0C, /* held_us */
	0xFF, 0xFF, 0xFF, 0xFF, /* shown_us */
	0x0D, 0x0E, 0x0F, 0x10, /* sender_ms */
};

static bool accepts(void *context, struct bytes input)
{
	struct picture_ack out;
	(void)context;
	return picture_ack_decode(input, &out) == RESULT_OK;
}

static bool accepts_changed(size_t at, uint8_t value)
{
	uint8_t bytes[PICTURE_ACK_BYTES];
	memcpy(bytes, example, sizeof bytes);
	bytes[at] = value;
	return accepts(NULL, (struct bytes){bytes, sizeof bytes});
}

static void acknowledgement_is_read_field_by_field(void **state)
{
	struct picture_ack ack;
	(void)state;
	assert_int_equal(picture_ack_decode((struct bytes){example, sizeof example}, &ack), RESULT_OK);
	assert_int_equal(ack.lane, 2);
	assert_int_equal(ack.counter, 0x01020304);
	assert_int_equal(ack.state, 0x05060708);
	assert_int_equal(ack.held_us, 0x090A0B0C);
	assert_true(ack.shown_us == PICTURE_ACK_NOT_SHOWN);
	assert_int_equal(ack.sender_ms, 0x0D0E0F10);
}

static void acknowledgement_has_the_expected_bytes(void **state)
{
	struct picture_ack ack = {2, 0x01020304, 0x05060708, 0x090A0B0C, PICTURE_ACK_NOT_SHOWN, 0x0D0E0F10};
	uint8_t memory[PICTURE_ACK_BYTES];
	struct writer w = writer_into(memory, sizeof memory);
	(void)state;
	picture_ack_encode(&ack, &w);
	assert_true(bytes_are_equal(writer_bytes(&w), (struct bytes){example, sizeof example}));
	w = writer_into(memory, sizeof memory - 1);
	picture_ack_encode(&ack, &w);
	assert_true(w.failed);
}

static void other_lengths_are_refused(void **state)
{
	uint8_t longer[PICTURE_ACK_BYTES + 1] = {0};
	(void)state;
	assert_true(prefixes_whole_is_accepted((struct bytes){example, sizeof example}, accepts, NULL));
	assert_int_equal(prefixes_accepted((struct bytes){example, sizeof example}, accepts, NULL), 0);
	assert_true(accepts(NULL, (struct bytes){longer, PICTURE_ACK_BYTES}));
	assert_false(accepts(NULL, (struct bytes){longer, sizeof longer}));
}

static void unknown_lanes_and_reserved_bytes_are_refused(void **state)
{
	(void)state;
	assert_false(accepts_changed(0, 3));
	assert_false(accepts_changed(1, 1));
	assert_false(accepts_changed(3, 1));
	assert_true(accepts_changed(0, 0));
}

static void noise_is_taken_or_refused_by_its_first_four_bytes(void **state)
{
	struct noise noise = noise_start(5);
	(void)state;
	for (int i = 0; i < 20000; i++) {
		uint8_t bytes[PICTURE_ACK_BYTES];
		noise_fill(&noise, bytes, sizeof bytes);
		bytes[0] &= 3;
		if (i % 2)
			memset(bytes + 1, 0, 3);
		bool is_good = bytes[0] < 3 && !(bytes[1] | bytes[2] | bytes[3]);
		assert_int_equal(accepts(NULL, (struct bytes){bytes, sizeof bytes}), is_good);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(acknowledgement_is_read_field_by_field),
		cmocka_unit_test(acknowledgement_has_the_expected_bytes),
		cmocka_unit_test(other_lengths_are_refused),
		cmocka_unit_test(unknown_lanes_and_reserved_bytes_are_refused),
		cmocka_unit_test(noise_is_taken_or_refused_by_its_first_four_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

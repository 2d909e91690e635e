#include "support/unit.h"

#include "picture/packet.h"

#include <string.h>

enum { HEAD = 6 }; /* flags, counter, state, base: a byte each; time */

static uint8_t memory[2 * PICTURE_MESSAGE_BYTES_MAX];
static struct writer out;
static struct buffer body;

static int start(void **state)
{
	(void)state;
	out = writer_into(memory, sizeof memory);
	buffer_init(&body, 1 << 20);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	buffer_finish(&body);
	return 0;
}

static void fill_body(size_t size)
{
	uint8_t *at = buffer_reserve(&body, size);
	assert_non_null(at);
	for (size_t i = 0; i < size; i++)
		at[i] = (uint8_t)(i * 7);
	buffer_commit(&body, size);
}

static void packet_keeps_to_the_budget_and_to_the_largest_message(void **state)
{
	(void)state;
	struct packet packet = packet_begin(&out, 500, HEAD);
	fill_body(1000);
	assert_false(packet_put_some(&packet, PICTURE_VP8, &body));
	struct picture_header header = {.state = 1, .width_px = 5, .height_px = 5};
	assert_in_range(packet_end(&packet, &header, &out), 495, 500);
	assert_int_equal(packet_room(&packet), 0);
	packet = packet_begin(&out, SIZE_MAX, HEAD);
	fill_body(100000);
	packet_put_some(&packet, PICTURE_VP8, &body);
	assert_in_range(packet_end(&packet, &header, &out), PICTURE_MESSAGE_BYTES_MAX - 5,
	                PICTURE_MESSAGE_BYTES_MAX);
}

static void packet_goes_behind_what_is_in_the_writer(void **state)
{
	(void)state;
	write_u32(&out, 0x01020304);
	struct packet packet = packet_begin(&out, 100, HEAD);
	packet_put(&packet, PICTURE_SHOW, (struct bytes){(const uint8_t *)"abc", 3});
	struct picture_header header = {.counter = 9, .state = 1, .width_px = 5, .height_px = 5};
	size_t size = packet_end(&packet, &header, &out);
	assert_int_equal(size, HEAD + 5);
	assert_int_equal(out.size, 4 + size);
	assert_int_equal(memory[0], 1);
	assert_int_equal(memory[4 + 1], 9);
	assert_memory_equal(memory + 4 + HEAD,
	                    "\x03\x03"
	                    "abc",
	                    5);
}

static void split_body_is_whole_again_behind_the_parts(void **state)
{
	(void)state;
	struct buffer joined;
	buffer_init(&joined, 1 << 20);
	fill_body(5000);
	for (bool is_all = false; !is_all;) {
		struct writer w = writer_into(memory, sizeof memory);
		struct packet packet = packet_begin(&w, 333, HEAD);
		struct picture_part part;
		is_all = packet_put_some(&packet, PICTURE_TILES, &body);
		size_t size = packet_end(&packet, &(struct picture_header){.state = 1}, &w);
		struct reader r = reader_over((struct bytes){memory + HEAD, size - HEAD});
		assert_int_equal(picture_part_next(&r, &part), RESULT_OK);
		assert_int_equal(part.has_more, !is_all);
		assert_int_equal(buffer_append(&joined, part.body), RESULT_OK);
	}
	assert_int_equal(joined.size_bytes, 5000);
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(buffer_bytes(&joined).data[i], (uint8_t)(i * 7));
	assert_int_equal(body.size_bytes, 0);
	buffer_finish(&joined);
}

static void packet_without_useful_room_takes_nothing(void **state)
{
	(void)state;
	struct packet packet = packet_begin(&out, HEAD + PACKET_ROOM_BYTES_MIN - 1, HEAD);
	fill_body(10);
	assert_int_equal(packet_room(&packet), 0);
	assert_false(packet_put_some(&packet, PICTURE_VP8, &body));
	assert_int_equal(body.size_bytes, 10);
	packet = packet_begin(&out, 3, HEAD); /* not even a header */
	assert_int_equal(packet_room(&packet), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(packet_keeps_to_the_budget_and_to_the_largest_message, start, finish),
		cmocka_unit_test_setup_teardown(packet_goes_behind_what_is_in_the_writer, start, finish),
		cmocka_unit_test_setup_teardown(split_body_is_whole_again_behind_the_parts, start, finish),
		cmocka_unit_test_setup_teardown(packet_without_useful_room_takes_nothing, start, finish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

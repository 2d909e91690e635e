#include "support/unit.h"

#include "base/buffer.h"
#include "support/noise.h"

#include <string.h>

static void what_is_appended_is_held_in_order(void **state)
{
	struct buffer buffer;
	(void)state;
	buffer_init(&buffer, 100);
	assert_int_equal(buffer_append(&buffer, bytes_of_text("ab")), RESULT_OK);
	assert_int_equal(buffer_append(&buffer, bytes_of_text("")), RESULT_OK);
	assert_int_equal(buffer_append(&buffer, bytes_of_text("cd")), RESULT_OK);
	assert_true(bytes_are_equal(buffer_bytes(&buffer), bytes_of_text("abcd")));
	buffer_consume(&buffer, 3);
	assert_true(bytes_are_equal(buffer_bytes(&buffer), bytes_of_text("d")));
	buffer_consume(&buffer, 99);
	assert_int_equal(buffer_bytes(&buffer).size, 0);
	buffer_finish(&buffer);
}

static void over_the_limit_nothing_is_appended(void **state)
{
	struct buffer buffer;
	(void)state;
	buffer_init(&buffer, 4);
	assert_int_equal(buffer_append(&buffer, bytes_of_text("abc")), RESULT_OK);
	assert_int_equal(buffer_append(&buffer, bytes_of_text("de")), RESULT_TOO_LARGE);
	assert_null(buffer_reserve(&buffer, 2));
	assert_true(bytes_are_equal(buffer_bytes(&buffer), bytes_of_text("abc")));
	assert_int_equal(buffer_append(&buffer, bytes_of_text("d")), RESULT_OK);
	buffer_consume(&buffer, 1); /* makes room again */
	assert_int_equal(buffer_append(&buffer, bytes_of_text("e")), RESULT_OK);
	assert_true(bytes_are_equal(buffer_bytes(&buffer), bytes_of_text("bcde")));
	buffer_finish(&buffer);
}

static void zeroed_memory_is_an_empty_buffer_of_limit_0(void **state)
{
	struct buffer buffer = {0};
	(void)state;
	assert_int_equal(buffer_bytes(&buffer).size, 0);
	assert_int_equal(buffer_append(&buffer, bytes_of_text("a")), RESULT_TOO_LARGE);
	buffer_consume(&buffer, 1);
	buffer_finish(&buffer);
	buffer_finish(&buffer);
}

static void only_what_is_committed_counts(void **state)
{
	struct buffer buffer;
	(void)state;
	buffer_init(&buffer, 1000);
	uint8_t *room = buffer_reserve(&buffer, 10);
	assert_non_null(room);
	memcpy(room, "0123456789", 10);
	assert_int_equal(buffer_bytes(&buffer).size, 0);
	buffer_commit(&buffer, 4);
	assert_true(bytes_are_equal(buffer_bytes(&buffer), bytes_of_text("0123")));
	buffer_finish(&buffer);
}

/* A stream of numbered bytes goes through in pieces of every size; the room stays within the limit's order.
 */
static void a_stream_passes_whole_in_bounded_memory(void **state)
{
	enum { LIMIT = 5000 };
	struct noise noise = noise_start(7);
	struct buffer buffer;
	uint8_t piece[1500], in = 0, out = 0;
	(void)state;
	buffer_init(&buffer, LIMIT);
	for (int round = 0; round < 5000; round++) {
		size_t size = noise_below(&noise, sizeof piece);
		for (size_t i = 0; i < size; i++)
			piece[i] = (uint8_t)(in + i);
		bool fits = size <= LIMIT - buffer_bytes(&buffer).size;
		enum result result = buffer_append(&buffer, (struct bytes){piece, size});
		assert_int_equal(result, fits ? RESULT_OK : RESULT_TOO_LARGE);
		if (fits)
			in = (uint8_t)(in + size);
		size_t taken = noise_below(&noise, (uint32_t)buffer_bytes(&buffer).size + 1);
		for (size_t i = 0; i < taken; i++)
			assert_int_equal(buffer_bytes(&buffer).data[i], out++);
		buffer_consume(&buffer, taken);
		assert_true(buffer.room_bytes <= LIMIT);
	}
	buffer_finish(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_appended_is_held_in_order),
		cmocka_unit_test(over_the_limit_nothing_is_appended),
		cmocka_unit_test(zeroed_memory_is_an_empty_buffer_of_limit_0),
		cmocka_unit_test(only_what_is_committed_counts),
		cmocka_unit_test(a_stream_passes_whole_in_bounded_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/unit.h"

#include "base/bytes.h"
#include "support/guarded.h"
#include "support/noise.h"
#include "support/prefixes.h"

#include <string.h>

static const uint8_t all_fields[] = {
	0x01,                                           /* u8 */
	0x02, 0x03,                                     /* u16 */
	0x04, 0x05, 0x06,                               /* u24 */
	0x07, 0x08, 0x09, 0x0a,                         /* u32 */
	0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x12, /* u64 */
	0xac, 0x02,                                     /* varint 300 */
	'a',  'b',  'c',                                /* in place */
	'd',  'e',                                      /* copied */
};

struct fields {
	uint8_t u8;
	uint16_t u16;
	uint32_t u24, u32, varint;
	uint64_t u64;
	struct bytes in_place;
	uint8_t copied[2];
};

static bool fields_read(struct bytes input, struct fields *out)
{
	struct reader r = reader_over(input);
	out->u8 = read_u8(&r);
	out->u16 = read_u16(&r);
	out->u24 = read_u24(&r);
	out->u32 = read_u32(&r);
	out->u64 = read_u64(&r);
	out->varint = read_varint(&r);
	out->in_place = read_bytes(&r, 3);
	read_copy(&r, out->copied, 2);
	return !r.failed;
}

static bool accepts_fields(void *context, struct bytes input)
{
	struct fields fields;
	(void)context;
	return fields_read(input, &fields);
}

static void every_field_is_read_big_endian(void **state)
{
	struct fields f;
	(void)state;
	assert_true(fields_read((struct bytes){all_fields, sizeof all_fields}, &f));
	assert_int_equal(f.u8, 0x01);
	assert_int_equal(f.u16, 0x0203);
	assert_int_equal(f.u24, 0x040506);
	assert_int_equal(f.u32, 0x0708090a);
	assert_true(f.u64 == 0x0b0c0d0e0f101112u);
	assert_int_equal(f.varint, 300);
	assert_true(bytes_are_equal(f.in_place, bytes_of_text("abc")));
	assert_memory_equal(f.copied, "de", 2);
}

static void every_shorter_input_fails_without_reading_beyond_it(void **state)
{
	struct bytes valid = {all_fields, sizeof all_fields};
	(void)state;
	assert_true(prefixes_whole_is_accepted(valid, accepts_fields, NULL));
	assert_int_equal(prefixes_accepted(valid, accepts_fields, NULL), 0);
}

static void a_failure_sticks_and_gives_zeros(void **state)
{
	uint8_t two[] = {0xff, 0xff}, copied[4] = {1, 2, 3, 4};
	struct reader r = reader_over((struct bytes){two, sizeof two});
	(void)state;
	assert_int_equal(read_u32(&r), 0);
	assert_true(r.failed);
	assert_int_equal(read_u8(&r), 0); /* though two bytes are left */
	assert_int_equal(read_rest(&r).size, 0);
	assert_null(read_bytes(&r, 1).data);
	read_copy(&r, copied, sizeof copied);
	assert_memory_equal(copied, ((uint8_t[4]){0}), 4);
	assert_true(r.failed);
}

static void rest_is_all_that_is_left_and_may_be_empty(void **state)
{
	struct reader r = reader_over(bytes_of_text("xyz"));
	(void)state;
	read_u8(&r);
	assert_true(bytes_are_equal(read_rest(&r), bytes_of_text("yz")));
	assert_int_equal(read_rest(&r).size, 0);
	assert_false(r.failed);
	read_u8(&r);
	assert_true(r.failed);
}

static void empty_bytes_can_be_read_and_compared(void **state)
{
	struct reader r = reader_over((struct bytes){0});
	(void)state;
	assert_int_equal(read_bytes(&r, 0).size, 0);
	read_copy(&r, NULL, 0);
	assert_false(r.failed);
	assert_true(bytes_are_equal((struct bytes){0}, bytes_of_text("")));
	assert_false(bytes_are_equal((struct bytes){0}, bytes_of_text("a")));
	assert_false(bytes_are_equal(bytes_of_text("b"), bytes_of_text("a")));
}

static void check_varint(const uint8_t *bytes, size_t size, bool is_valid, uint32_t value)
{
	uint8_t *copy = guarded_copy((struct bytes){bytes, size});
	struct reader r = reader_over((struct bytes){copy, size});
	assert_int_equal(read_varint(&r), value);
	assert_int_equal(r.failed, !is_valid);
	guarded_free(copy);
}

#define VARINT(is_valid, value, ...)                                                                         \
	check_varint((uint8_t[]){__VA_ARGS__}, sizeof((uint8_t[]){__VA_ARGS__}), is_valid, value)

static void varints_at_their_limits_are_read(void **state)
{
	(void)state;
	VARINT(true, 0, 0x00);
	VARINT(true, 127, 0x7f);
	VARINT(true, 128, 0x80, 0x01);
	VARINT(true, 16383, 0xff, 0x7f);
	VARINT(true, UINT32_MAX, 0xff, 0xff, 0xff, 0xff, 0x0f);
}

static void varints_that_are_long_or_padded_or_cut_fail(void **state)
{
	(void)state;
	VARINT(false, 0, 0xff, 0xff, 0xff, 0xff, 0x10);       /* 33 bits */
	VARINT(false, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01); /* six bytes */
	VARINT(false, 0, 0x80, 0x00);                         /* 0 in two bytes */
	VARINT(false, 0, 0xff, 0x80, 0x00);                   /* 127 in three */
	VARINT(false, 0, 0x80);                               /* cut */
}

static void fields_are_written_as_they_are_read(void **state)
{
	uint8_t to[sizeof all_fields];
	struct writer w = writer_into(to, sizeof to);
	(void)state;
	write_u8(&w, 0x01);
	write_u16(&w, 0x0203);
	write_u24(&w, 0x040506);
	write_u32(&w, 0x0708090a);
	write_u64(&w, 0x0b0c0d0e0f101112u);
	write_varint(&w, 300);
	write_bytes(&w, bytes_of_text("abcde"));
	assert_false(w.failed);
	assert_true(bytes_are_equal(writer_bytes(&w), (struct bytes){all_fields, sizeof all_fields}));
}

static void a_writer_without_room_fails_and_writes_nothing_more(void **state)
{
	uint8_t to[4] = {9, 9, 9, 9};
	struct writer w = writer_into(to, 3);
	(void)state;
	write_u16(&w, 0x0102);
	write_u16(&w, 0x0304);
	write_u8(&w, 5); /* would fit */
	assert_true(w.failed);
	assert_int_equal(writer_bytes(&w).size, 0);
	assert_memory_equal(to, ((uint8_t[]){1, 2, 9, 9}), 4);
}

static void a_number_over_24_bits_fails(void **state)
{
	uint8_t to[8];
	struct writer w = writer_into(to, sizeof to);
	(void)state;
	write_u24(&w, 0xffffff);
	assert_false(w.failed);
	write_u24(&w, 0x1000000);
	assert_true(w.failed);
}

static void any_varint_comes_back(void **state)
{
	struct noise noise = noise_start(1);
	(void)state;
	for (int i = 0; i < 10000; i++) {
		uint8_t to[5];
		uint32_t value = noise_u32(&noise) >> noise_below(&noise, 32);
		struct writer w = writer_into(to, sizeof to);
		write_varint(&w, value);
		struct reader r = reader_over(writer_bytes(&w));
		assert_int_equal(read_varint(&r), value);
		assert_false(r.failed);
		assert_int_equal(r.left_bytes, 0);
	}
}

static size_t place_in(const char *in, const char *what)
{
	uint8_t *copy = guarded_copy(bytes_of_text(in));
	const uint8_t *found = bytes_find((struct bytes){copy, strlen(in)}, bytes_of_text(what));
	size_t place = found == NULL ? SIZE_MAX : (size_t)(found - copy);
	guarded_free(copy);
	return place;
}

static void bytes_are_found_where_they_begin_first(void **state)
{
	(void)state;
	assert_int_equal(place_in("abcabd", "abd"), 3);
	assert_int_equal(place_in("aaab", "aab"), 1);
	assert_int_equal(place_in("abab", "ab"), 0);
	assert_int_equal(place_in("xyz", "z"), 2);
	assert_int_equal(place_in("abc", "abc"), 0);
	assert_true(place_in("abc", "abcd") == SIZE_MAX);
	assert_true(place_in("ab", "b ") == SIZE_MAX);
	assert_true(place_in("", "a") == SIZE_MAX);
	assert_null(bytes_find((struct bytes){0}, bytes_of_text("a")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_is_read_big_endian),
		cmocka_unit_test(every_shorter_input_fails_without_reading_beyond_it),
		cmocka_unit_test(a_failure_sticks_and_gives_zeros),
		cmocka_unit_test(rest_is_all_that_is_left_and_may_be_empty),
		cmocka_unit_test(empty_bytes_can_be_read_and_compared),
		cmocka_unit_test(varints_at_their_limits_are_read),
		cmocka_unit_test(varints_that_are_long_or_padded_or_cut_fail),
		cmocka_unit_test(fields_are_written_as_they_are_read),
		cmocka_unit_test(a_writer_without_room_fails_and_writes_nothing_more),
		cmocka_unit_test(a_number_over_24_bits_fails),
		cmocka_unit_test(any_varint_comes_back),
		cmocka_unit_test(bytes_are_found_where_they_begin_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

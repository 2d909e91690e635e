/* SFrame headers against the RFC's 289 vectors, and everything that must be refused. */
#include "support/unit.h"

#include "unit/secure/vectors.h"

#include "secure/sframe_header.h"
#include "support/guarded.h"
#include "support/noise.h"
#include "support/prefixes.h"

static void all_published_headers_encode_and_decode(void **state)
{
	(void)state;
	struct vectors *v = vectors_open("sframe_header.txt");
	while (vectors_next(v)) {
		struct sframe_header header = {.kid = vectors_number(v, 0), .counter = vectors_number(v, 1)}, decoded;
		struct bytes encoded = vectors_bytes(v, 2);
		uint8_t memory[SFRAME_HEADER_MAX_BYTES];
		struct writer w = writer_into(memory, sizeof(memory));
		sframe_header_encode(&header, &w);
		assert_true(bytes_are_equal(writer_bytes(&w), encoded));
		assert_int_equal(sframe_header_decode(encoded, &decoded), RESULT_OK);
		assert_true(decoded.kid == header.kid && decoded.counter == header.counter);
		assert_int_equal(decoded.size_bytes, encoded.size);
	}
	assert_int_equal(v->lines, 289);
	vectors_close(v);
}

static bool accepts(void *context, struct bytes input)
{
	struct sframe_header header;
	(void)context;
	return sframe_header_decode(input, &header) == RESULT_OK;
}

static void every_prefix_of_a_header_is_refused(void **state)
{
	(void)state;
	struct vectors *v = vectors_open("sframe_header.txt");
	while (vectors_next(v)) {
		struct bytes encoded = vectors_bytes(v, 2);
		assert_true(prefixes_whole_is_accepted(encoded, accepts, NULL));
		assert_int_equal(prefixes_accepted(encoded, accepts, NULL), 0);
	}
	vectors_close(v);
}

static void a_longer_form_than_needed_is_refused(void **state)
{
	(void)state;
	static const char *const forms[] = {"\x80\x07", "\x08\x07", "\x90\x00\x08", "\x09\x00\xff", "\x80\x00"};
	static const size_t sizes[] = {2, 2, 3, 3, 2};
	for (size_t i = 0; i < 5; i++)
		assert_false(accepts(NULL, (struct bytes){(const uint8_t *)forms[i], sizes[i]}));
	assert_true(accepts(NULL, (struct bytes){(const uint8_t *)"\x80\x08", 2}));
	assert_true(accepts(NULL, (struct bytes){(const uint8_t *)"\x09\x01\x00", 3}));
}

static void whatever_decodes_encodes_to_the_same_bytes(void **state)
{
	(void)state;
	struct noise noise = noise_start(1);
	int decoded = 0;
	for (int i = 0; i < 20000; i++) {
		uint8_t bytes[20], memory[20];
		struct sframe_header header = {.kid = 77};
		size_t size = noise_below(&noise, sizeof(bytes));
		noise_fill(&noise, bytes, sizeof(bytes));
		uint8_t *guarded = guarded_copy((struct bytes){bytes, size});
		if (sframe_header_decode((struct bytes){guarded, size}, &header) == RESULT_OK) {
			struct writer w = writer_into(memory, sizeof(memory));
			sframe_header_encode(&header, &w);
			assert_int_equal(w.size, header.size_bytes);
			assert_memory_equal(memory, bytes, w.size);
			decoded++;
		} else {
			assert_int_equal(header.kid, 77);
		}
		guarded_free(guarded);
	}
	assert_in_range(decoded, 100, 19900);
}

static void without_room_encode_fails(void **state)
{
	(void)state;
	struct sframe_header header = {.kid = 300, .counter = 70000};
	for (size_t room = 0; room < 7; room++) {
		uint8_t memory[8];
		struct writer w = writer_into(memory, room);
		sframe_header_encode(&header, &w);
		assert_int_equal(w.failed, room < 6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_published_headers_encode_and_decode),
		cmocka_unit_test(every_prefix_of_a_header_is_refused),
		cmocka_unit_test(a_longer_form_than_needed_is_refused),
		cmocka_unit_test(whatever_decodes_encodes_to_the_same_bytes),
		cmocka_unit_test(without_room_encode_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

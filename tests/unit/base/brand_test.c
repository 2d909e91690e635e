/* Blocks are written here field by field; packaging/brand's are tried in tests/system/brand.sh. */
#include "support/unit.h"

#include "base/brand.h"
#include "support/noise.h"
#include "support/prefixes.h"

#include <sodium.h>
#include <string.h>

static uint8_t memory[300000];
static struct writer fields;

static int begin(void **state)
{
	(void)state;
	fields = writer_into(memory + 12, sizeof memory - 12 - 32);
	return sodium_init() < 0;
}

static void add(uint8_t kind, const void *value, size_t size)
{
	write_u8(&fields, kind);
	write_u24(&fields, (uint32_t)size);
	write_bytes(&fields, (struct bytes){value, size});
	assert_false(fields.failed);
}

static void add_text(uint8_t kind, const char *value)
{
	add(kind, value, strlen(value));
}

static struct bytes block(void)
{
	struct writer head = writer_into(memory, 12);
	write_bytes(&head, bytes_of_text("LOTSEBR1"));
	write_u32(&head, (uint32_t)fields.size);
	crypto_hash_sha256(memory + 12 + fields.size, memory + 12, fields.size);
	return (struct bytes){memory, 12 + fields.size + 32};
}

static enum result decode(struct brand *out)
{
	return brand_decode(block(), out);
}

static void logo(int width, int height, size_t bytes)
{
	static uint8_t value[4 + 640 * 4];
	struct writer w = writer_into(value, 4);
	write_u16(&w, (uint16_t)width);
	write_u16(&w, (uint16_t)height);
	for (size_t i = 4; i < sizeof value; i++)
		value[i] = (uint8_t)i;
	add(6, value, 4 + bytes);
}

static void every_field_is_found(void **state)
{
	static const uint8_t key[32] = {1, 2, 3};
	struct brand brand;
	(void)state;
	add_text(1, "https://a.example/list");
	add(2, key, sizeof key);
	add_text(99, "of a newer tool");
	add_text(1, "http://a.example/list");
	add_text(3, "eu-1");
	add_text(4, "Acm\xC3\xA9 GmbH \xF0\x9F\x9A\xA2");
	add_text(5, "One line,\nanother.");
	logo(3, 2, 24);
	assert_int_equal(decode(&brand), RESULT_OK);
	assert_int_equal(brand.url_count, 2);
	assert_true(bytes_are_equal(brand.urls[1], bytes_of_text("http://a.example/list")));
	assert_memory_equal(brand.root_key, key, sizeof key);
	assert_true(bytes_are_equal(brand.region, bytes_of_text("eu-1")));
	assert_int_equal(brand.name.size, 15);
	assert_true(bytes_are_equal(brand.notice, bytes_of_text("One line,\nanother.")));
	assert_int_equal(brand.logo_width_px, 3);
	assert_int_equal(brand.logo_height_px, 2);
	assert_int_equal(brand.logo.size, 24);
	assert_int_equal(brand.logo.data[0], 4);
}

static void what_is_not_there_is_empty(void **state)
{
	struct brand brand;
	(void)state;
	assert_int_equal(decode(&brand), RESULT_OK);
	assert_null(brand.root_key);
	assert_int_equal(brand.url_count + brand.name.size + brand.logo.size, 0);
}

static void a_field_that_makes_no_sense_spoils_the_block(void **state)
{
	static const struct {
		uint8_t kind;
		const char *value;
	} bad[] = {
		{1, ""},
		{1, "http://a\n"},
		{2, "short"},
		{3, "sixteen-letters-"},
		{4, "a\x01"},
		{4, "a\xFF"},
		{4, "\xC0\x80"},
		{4, "\xED\xA0\x80"},
		{4, "\xE2\x82"},
		{4, "\xF4\x90\x80\x80"},
		{5, "\r\n"},
		{4, "\xC2\x85"},
		{4, "\xE0\x80\xAF"},
		{6, "nothing"},
	};
	struct brand brand = {.url_count = 77};
	char longest[BRAND_URL_BYTES_MAX + 2];
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		begin(NULL);
		add_text(bad[i].kind, bad[i].value);
		if (decode(&brand) != RESULT_BAD_FRAME)
			fail_msg("case %zu was taken", i);
	}
	memset(longest, 'a', sizeof longest);
	longest[BRAND_URL_BYTES_MAX + 1] = 0;
	begin(NULL);
	add_text(1, longest);
	assert_int_equal(decode(&brand), RESULT_BAD_FRAME);
	assert_int_equal(brand.url_count, 77);
	longest[BRAND_URL_BYTES_MAX] = 0;
	begin(NULL);
	add_text(1, longest);
	assert_int_equal(decode(&brand), RESULT_OK);
}

static void logos_are_bounded_and_whole(void **state)
{
	static const struct {
		int width, height;
		size_t bytes;
		enum result result;
	} cases[] = {
		{1, 1, 4, RESULT_OK},         {640, 1, 2560, RESULT_OK},        {641, 1, 2560, RESULT_BAD_FRAME},
		{0, 1, 0, RESULT_BAD_FRAME},  {1, 321, 1284, RESULT_BAD_FRAME}, {2, 2, 15, RESULT_BAD_FRAME},
		{2, 2, 17, RESULT_BAD_FRAME},
	};
	struct brand brand;
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin(NULL);
		logo(cases[i].width, cases[i].height, cases[i].bytes);
		assert_int_equal(decode(&brand), cases[i].result);
	}
}

static void what_belongs_there_once_is_there_once(void **state)
{
	static const uint8_t key[32] = {1};
	struct brand brand;
	(void)state;
	add(2, key, sizeof key);
	add(2, key, sizeof key);
	assert_int_equal(decode(&brand), RESULT_BAD_FRAME);
	begin(NULL);
	add_text(4, "a");
	add_text(4, "b");
	assert_int_equal(decode(&brand), RESULT_BAD_FRAME);
	begin(NULL);
	for (int i = 0; i < BRAND_URLS_MAX; i++)
		add_text(1, "http://a/");
	assert_int_equal(decode(&brand), RESULT_OK);
	add_text(1, "http://a/");
	assert_int_equal(decode(&brand), RESULT_BAD_FRAME);
}

static bool accepts(void *context, struct bytes input)
{
	struct brand brand;
	(void)context;
	return brand_decode(input, &brand) == RESULT_OK;
}

static void a_damaged_block_is_found(void **state)
{
	static uint8_t copy[2000];
	struct brand brand;
	(void)state;
	add_text(1, "https://a.example/list");
	logo(3, 2, 24);
	struct bytes whole = block();
	assert_true(whole.size < sizeof copy);
	memcpy(copy, whole.data, whole.size);
	whole.data = copy;
	assert_true(prefixes_whole_is_accepted(whole, accepts, NULL));
	assert_int_equal(prefixes_accepted(whole, accepts, NULL), 0);
	for (size_t i = 0; i < whole.size; i++) {
		copy[i] ^= 1;
		assert_int_equal(brand_decode(whole, &brand), RESULT_BAD_FRAME);
		copy[i] ^= 1;
	}
	whole.size++; /* something behind it */
	assert_int_equal(brand_decode(whole, &brand), RESULT_BAD_FRAME);
}

static void the_end_of_a_file_says_how_long_it_is(void **state)
{
	static const uint8_t good[] = {0, 0, 1, 2, '1', 'R', 'B', 'E', 'S', 'T', 'O', 'L'};
	static const uint8_t large[] = {1, 0, 0, 0, '1', 'R', 'B', 'E', 'S', 'T', 'O', 'L'};
	static const uint8_t none[12] = {0};
	(void)state;
	assert_int_equal(brand_size_at_end(good), 258);
	assert_int_equal(brand_size_at_end(large), 0);
	assert_int_equal(brand_size_at_end(none), 0);
}

static void a_plain_program_has_none(void **state)
{
	struct buffer into;
	(void)state;
	buffer_init(&into, BRAND_BYTES_MAX);
	assert_int_equal(brand_read(&into), RESULT_NEED_MORE);
	assert_int_equal(into.size_bytes, 0);
	buffer_finish(&into);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_field_is_found, begin),
		cmocka_unit_test_setup(what_is_not_there_is_empty, begin),
		cmocka_unit_test_setup(a_field_that_makes_no_sense_spoils_the_block, begin),
		cmocka_unit_test_setup(logos_are_bounded_and_whole, begin),
		cmocka_unit_test_setup(what_belongs_there_once_is_there_once, begin),
		cmocka_unit_test_setup(a_damaged_block_is_found, begin),
		cmocka_unit_test_setup(the_end_of_a_file_says_how_long_it_is, begin),
		cmocka_unit_test_setup(a_plain_program_has_none, begin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

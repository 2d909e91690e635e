/* What a company has put into the program becomes what the windows and the engine take. */
#include "support/unit.h"

#include "program/company.h"
#include "ui/logo.h"

#include <sodium.h>
#include <string.h>

static struct company company;
static struct where where;

/* A block as base/brand.h describes it. */
static struct bytes block_of(const uint8_t *fields, size_t size)
{
	static uint8_t block[4096];
	memcpy(block, "LOTSEBR1", 8);
	for (int i = 0; i < 4; i++)
		block[8 + i] = (uint8_t)(size >> (24 - 8 * i));
	memcpy(block + 12, fields, size);
	crypto_hash_sha256(block + 12 + size, fields, size);
	return (struct bytes){block, 12 + size + crypto_hash_sha256_BYTES};
}

static size_t put(uint8_t *to, uint8_t kind, const void *value, size_t size)
{
	to[0] = kind;
	to[1] = 0;
	to[2] = (uint8_t)(size >> 8);
	to[3] = (uint8_t)size;
	memcpy(to + 4, value, size);
	return 4 + size;
}

static size_t put_text(uint8_t *to, uint8_t kind, const char *value)
{
	return put(to, kind, value, strlen(value));
}

static size_t all_fields(uint8_t *to)
{
	static const uint8_t key[32] = {7}, logo[4 + 2 * 1 * 4] = {0, 2, 0, 1, 255, 0, 0, 255, 0, 255, 0, 255};
	size_t size = put_text(to, 1, "https://lotse.example.com/list");
	size += put(to + size, 2, key, sizeof key);
	size += put_text(to + size, 4, "Example Support");
	size += put_text(to + size, 5, "line\nline");
	return size + put(to + size, 6, logo, sizeof logo);
}

static int set_up(void **state)
{
	(void)state;
	memset(&where, 0, sizeof where);
	memset(&company, 0, sizeof company);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	company_finish(&company);
	company_finish(&company);
	return 0;
}

static void everything_of_it_is_taken(void **state)
{
	uint8_t fields[1024];
	(void)state;
	assert_int_equal(company_take(&company, block_of(fields, all_fields(fields)), &where), RESULT_OK);
	assert_string_equal(company.name, "Example Support");
	assert_string_equal(company.notice, "line\nline");
	assert_true(company.is_shown);
	assert_string_equal(where.urls[0], "https://lotse.example.com/list");
	assert_true(where.has_list_key);
	const struct image *image = logo_scaled(company.logo, 10, 10, 0);
	assert_int_equal(image->width_px, 2);
	assert_int_equal(image_row(image, 0)[0] & 0xFFFFFF, 0xFF0000);
}

/* With an address of somebody else it is not that company's any more, and does not look like it. */
static void with_an_address_by_flag_it_does_not_show_the_company(void **state)
{
	uint8_t fields[1024];
	(void)state;
	assert_int_equal(where_add_url(&where, "http://elsewhere"), RESULT_OK);
	assert_int_equal(company_take(&company, block_of(fields, all_fields(fields)), &where), RESULT_OK);
	assert_false(company.is_shown);
	assert_string_equal(where.urls[0], "http://elsewhere");
}

static void a_damaged_one_is_refused(void **state)
{
	uint8_t fields[1024];
	(void)state;
	struct bytes block = block_of(fields, all_fields(fields));
	((uint8_t *)(uintptr_t)block.data)[30] ^= 1;
	assert_int_equal(company_take(&company, block, &where), RESULT_BAD_FRAME);
	assert_int_equal(where.url_count, 0);
}

static void a_plain_program_has_none(void **state)
{
	(void)state;
	assert_int_equal(company_read(&company, &where), RESULT_OK); /* this test's own program */
	assert_false(company.is_shown);
	assert_int_equal(where.url_count, 0);
	company_draw(&company, NULL); /* draws nothing */
}

#define COMPANY_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		COMPANY_TEST(everything_of_it_is_taken),
		COMPANY_TEST(with_an_address_by_flag_it_does_not_show_the_company),
		COMPANY_TEST(a_damaged_one_is_refused),
		COMPANY_TEST(a_plain_program_has_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

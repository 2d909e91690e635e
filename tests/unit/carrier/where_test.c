#include "support/unit.h"

#include "base/file.h"
#include "carrier/where.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char key_text[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

static enum result read_conf(struct where *where, const char *text)
{
	return where_read_conf(where, bytes_of_text(text));
}

static void addresses_are_kept_in_order_and_bounded(void **state)
{
	struct where where = {0};
	char url[DIRECTORY_URL_BYTES + 10];
	(void)state;
	for (int i = 0; i < DIRECTORY_URLS_MAX; i++) {
		snprintf(url, sizeof url, "http://relay%d/list", i);
		assert_int_equal(where_add_url(&where, url), RESULT_OK);
	}
	assert_int_equal(where_add_url(&where, "http://one-more/"), RESULT_TOO_LARGE);
	struct directory_options options = where_options(&where);
	assert_string_equal(options.urls[0], "http://relay0/list");
	assert_string_equal(options.urls[DIRECTORY_URLS_MAX - 1], "http://relay7/list");
	assert_null(options.root_key);
	memset(url, 'a', sizeof url);
	url[sizeof url - 1] = 0;
	where = (struct where){0};
	assert_int_equal(where_add_url(&where, url), RESULT_TOO_LARGE);
	assert_int_equal(where.url_count, 0);
}

static void a_conf_says_address_and_key(void **state)
{
	struct where where = {0};
	char text[400];
	(void)state;
	snprintf(text, sizeof text,
	         "# ours\r\ndirectory http://a/list\r\ndirectory https://b\nlist-key %s\nlogo x.png\n", key_text);
	assert_int_equal(read_conf(&where, text), RESULT_OK);
	assert_int_equal(where.url_count, 2);
	assert_string_equal(where.urls[1], "https://b");
	assert_true(where.has_list_key);
	assert_int_equal(where.list_key[31], 0x1f);
	assert_ptr_equal(where_options(&where).root_key, where.list_key);
}

static void what_a_flag_said_counts_more_than_a_conf(void **state)
{
	struct where where = {0};
	char text[400];
	(void)state;
	where_add_url(&where, "http://flag/");
	snprintf(text, sizeof text, "directory http://conf/\nlist-key %s\n", key_text);
	assert_int_equal(read_conf(&where, text), RESULT_OK);
	assert_int_equal(where.url_count, 1);
	assert_string_equal(where.urls[0], "http://flag/");
	assert_true(where.has_list_key); /* of that no flag said anything */
}

static void a_key_that_is_none_is_refused(void **state)
{
	static const char *const bad[] = {
		"list-key ", "list-key 00",
		"list-key zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct where where = {0};
		assert_int_equal(read_conf(&where, bad[i]), RESULT_BAD_ARGUMENT);
		assert_false(where.has_list_key);
	}
}

static void a_key_comes_from_a_file_with_or_without_a_line_end(void **state)
{
	static const char *const ends[] = {"", "\n", "\r\n", "  \n\n"};
	char path[] = "/tmp/lotse-where-XXXXXX", text[100];
	int file = mkstemp(path);
	(void)state;
	assert_true(file >= 0);
	close(file);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct where where = {0};
		snprintf(text, sizeof text, "%s%s", key_text, ends[i]);
		assert_int_equal(file_write(path, bytes_of_text(text), false), RESULT_OK);
		assert_int_equal(where_read_key(&where, path), RESULT_OK);
		assert_true(where.has_list_key);
		assert_int_equal(where.list_key[1], 1);
	}
	struct where where = {0};
	file_write(path, bytes_of_text("no key"), false);
	assert_int_equal(where_read_key(&where, path), RESULT_BAD_ARGUMENT);
	unlink(path);
	assert_int_equal(where_read_key(&where, path), RESULT_DISK);
	assert_false(where.has_list_key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_kept_in_order_and_bounded),
		cmocka_unit_test(a_conf_says_address_and_key),
		cmocka_unit_test(what_a_flag_said_counts_more_than_a_conf),
		cmocka_unit_test(a_key_that_is_none_is_refused),
		cmocka_unit_test(a_key_comes_from_a_file_with_or_without_a_line_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

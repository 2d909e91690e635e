#include "support/unit.h"

#include "carrier/where.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define KEY_B "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static enum result read_conf(struct where *where, const char *text)
{
	return where_read_conf(where, bytes_of_text(text));
}

static void conf_gives_directories_and_key(void **state)
{
	struct where where = {0};
	(void)state;
	assert_int_equal(
		read_conf(&where, "# of our company\ndirectory http://a.example\r\n\ndirectory https://b.example/x\n"
	                      "list-key " KEY_A "\nlogo big\n"),
		RESULT_OK);
	struct directory_options options = where_options(&where);
	assert_string_equal(options.urls[0], "http://a.example");
	assert_string_equal(options.urls[1], "https://b.example/x");
	assert_null(options.urls[2]);
	assert_int_equal(options.root_key[1], 0x11);
}

static void flags_come_before_conf(void **state)
{
	struct where where = {0};
	(void)state;
	assert_int_equal(where_add_url(&where, "http://flag.example"), RESULT_OK);
	assert_int_equal(read_conf(&where, "directory http://conf.example\nlist-key " KEY_A "\n"), RESULT_OK);
	assert_int_equal(where.url_count, 1);
	assert_string_equal(where.urls[0], "http://flag.example");
	assert_true(where.has_list_key);
	assert_int_equal(read_conf(&where, "list-key " KEY_B "\n"), RESULT_OK);
	assert_int_equal(where.list_key[0], 0x00);
}

static void nothing_said_is_nowhere(void **state)
{
	struct where where = {0};
	(void)state;
	assert_int_equal(read_conf(&where, ""), RESULT_OK);
	struct directory_options options = where_options(&where);
	assert_null(options.urls[0]);
	assert_null(options.root_key);
}

static void key_that_is_none_is_refused_and_not_taken(void **state)
{
	struct where where = {0};
	(void)state;
	assert_int_equal(read_conf(&where, "list-key 0011\n"), RESULT_BAD_ARGUMENT);
	assert_false(where.has_list_key);
}

static void ninth_directory_and_overlong_ones_are_refused(void **state)
{
	struct where where = {0};
	char longer[DIRECTORY_URL_BYTES + 1];
	(void)state;
	memset(longer, 'a', sizeof longer - 1);
	longer[sizeof longer - 1] = 0;
	assert_int_equal(where_add_url(&where, longer), RESULT_TOO_LARGE);
	for (int i = 0; i < DIRECTORY_URLS_MAX; i++)
		assert_int_equal(where_add_url(&where, "http://a.example"), RESULT_OK);
	assert_int_equal(where_add_url(&where, "http://a.example"), RESULT_TOO_LARGE);
}

static void key_is_read_from_its_file(void **state)
{
	struct where where = {0};
	char path[] = "/tmp/lotse-where-XXXXXX";
	int file = mkstemp(path);
	(void)state;
	assert_true(file >= 0);
	assert_int_equal(write(file, KEY_B "\n", 65), 65);
	assert_int_equal(where_read_key(&where, path), RESULT_OK);
	assert_true(where.has_list_key && where.list_key[0] == 0xff);
	assert_int_equal(ftruncate(file, 10), 0);
	assert_int_equal(where_read_key(&where, path), RESULT_BAD_ARGUMENT);
	close(file);
	unlink(path);
	assert_int_equal(where_read_key(&where, path), RESULT_DISK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conf_gives_directories_and_key),
		cmocka_unit_test(flags_come_before_conf),
		cmocka_unit_test(nothing_said_is_nowhere),
		cmocka_unit_test(key_that_is_none_is_refused_and_not_taken),
		cmocka_unit_test(ninth_directory_and_overlong_ones_are_refused),
		cmocka_unit_test(key_is_read_from_its_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

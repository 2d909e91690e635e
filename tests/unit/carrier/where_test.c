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

static void what_somebody_types_is_a_host_or_it_is_said(void **state)
{
	static const struct {
		const char *typed, *shown, *first, *second;
	} cases[] = {
		{"help.example.com", "help.example.com", "https://help.example.com/list",
	     "http://help.example.com/list"},
		{"  Help.Example.com\t\n", "Help.Example.com", "https://Help.Example.com/list",
	     "http://Help.Example.com/list"},
		{"relay:8080", "relay:8080", "https://relay:8080/list", "http://relay:8080/list"},
		{"192.0.2.7", "192.0.2.7", "https://192.0.2.7/list", "http://192.0.2.7/list"},
		{"[2001:db8::1]:81", "[2001:db8::1]:81", "https://[2001:db8::1]:81/list",
	     "http://[2001:db8::1]:81/list"},
		{"https://help.example.com/", "https://help.example.com", "https://help.example.com/list", NULL},
		{"http://127.0.0.1:5080", "http://127.0.0.1:5080", "http://127.0.0.1:5080/list", NULL},
		{"example.com/lotse/list", "example.com/lotse/list", "https://example.com/lotse/list",
	     "http://example.com/lotse/list"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct where where = {0};
		char shown[WHERE_HOST_BYTES];
		assert_int_equal(where_check_host(cases[i].typed, shown, sizeof shown), RESULT_OK);
		assert_string_equal(shown, cases[i].shown);
		assert_int_equal(where_add_host(&where, cases[i].typed), RESULT_OK);
		assert_int_equal(where.url_count, cases[i].second ? 2 : 1);
		assert_string_equal(where.urls[0], cases[i].first);
		if (cases[i].second)
			assert_string_equal(where.urls[1], cases[i].second);
	}
}

static void what_is_no_host_is_refused(void **state)
{
	static const char *const bad[] = {
		"123 456 789 012",
		"123456789012",
		"a b.example",
		"ftp://example.com",
		"user@example.com",
		"https://",
		"file:///etc/passwd",
		"ex\xC3\xA4mple.com",
		"a.\001z",
		"-x.example",
		"host:99999",
		"[::1",
		"a\"b",
		"../etc",
		"example.com:port",
	};
	char shown[WHERE_HOST_BYTES], longest[DIRECTORY_URL_BYTES + 8];
	struct where where = {0};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (where_check_host(bad[i], shown, sizeof shown) != RESULT_BAD_ARGUMENT)
			fail_msg("\"%s\" was taken", bad[i]);
		assert_string_equal(shown, "");
		assert_int_equal(where_add_host(&where, bad[i]), RESULT_BAD_ARGUMENT);
	}
	assert_int_equal(where_check_host("  \t", NULL, 0), RESULT_NEED_MORE);
	assert_int_equal(where_check_host("", NULL, 0), RESULT_NEED_MORE);
	memset(longest, 'a', sizeof longest - 1);
	longest[sizeof longest - 1] = 0;
	assert_int_equal(where_check_host(longest, NULL, 0), RESULT_BAD_ARGUMENT);
	longest[DIRECTORY_URL_BYTES - 10] = 0;
	assert_int_equal(where_check_host(longest, NULL, 0), RESULT_BAD_ARGUMENT);
	assert_int_equal(where.url_count, 0);
}

static void a_conf_may_name_a_host_and_a_region(void **state)
{
	struct where where = {0};
	(void)state;
	assert_int_equal(read_conf(&where, "host help.example.com\nregion eu-north\n"), RESULT_OK);
	assert_int_equal(where.url_count, 2);
	assert_string_equal(where.urls[1], "http://help.example.com/list");
	assert_string_equal(where_options(&where).region, "eu-north");
	where = (struct where){0};
	assert_int_equal(read_conf(&where, "host \n"), RESULT_BAD_ARGUMENT);
	assert_int_equal(read_conf(&where, "region EU North\n"), RESULT_BAD_ARGUMENT);
	assert_string_equal(where.region, "");
	assert_int_equal(where_set_region(&where, "a-region-of-16-ch"), RESULT_BAD_ARGUMENT);
	assert_int_equal(where_set_region(&where, "eu"), RESULT_OK);
	assert_int_equal(read_conf(&where, "region us\n"), RESULT_OK);
	assert_string_equal(where.region, "eu");
}

static struct brand example_brand(const uint8_t *key)
{
	return (struct brand){
		.urls = {bytes_of_text("https://acme.example/list"), bytes_of_text("http://acme/list")},
		.url_count = 2,
		.root_key = key,
		.region = bytes_of_text("eu")};
}

static void a_companys_program_goes_where_the_company_says(void **state)
{
	static const uint8_t key[SERVER_LIST_KEY_BYTES] = {7, 8};
	struct where where = {0};
	struct brand brand = example_brand(key);
	char text[200];
	(void)state;
	assert_int_equal(where_take_brand(&where, &brand), RESULT_OK);
	/* A file that somebody has put beside it does not lead it elsewhere. */
	snprintf(text, sizeof text, "directory http://evil/\nlist-key %s\nregion us\n", key_text);
	assert_int_equal(read_conf(&where, text), RESULT_OK);
	assert_true(where.is_branded);
	assert_int_equal(where.url_count, 2);
	assert_string_equal(where.urls[0], "https://acme.example/list");
	assert_memory_equal(where.list_key, key, sizeof key);
	assert_string_equal(where.region, "eu");
}

static void with_a_flag_it_is_not_the_companys_any_more(void **state)
{
	static const uint8_t key[SERVER_LIST_KEY_BYTES] = {7, 8};
	struct where where = {0};
	struct brand brand = example_brand(key);
	(void)state;
	where_add_url(&where, "http://flag/");
	assert_int_equal(where_take_brand(&where, &brand), RESULT_OK);
	assert_false(where.is_branded);
	assert_false(where.has_list_key);
	assert_int_equal(where.url_count, 1);
}

/* An operator is held to it; where the company says nothing, the flag counts. */
static void the_companys_region_beats_the_flag(void **state)
{
	struct where where = {0};
	struct brand brand = example_brand(NULL);
	(void)state;
	assert_int_equal(where_set_region(&where, "us"), RESULT_OK);
	assert_int_equal(where_take_brand(&where, &brand), RESULT_OK);
	assert_string_equal(where_options(&where).region, "eu");
	brand.region = (struct bytes){0};
	where = (struct where){0};
	assert_int_equal(where_set_region(&where, "us"), RESULT_OK);
	assert_int_equal(where_take_brand(&where, &brand), RESULT_OK);
	assert_string_equal(where_options(&where).region, "us");
}

static void a_brand_with_a_name_alone_leaves_the_rest_to_the_conf(void **state)
{
	struct where where = {0};
	struct brand brand = {.name = bytes_of_text("Acme")};
	(void)state;
	assert_int_equal(where_take_brand(&where, &brand), RESULT_OK);
	assert_int_equal(read_conf(&where, "directory http://conf/\n"), RESULT_OK);
	assert_true(where.is_branded);
	assert_string_equal(where.urls[0], "http://conf/");
	brand.region = bytes_of_text("No Region");
	where = (struct where){0};
	assert_int_equal(where_take_brand(&where, &brand), RESULT_BAD_ARGUMENT);
	assert_false(where.is_branded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_kept_in_order_and_bounded),
		cmocka_unit_test(a_conf_says_address_and_key),
		cmocka_unit_test(what_a_flag_said_counts_more_than_a_conf),
		cmocka_unit_test(a_key_that_is_none_is_refused),
		cmocka_unit_test(what_somebody_types_is_a_host_or_it_is_said),
		cmocka_unit_test(what_is_no_host_is_refused),
		cmocka_unit_test(a_conf_may_name_a_host_and_a_region),
		cmocka_unit_test(a_companys_program_goes_where_the_company_says),
		cmocka_unit_test(with_a_flag_it_is_not_the_companys_any_more),
		cmocka_unit_test(the_companys_region_beats_the_flag),
		cmocka_unit_test(a_brand_with_a_name_alone_leaves_the_rest_to_the_conf),
		cmocka_unit_test(a_key_comes_from_a_file_with_or_without_a_line_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

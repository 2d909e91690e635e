/* The client's command line: what it takes, with which code it ends, and that nothing in it agrees to
 * anything. */
#include "support/unit.h"

#include "client/options.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct options options;

static char words[4][80]; /* argv */

static int code_of(const char *first, const char *second, const char *third)
{
	memset(words, 0, sizeof words);
	strcpy(words[0], "lotse-client");
	char *argv[5] = {words[0]};
	const char *given[] = {first, second, third};
	int argc = 1;
	for (int i = 0; i < 3 && given[i] != NULL; i++) {
		snprintf(words[argc], sizeof words[argc], "%s", given[i]);
		argv[argc] = words[argc];
		argc++;
	}
	return options_read(&options, argc, argv);
}

static void help_and_version_end_well(void **state)
{
	(void)state;
	assert_int_equal(code_of("--help", NULL, NULL), FLAGS_DONE);
	assert_int_equal(code_of("--version", NULL, NULL), FLAGS_DONE);
}

static void without_an_address_the_window_asks_but_a_check_is_wrong_usage(void **state)
{
	(void)state;
	assert_int_equal(code_of(NULL, NULL, NULL), FLAGS_OK);
	assert_int_equal(options.flags.where.url_count, 0);
	assert_int_equal(code_of("--check", NULL, NULL), FLAGS_WRONG);
	assert_int_equal(code_of("--check", "--directory", "http://a"), FLAGS_OK);
	assert_true(options.flags.checks);
}

static void a_host_alone_is_asked_by_https_first(void **state)
{
	(void)state;
	assert_int_equal(code_of("--directory", "relay.example.com", NULL), FLAGS_OK);
	assert_int_equal(options.flags.where.url_count, 2);
	assert_string_equal(options.flags.where.urls[0], "https://relay.example.com/list");
	assert_string_equal(options.flags.where.urls[1], "http://relay.example.com/list");
	assert_int_equal(code_of("--directory", "two words", NULL), FLAGS_WRONG);
}

static void a_proxy_may_be_named_or_none(void **state)
{
	(void)state;
	assert_int_equal(code_of(NULL, NULL, NULL), FLAGS_OK);
	assert_null(flags_proxy(&options.flags)); /* the system's */
	assert_int_equal(code_of("--proxy", "none", NULL), FLAGS_OK);
	assert_string_equal(flags_proxy(&options.flags), "");
	assert_int_equal(code_of("--proxy", "proxy.corp:8080", NULL), FLAGS_OK);
	assert_string_equal(flags_proxy(&options.flags), "proxy.corp:8080");
}

static void what_it_does_not_know_is_wrong_usage(void **state)
{
	(void)state;
	assert_int_equal(code_of("--directory", "http://a", "123456789012"), FLAGS_WRONG); /* never a number */
	assert_int_equal(code_of("--nonsense", NULL, NULL), FLAGS_WRONG);
	assert_int_equal(code_of("--directory", NULL, NULL), FLAGS_WRONG);
	assert_int_equal(code_of("-x", NULL, NULL), FLAGS_WRONG);
}

static void no_option_agrees_to_anything(void **state)
{
	static const char *const wishes[] = {"--accept", "--yes",       "--share",     "--control",
	                                     "--grant",  "--admit-all", "--unattended"};
	(void)state;
	for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++)
		assert_int_equal(code_of("--directory", "http://a", wishes[i]), FLAGS_WRONG);
}

static void the_number_comes_on_standard_input(void **state)
{
	FILE *file = tmpfile();
	int before = dup(STDIN_FILENO);
	(void)state;
	assert_non_null(file);
	assert_true(fputs("123 456 789 012\r\nmore\n", file) >= 0 && fseek(file, 0, SEEK_SET) == 0);
	assert_true(dup2(fileno(file), STDIN_FILENO) >= 0);
	assert_int_equal(code_of("--directory", "http://a", "-"), FLAGS_OK);
	dup2(before, STDIN_FILENO);
	close(before);
	fclose(file);
	assert_true(options.has_number);
	assert_string_equal(options.number, "123 456 789 012");
	assert_string_equal(options.flags.where.urls[0], "http://a");
}

/* And is gone from the arguments, which others on this computer can read. */
static void a_link_gives_the_number_and_is_wiped(void **state)
{
	(void)state;
	assert_int_equal(code_of("--directory", "http://a", "lotse:860690886111"), FLAGS_OK);
	assert_true(options.has_link);
	assert_string_equal(options.number, "860 690 886 111");
	for (size_t i = 0; i < sizeof words[3]; i++)
		assert_int_equal(words[3][i], 0);
	assert_int_equal(code_of("--directory", "http://a", "lotse:86069"), FLAGS_OK);
	assert_false(options.has_link); /* it is not joined by that */
	assert_string_equal(options.number, "86069");
	assert_int_equal(code_of("--directory", "http://a", "lotse://"), FLAGS_OK);
	assert_false(options.has_link);
	assert_string_equal(options.number, "");
}

static void a_key_file_that_holds_none_is_wrong_usage(void **state)
{
	(void)state;
	assert_int_equal(code_of("--list-key", "/dev/null", NULL), FLAGS_WRONG);
	assert_int_equal(code_of("--list-key", "/nowhere/at/all", NULL), FLAGS_WRONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_and_version_end_well),
		cmocka_unit_test(without_an_address_the_window_asks_but_a_check_is_wrong_usage),
		cmocka_unit_test(a_host_alone_is_asked_by_https_first),
		cmocka_unit_test(a_proxy_may_be_named_or_none),
		cmocka_unit_test(what_it_does_not_know_is_wrong_usage),
		cmocka_unit_test(no_option_agrees_to_anything),
		cmocka_unit_test(the_number_comes_on_standard_input),
		cmocka_unit_test(a_link_gives_the_number_and_is_wiped),
		cmocka_unit_test(a_key_file_that_holds_none_is_wrong_usage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

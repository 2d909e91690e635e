#include "support/unit.h"

#include "base/config.h"
#include "support/guarded.h"

#include <stdio.h>
#include <string.h>

/* Each entry as "number:key=value|", so that a test is two strings. */
static void describe(struct bytes text, char *to, size_t room)
{
	struct reader reader = reader_over(text);
	struct config_line line;
	int number = 0;
	to[0] = '\0';
	while (config_next(&reader, &number, &line)) {
		size_t used = strlen(to);
		snprintf(to + used, room - used, "%d:%.*s=%.*s|", line.number, (int)line.key.size,
		         (const char *)line.key.data, (int)line.value.size, (const char *)line.value.data);
	}
}

static void assert_entries(const char *text, const char *expected)
{
	char found[512];
	uint8_t *copy = guarded_copy(bytes_of_text(text));
	describe((struct bytes){copy, strlen(text)}, found, sizeof found);
	assert_string_equal(found, expected);
	guarded_free(copy);
}

static void lines_are_keys_and_values(void **state)
{
	(void)state;
	assert_entries("host relay.example\nport 5000\n", "1:host=relay.example|2:port=5000|");
	assert_entries("name  Café  am Tor \t\n", "1:name=Café  am Tor|");
	assert_entries("flag\nflag \n", "1:flag=|2:flag=|");
	assert_entries("\t key\tvalue", "1:key=value|");
}

static void comments_and_empty_lines_are_skipped_but_counted(void **state)
{
	(void)state;
	assert_entries("# a comment\n\n   \n  # another\nkey value # no comment\n", "5:key=value # no comment|");
	assert_entries("", "");
	assert_entries("\n", "");
	assert_entries("#", "");
}

static void both_line_ends_are_the_same(void **state)
{
	(void)state;
	assert_entries("a 1\r\nb 2\r\n\r\nc", "1:a=1|2:b=2|4:c=|");
}

static void a_last_line_without_its_end_counts(void **state)
{
	(void)state;
	assert_entries("a 1\nb 2", "1:a=1|2:b=2|");
}

static struct config_line line_of(const char *key, const char *value)
{
	return (struct config_line){bytes_of_text(key), bytes_of_text(value), 1};
}

static void keys_are_compared_whole(void **state)
{
	struct config_line line = line_of("port", "");
	(void)state;
	assert_true(config_is(&line, "port"));
	assert_false(config_is(&line, "por"));
	assert_false(config_is(&line, "ports"));
	assert_false(config_is(&line, "Port"));
}

static void numbers_are_plain_decimals_up_to_their_limit(void **state)
{
	static const char *const bad[] = {
		"", "-1", "+1", " 1", "1 ", "0x10", "1.0", "65536", "99999999999999999999999", "1e3"};
	uint32_t number = 7;
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct config_line line = line_of("port", bad[i]);
		assert_int_equal(config_number(&line, 65535, &number), RESULT_BAD_ARGUMENT);
		assert_int_equal(number, 7); /* untouched */
	}
	struct config_line port = line_of("port", "65535"), zero = line_of("port", "00"),
					   most = line_of("port", "4294967295");
	assert_int_equal(config_number(&port, 65535, &number), RESULT_OK);
	assert_int_equal(number, 65535);
	assert_int_equal(config_number(&zero, 65535, &number), RESULT_OK);
	assert_int_equal(number, 0);
	assert_int_equal(config_number(&most, UINT32_MAX, &number), RESULT_OK);
	assert_true(number == UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_keys_and_values),
		cmocka_unit_test(comments_and_empty_lines_are_skipped_but_counted),
		cmocka_unit_test(both_line_ends_are_the_same),
		cmocka_unit_test(a_last_line_without_its_end_counts),
		cmocka_unit_test(keys_are_compared_whole),
		cmocka_unit_test(numbers_are_plain_decimals_up_to_their_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

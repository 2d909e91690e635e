#include "support/unit.h"

#include "relay/operators.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_A "00000000000000000000000000000000000000000000000000000000000000aa"
#define KEY_B "00000000000000000000000000000000000000000000000000000000000000bb"

static const uint8_t key_a[32] = {[31] = 0xaa}, key_b[32] = {[31] = 0xbb}, key_c[32] = {[31] = 0xcc};

static void each_line_is_an_operator(void **state)
{
	static const char text[] =
		"# the day shift\r\n\n  Bert Öl|Küste & Co, Inc. | " KEY_B "\r\nAnna Vogt | Hafen-IT GmbH | " KEY_A;
	struct operators operators;
	int line;
	(void)state;
	assert_int_equal(operators_read(&operators, bytes_of_text(text), &line), RESULT_OK);
	assert_int_equal(operators.count, 2);
	const struct operator_line *bert = operators_find(&operators, key_b);
	assert_non_null(bert);
	assert_string_equal(bert->name, "Bert Öl");
	assert_string_equal(bert->company, "Küste & Co, Inc.");
	assert_string_equal(operators_find(&operators, key_a)->name, "Anna Vogt");
	assert_null(operators_find(&operators, key_c));
	operators_finish(&operators);
	operators_finish(&operators);
	assert_null(operators_find(&operators, key_a));
}

static void empty_file_knows_nobody(void **state)
{
	struct operators operators;
	int line;
	(void)state;
	assert_int_equal(operators_read(&operators, bytes_of_text("\n# nobody yet\n"), &line), RESULT_OK);
	assert_int_equal(operators.count, 0);
	assert_null(operators_find(&operators, key_a));
	operators_finish(&operators);
}

static void wrong_line_is_named(void **state)
{
	static const char *const wrong[] = {
		"Anna | Hafen",
		"Anna | Hafen | " KEY_A " | more",
		" | Hafen | " KEY_A,
		"Anna |  | " KEY_A,
		"Anna | Hafen | 12",
		"Anna | Hafen | " KEY_A "0",
		"An\x01na | Hafen | " KEY_A,
		"An\xe2\x80\xae"
		"na | Hafen | " KEY_A,
		"An\xffna | Hafen | " KEY_A,
		"Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaa"
		"aaaaaaaaaaaaaaaa | Hafen | " KEY_A,
	};
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct operators operators = {0};
		char text[1024];
		int line = 0;
		snprintf(text, sizeof text, "# one\nBert | Co | " KEY_B "\n%s\n", wrong[i]);
		assert_int_equal(operators_read(&operators, bytes_of_text(text), &line), RESULT_BAD_ARGUMENT);
		assert_int_equal(line, 3);
		assert_null(operators.lines);
	}
}

static void key_that_stands_twice_is_refused(void **state)
{
	struct operators operators;
	int line;
	(void)state;
	assert_int_equal(
		operators_read(&operators,
	                   bytes_of_text("Anna | X | " KEY_A "\nBert | X | " KEY_B "\n\nCarl | X | " KEY_A "\n"),
	                   &line),
		RESULT_BAD_ARGUMENT);
	assert_int_equal(line, 4);
}

static void many_are_found_and_too_many_refused(void **state)
{
	struct operators operators;
	size_t room = (OPERATORS_MAX + 1) * 80, at = 0;
	char *text = malloc(room);
	int line;
	(void)state;
	for (int i = 0; i < OPERATORS_MAX; i++)
		at += (size_t)snprintf(text + at, room - at, "N%d | C | %064d\n", i, OPERATORS_MAX - i);
	assert_int_equal(operators_read(&operators, (struct bytes){(uint8_t *)text, at}, &line), RESULT_OK);
	for (int i = 0; i < OPERATORS_MAX; i += 499) {
		char digits[65], name[16];
		uint8_t key[32];
		snprintf(digits, sizeof digits, "%064d", OPERATORS_MAX - i);
		snprintf(name, sizeof name, "N%d", i);
		assert_int_equal(server_list_key_from_text(bytes_of_text(digits), key), RESULT_OK);
		assert_string_equal(operators_find(&operators, key)->name, name);
	}
	operators_finish(&operators);
	at += (size_t)snprintf(text + at, room - at, "N | C | %063da\n", 0);
	assert_int_equal(operators_read(&operators, (struct bytes){(uint8_t *)text, at}, &line),
	                 RESULT_TOO_LARGE);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_line_is_an_operator),
		cmocka_unit_test(empty_file_knows_nobody),
		cmocka_unit_test(wrong_line_is_named),
		cmocka_unit_test(key_that_stands_twice_is_refused),
		cmocka_unit_test(many_are_found_and_too_many_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Text as clipboards hold it, by tables. */
#include "support/unit.h"

#include "desktop/clipboard_text.h"

#include <stdlib.h>
#include <string.h>

static void only_utf8_without_nul_is_a_text(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		bool is_valid;
	} rows[] = {
		{"", 0, true},
		{"a\tb\nc\r\n", 7, true},
		{"\xC2\x80", 2, true},
		{"\xDF\xBF", 2, true},
		{"\xE0\xA0\x80", 3, true},
		{"\xED\x9F\xBF", 3, true},
		{"\xEE\x80\x80", 3, true},
		{"\xF0\x90\x80\x80", 4, true},
		{"\xF4\x8F\xBF\xBF", 4, true},
		{"a\0b", 3, false},
		{"\x80", 1, false},
		{"\xBF", 1, false},
		{"\xC0\x80", 2, false}, /* NUL in two bytes */
		{"\xC1\xBF", 2, false}, /* too long */
		{"\xE0\x9F\xBF", 3, false},
		{"\xF0\x8F\xBF\xBF", 4, false},
		{"\xED\xA0\x80", 3, false}, /* a surrogate */
		{"\xED\xBF\xBF", 3, false},
		{"\xF4\x90\x80\x80", 4, false}, /* beyond the last */
		{"\xF8\x88\x80\x80\x80", 5, false},
		{"\xFF", 1, false},
		{"\xC3", 1, false}, /* cut off */
		{"\xE2\x82", 2, false},
		{"\xF0\x9F\x98", 3, false},
		{"\xE2\x82"
	     "a",
	     3, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct bytes text = {(const uint8_t *)rows[i].bytes, rows[i].size};
		if (clipboard_text_is_valid(text) != rows[i].is_valid)
			fail_msg("row %zu", i);
	}
}

static void the_most_is_a_text_and_a_byte_more_is_not(void **state)
{
	char *text = malloc(CLIPBOARD_TEXT_BYTES_MAX + 1);

	(void)state;
	assert_non_null(text);
	memset(text, 'a', CLIPBOARD_TEXT_BYTES_MAX + 1);
	assert_true(clipboard_text_is_valid((struct bytes){(const uint8_t *)text, CLIPBOARD_TEXT_BYTES_MAX}));
	assert_false(
		clipboard_text_is_valid((struct bytes){(const uint8_t *)text, CLIPBOARD_TEXT_BYTES_MAX + 1}));
	free(text);
}

static void assert_is(struct clipboard_text *text, const char *wanted)
{
	assert_int_equal(text->size, strlen(wanted));
	assert_memory_equal(text->data, wanted, text->size);
	clipboard_text_finish(text);
	assert_null(text->data);
}

static void lines_end_as_each_system_wants(void **state)
{
	static const struct {
		const char *from, *as_lf, *as_crlf;
	} rows[] = {
		{"", "", ""},
		{"\n", "\n", "\r\n"},
		{"\r\n", "\n", "\r\n"},
		{"a\nb\r\nc\n\nd", "a\nb\nc\n\nd", "a\r\nb\r\nc\r\n\r\nd"},
		{"a\rb", "a\rb", "a\rb"},
		{"a\r", "a\r", "a\r"},
		{"\r\r\n", "\r\n", "\r\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct clipboard_text text = {0};
		assert_int_equal(clipboard_text_copy(&text, bytes_of_text(rows[i].from)), RESULT_OK);
		clipboard_text_to_lf(&text);
		assert_is(&text, rows[i].as_lf);
		assert_int_equal(clipboard_text_to_crlf(&text, bytes_of_text(rows[i].from)), RESULT_OK);
		assert_is(&text, rows[i].as_crlf);
	}
}

static void latin_1_becomes_utf8(void **state)
{
	struct clipboard_text text = {0};

	(void)state;
	assert_int_equal(clipboard_text_from_latin1(&text, bytes_of_text("a\xE9\xDF\x80\xFF")), RESULT_OK);
	assert_is(&text, "a\xC3\xA9\xC3\x9F\xC2\x80\xC3\xBF");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_utf8_without_nul_is_a_text),
		cmocka_unit_test(the_most_is_a_text_and_a_byte_more_is_not),
		cmocka_unit_test(lines_end_as_each_system_wants),
		cmocka_unit_test(latin_1_becomes_utf8),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

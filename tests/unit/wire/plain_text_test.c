#include "support/unit.h"

#include "support/guarded.h"
#include "support/noise.h"
#include "wire/plain_text.h"

#include <string.h>

static bool is_valid(const char *text, enum plain_text_kind kind)
{
	return plain_text_is_valid(bytes_of_text(text), kind);
}

/* UTF-8 of a character, written without looking at the code that is tested. */
static size_t utf8_of(uint32_t c, uint8_t to[4])
{
	if (c < 0x80) {
		to[0] = (uint8_t)c;
		return 1;
	}
	size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const uint8_t heads[] = {0, 0xC0, 0xE0, 0xF0};
	for (size_t i = more; i > 0; i--, c >>= 6)
		to[i] = (uint8_t)(0x80 | (c & 0x3F));
	to[0] = (uint8_t)(heads[more] | c);
	return more + 1;
}

static void every_character_is_read_as_itself(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		uint8_t bytes[4];
		uint32_t out = 0;
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		struct reader r = reader_over((struct bytes){bytes, utf8_of(c, bytes)});
		if (!plain_text_next(&r, &out) || out != c || r.left_bytes)
			fail_msg("U+%04X", c);
	}
}

static void surrogates_and_overlong_forms_are_malformed(void **state)
{
	static const char *const bad[] = {
		"\xC0\x80",     "\xC1\xBF",     "\xE0\x9F\xBF",     "\xF0\x8F\xBF\xBF",
		"\xED\xA0\x80", "\xED\xBF\xBF", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80",
		"\xFF",         "\xBF",         "\xE2\x28\xA1",     "\xC3"};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(is_valid(bad[i], PLAIN_TEXT_TYPED));
}

static void nothing_is_read_past_a_character_that_is_cut_off(void **state)
{
	static const char *const whole[] = {"\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (size_t size = 0; size <= strlen(whole[i]); size++) {
			uint8_t *copy = guarded_copy((struct bytes){(const uint8_t *)whole[i], size});
			bool expected = size == 0 || size == strlen(whole[i]);
			assert_int_equal(plain_text_is_valid((struct bytes){copy, size}, PLAIN_TEXT_LINE), expected);
			guarded_free(copy);
		}
}

static void control_characters_are_for_nobody_and_format_ones_for_typing(void **state)
{
	(void)state;
	for (uint32_t c = 0; c < 0xA0; c++) {
		uint8_t bytes[4];
		struct bytes text = {bytes, utf8_of(c, bytes)};
		bool is_control = c < 0x20 || c >= 0x7F;
		bool is_layout = c == '\n' || c == '\t';
		assert_int_equal(plain_text_is_valid(text, PLAIN_TEXT_LINE), !is_control);
		assert_int_equal(plain_text_is_valid(text, PLAIN_TEXT_TYPED), !is_control);
		assert_int_equal(plain_text_is_valid(text, PLAIN_TEXT_LINES), !is_control || is_layout);
	}
	assert_true(
		is_valid("\xE2\x80\x8C", PLAIN_TEXT_TYPED)); /* zero width non-joiner: Persian keyboards have it */
	assert_false(is_valid("\xE2\x80\x8C", PLAIN_TEXT_LINE));
	assert_false(is_valid("\xE2\x80\xAE", PLAIN_TEXT_LINES));
}

static void a_field_must_end_and_hold_nothing_behind_its_end(void **state)
{
	char field[8] = "abc";
	(void)state;
	assert_true(plain_text_field_is_valid(field, sizeof field, PLAIN_TEXT_LINE));
	field[6] = 'x';
	assert_false(plain_text_field_is_valid(field, sizeof field, PLAIN_TEXT_LINE));
	memset(field, 'a', sizeof field);
	assert_false(plain_text_field_is_valid(field, sizeof field, PLAIN_TEXT_LINE));
}

static void cleaning_leaves_out_what_is_not_allowed(void **state)
{
	char to[32];
	(void)state;
	plain_text_clean(to, sizeof to,
	                 "a\x1B[1m\nb\xE2\x80\xAE"
	                 "c\xFF\xC3\xA4",
	                 PLAIN_TEXT_LINE);
	assert_string_equal(to, "a[1mbc\xC3\xA4");
	plain_text_clean(to, sizeof to, "a\r\n\tb", PLAIN_TEXT_LINES);
	assert_string_equal(to, "a\n\tb");
}

static void cleaning_cuts_between_two_characters(void **state)
{
	char to[8];
	(void)state;
	for (size_t room = 1; room <= sizeof to; room++) {
		plain_text_clean(to, room, "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC", PLAIN_TEXT_LINE);
		assert_int_equal(strlen(to), (room - 1) / 3 * 3);
	}
}

static void what_was_cleaned_is_always_valid(void **state)
{
	struct noise noise = noise_start(10);
	(void)state;
	for (int i = 0; i < 20000; i++) {
		char from[40] = {0}, to[20];
		noise_fill(&noise, from, sizeof from - 1);
		enum plain_text_kind kind = (enum plain_text_kind)(PLAIN_TEXT_LINE + noise_below(&noise, 3));
		plain_text_clean(to, 1 + noise_below(&noise, sizeof to), from, kind);
		assert_true(is_valid(to, kind));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_character_is_read_as_itself),
		cmocka_unit_test(surrogates_and_overlong_forms_are_malformed),
		cmocka_unit_test(nothing_is_read_past_a_character_that_is_cut_off),
		cmocka_unit_test(control_characters_are_for_nobody_and_format_ones_for_typing),
		cmocka_unit_test(a_field_must_end_and_hold_nothing_behind_its_end),
		cmocka_unit_test(cleaning_leaves_out_what_is_not_allowed),
		cmocka_unit_test(cleaning_cuts_between_two_characters),
		cmocka_unit_test(what_was_cleaned_is_always_valid),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

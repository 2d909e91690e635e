#include "support/unit.h"

#include "support/guarded.h"
#include "support/noise.h"
#include "wire/number.h"

#include <stdio.h>
#include <string.h>

static enum result read_text(const char *text, struct number *out)
{
	return number_from_text(bytes_of_text(text), out);
}

static enum result judge(const char *text)
{
	struct number number;
	return read_text(text, &number);
}

static struct number made(uint32_t route, uint32_t secret)
{
	struct number number = {0};
	assert_int_equal(number_make(route, secret, &number), RESULT_OK);
	return number;
}

static void check_digit_of_the_known_example_is_4(void **state)
{
	(void)state;
	assert_int_equal(number_check_digit("572", 3), '4'); /* the example everyone uses for Damm's scheme */
	assert_int_equal(number_check_digit("5724", 4), '0');
	assert_int_equal(number_check_digit("", 0), '0');
}

static void number_has_route_secret_and_check_digit(void **state)
{
	struct number number = made(12345, 678901);
	char text[NUMBER_TEXT_BYTES];
	(void)state;
	assert_memory_equal(number.digits, "12345678901", 11);
	assert_int_equal(strlen(number.digits), 12);
	assert_int_equal(number.digits[11], number_check_digit("12345678901", 11));
	assert_int_equal(number.route, 12345);
	number_format(&number, text);
	assert_int_equal(strlen(text), 15);
	assert_memory_equal(text, "123 456 789 01", 14);
}

static void long_number_has_fourteen_digits(void **state)
{
	struct number number = made(9000007, 12), again;
	char text[NUMBER_TEXT_BYTES];
	(void)state;
	assert_memory_equal(number.digits, "9000007000012", 13);
	number_format(&number, text);
	assert_int_equal(strlen(text), 18);
	assert_memory_equal(text, "900 000 700 001 2", 17);
	assert_int_equal(read_text(text, &again), RESULT_OK);
	assert_int_equal(again.route, 9000007);
	assert_string_equal(again.digits, number.digits);
}

static void routes_and_secrets_out_of_range_make_no_number(void **state)
{
	static const uint32_t bad[] = {0, 9999, 90000, 99999, 100000, 8999999, 10000000, UINT32_MAX};
	struct number number;
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(number_make(bad[i], 0, &number), RESULT_BAD_ARGUMENT);
		assert_int_equal(number_route_digits(bad[i]), 0);
	}
	assert_int_equal(number_make(10000, NUMBER_SECRETS, &number), RESULT_BAD_ARGUMENT);
	assert_int_equal(number_make(10000, NUMBER_SECRETS - 1, &number), RESULT_OK);
	assert_int_equal(number_route_digits(10000), 5);
	assert_int_equal(number_route_digits(89999), 5);
	assert_int_equal(number_route_digits(9000000), 7);
	assert_int_equal(number_route_digits(9999999), 7);
}

static struct number random_number(struct noise *noise, bool is_long)
{
	uint32_t route = is_long ? 9000000 + noise_below(noise, 1000000) : 10000 + noise_below(noise, 80000);
	return made(route, noise_below(noise, NUMBER_SECRETS));
}

/* A wrong first digit can change the length that is expected; that is no OK either. */
static void twenty_thousand_wrong_digits_are_all_found(void **state)
{
	struct noise noise = noise_start(6);
	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct number number = random_number(&noise, i % 4 == 0), out;
		size_t at = noise_below(&noise, (uint32_t)strlen(number.digits));
		number.digits[at] = (char)('0' + (number.digits[at] - '0' + 1 + (int)noise_below(&noise, 9)) % 10);
		assert_int_not_equal(read_text(number.digits, &out), RESULT_OK);
	}
}

static void twenty_thousand_swaps_of_neighbours_are_all_found(void **state)
{
	struct noise noise = noise_start(7);
	(void)state;
	for (int i = 0; i < 20000;) {
		struct number number = random_number(&noise, i % 4 == 0), out;
		size_t at = noise_below(&noise, (uint32_t)strlen(number.digits) - 1);
		char first = number.digits[at];
		if (first == number.digits[at + 1])
			continue;
		number.digits[at] = number.digits[at + 1];
		number.digits[at + 1] = first;
		assert_int_not_equal(read_text(number.digits, &out), RESULT_OK);
		i++;
	}
}

static void what_people_type_is_understood(void **state)
{
	static const char *const forms[] = {
		"%.3s %.3s %.3s %.3s",
		"%.3s%.3s%.3s%.3s",
		"%.3s-%.3s-%.3s-%.3s",
		"%.3s.%.3s.%.3s.%.3s",
		"  %.3s  %.3s\t%.3s %.3s \r\n",
		"%.3s/%.3s/%.3s/%.3s",
		"(%.3s) %.3s %.3s %.3s",
		"\"%.3s %.3s %.3s %.3s\"",
		"%.3s, %.3s, %.3s, %.3s.",
		"%.3s_%.3s_%.3s_%.3s",
		"%.3s\n%.3s\n%.3s\n%.3s\n",
		"Your number: %.3s %.3s %.3s %.3s.",
		"Ihre Nummer lautet %.3s %.3s %.3s %.3s, bis gleich!",
		"lotse:%.3s%.3s%.3s%.3s",
		"Lotse-%.3s%.3s%.3s%.3s.exe",
		"%.3s\xC2\xA0%.3s\xC2\xA0%.3s\xC2\xA0%.3s",             /* no-break spaces */
		"%.3s\xE2\x80\xAF%.3s\xE2\x80\xAF%.3s\xE2\x80\xAF%.3s", /* narrow ones */
		"%.3s\xE2\x80\x93%.3s\xE2\x80\x93%.3s\xE2\x80\x93%.3s", /* en dashes */
		"%.3s\xE2\x80\x8B%.3s\xE2\x80\x8B%.3s\xEF\xBB\xBF%.3s", /* what can't be seen */
		"%.3s\xC2\xB7%.3s\xE3\x80\x80%.3s\xE2\x88\x92%.3s",     /* middle dot, ideographic space, minus */
		"\xE2\x80\x9E%.3s %.3s %.3s %.3s\xE2\x80\x9C",          /* German quotes */
		"N\xC2\xBA %.3s %.3s %.3s %.3s",
		"\xFF\xFE%.3s %.3s %.3s %.3s", /* bytes that are no text */
	};
	struct number number = made(12345, 678901), out;
	const char *d = number.digits;
	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		char text[200];
		snprintf(text, sizeof text, forms[i], d, d + 3, d + 6, d + 9);
		memset(&out, 0, sizeof out);
		if (read_text(text, &out) != RESULT_OK)
			fail_msg("not understood: %s", text);
		assert_string_equal(out.digits, number.digits);
		assert_int_equal(out.route, 12345);
	}
}

/* Digits of other scripts: code points of zero. */
static void digits_of_other_keyboards_are_understood(void **state)
{
	static const uint32_t zeros[] = {0x0660, 0x06F0, 0x0966, 0xFF10};
	struct number number = made(12345, 678901), out;
	(void)state;
	for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) {
		uint8_t text[3 * NUMBER_DIGITS_MAX];
		struct writer w = writer_into(text, sizeof text);
		for (const char *d = number.digits; *d; d++) {
			uint32_t c = zeros[i] + (uint32_t)(*d - '0');
			if (c < 0x800) {
				write_u8(&w, (uint8_t)(0xC0 | c >> 6));
			} else {
				write_u8(&w, (uint8_t)(0xE0 | c >> 12));
				write_u8(&w, (uint8_t)(0x80 | (c >> 6 & 0x3F)));
			}
			write_u8(&w, (uint8_t)(0x80 | (c & 0x3F)));
		}
		assert_int_equal(number_from_text(writer_bytes(&w), &out), RESULT_OK);
		assert_string_equal(out.digits, number.digits);
	}
}

static void every_beginning_of_a_number_needs_more(void **state)
{
	struct noise noise = noise_start(8);
	(void)state;
	for (int i = 0; i < 100; i++) {
		struct number number = random_number(&noise, i % 2 == 0), out = {.route = 5};
		size_t whole = strlen(number.digits);
		for (size_t size = 0; size <= whole; size++) {
			struct bytes text = {(const uint8_t *)number.digits, size};
			uint8_t *copy = guarded_copy(text);
			enum result result = number_from_text((struct bytes){copy, size}, &out);
			guarded_free(copy);
			assert_int_equal(result, size < whole ? RESULT_NEED_MORE : RESULT_OK);
			if (size < whole)
				assert_int_equal(out.route, 5);
		}
	}
}

static void what_is_no_number_is_refused(void **state)
{
	struct number number = made(12345, 678901);
	char text[100];
	(void)state;
	assert_int_equal(judge(""), RESULT_NEED_MORE);
	assert_int_equal(judge("hello"), RESULT_NEED_MORE);
	assert_int_equal(judge("0"), RESULT_BAD_NUMBER);
	assert_int_equal(judge("012 345 678 901"), RESULT_BAD_NUMBER);
	snprintf(text, sizeof text, "%s0", number.digits); /* one digit too many */
	assert_int_equal(judge(text), RESULT_BAD_NUMBER);
	snprintf(text, sizeof text, "%s %s", number.digits, number.digits); /* twice */
	assert_int_equal(judge(text), RESULT_BAD_NUMBER);
	snprintf(text, sizeof text, "%s or 3", number.digits); /* two numbers */
	assert_int_equal(judge(text), RESULT_BAD_NUMBER);
	assert_int_equal(judge("123 a 456"), RESULT_BAD_NUMBER);
	assert_int_equal(judge("12345678901234567890123456789012345678901234567890"), RESULT_BAD_NUMBER);
}

static void a_wrong_check_digit_is_refused_whatever_it_is(void **state)
{
	struct number number = made(12345, 678901), out;
	int good = 0;
	(void)state;
	for (char digit = '0'; digit <= '9'; digit++) {
		number.digits[11] = digit;
		good += read_text(number.digits, &out) == RESULT_OK;
	}
	assert_int_equal(good, 1);
}

static void every_accepted_noise_is_a_number_that_could_be_made(void **state)
{
	static const char alphabet[] = "0123456789 -.9a\xE2\x80\x93\xFF";
	struct noise noise = noise_start(9);
	int good = 0;
	(void)state;
	for (int i = 0; i < 300000; i++) {
		char text[24];
		size_t size = noise_below(&noise, sizeof text);
		struct number out, again;
		for (size_t j = 0; j < size; j++)
			text[j] = alphabet[noise_below(&noise, i % 2 ? 10 : sizeof alphabet - 1)];
		if (number_from_text((struct bytes){(uint8_t *)text, size}, &out) != RESULT_OK)
			continue;
		size_t route_digits = (size_t)number_route_digits(out.route);
		uint32_t secret = 0;
		for (size_t j = route_digits; j < route_digits + 6; j++)
			secret = secret * 10 + (uint32_t)(out.digits[j] - '0');
		assert_int_equal(number_make(out.route, secret, &again), RESULT_OK);
		assert_string_equal(again.digits, out.digits);
		good++;
	}
	assert_true(good > 100);
}

static enum result in_file_name(const char *name, const struct number *expected)
{
	struct number number = {0};
	uint8_t *copy = guarded_copy(bytes_of_text(name));
	enum result result = number_from_file_name((struct bytes){copy, strlen(name)}, &number);
	guarded_free(copy);
	if (result == RESULT_OK)
		assert_string_equal(number.digits, expected->digits);
	return result;
}

static void a_route_alone_in_a_file_name_is_found(void **state)
{
	static const struct {
		const char *name, *route;
	} names[] = {
		{"LotseClient_12345.exe", "12345"},
		{"C:\\x\\LotseClient_12345 (1).exe", "12345"},
		{"/a/LotseClient_9123456", "9123456"},
		{"LotseClient_123456.exe", ""},
		{"LotseClient_1234.exe", ""},
		{"LotseClient_00000.exe", ""},
		{"LotseClient_98765.exe", ""},
		{"LotseClient_8123456.exe", ""},
		{"LotseClient.exe", ""},
		{"LotseClient_12345x.exe", ""},
		{"LotseClient_.exe", ""},
		{"LotseClient_123456789012.exe", ""},
	};
	char to[8];
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		uint8_t *copy = guarded_copy(bytes_of_text(names[i].name));
		size_t count = number_route_of_file_name((struct bytes){copy, strlen(names[i].name)}, to);
		guarded_free(copy);
		assert_string_equal(to, names[i].route);
		assert_int_equal(count, strlen(names[i].route));
	}
}

static void a_number_in_a_file_name_is_found_in_second_copies_too(void **state)
{
	static const char *const good[] = {
		"LotseClient_%s.exe",     "C:\\Users\\Zo\xc3\xab\\Downloads\\LotseClient_%s (1).exe",
		"LotseClient_%s(12).exe", "/home/a_1/lotse-client_%s",
		"Hilfe_von_Firma_%s (2)", "_%s.exe.download"};
	struct number numbers[] = {made(12345, 678901), made(9012345, 678901)};
	char name[200];
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		for (size_t j = 0; j < 2; j++) {
			snprintf(name, sizeof name, good[i], numbers[j].digits);
			assert_int_equal(in_file_name(name, &numbers[j]), RESULT_OK);
		}
	}
}

static void a_file_name_without_a_number_has_none(void **state)
{
	static const char *const none[] = {"",
	                                   "LotseClient.exe",
	                                   "LotseClient_.exe",
	                                   "LotseClient-%s.exe",
	                                   "LotseClient_%sx.exe",
	                                   "LotseClient_%s (.exe",
	                                   "LotseClient_%s (1.exe",
	                                   "LotseClient_%s ().exe",
	                                   "LotseClient_%s 1.exe",
	                                   "C:\\LotseClient_%s\\LotseClient.exe",
	                                   "/tmp/x_%s.exe/lotse"};
	struct number number = made(12345, 678901);
	char name[200];
	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		snprintf(name, sizeof name, none[i], number.digits);
		assert_int_equal(in_file_name(name, &number), RESULT_NEED_MORE);
	}
	assert_int_equal(in_file_name("LotseClient_123456789010.exe", &number), RESULT_BAD_NUMBER);
	assert_int_equal(in_file_name("LotseClient_12345.exe", &number), RESULT_NEED_MORE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_digit_of_the_known_example_is_4),
		cmocka_unit_test(number_has_route_secret_and_check_digit),
		cmocka_unit_test(long_number_has_fourteen_digits),
		cmocka_unit_test(routes_and_secrets_out_of_range_make_no_number),
		cmocka_unit_test(twenty_thousand_wrong_digits_are_all_found),
		cmocka_unit_test(twenty_thousand_swaps_of_neighbours_are_all_found),
		cmocka_unit_test(what_people_type_is_understood),
		cmocka_unit_test(digits_of_other_keyboards_are_understood),
		cmocka_unit_test(every_beginning_of_a_number_needs_more),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(a_wrong_check_digit_is_refused_whatever_it_is),
		cmocka_unit_test(a_route_alone_in_a_file_name_is_found),
		cmocka_unit_test(a_number_in_a_file_name_is_found_in_second_copies_too),
		cmocka_unit_test(a_file_name_without_a_number_has_none),
		cmocka_unit_test(every_accepted_noise_is_a_number_that_could_be_made),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

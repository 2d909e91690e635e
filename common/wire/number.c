/*
 * From text, it goes in two steps: digits are collected from what was typed
 * (scan_digits), then the digits alone are judged (number_from_digits).
 */
#include "wire/number.h"

#include "wire/plain_text.h"

#include <string.h>

enum { SECRET_DIGITS = 6, SHORT_ROUTE_DIGITS = 5, LONG_ROUTE_DIGITS = 7 };

/* The quasigroup of order 10 in H. Michael Damm's thesis (2004): finds every wrong digit and every swap of
 * neighbours. */
static const uint8_t damm[10][10] = {
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
	{1, 7, 5, 0, 9, 8, 3, 4, 2, 6}, {6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
	{5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7}, {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
	{2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
};

char number_check_digit(const char *digits, size_t count)
{
	uint8_t state = 0;
	for (size_t i = 0; i < count; i++)
		state = damm[state][(digits[i] - '0') % 10u];
	return (char)('0' + state);
}

int number_route_digits(uint32_t route)
{
	if (route >= NUMBER_ROUTE_MIN && route <= NUMBER_ROUTE_MAX)
		return SHORT_ROUTE_DIGITS;
	if (route >= NUMBER_LONG_ROUTE_MIN && route <= NUMBER_LONG_ROUTE_MAX)
		return LONG_ROUTE_DIGITS;
	return 0;
}

static void write_decimal(uint32_t value, char *to, int digits)
{
	for (int i = digits - 1; i >= 0; i--, value /= 10)
		to[i] = (char)('0' + value % 10);
}

enum result number_make(uint32_t route, uint32_t secret, struct number *out)
{
	int route_digits = number_route_digits(route);
	if (!route_digits || secret >= NUMBER_SECRETS)
		return RESULT_BAD_ARGUMENT;
	struct number number = {.route = route};
	write_decimal(route, number.digits, route_digits);
	write_decimal(secret, number.digits + route_digits, SECRET_DIGITS);
	size_t count = (size_t)route_digits + SECRET_DIGITS;
	number.digits[count] = number_check_digit(number.digits, count);
	*out = number;
	return RESULT_OK;
}

/* The decimal digit that a character stands for (Latin, Arabic, Persian, Devanagari, full width), or -1. */
static int digit_of(uint32_t character)
{
	static const uint32_t zeros[] = {'0', 0x0660, 0x06F0, 0x0966, 0xFF10};
	for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
		if (character >= zeros[i] && character <= zeros[i] + 9)
			return (int)(character - zeros[i]);
	return -1;
}

/* What may stand between the digits of one number; anything else is a word. */
static bool is_separator(uint32_t character)
{
	if (character < 0x80) {
		uint32_t lower = character | 0x20;
		return lower < 'a' || lower > 'z';
	}
	return character < 0xC0 || (character >= 0x2000 && character <= 0x206F) || character == 0x20E3 ||
	       character == 0x2212 || (character >= 0x3000 && character <= 0x3002) || character == 0x30FB ||
	       (character >= 0xFE00 && character <= 0xFE0F) || character == 0xFEFF ||
	       (character >= 0xFF01 && character <= 0xFF0F);
}

/* Collects digits until there is one too many; *is_broken when a word stands between two of them. */
static size_t scan_digits(struct bytes text, char digits[static NUMBER_DIGITS_MAX + 1], bool *is_broken)
{
	struct reader r = reader_over(text);
	size_t count = 0;
	bool word_after = false;
	*is_broken = false;
	while (r.left_bytes && count <= NUMBER_DIGITS_MAX) {
		struct reader here = r;
		uint32_t character = 'x';
		if (!plain_text_next(&r, &character)) {
			r = here; /* bytes that are not text count as a word */
			read_u8(&r);
		}
		int digit = digit_of(character);
		if (digit >= 0) {
			*is_broken |= word_after;
			digits[count++] = (char)('0' + digit);
		} else if (count && !is_separator(character)) {
			word_after = true;
		}
	}
	return count;
}

static enum result number_from_digits(const char *digits, size_t count, struct number *out)
{
	if (count == 0)
		return RESULT_NEED_MORE;
	if (digits[0] == '0')
		return RESULT_BAD_NUMBER;
	size_t route_digits = digits[0] == '9' ? LONG_ROUTE_DIGITS : SHORT_ROUTE_DIGITS;
	size_t body = route_digits + SECRET_DIGITS;
	if (count <= body)
		return RESULT_NEED_MORE;
	if (count > body + 1 || digits[body] != number_check_digit(digits, body))
		return RESULT_BAD_NUMBER;
	struct number number = {0};
	memcpy(number.digits, digits, count);
	for (size_t i = 0; i < route_digits; i++)
		number.route = number.route * 10 + (uint32_t)(digits[i] - '0');
	*out = number;
	return RESULT_OK;
}

enum result number_from_text(struct bytes text, struct number *out)
{
	char digits[NUMBER_DIGITS_MAX + 1];
	bool is_broken;
	size_t count = scan_digits(text, digits, &is_broken);
	return is_broken ? RESULT_BAD_NUMBER : number_from_digits(digits, count, out);
}

static bool is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

/* Behind the last path separator, then behind the last underscore; nothing without one. */
static struct bytes tail_of_name(struct bytes path)
{
	size_t start = path.size;
	while (start > 0 && path.data[start - 1] != '_' && path.data[start - 1] != '/' &&
	       path.data[start - 1] != '\\')
		start--;
	if (start == 0 || path.data[start - 1] != '_')
		return (struct bytes){0};
	return (struct bytes){path.data + start, path.size - start};
}

/* Whether it is only what a browser or the system adds behind a name: " (1)", then ".exe". */
static bool is_end_of_name(struct bytes text)
{
	size_t at = 0;
	while (at < text.size && text.data[at] == ' ')
		at++;
	if (at < text.size && text.data[at] == '(') {
		size_t first = ++at;
		while (at < text.size && is_digit(text.data[at]))
			at++;
		if (at == first || at == text.size || text.data[at++] != ')')
			return false;
	}
	return at == text.size || text.data[at] == '.';
}

/* The digits at the end of a name; empty if something else is there. */
static struct bytes digits_of_name(struct bytes path)
{
	struct bytes tail = tail_of_name(path);
	size_t count = 0;
	while (count < tail.size && is_digit(tail.data[count]))
		count++;
	if (count == 0 || !is_end_of_name((struct bytes){tail.data + count, tail.size - count}))
		return (struct bytes){0};
	return (struct bytes){tail.data, count};
}

enum result number_from_file_name(struct bytes path, struct number *out)
{
	struct bytes digits = digits_of_name(path);
	return digits.size ? number_from_digits((const char *)digits.data, digits.size, out) : RESULT_NEED_MORE;
}

bool number_is_route(struct bytes digits)
{
	uint32_t route = 0;
	if (digits.size == 0 || digits.size > LONG_ROUTE_DIGITS)
		return false;
	for (size_t i = 0; i < digits.size; i++) {
		if (!is_digit(digits.data[i]))
			return false;
		route = route * 10 + (uint32_t)(digits.data[i] - '0');
	}
	return number_route_digits(route) == (int)digits.size;
}

size_t number_route_of_file_name(struct bytes path, char to[static 8])
{
	struct bytes digits = digits_of_name(path);
	to[0] = 0;
	if (!number_is_route(digits))
		return 0;
	for (size_t i = 0; i < digits.size; i++)
		to[i] = (char)digits.data[i];
	to[digits.size] = 0;
	return digits.size;
}

void number_format(const struct number *number, char to[static NUMBER_TEXT_BYTES])
{
	size_t used = 0;
	for (size_t i = 0; i < NUMBER_DIGITS_MAX && number->digits[i]; i++) {
		if (i && i % 3 == 0)
			to[used++] = ' ';
		to[used++] = number->digits[i];
	}
	to[used] = 0;
}

#include "wire/hex.h"

enum { NO_DIGIT = 16 };

static uint8_t value_of(uint8_t digit)
{
	if (digit >= '0' && digit <= '9')
		return (uint8_t)(digit - '0');
	return digit >= 'a' && digit <= 'f' ? (uint8_t)(digit - 'a' + 10) : NO_DIGIT;
}

bool hex_decode(struct bytes text, uint8_t *to, size_t size)
{
	if (text.size != 2 * size)
		return false;
	for (size_t i = 0; i < text.size; i++)
		if (value_of(text.data[i]) == NO_DIGIT)
			return false;
	for (size_t i = 0; i < size; i++)
		to[i] = (uint8_t)(value_of(text.data[2 * i]) << 4 | value_of(text.data[2 * i + 1]));
	return true;
}

void hex_encode(struct bytes bytes, struct writer *to)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < bytes.size; i++) {
		write_u8(to, (uint8_t)digits[bytes.data[i] >> 4]);
		write_u8(to, (uint8_t)digits[bytes.data[i] & 15]);
	}
}

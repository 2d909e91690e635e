#include "wire/plain_text.h"

#include <string.h>

/* Unicode 15, general category Cf, and the separators of lines and paragraphs. */
static const struct {
	uint32_t first, last;
} format_characters[] = {
	{0x00AD, 0x00AD},   {0x0600, 0x0605},   {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},
	{0x0890, 0x0891},   {0x08E2, 0x08E2},   {0x180E, 0x180E},   {0x200B, 0x200F},   {0x2028, 0x202E},
	{0x2060, 0x206F},   {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
	{0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0001, 0xE007F},
};

bool plain_text_next(struct reader *text, uint32_t *character)
{
	uint8_t first = read_u8(text);
	int more = 0;
	uint32_t value = first, least = 0;
	if (first >= 0xF0 && first < 0xF8) {
		more = 3, value = first & 0x07, least = 0x10000;
	} else if (first >= 0xE0) {
		more = 2, value = first & 0x0F, least = 0x800;
	} else if (first >= 0xC0) {
		more = 1, value = first & 0x1F, least = 0x80;
	}
	bool is_wrong = (first >= 0x80 && first < 0xC0) || first >= 0xF8;
	for (; more > 0 && !is_wrong; more--) {
		uint8_t next = read_u8(text);
		is_wrong = (next & 0xC0) != 0x80;
		value = value << 6 | (next & 0x3F);
	}
	if (is_wrong || value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
		text->failed = true;
	if (text->failed)
		return false;
	*character = value;
	return true;
}

static bool is_format(uint32_t character)
{
	for (size_t i = 0; i < sizeof format_characters / sizeof *format_characters; i++)
		if (character >= format_characters[i].first && character <= format_characters[i].last)
			return true;
	return false;
}

static bool is_allowed(uint32_t character, enum plain_text_kind kind)
{
	if (character == '\n' || character == '\t')
		return kind == PLAIN_TEXT_LINES;
	if (character < 0x20 || (character >= 0x7F && character < 0xA0))
		return false;
	return kind == PLAIN_TEXT_TYPED || !is_format(character);
}

bool plain_text_is_valid(struct bytes text, enum plain_text_kind kind)
{
	struct reader r = reader_over(text);
	while (r.left_bytes) {
		uint32_t character;
		if (!plain_text_next(&r, &character) || !is_allowed(character, kind))
			return false;
	}
	return true;
}

bool plain_text_field_is_valid(const char *field, size_t room, enum plain_text_kind kind)
{
	size_t length = strnlen(field, room);
	if (length == room)
		return false;
	for (size_t i = length; i < room; i++)
		if (field[i])
			return false;
	return plain_text_is_valid((struct bytes){(const uint8_t *)field, length}, kind);
}

void plain_text_clean(char *to, size_t room, const char *from, enum plain_text_kind kind)
{
	struct reader r = reader_over(bytes_of_text(from));
	size_t used = 0;
	while (r.left_bytes) {
		struct reader here = r;
		uint32_t character;
		if (!plain_text_next(&r, &character)) {
			r = here; /* a malformed byte is left out, the next may begin a character */
			read_u8(&r);
			continue;
		}
		if (!is_allowed(character, kind))
			continue;
		size_t size = here.left_bytes - r.left_bytes;
		if (size >= room - used)
			break;
		memcpy(to + used, here.at, size);
		used += size;
	}
	to[used] = 0;
}

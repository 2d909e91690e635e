#include "desktop/clipboard_text.h"

#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

/* How many bytes follow a first one, and the least character that needs so many. */
static int length_of(uint8_t first, uint32_t *least, uint32_t *bits)
{
	static const uint32_t leasts[] = {0, 0x80, 0x800, 0x10000};
	int more = first < 0x80 ? 0 : (first & 0xE0) == 0xC0 ? 1 : (first & 0xF0) == 0xE0 ? 2 : 3;

	if (first >= 0x80 && (first < 0xC0 || first > 0xF7))
		return -1;
	*least = leasts[more];
	*bits = more == 0 ? first : first & (0x3FU >> more);
	return more;
}

/* One character; false if there is none that a text may hold. */
static bool skip_character(struct reader *reader)
{
	uint32_t least = 0, character = 0;
	int more = length_of(read_u8(reader), &least, &character);

	for (int i = 0; i < more; i++) {
		uint8_t next = read_u8(reader);
		if ((next & 0xC0) != 0x80)
			return false;
		character = character << 6 | (next & 0x3F);
	}
	return more >= 0 && !reader->failed && character != 0 && character >= least && character <= 0x10FFFF &&
	       (character < 0xD800 || character > 0xDFFF);
}

bool clipboard_text_is_valid(struct bytes text)
{
	struct reader reader = reader_over(text);

	if (text.size > CLIPBOARD_TEXT_BYTES_MAX)
		return false;
	while (reader.left_bytes > 0) {
		if (!skip_character(&reader))
			return false;
	}
	return true;
}

static enum result make(struct clipboard_text *out, size_t size)
{
	uint8_t *data = malloc(size > 0 ? size : 1);

	if (data == NULL)
		return RESULT_OUT_OF_MEMORY;
	*out = (struct clipboard_text){data, size};
	return RESULT_OK;
}

enum result clipboard_text_copy(struct clipboard_text *out, struct bytes from)
{
	enum result result = make(out, from.size);

	if (result == RESULT_OK && from.size > 0)
		memcpy(out->data, from.data, from.size);
	return result;
}

void clipboard_text_to_lf(struct clipboard_text *text)
{
	size_t kept = 0;

	for (size_t i = 0; i < text->size; i++) {
		bool is_dropped = text->data[i] == '\r' && i + 1 < text->size && text->data[i + 1] == '\n';
		if (!is_dropped)
			text->data[kept++] = text->data[i];
	}
	text->size = kept;
}

static bool is_bare_lf(struct bytes text, size_t i)
{
	return text.data[i] == '\n' && (i == 0 || text.data[i - 1] != '\r');
}

enum result clipboard_text_to_crlf(struct clipboard_text *out, struct bytes from)
{
	size_t size = from.size, at = 0;

	for (size_t i = 0; i < from.size; i++)
		size += is_bare_lf(from, i);
	enum result result = make(out, size);
	for (size_t i = 0; result == RESULT_OK && i < from.size; i++) {
		if (is_bare_lf(from, i))
			out->data[at++] = '\r';
		out->data[at++] = from.data[i];
	}
	return result;
}

enum result clipboard_text_from_latin1(struct clipboard_text *out, struct bytes from)
{
	size_t size = from.size, at = 0;

	for (size_t i = 0; i < from.size; i++)
		size += from.data[i] >= 0x80;
	enum result result = make(out, size);
	for (size_t i = 0; result == RESULT_OK && i < from.size; i++) {
		if (from.data[i] >= 0x80)
			out->data[at++] = (uint8_t)(0xC0 | from.data[i] >> 6);
		out->data[at++] = (uint8_t)(from.data[i] < 0x80 ? from.data[i] : 0x80 | (from.data[i] & 0x3F));
	}
	return result;
}

void clipboard_text_finish(struct clipboard_text *text)
{
	if (text->data != NULL)
		secret_wipe(text->data, text->size);
	free(text->data);
	*text = (struct clipboard_text){0};
}

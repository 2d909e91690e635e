#include "base/config.h"

#include <string.h>

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

static struct bytes trim(struct bytes bytes)
{
	while (bytes.size > 0 && is_blank(bytes.data[bytes.size - 1]))
		bytes.size--;
	while (bytes.size > 0 && is_blank(bytes.data[0])) {
		bytes.data++;
		bytes.size--;
	}
	return bytes;
}

/* The next line without its end; there must be at least one byte left. */
static struct bytes next_line(struct reader *text)
{
	const uint8_t *end = memchr(text->at, '\n', text->left_bytes);
	if (end == NULL)
		return read_rest(text);
	struct bytes line = read_bytes(text, (size_t)(end - text->at));
	read_u8(text);
	return line;
}

bool config_next(struct reader *text, int *line_number, struct config_line *out)
{
	while (!text->failed && text->left_bytes > 0) {
		struct bytes line = trim(next_line(text));
		(*line_number)++;
		if (line.size == 0 || line.data[0] == '#')
			continue;
		size_t key_size = 0;
		while (key_size < line.size && !is_blank(line.data[key_size]))
			key_size++;
		out->key = (struct bytes){line.data, key_size};
		out->value = trim((struct bytes){line.data + key_size, line.size - key_size});
		out->number = *line_number;
		return true;
	}
	return false;
}

bool config_is(const struct config_line *line, const char *key)
{
	return bytes_are_equal(line->key, bytes_of_text(key));
}

enum result config_number(const struct config_line *line, uint32_t max, uint32_t *out)
{
	uint64_t number = 0;
	if (line->value.size == 0)
		return RESULT_BAD_ARGUMENT;
	for (size_t i = 0; i < line->value.size; i++) {
		uint8_t byte = line->value.data[i];
		if (byte < '0' || byte > '9')
			return RESULT_BAD_ARGUMENT;
		number = number * 10 + (byte - '0');
		if (number > max)
			return RESULT_BAD_ARGUMENT;
	}
	*out = (uint32_t)number;
	return RESULT_OK;
}

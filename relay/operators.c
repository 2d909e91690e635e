#include "relay/operators.h"

#include "wire/person_name.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS = 3, CAPACITY_FIRST = 16 };

static int compare(const void *a, const void *b)
{
	const struct operator_line *left = a, *right = b;
	return memcmp(left->key, right->key, sizeof left->key);
}

static struct bytes trim(struct bytes text)
{
	while (text.size && (text.data[0] == ' ' || text.data[0] == '\t')) {
		text.data++;
		text.size--;
	}
	while (text.size && strchr(" \t\r", text.data[text.size - 1]))
		text.size--;
	return text;
}

/* The next part up to `end`, which goes; the rest of the text if there is none. */
static struct bytes next_part(struct reader *text, uint8_t end)
{
	const uint8_t *at = text->left_bytes ? memchr(text->at, end, text->left_bytes) : NULL;
	struct bytes part = read_bytes(text, at ? (size_t)(at - text->at) : text->left_bytes);
	if (at)
		read_u8(text);
	return part;
}

static bool take_name(struct bytes part, char to[static OPERATOR_NAME_BYTES])
{
	if (part.size == 0 || part.size >= OPERATOR_NAME_BYTES || memchr(part.data, 0, part.size) != NULL)
		return false;
	memcpy(to, part.data, part.size);
	return person_name_is_clean(to); /* what it certifies is shown as it is */
}

static bool read_line(struct bytes text, struct operator_line *to)
{
	struct reader reader = reader_over(text);
	struct bytes parts[PARTS];
	for (size_t i = 0; i < PARTS; i++)
		parts[i] = trim(next_part(&reader, '|'));
	return reader.left_bytes == 0 && take_name(parts[0], to->name) && take_name(parts[1], to->company) &&
	       server_list_key_from_text(parts[2], to->key) == RESULT_OK;
}

/* The place for one more; NULL: no memory. */
static struct operator_line *grow(struct operators *operators, size_t *capacity)
{
	if (operators->count == *capacity) {
		size_t wanted = *capacity ? 2 * *capacity : CAPACITY_FIRST;
		struct operator_line *lines = realloc(operators->lines, wanted * sizeof *lines);
		if (!lines)
			return NULL;
		operators->lines = lines;
		*capacity = wanted;
	}
	struct operator_line *place = &operators->lines[operators->count];
	memset(place, 0, sizeof *place);
	return place;
}

static enum result read_lines(struct operators *operators, struct bytes text, int *line)
{
	struct reader reader = reader_over(text);
	size_t capacity = 0;
	for (*line = 1; reader.left_bytes; ++*line) {
		struct bytes read = trim(next_part(&reader, '\n'));
		if (read.size == 0 || read.data[0] == '#')
			continue;
		if (operators->count == OPERATORS_MAX)
			return RESULT_TOO_LARGE;
		struct operator_line *place = grow(operators, &capacity);
		if (!place)
			return RESULT_OUT_OF_MEMORY;
		if (!read_line(read, place))
			return RESULT_BAD_ARGUMENT;
		place->number = *line;
		operators->count++;
	}
	return RESULT_OK;
}

/* Two lines with one key: who of them would it be? *line: the lower one. */
static enum result sort(struct operators *operators, int *line)
{
	if (operators->count)
		qsort(operators->lines, operators->count, sizeof *operators->lines, compare);
	for (size_t i = 1; i < operators->count; i++) {
		const struct operator_line *left = &operators->lines[i - 1], *right = left + 1;
		if (compare(left, right) != 0)
			continue;
		*line = left->number > right->number ? left->number : right->number;
		return RESULT_BAD_ARGUMENT;
	}
	return RESULT_OK;
}

enum result operators_read(struct operators *out, struct bytes text, int *line)
{
	struct operators read = {0};
	*line = 0;
	if (text.size > OPERATORS_BYTES_MAX)
		return RESULT_TOO_LARGE;
	enum result result = read_lines(&read, text, line);
	if (result == RESULT_OK)
		result = sort(&read, line);
	if (result != RESULT_OK) {
		operators_finish(&read);
		return result;
	}
	*out = read;
	return RESULT_OK;
}

void operators_finish(struct operators *operators)
{
	free(operators->lines);
	*operators = (struct operators){0};
}

const struct operator_line *operators_find(const struct operators *operators,
                                           const uint8_t key[static SERVER_LIST_KEY_BYTES])
{
	struct operator_line wanted = {0};
	if (operators->count == 0)
		return NULL;
	memcpy(wanted.key, key, sizeof wanted.key);
	return bsearch(&wanted, operators->lines, operators->count, sizeof wanted, compare);
}

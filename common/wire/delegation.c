#include "wire/delegation.h"

#include "wire/hex.h"
#include "wire/server_list_sign.h"

#include <string.h>

static const char first_line[] = "lotse-delegation 1";

/* The next line, without its end (LF or CR LF, as editors and mail leave it); false at the end. */
static bool next_line(struct reader *text, struct bytes *line)
{
	if (text->left_bytes == 0)
		return false;
	const uint8_t *end = memchr(text->at, '\n', text->left_bytes);
	*line = read_bytes(text, end ? (size_t)(end - text->at) : text->left_bytes);
	if (end)
		read_u8(text);
	if (line->size && line->data[line->size - 1] == '\r')
		line->size--;
	return true;
}

/* The value if the line begins with that key and a space. */
static bool take_value(struct bytes line, const char *key, struct bytes *value)
{
	size_t length = strlen(key);
	if (line.size <= length || memcmp(line.data, key, length) != 0 || line.data[length] != ' ')
		return false;
	*value = (struct bytes){line.data + length + 1, line.size - length - 1};
	return true;
}

enum result delegation_open(struct bytes text, struct delegation *out)
{
	struct delegation read = {0};
	struct reader r = reader_over(text);
	struct bytes line, value;
	if (text.size > DELEGATION_BYTES_MAX || !next_line(&r, &line) ||
	    !bytes_are_equal(line, bytes_of_text(first_line)))
		return RESULT_LIST_BAD;
	if (!next_line(&r, &line) || !take_value(line, "root", &value) ||
	    !hex_decode(value, read.root_key, sizeof read.root_key))
		return RESULT_LIST_BAD;
	server_list_fleet_id(read.root_key, read.fleet_id);
	while (next_line(&r, &line)) {
		struct server_list_delegate delegate;
		if (line.size == 0)
			continue;
		if (read.count == SERVER_LIST_DELEGATES_MAX || !take_value(line, "delegate", &value) ||
		    !server_list_delegate_decode(value, &delegate))
			return RESULT_LIST_BAD;
		if (!server_list_delegate_is_of(&delegate, read.fleet_id, read.root_key))
			return RESULT_LIST_FOREIGN;
		read.delegates[read.count++] = delegate;
	}
	if (read.count == 0)
		return RESULT_LIST_BAD;
	*out = read;
	return RESULT_OK;
}

void delegation_write(const struct delegation *delegation, struct writer *to)
{
	write_bytes(to, bytes_of_text(first_line));
	write_bytes(to, bytes_of_text("\nroot "));
	hex_encode((struct bytes){delegation->root_key, sizeof delegation->root_key}, to);
	write_u8(to, '\n');
	for (size_t i = 0; i < delegation->count; i++)
		server_list_delegate_encode(&delegation->delegates[i], to);
}

int64_t delegation_lists_until_s(const struct delegation *delegation,
                                 const uint8_t key[static SERVER_LIST_KEY_BYTES])
{
	int64_t until_s = 0;
	for (size_t i = 0; i < delegation->count; i++) {
		const struct server_list_delegate *delegate = &delegation->delegates[i];
		if (delegate->may_list && memcmp(delegate->key, key, sizeof delegate->key) == 0 &&
		    delegate->expires_s > until_s)
			until_s = delegate->expires_s;
	}
	return until_s;
}

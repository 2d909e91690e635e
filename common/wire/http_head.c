/*
 * find_end() looks for the empty line and refuses early what can't become a
 * head; then line by line: request line, fields, and at the end the rules that
 * concern several fields (settle_framing), where request smuggling lives.
 */
#include "wire/http_head.h"

#include <string.h>

static bool is_token_char(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_token(struct bytes bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		if (!is_token_char(bytes.data[i]))
			return false;
	return bytes.size > 0;
}

static bool is_value(struct bytes bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		if ((bytes.data[i] < 0x20 && bytes.data[i] != '\t') || bytes.data[i] == 0x7F)
			return false;
	return true;
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

bool http_is_same_word(struct bytes a, struct bytes b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++)
		if (lower(a.data[i]) != lower(b.data[i]))
			return false;
	return true;
}

static bool is_same_word(struct bytes bytes, const char *word)
{
	return http_is_same_word(bytes, bytes_of_text(word));
}

static struct bytes trim(struct bytes bytes)
{
	while (bytes.size && (bytes.data[0] == ' ' || bytes.data[0] == '\t'))
		bytes = (struct bytes){bytes.data + 1, bytes.size - 1};
	while (bytes.size && (bytes.data[bytes.size - 1] == ' ' || bytes.data[bytes.size - 1] == '\t'))
		bytes.size--;
	return bytes;
}

/* The size of the head with its empty line. A line feed alone, or a NUL, can't be in a head. */
static enum result find_end(struct bytes bytes, size_t *head_bytes)
{
	size_t limit = bytes.size < HTTP_HEAD_BYTES_MAX ? bytes.size : HTTP_HEAD_BYTES_MAX;
	size_t line_start = 0;
	for (size_t i = 0; i < limit; i++) {
		if (bytes.data[i] == 0 || (bytes.data[i] == '\n' && (i == 0 || bytes.data[i - 1] != '\r')))
			return RESULT_BAD_FRAME;
		if (bytes.data[i] != '\n')
			continue;
		if (i == line_start + 1) {
			*head_bytes = i + 1;
			return RESULT_OK;
		}
		line_start = i + 1;
	}
	return bytes.size >= HTTP_HEAD_BYTES_MAX ? RESULT_BAD_FRAME : RESULT_NEED_MORE;
}

/* The next line without CR LF, which is known to be there. */
static struct bytes next_line(struct reader *head)
{
	const uint8_t *end = memchr(head->at, '\n', head->left_bytes);
	size_t size = (size_t)(end - head->at);
	struct bytes line = read_bytes(head, size);
	read_u8(head);
	return (struct bytes){line.data, size - 1};
}

static struct bytes cut(struct bytes *rest, uint8_t at)
{
	const uint8_t *found = rest->size ? memchr(rest->data, at, rest->size) : NULL;
	if (!found)
		return (struct bytes){NULL, 0};
	struct bytes part = {rest->data, (size_t)(found - rest->data)};
	*rest = (struct bytes){found + 1, rest->size - part.size - 1};
	return part;
}

static bool take_request_line(struct bytes line, struct http_head *head)
{
	head->method = cut(&line, ' ');
	head->target = cut(&line, ' ');
	bool is_1_1 = bytes_are_equal(line, bytes_of_text("HTTP/1.1"));
	bool is_1_0 = bytes_are_equal(line, bytes_of_text("HTTP/1.0"));
	head->minor = is_1_1 ? 1 : 0;
	if (!is_token(head->method) || (!is_1_1 && !is_1_0) || head->target.size == 0 ||
	    head->target.data[0] != '/')
		return false;
	for (size_t i = 0; i < head->target.size; i++)
		if (head->target.data[i] <= 0x20 || head->target.data[i] >= 0x7F)
			return false;
	return true;
}

static bool take_field(struct bytes line, struct http_head *head)
{
	struct bytes name = cut(&line, ':');
	if (head->field_count == HTTP_HEAD_FIELDS_MAX || !is_token(name) || !is_value(line))
		return false;
	head->fields[head->field_count++] = (struct http_field){name, trim(line)};
	return true;
}

static bool take_length(struct bytes value, uint64_t *out)
{
	uint64_t length = 0;
	if (value.size == 0 || value.size > 15)
		return false;
	for (size_t i = 0; i < value.size; i++) {
		if (value.data[i] < '0' || value.data[i] > '9')
			return false;
		length = length * 10 + (uint64_t)(value.data[i] - '0');
	}
	*out = length;
	return true;
}

/* How long the body is must have one answer for everyone on the way (RFC 9112, 6.3); and one host (3.2). */
static bool settle_framing(struct http_head *head)
{
	int lengths = 0, codings = 0, hosts = 0;
	for (size_t i = 0; i < head->field_count; i++) {
		const struct http_field *field = &head->fields[i];
		if (is_same_word(field->name, "host"))
			hosts++;
		if (is_same_word(field->name, "content-length")) {
			lengths++;
			if (!take_length(field->value, &head->content_length))
				return false;
		}
		if (is_same_word(field->name, "transfer-encoding")) {
			codings++;
			if (!is_same_word(field->value, "chunked"))
				return false;
		}
	}
	head->is_chunked = codings > 0;
	return lengths + codings <= 1 && hosts <= 1 && (head->minor == 1 ? hosts == 1 : codings == 0);
}

enum result http_head_decode(struct bytes bytes, struct http_head *out)
{
	struct http_head head = {0};
	enum result result = find_end(bytes, &head.head_bytes);
	if (result != RESULT_OK)
		return result;
	struct reader r = reader_over((struct bytes){bytes.data, head.head_bytes});
	if (!take_request_line(next_line(&r), &head))
		return RESULT_BAD_FRAME;
	while (r.left_bytes > 2)
		if (!take_field(next_line(&r), &head))
			return RESULT_BAD_FRAME;
	if (!settle_framing(&head))
		return RESULT_BAD_FRAME;
	*out = head;
	return RESULT_OK;
}

struct bytes http_head_field(const struct http_head *head, const char *name)
{
	for (size_t i = 0; i < head->field_count; i++)
		if (is_same_word(head->fields[i].name, name))
			return head->fields[i].value;
	return (struct bytes){NULL, 0};
}

size_t http_head_count(const struct http_head *head, const char *name)
{
	size_t count = 0;
	for (size_t i = 0; i < head->field_count; i++)
		count += is_same_word(head->fields[i].name, name);
	return count;
}

static bool has_word(struct bytes list, const char *word)
{
	for (bool is_last = false; !is_last;) {
		const uint8_t *comma = list.size ? memchr(list.data, ',', list.size) : NULL;
		size_t size = comma ? (size_t)(comma - list.data) : list.size;
		is_last = !comma;
		if (is_same_word(trim((struct bytes){list.data, size}), word))
			return true;
		if (comma)
			list = (struct bytes){comma + 1, list.size - size - 1};
	}
	return false;
}

bool http_head_has(const struct http_head *head, const char *name, const char *word)
{
	for (size_t i = 0; i < head->field_count; i++)
		if (is_same_word(head->fields[i].name, name) && has_word(head->fields[i].value, word))
			return true;
	return false;
}

#include "wire/tunnel.h"

#include "wire/hex.h"

#include <stdio.h>
#include <string.h>

static const char target_begin[] = "/tunnel";

static const struct {
	const char *method, *name;
} verbs[TUNNEL_VERBS] = {
	[TUNNEL_NONE] = {"", ""},
	[TUNNEL_OPEN] = {"POST", "/tunnel/open"},
	[TUNNEL_UP] = {"POST", "/tunnel/up"},
	[TUNNEL_STREAM] = {"GET", "/tunnel/stream"},
	[TUNNEL_POLL] = {"GET", "/tunnel/poll"},
};

/* --- requests
 * -------------------------------------------------------------------------------------------------------------
 */

static struct bytes path_of(struct bytes target)
{
	const uint8_t *query = target.size ? memchr(target.data, '?', target.size) : NULL;
	return query ? (struct bytes){target.data, (size_t)(query - target.data)} : target;
}

bool tunnel_is_target(struct bytes target)
{
	size_t size = sizeof target_begin - 1;
	return target.size >= size && memcmp(target.data, target_begin, size) == 0 &&
	       (target.size == size || target.data[size] == '/' || target.data[size] == '?');
}

static enum tunnel_verb verb_of(const struct http_head *head)
{
	struct bytes path = path_of(head->target);
	for (int i = TUNNEL_NONE + 1; i < TUNNEL_VERBS; i++)
		if (bytes_are_equal(path, bytes_of_text(verbs[i].name)) &&
		    bytes_are_equal(head->method, bytes_of_text(verbs[i].method)))
			return (enum tunnel_verb)i;
	return TUNNEL_NONE;
}

/* A decimal number without leading zeros, behind one space. */
static uint64_t read_number(struct reader *r, uint64_t max)
{
	uint64_t number = 0;
	size_t digits = 0;
	if (read_u8(r) != ' ')
		r->failed = true;
	while (!r->failed && r->left_bytes > 0 && *r->at >= '0' && *r->at <= '9') {
		uint64_t digit = (uint64_t)(read_u8(r) - '0');
		if ((digits++ > 0 && number == 0) || digit > max || number > (max - digit) / 10)
			r->failed = true;
		number = number * 10 + digit;
	}
	r->failed = r->failed || digits == 0;
	return number;
}

static bool read_field(struct bytes field, struct tunnel_ask *ask)
{
	struct reader r = reader_over(field);
	struct bytes id = read_bytes(&r, (size_t)TUNNEL_ID_BYTES * 2);
	if (r.failed || !hex_decode(id, ask->id, TUNNEL_ID_BYTES))
		return false;
	ask->number = (uint32_t)read_number(&r, UINT32_MAX);
	ask->up = read_number(&r, INT64_MAX); /* so that a size can be added */
	ask->down = read_number(&r, INT64_MAX);
	ask->flags = (uint8_t)read_number(&r, TUNNEL_AGAIN | TUNNEL_LAST);
	return !r.failed && r.left_bytes == 0;
}

enum result tunnel_ask_decode(const struct http_head *head, struct tunnel_ask *out)
{
	struct tunnel_ask ask = {.verb = verb_of(head)};
	if (ask.verb == TUNNEL_NONE || http_head_count(head, TUNNEL_FIELD) != 1 ||
	    !read_field(http_head_field(head, TUNNEL_FIELD), &ask))
		return RESULT_BAD_FRAME;
	if (head->is_chunked)
		return RESULT_UNSUPPORTED;
	if (head->content_length > (ask.verb == TUNNEL_UP ? TUNNEL_BODY_BYTES_MAX : 0))
		return ask.verb == TUNNEL_UP ? RESULT_TOO_LARGE : RESULT_BAD_FRAME;
	*out = ask;
	return RESULT_OK;
}

/* A text that can't fail but for lack of room. */
static void write_text(struct writer *to, const char *text)
{
	write_bytes(to, bytes_of_text(text));
}

void tunnel_target_encode(const struct tunnel_ask *ask, uint32_t salt, struct writer *to)
{
	char query[32];
	snprintf(query, sizeof query, "?%u-%08x", (unsigned)ask->number, (unsigned)salt);
	write_text(to, verbs[ask->verb].name);
	write_text(to, query);
}

void tunnel_field_encode(const struct tunnel_ask *ask, struct writer *to)
{
	char numbers[80];
	hex_encode((struct bytes){ask->id, TUNNEL_ID_BYTES}, to);
	snprintf(numbers, sizeof numbers, " %u %llu %llu %u", (unsigned)ask->number, (unsigned long long)ask->up,
	         (unsigned long long)ask->down, (unsigned)ask->flags);
	write_text(to, numbers);
}

const char *tunnel_method(enum tunnel_verb verb)
{
	return verbs[verb].method;
}

/* --- answers
 * --------------------------------------------------------------------------------------------------------------
 */

void tunnel_header_encode(enum tunnel_block_kind kind, uint32_t size, struct writer *to)
{
	write_u8(to, (uint8_t)kind);
	write_u24(to, size);
}

void tunnel_start_encode(const struct tunnel_start *start, struct writer *to)
{
	tunnel_header_encode(TUNNEL_BLOCK_START, TUNNEL_START_BYTES, to);
	write_u32(to, start->number);
	write_u64(to, start->down);
	write_u64(to, start->up);
}

void tunnel_place_encode(enum tunnel_block_kind kind, uint64_t place, struct writer *to)
{
	tunnel_header_encode(kind, TUNNEL_PLACE_BYTES, to);
	write_u64(to, place);
}

/* Collects until `wanted` bytes are there; whether they are. */
static bool keep(struct tunnel_reader *reader, struct bytes *piece, size_t wanted)
{
	size_t missing = wanted - reader->kept_bytes;
	missing = missing < piece->size ? missing : piece->size;
	if (missing > 0)
		memcpy(reader->kept + reader->kept_bytes, piece->data, missing);
	reader->kept_bytes += missing;
	*piece = (struct bytes){piece->data + missing, piece->size - missing};
	return reader->kept_bytes == wanted;
}

/* A part of a block's content that passes by. */
static struct bytes pass(struct tunnel_reader *reader, struct bytes *piece)
{
	size_t size = piece->size < reader->left_bytes ? piece->size : reader->left_bytes;
	struct bytes part = {piece->data, size};
	*piece = (struct bytes){piece->data + size, piece->size - size};
	reader->left_bytes -= (uint32_t)size;
	return part;
}

static enum result read_start(struct reader *r, uint32_t size, struct tunnel_block *out)
{
	out->kind = TUNNEL_BLOCK_START;
	out->start.number = read_u32(r);
	out->start.down = read_u64(r);
	out->start.up = read_u64(r);
	return size == TUNNEL_START_BYTES && !r->failed && out->start.down <= INT64_MAX ? RESULT_OK
	                                                                                : RESULT_BAD_FRAME;
}

/* The content that a block of a kind must have whole before it is news; 0: it passes by. */
static size_t whole_bytes(uint8_t kind)
{
	if (kind == TUNNEL_BLOCK_START)
		return TUNNEL_START_BYTES;
	return kind == TUNNEL_BLOCK_LAST || kind == TUNNEL_BLOCK_END ? TUNNEL_PLACE_BYTES : 0;
}

/* A block whose header, and content where it counts, is in `kept`. */
static enum result take_block(struct tunnel_reader *reader, struct tunnel_block *out)
{
	struct reader r = reader_over((struct bytes){reader->kept, reader->kept_bytes});
	uint8_t kind = read_u8(&r);
	uint32_t size = read_u24(&r);
	bool is_first = !reader->has_start;
	reader->kept_bytes = 0;
	reader->has_start = true;
	if (is_first != (kind == TUNNEL_BLOCK_START))
		return RESULT_BAD_FRAME;
	if (kind == TUNNEL_BLOCK_START)
		return read_start(&r, size, out);
	if (kind == TUNNEL_BLOCK_LAST || kind == TUNNEL_BLOCK_END) {
		out->kind = (enum tunnel_block_kind)kind;
		out->place = read_u64(&r);
		return size == TUNNEL_PLACE_BYTES && out->place <= INT64_MAX ? RESULT_OK : RESULT_BAD_FRAME;
	}
	reader->left_bytes = size;
	reader->is_data = kind == TUNNEL_BLOCK_DATA;
	out->kind = kind == TUNNEL_BLOCK_IDLE ? TUNNEL_BLOCK_IDLE : TUNNEL_BLOCK_NONE;
	return RESULT_OK;
}

static enum result next(struct tunnel_reader *reader, struct bytes *piece, struct tunnel_block *out)
{
	while (piece->size > 0) {
		if (reader->left_bytes > 0) {
			out->data = pass(reader, piece);
			out->kind = TUNNEL_BLOCK_DATA;
			if (reader->is_data)
				return RESULT_OK;
			continue;
		}
		*out = (struct tunnel_block){0};
		if (reader->kept_bytes < TUNNEL_BLOCK_HEADER_BYTES && !keep(reader, piece, TUNNEL_BLOCK_HEADER_BYTES))
			return RESULT_NEED_MORE;
		if (!reader->has_start && reader->kept[0] != TUNNEL_BLOCK_START)
			return RESULT_BAD_FRAME;
		if (!keep(reader, piece, TUNNEL_BLOCK_HEADER_BYTES + whole_bytes(reader->kept[0])))
			return RESULT_NEED_MORE;
		enum result result = take_block(reader, out);
		if (result != RESULT_OK || out->kind != TUNNEL_BLOCK_NONE)
			return result;
	}
	return RESULT_NEED_MORE;
}

enum result tunnel_reader_next(struct tunnel_reader *reader, struct bytes *piece, struct tunnel_block *out)
{
	struct tunnel_block block = {0};
	enum result result = reader->is_bad ? RESULT_BAD_FRAME : next(reader, piece, &block);
	reader->is_bad = result == RESULT_BAD_FRAME;
	if (result == RESULT_OK)
		*out = block;
	return result;
}

#include "base/bytes.h"

#include <string.h>

struct bytes bytes_of_text(const char *text)
{
	return (struct bytes){(const uint8_t *)text, strlen(text)};
}

bool bytes_are_equal(struct bytes a, struct bytes b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

const uint8_t *bytes_find(struct bytes in, struct bytes what)
{
	const uint8_t *at = in.data;
	size_t left = in.size;
	while (left >= what.size && at != NULL) {
		const uint8_t *first = memchr(at, what.data[0], left - what.size + 1);
		if (first == NULL || memcmp(first, what.data, what.size) == 0)
			return first;
		left -= (size_t)(first - at) + 1;
		at = first + 1;
	}
	return NULL;
}

struct reader reader_over(struct bytes bytes)
{
	return (struct reader){.at = bytes.data, .left_bytes = bytes.size};
}

struct bytes read_bytes(struct reader *reader, size_t size)
{
	if (reader->failed || size > reader->left_bytes) {
		reader->failed = true;
		return (struct bytes){0};
	}
	struct bytes bytes = {reader->at, size};
	if (size > 0) /* arithmetic on NULL is undefined, even with 0 */
		reader->at += size;
	reader->left_bytes -= size;
	return bytes;
}

struct bytes read_rest(struct reader *reader)
{
	return read_bytes(reader, reader->left_bytes);
}

void read_copy(struct reader *reader, uint8_t *to, size_t size)
{
	if (size == 0)
		return;
	struct bytes bytes = read_bytes(reader, size);
	if (bytes.data == NULL)
		memset(to, 0, size);
	else
		memcpy(to, bytes.data, size);
}

static uint64_t read_number(struct reader *reader, size_t size)
{
	struct bytes bytes = read_bytes(reader, size);
	uint64_t value = 0;
	for (size_t i = 0; i < bytes.size; i++)
		value = value << 8 | bytes.data[i];
	return value;
}

uint8_t read_u8(struct reader *reader)
{
	return (uint8_t)read_number(reader, 1);
}

uint16_t read_u16(struct reader *reader)
{
	return (uint16_t)read_number(reader, 2);
}

uint32_t read_u24(struct reader *reader)
{
	return (uint32_t)read_number(reader, 3);
}

uint32_t read_u32(struct reader *reader)
{
	return (uint32_t)read_number(reader, 4);
}

uint64_t read_u64(struct reader *reader)
{
	return read_number(reader, 8);
}

uint32_t read_varint(struct reader *reader)
{
	uint64_t value = 0;
	for (int shift = 0; shift < 35; shift += 7) {
		uint8_t byte = read_u8(reader);
		if (reader->failed)
			return 0;
		value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte & 0x80)
			continue;
		if (value > UINT32_MAX || (byte == 0 && shift > 0))
			break; /* does not fit, or is longer than it need be: one number has one form */
		return (uint32_t)value;
	}
	reader->failed = true;
	return 0;
}

struct writer writer_into(uint8_t *to, size_t room)
{
	return (struct writer){.start = to, .room = room};
}

void write_bytes(struct writer *writer, struct bytes bytes)
{
	if (writer->failed || bytes.size > writer->room - writer->size) {
		writer->failed = true;
		return;
	}
	if (bytes.size > 0)
		memcpy(writer->start + writer->size, bytes.data, bytes.size);
	writer->size += bytes.size;
}

static void write_number(struct writer *writer, uint64_t value, size_t size)
{
	uint8_t bytes[8];
	for (size_t i = size; i-- > 0; value >>= 8)
		bytes[i] = (uint8_t)value;
	write_bytes(writer, (struct bytes){bytes, size});
}

void write_u8(struct writer *writer, uint8_t value)
{
	write_number(writer, value, 1);
}

void write_u16(struct writer *writer, uint16_t value)
{
	write_number(writer, value, 2);
}

void write_u24(struct writer *writer, uint32_t value)
{
	if (value >> 24 != 0)
		writer->failed = true;
	write_number(writer, value, 3);
}

void write_u32(struct writer *writer, uint32_t value)
{
	write_number(writer, value, 4);
}

void write_u64(struct writer *writer, uint64_t value)
{
	write_number(writer, value, 8);
}

void write_varint(struct writer *writer, uint32_t value)
{
	uint8_t bytes[5];
	size_t size = 0;
	for (; value >= 0x80; value >>= 7)
		bytes[size++] = (uint8_t)(value | 0x80);
	bytes[size++] = (uint8_t)value;
	write_bytes(writer, (struct bytes){bytes, size});
}

struct bytes writer_bytes(const struct writer *writer)
{
	return (struct bytes){writer->start, writer->failed ? 0 : writer->size};
}

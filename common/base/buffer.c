#include "base/buffer.h"

#include <stdlib.h>
#include <string.h>

enum { BUFFER_ROOM_MIN_BYTES = 256 };

void buffer_init(struct buffer *buffer, size_t limit_bytes)
{
	*buffer = (struct buffer){.limit_bytes = limit_bytes};
}

void buffer_finish(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){0};
}

static void buffer_move_to_front(struct buffer *buffer)
{
	if (buffer->data != NULL && buffer->start > 0)
		memmove(buffer->data, buffer->data + buffer->start, buffer->size_bytes);
	buffer->start = 0;
}

/* Room is doubled, so that a run of small appends costs a constant each; only the content obeys the limit. */
static enum result buffer_grow(struct buffer *buffer, size_t wanted_bytes)
{
	size_t room = buffer->room_bytes < BUFFER_ROOM_MIN_BYTES ? BUFFER_ROOM_MIN_BYTES : buffer->room_bytes;
	while (room < wanted_bytes)
		room = room > SIZE_MAX / 2 ? wanted_bytes : room * 2;
	if (room > buffer->limit_bytes && wanted_bytes <= buffer->limit_bytes)
		room = buffer->limit_bytes;
	uint8_t *data = realloc(buffer->data, room);
	if (data == NULL)
		return RESULT_OUT_OF_MEMORY;
	buffer->data = data;
	buffer->room_bytes = room;
	return RESULT_OK;
}

static enum result buffer_make_room(struct buffer *buffer, size_t size)
{
	if (size > buffer->limit_bytes - buffer->size_bytes)
		return RESULT_TOO_LARGE;
	if (buffer->data != NULL && buffer->start + buffer->size_bytes + size <= buffer->room_bytes)
		return RESULT_OK;
	buffer_move_to_front(buffer);
	if (buffer->data != NULL && buffer->size_bytes + size <= buffer->room_bytes)
		return RESULT_OK;
	return buffer_grow(buffer, buffer->size_bytes + size);
}

enum result buffer_append(struct buffer *buffer, struct bytes bytes)
{
	enum result result = buffer_make_room(buffer, bytes.size);
	if (result != RESULT_OK || bytes.size == 0)
		return result;
	memcpy(buffer->data + buffer->start + buffer->size_bytes, bytes.data, bytes.size);
	buffer->size_bytes += bytes.size;
	return RESULT_OK;
}

uint8_t *buffer_reserve(struct buffer *buffer, size_t size)
{
	if (buffer_make_room(buffer, size) != RESULT_OK)
		return NULL;
	return buffer->data + buffer->start + buffer->size_bytes;
}

void buffer_commit(struct buffer *buffer, size_t size)
{
	buffer->size_bytes += size;
}

struct bytes buffer_bytes(const struct buffer *buffer)
{
	if (buffer->data == NULL)
		return (struct bytes){0};
	return (struct bytes){buffer->data + buffer->start, buffer->size_bytes};
}

void buffer_consume(struct buffer *buffer, size_t size)
{
	if (size >= buffer->size_bytes) {
		buffer->start = 0;
		buffer->size_bytes = 0;
		return;
	}
	buffer->start += size;
	buffer->size_bytes -= size;
}

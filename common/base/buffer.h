/*
 * A growing run of bytes with a limit, for what arrives in pieces or waits to
 * be sent. Heap memory; zeroed is a valid empty state with limit 0. One thread.
 */
#ifndef LOTSE_BASE_BUFFER_H
#define LOTSE_BASE_BUFFER_H

#include "base/bytes.h"
#include "base/result.h"

struct buffer {
	uint8_t *data;     /* owned */
	size_t start;      /* bytes before it were consumed */
	size_t size_bytes; /* bytes held, from start */
	size_t room_bytes; /* memory at data */
	size_t limit_bytes;
};

/* An empty buffer that never holds more than `limit_bytes`. Allocates nothing yet. */
void buffer_init(struct buffer *buffer, size_t limit_bytes);

/* Frees; fine on zeroed memory and twice. */
void buffer_finish(struct buffer *buffer);

/* Appends. RESULT_TOO_LARGE over the limit, RESULT_OUT_OF_MEMORY; then nothing was appended. */
enum result buffer_append(struct buffer *buffer, struct bytes bytes);

/* Room for `size` more bytes to be written in place; NULL as buffer_append fails. Make them count with
 * buffer_commit. */
uint8_t *buffer_reserve(struct buffer *buffer, size_t size);

/* The first `size` bytes of what buffer_reserve gave are now content. */
void buffer_commit(struct buffer *buffer, size_t size);

/* What is held; valid until the next change. */
struct bytes buffer_bytes(const struct buffer *buffer);

/* Drops the first `size` bytes (at most all). */
void buffer_consume(struct buffer *buffer, size_t size);

#endif

/*
 * Bytes that somebody else owns, and a reader and a writer over them that fail
 * once and stay failed: fields go straight down, one check comes at the end.
 *
 * Numbers are big-endian. Nothing here allocates. Any thread, one at a time.
 */
#ifndef LOTSE_BASE_BYTES_H
#define LOTSE_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A borrowed run of bytes; `data` may be NULL where `size` is 0. */
struct bytes {
	const uint8_t *data;
	size_t size;
};

/* The bytes of a string without its NUL. */
struct bytes bytes_of_text(const char *text);

/* Whether both have the same length and content. Not for secrets (secret.h). */
bool bytes_are_equal(struct bytes a, struct bytes b);

/* Where `what`, which is not empty, begins for the first time within `in`; NULL if it is not there. */
const uint8_t *bytes_find(struct bytes in, struct bytes what);

/* Reads from front to back. After a field that is not there, `failed` stays true and each read gives 0. */
struct reader {
	const uint8_t *at;
	size_t left_bytes;
	bool failed;
};

/* Starts at the first byte; the bytes stay the caller's and must outlive the reader. */
struct reader reader_over(struct bytes bytes);

uint8_t read_u8(struct reader *reader);   /* One byte. */
uint16_t read_u16(struct reader *reader); /* Two bytes. */
uint32_t read_u24(struct reader *reader); /* Three bytes. */
uint32_t read_u32(struct reader *reader); /* Four bytes. */
uint64_t read_u64(struct reader *reader); /* Eight bytes. */

/* An unsigned LEB128 of at most 5 bytes and 32 bits; a longer or padded one fails. */
uint32_t read_varint(struct reader *reader);

/* Copies exactly `size` bytes to `to`; zeros there if they are not there. */
void read_copy(struct reader *reader, uint8_t *to, size_t size);

/* The next `size` bytes, in place; {NULL, 0} if they are not there. */
struct bytes read_bytes(struct reader *reader, size_t size);

/* All that is left, in place. */
struct bytes read_rest(struct reader *reader);

/* Writes into memory of the caller. After a field that has no room, `failed` stays true and nothing more is
 * written. */
struct writer {
	uint8_t *start;
	size_t size;
	size_t room;
	bool failed;
};

/* Starts empty; `room` is how much memory there is at `to`. */
struct writer writer_into(uint8_t *to, size_t room);

void write_u8(struct writer *writer, uint8_t value);   /* One byte. */
void write_u16(struct writer *writer, uint16_t value); /* Two bytes. */
void write_u24(struct writer *writer,
               uint32_t value); /* The low three bytes; the fourth must be 0, else it fails. */
void write_u32(struct writer *writer, uint32_t value);       /* Four bytes. */
void write_u64(struct writer *writer, uint64_t value);       /* Eight bytes. */
void write_varint(struct writer *writer, uint32_t value);    /* As read_varint. */
void write_bytes(struct writer *writer, struct bytes bytes); /* Without a length. */

/* What has been written so far; {start, 0} if it failed. */
struct bytes writer_bytes(const struct writer *writer);

#endif

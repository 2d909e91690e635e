#include "record.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_BYTES = 1 + 1 + 1 + 8 + 12 + 4 };

void record_write(FILE *file, const struct recorded *record)
{
	uint8_t head[HEAD_BYTES];
	struct writer w = writer_into(head, sizeof head);
	write_u8(&w, record->what);
	write_u8(&w, record->kind);
	write_u8(&w, record->lane);
	write_u64(&w, record->key);
	write_bytes(&w, (struct bytes){record->nonce, sizeof record->nonce});
	write_u32(&w, (uint32_t)record->bytes.size);
	fwrite(head, 1, sizeof head, file);
	fwrite(record->bytes.data, 1, record->bytes.size, file);
	fflush(file); /* the program may be ended by the test at any time */
}

bool record_next(struct reader *content, struct recorded *out)
{
	memset(out, 0, sizeof *out);
	out->what = read_u8(content);
	out->kind = read_u8(content);
	out->lane = read_u8(content);
	out->key = read_u64(content);
	read_copy(content, out->nonce, sizeof out->nonce);
	size_t size = read_u32(content);
	out->bytes = read_bytes(content, size);
	return !content->failed;
}

struct buffer record_load(const char *path)
{
	struct buffer content;
	FILE *file = fopen(path, "rb");
	buffer_init(&content, (size_t)1 << 31);
	if (!file) {
		perror(path);
		exit(2);
	}
	for (;;) {
		enum { PIECE = 1 << 16 };
		uint8_t *room = buffer_reserve(&content, PIECE);
		if (!room) {
			fprintf(stderr, "%s is too large\n", path);
			exit(2);
		}
		size_t got = fread(room, 1, PIECE, file);
		buffer_commit(&content, got);
		if (got == 0)
			break;
	}
	fclose(file);
	return content;
}

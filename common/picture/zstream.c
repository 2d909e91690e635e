#include "picture/zstream.h"

#include <stdlib.h>
#include <zlib.h>

/* inflate's data_type, zlib.h: how many bits are left over, and whether it stands between two blocks. */
enum { BITS_LEFT = 0x1f, BETWEEN_BLOCKS = 0x80 };

enum { RAW_WINDOW_BITS = -15, MEMORY_LEVEL = 8, STEP_BYTES = 16384, TAIL_BYTES = 4 };

static const uint8_t tail[TAIL_BYTES] = {0x00, 0x00, 0xff,
                                         0xff}; /* of an empty stored block: a sync flush's end */

struct packer {
	z_stream z;
	int level, strategy;
};

struct packer *packer_create(void)
{
	struct packer *packer = calloc(1, sizeof *packer);
	if (packer == NULL)
		return NULL;
	packer->level = 1;
	packer->strategy = Z_DEFAULT_STRATEGY;
	if (deflateInit2(&packer->z, packer->level, Z_DEFLATED, RAW_WINDOW_BITS, MEMORY_LEVEL,
	                 packer->strategy) != Z_OK) {
		free(packer);
		return NULL;
	}
	return packer;
}

void packer_destroy(struct packer *packer)
{
	if (packer == NULL)
		return;
	deflateEnd(&packer->z);
	free(packer);
}

void packer_set(struct packer *packer, enum packer_kind kind, int level)
{
	int strategy = kind == PACKER_RESIDUES ? Z_RLE : Z_DEFAULT_STRATEGY;
	if (level == packer->level && strategy == packer->strategy)
		return;
	/* After a flush nothing is pending, so this writes nothing and only what follows is coded otherwise. */
	packer->z.next_in = NULL;
	packer->z.avail_in = 0;
	deflateParams(&packer->z, level, strategy);
	packer->level = level;
	packer->strategy = strategy;
}

static enum result packer_run(struct packer *packer, struct bytes bytes, int flush, struct buffer *out)
{
	z_stream *z = &packer->z;
	z->next_in = (z_const Bytef *)bytes.data;
	z->avail_in = (uInt)bytes.size;
	do {
		uint8_t *to = buffer_reserve(out, STEP_BYTES);
		if (to == NULL)
			return RESULT_OUT_OF_MEMORY;
		z->next_out = to;
		z->avail_out = STEP_BYTES;
		int code = deflate(z, flush);
		if (code != Z_OK && code != Z_BUF_ERROR) /* the latter: nothing was left to do */
			return RESULT_SYSTEM;
		buffer_commit(out, STEP_BYTES - z->avail_out);
	} while (z->avail_out == 0);
	return RESULT_OK;
}

enum result packer_add(struct packer *packer, struct bytes bytes, struct buffer *out)
{
	return packer_run(packer, bytes, Z_NO_FLUSH, out);
}

enum result packer_end(struct packer *packer, struct buffer *out)
{
	enum result result = packer_run(packer, (struct bytes){0}, Z_SYNC_FLUSH, out);
	if (result == RESULT_OK && out->size_bytes >= TAIL_BYTES)
		out->size_bytes -= TAIL_BYTES;
	return result;
}

struct unpacker {
	z_stream z;
	bool is_in_tail, has_failed;
};

struct unpacker *unpacker_create(void)
{
	struct unpacker *unpacker = calloc(1, sizeof *unpacker);
	if (unpacker == NULL)
		return NULL;
	if (inflateInit2(&unpacker->z, RAW_WINDOW_BITS) != Z_OK) {
		free(unpacker);
		return NULL;
	}
	return unpacker;
}

void unpacker_destroy(struct unpacker *unpacker)
{
	if (unpacker == NULL)
		return;
	inflateEnd(&unpacker->z);
	free(unpacker);
}

void unpacker_begin(struct unpacker *unpacker, struct bytes piece)
{
	unpacker->z.next_in = (z_const Bytef *)piece.data;
	unpacker->z.avail_in = (uInt)piece.size;
	unpacker->is_in_tail = false;
}

/* Decodes until the room or the piece, its tail included, is used up. */
static void unpacker_run(struct unpacker *unpacker, uint8_t *to, size_t room)
{
	z_stream *z = &unpacker->z;
	z->next_out = to;
	z->avail_out = (uInt)room;
	while (!unpacker->has_failed) {
		int code = inflate(z, Z_SYNC_FLUSH);
		if (code != Z_OK && code != Z_BUF_ERROR) {
			unpacker->has_failed = true; /* Z_STREAM_END too: these streams have no end */
			return;
		}
		if (z->avail_out == 0 || (z->avail_in == 0 && unpacker->is_in_tail))
			return;
		if (z->avail_in > 0)
			continue;
		unpacker->is_in_tail = true;
		z->next_in = (z_const Bytef *)tail;
		z->avail_in = TAIL_BYTES;
	}
}

bool unpacker_read(struct unpacker *unpacker, uint8_t *to, size_t size)
{
	if (size > 0 && !unpacker->has_failed) {
		unpacker_run(unpacker, to, size);
		unpacker->has_failed = unpacker->has_failed || unpacker->z.avail_out != 0;
	}
	return !unpacker->has_failed;
}

bool unpacker_end(struct unpacker *unpacker)
{
	uint8_t spare;
	if (unpacker->has_failed)
		return false;
	unpacker_run(unpacker, &spare, 1); /* what ends the last block, but not one byte of content */
	bool is_at_end = (unpacker->z.data_type & (BITS_LEFT | BETWEEN_BLOCKS)) == BETWEEN_BLOCKS;
	unpacker->has_failed = unpacker->has_failed || unpacker->z.avail_out == 0 || !is_at_end;
	return !unpacker->has_failed;
}

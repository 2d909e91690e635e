/*
 * A zlib stream that lives as long as a lane: each piece is flushed, so that the
 * reader can use it at once, and the four bytes that every flush ends with are
 * left out. The reader pulls as many bytes as it expects, never more. One thread.
 */
#ifndef LOTSE_PICTURE_ZSTREAM_H
#define LOTSE_PICTURE_ZSTREAM_H

#include "base/buffer.h"

struct packer;   /* opaque, heap: the writing end */
struct unpacker; /* opaque, heap: the reading end */

enum packer_kind {
	PACKER_REPEATS,  /* for what repeats: text */
	PACKER_RESIDUES, /* for what does not: errors of a prediction */
};

struct packer *packer_create(void);         /* NULL: no memory. */
void packer_destroy(struct packer *packer); /* Fine with NULL. */

/* From here on; `level` as zlib's, 1 (fast) to 9. Not between packer_add and packer_end. */
void packer_set(struct packer *packer, enum packer_kind kind, int level);

/* More of the current piece; what is ready goes to `out`. Results as buffer_reserve; RESULT_SYSTEM. */
enum result packer_add(struct packer *packer, struct bytes bytes, struct buffer *out);

/* Ends the piece. */
enum result packer_end(struct packer *packer, struct buffer *out);

struct unpacker *unpacker_create(void);           /* NULL: no memory. */
void unpacker_destroy(struct unpacker *unpacker); /* Fine with NULL. */

/* A piece to read from now on; it must stay until unpacker_end. */
void unpacker_begin(struct unpacker *unpacker, struct bytes piece);

/* Exactly `size` bytes; false, for this and all later calls, if the piece has less or is damaged. */
bool unpacker_read(struct unpacker *unpacker, uint8_t *to, size_t size);

/* Whether all was right and nothing is left. */
bool unpacker_end(struct unpacker *unpacker);

#endif

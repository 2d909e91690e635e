/*
 * Memory for frames that can't be sent at once: reference-counted blocks, and
 * runs, which say what part of a block a receiver still gets. A worker has one
 * pool of both; what is given back is kept for the next taker, so that nothing
 * is allocated per frame. Thread: its worker.
 */
#ifndef LOTSE_RELAY_BLOCK_H
#define LOTSE_RELAY_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	BLOCK_SIZES = 12, /* 256 bytes, 512, ... 512 KiB, each with its head */
	BLOCK_SMALLEST_BYTES = 256,
	BLOCK_SPARE_BYTES_MAX = 8 << 20, /* kept by a pool for the next taker, all sizes together */
};

struct block {
	uint32_t references;
	uint32_t room_bytes; /* at data */
	uint32_t used_bytes;
	uint32_t size_class;
	struct block *next; /* while it is spare */
	uint8_t data[];
};

/* Whole frames of one sender in a row, that wait for a receiver (outbox.h). */
struct run {
	struct run *next;
	struct block *block; /* one reference is ours */
	uint32_t start, size;
	uint32_t share; /* of the present read, forward.h; SHARE_NONE */
	uint8_t source; /* the sender's slot */
	uint8_t lane;
	bool is_plain; /* bytes without frames: a page */
};

struct block_pool {
	struct block *spare[BLOCK_SIZES];
	struct run *spare_runs;
	size_t spare_bytes;
	size_t held_bytes;  /* in blocks that somebody has */
	size_t limit_bytes; /* of held_bytes */
};

/* Empty; hands out at most `limit_bytes`. */
void block_pool_init(struct block_pool *pool, size_t limit_bytes);

/* Frees what is spare; everything must have been given back. */
void block_pool_finish(struct block_pool *pool);

/* A block with room for so many bytes, used_bytes 0, and one reference. NULL: over the limit, larger than the
 * largest, or out of memory. */
struct block *block_take(struct block_pool *pool, size_t bytes);

/* One reference more. */
struct block *block_hold(struct block *block);

/* One reference less; fine with NULL. */
void block_release(struct block_pool *pool, struct block *block);

/* A block that one alone holds leaves a pool, and comes into another: when a connection changes its worker.
 */
void block_leave(struct block_pool *pool, const struct block *block);
void block_arrive(struct block_pool *pool, const struct block *block);

/* A zeroed run; NULL: out of memory. */
struct run *run_take(struct block_pool *pool);

/* Gives the run back, and its reference. */
void run_release(struct block_pool *pool, struct run *run);

#endif

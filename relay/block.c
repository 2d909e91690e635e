#include "relay/block.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void block_pool_init(struct block_pool *pool, size_t limit_bytes)
{
	*pool = (struct block_pool){.limit_bytes = limit_bytes};
}

void block_pool_finish(struct block_pool *pool)
{
	for (int i = 0; i < BLOCK_SIZES; i++)
		while (pool->spare[i]) {
			struct block *block = pool->spare[i];
			pool->spare[i] = block->next;
			free(block);
		}
	while (pool->spare_runs) {
		struct run *run = pool->spare_runs;
		pool->spare_runs = run->next;
		free(run);
	}
	pool->spare_bytes = 0;
}

static size_t bytes_of_class(uint32_t size_class)
{
	return (size_t)BLOCK_SMALLEST_BYTES << size_class;
}

struct block *block_take(struct block_pool *pool, size_t bytes)
{
	uint32_t size_class = 0;
	while (size_class < BLOCK_SIZES && bytes_of_class(size_class) - sizeof(struct block) < bytes)
		size_class++;
	if (size_class == BLOCK_SIZES || pool->held_bytes + bytes_of_class(size_class) > pool->limit_bytes)
		return NULL;
	size_t all_bytes = bytes_of_class(size_class);
	struct block *block = pool->spare[size_class];
	if (block) {
		pool->spare[size_class] = block->next;
		pool->spare_bytes -= all_bytes;
	} else {
		block = malloc(all_bytes);
		if (!block)
			return NULL;
	}
	pool->held_bytes += all_bytes;
	*block = (struct block){
		.references = 1,
		.room_bytes = (uint32_t)(all_bytes - sizeof *block),
		.size_class = size_class,
	};
	return block;
}

struct block *block_hold(struct block *block)
{
	block->references++;
	return block;
}

void block_release(struct block_pool *pool, struct block *block)
{
	if (!block)
		return;
	assert(block->references > 0);
	if (--block->references > 0)
		return;
	size_t all_bytes = bytes_of_class(block->size_class);
	pool->held_bytes -= all_bytes;
	if (pool->spare_bytes + all_bytes > BLOCK_SPARE_BYTES_MAX) {
		free(block);
		return;
	}
	block->next = pool->spare[block->size_class];
	pool->spare[block->size_class] = block;
	pool->spare_bytes += all_bytes;
}

void block_leave(struct block_pool *pool, const struct block *block)
{
	pool->held_bytes -= bytes_of_class(block->size_class);
}

void block_arrive(struct block_pool *pool, const struct block *block)
{
	pool->held_bytes += bytes_of_class(block->size_class);
}

struct run *run_take(struct block_pool *pool)
{
	struct run *run = pool->spare_runs;
	if (run)
		pool->spare_runs = run->next;
	else
		run = malloc(sizeof *run);
	if (run)
		memset(run, 0, sizeof *run);
	return run;
}

void run_release(struct block_pool *pool, struct run *run)
{
	block_release(pool, run->block);
	run->block = NULL;
	run->next = pool->spare_runs;
	pool->spare_runs = run; /* as many as ever waited at once: bounded by the outboxes' limits */
}

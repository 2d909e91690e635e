/*
 * The order of what is sent is made twice: `gather` lists it as pieces for one
 * call of the carrier, `consume` takes off as many bytes as were sent, in the
 * same order: the rest of a frame that has begun, then all of interactive, then
 * picture and bulk in turns. `settle` runs after each read.
 */
#include "relay/outbox.h"

#include "wire/frame.h"

#include <string.h>

enum { PIECES_MAX = 64, MERGE_BYTES_MAX = 4096, SMALL_BLOCK_BYTES = 8000 };

static uint32_t frame_bytes(const struct run *run)
{
	const uint8_t *at = run->block->data + run->start;
	if (run->is_plain)
		return run->size;
	return FRAME_HEADER_BYTES + ((uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2]);
}

static void pop(struct outbox_queue *queue, struct block_pool *pool)
{
	struct run *run = queue->first;
	queue->first = run->next;
	if (!queue->first)
		queue->last = NULL;
	if (queue->settled == run)
		queue->settled = NULL;
	queue->bytes -= run->size + OUTBOX_RUN_COST_BYTES;
	run_release(pool, run);
}

/* Takes bytes off the front of the first run. */
static void shorten(struct outbox_queue *queue, struct block_pool *pool, uint32_t bytes)
{
	struct run *run = queue->first;
	if (bytes == run->size) {
		pop(queue, pool);
		return;
	}
	run->start += bytes;
	run->size -= bytes;
	queue->bytes -= bytes;
}

void outbox_finish(struct outbox *outbox, struct block_pool *pool)
{
	for (int i = 0; i < OUTBOX_CLASSES; i++)
		while (outbox->queues[i].first)
			pop(&outbox->queues[i], pool);
	outbox->partial_bytes = 0;
}

bool outbox_is_empty(const struct outbox *outbox)
{
	return !outbox->queues[OUTBOX_INTERACTIVE].first && !outbox->queues[OUTBOX_PICTURE].first &&
	       !outbox->queues[OUTBOX_BULK].first;
}

static void append(struct outbox_queue *queue, struct run *run)
{
	if (queue->last)
		queue->last->next = run;
	else
		queue->first = run;
	queue->last = run;
	queue->bytes += run->size + OUTBOX_RUN_COST_BYTES;
}

enum result outbox_add(struct outbox *outbox, struct block_pool *pool, struct block *block,
                       const struct outbox_frames *frames)
{
	struct run *run = run_take(pool);
	if (!run)
		return RESULT_OUT_OF_MEMORY;
	run->block = block_hold(block);
	run->start = frames->start;
	run->size = frames->size;
	run->share = frames->share;
	run->source = frames->source;
	run->lane = frames->lane;
	append(&outbox->queues[frames->class], run);
	return RESULT_OK;
}

static enum result add_copy(struct outbox *outbox, struct block_pool *pool, struct bytes bytes,
                            enum outbox_class class)
{
	struct block *block = block_take(pool, bytes.size);
	if (!block)
		return RESULT_OUT_OF_MEMORY;
	memcpy(block->data, bytes.data, bytes.size);
	block->used_bytes = (uint32_t)bytes.size;
	struct outbox_frames frames = {
		.class = class,
		.size = (uint32_t)bytes.size,
		.share = SHARE_NONE,
		.source = OUTBOX_SOURCE_RELAY,
	};
	enum result result = outbox_add(outbox, pool, block, &frames);
	block_release(pool, block); /* the run has its own reference */
	return result;
}

enum result outbox_add_copy(struct outbox *outbox, struct block_pool *pool, struct bytes bytes, bool is_plain)
{
	enum result result = add_copy(outbox, pool, bytes, OUTBOX_INTERACTIVE);
	if (result == RESULT_OK)
		outbox->queues[OUTBOX_INTERACTIVE].last->is_plain = is_plain;
	return result;
}

enum result outbox_add_last_word(struct outbox *outbox, struct block_pool *pool, struct bytes bytes)
{
	return add_copy(outbox, pool, bytes, OUTBOX_BULK);
}

struct pieces {
	struct iovec of[PIECES_MAX];
	int count;
	size_t bytes;
};

/* False when there is no place for it. */
static bool add_piece(struct pieces *pieces, const struct run *run, uint32_t skip, uint32_t size)
{
	uint8_t *from = run->block->data + run->start + skip;
	struct iovec *before = pieces->count ? &pieces->of[pieces->count - 1] : NULL;
	if (before && (uint8_t *)before->iov_base + before->iov_len == from)
		before->iov_len += size;
	else if (pieces->count < PIECES_MAX)
		pieces->of[pieces->count++] = (struct iovec){from, size};
	else
		return false;
	pieces->bytes += size;
	return true;
}

static void gather(const struct outbox *outbox, struct pieces *pieces)
{
	const struct run *next[OUTBOX_CLASSES];
	uint32_t skip[OUTBOX_CLASSES] = {0};
	for (int i = 0; i < OUTBOX_CLASSES; i++)
		next[i] = outbox->queues[i].first;
	if (outbox->partial_bytes > 0) {
		int open = outbox->open_class;
		uint32_t frame = frame_bytes(next[open]);
		add_piece(pieces, next[open], outbox->partial_bytes, frame - outbox->partial_bytes);
		skip[open] = frame;
		if (frame == next[open]->size) {
			next[open] = next[open]->next;
			skip[open] = 0;
		}
	}
	for (int i = OUTBOX_INTERACTIVE; next[i]; next[i] = next[i]->next, skip[i] = 0)
		if (!add_piece(pieces, next[i], skip[i], next[i]->size - skip[i]))
			return;
	while (next[OUTBOX_PICTURE] || next[OUTBOX_BULK])
		for (int i = OUTBOX_PICTURE; i <= OUTBOX_BULK; i++) {
			if (!next[i])
				continue;
			if (!add_piece(pieces, next[i], skip[i], next[i]->size - skip[i]))
				return;
			next[i] = next[i]->next;
			skip[i] = 0;
		}
}

/* Takes up to `*bytes` off the first run of a class. */
static void consume_run(struct outbox *outbox, struct block_pool *pool, enum outbox_class class,
                        size_t *bytes)
{
	struct outbox_queue *queue = &outbox->queues[class];
	if (!queue->first || *bytes == 0)
		return;
	if (*bytes >= queue->first->size) {
		*bytes -= queue->first->size;
		pop(queue, pool);
		return;
	}
	if (queue->first->is_plain) {
		shorten(queue, pool, (uint32_t)*bytes);
		*bytes = 0;
		return;
	}
	for (uint32_t frame = frame_bytes(queue->first); frame <= *bytes; frame = frame_bytes(queue->first)) {
		shorten(queue, pool, frame);
		*bytes -= frame;
	}
	outbox->partial_bytes = (uint32_t)*bytes;
	outbox->open_class = class;
	*bytes = 0;
}

static void consume(struct outbox *outbox, struct block_pool *pool, size_t bytes)
{
	if (outbox->partial_bytes > 0) {
		struct outbox_queue *queue = &outbox->queues[outbox->open_class];
		uint32_t frame = frame_bytes(queue->first), rest = frame - outbox->partial_bytes;
		if (bytes < rest) {
			outbox->partial_bytes += (uint32_t)bytes;
			return;
		}
		bytes -= rest;
		outbox->partial_bytes = 0;
		shorten(queue, pool, frame);
	}
	while (bytes > 0 && outbox->queues[OUTBOX_INTERACTIVE].first)
		consume_run(outbox, pool, OUTBOX_INTERACTIVE, &bytes);
	while (bytes > 0) {
		consume_run(outbox, pool, OUTBOX_PICTURE, &bytes);
		consume_run(outbox, pool, OUTBOX_BULK, &bytes);
	}
}

enum result outbox_send(struct outbox *outbox, struct block_pool *pool, struct carrier *carrier)
{
	while (!outbox_is_empty(outbox) || carrier->has_unsent) {
		struct pieces pieces; /* not zeroed: large, and only `count` of them are looked at */
		pieces.count = 0;
		pieces.bytes = 0;
		gather(outbox, &pieces);
		ssize_t sent = carrier->kind->send(carrier, pieces.of, pieces.count);
		if (sent == CARRIER_BROKEN)
			return RESULT_LOST;
		if (sent == CARRIER_NOTHING)
			return RESULT_WOULD_BLOCK;
		consume(outbox, pool, (size_t)sent);
		if ((size_t)sent < pieces.bytes || carrier->has_unsent)
			return RESULT_WOULD_BLOCK;
	}
	return RESULT_OK;
}

/* Small frames go behind those that already wait, so that a block each is not spent on them. */
static bool merge(struct outbox_queue *queue, struct block_pool *pool, struct run *before, struct run *run)
{
	if (!before || run->size > MERGE_BYTES_MAX || before->source != run->source ||
	    before->lane != run->lane || before->is_plain || before->block->references != 1 ||
	    before->start + before->size != before->block->used_bytes ||
	    before->block->room_bytes - before->block->used_bytes < run->size)
		return false;
	memcpy(before->block->data + before->block->used_bytes, run->block->data + run->start, run->size);
	before->block->used_bytes += run->size;
	before->size += run->size;
	before->next = run->next;
	if (queue->last == run)
		queue->last = before;
	queue->bytes -= OUTBOX_RUN_COST_BYTES;
	run_release(pool, run);
	return true;
}

/* A copy of a run alone, or the one that its receivers share. */
static bool move_out(struct block_pool *pool, struct reading *reading, struct run *run, bool is_growing)
{
	struct share *share = run->share == SHARE_NONE ? NULL : &reading->shares[run->share];
	uint32_t start = share ? share->start : run->start, size = share ? share->size : run->size;
	struct block *copy = share && share->copy ? block_hold(share->copy) : NULL;
	if (!copy) {
		copy = block_take(pool, !share && is_growing && size < SMALL_BLOCK_BYTES ? SMALL_BLOCK_BYTES : size);
		if (!copy)
			return false;
		memcpy(copy->data, run->block->data + start, size);
		copy->used_bytes = size;
		if (share)
			share->copy = block_hold(copy);
	}
	block_release(pool, run->block);
	run->block = copy;
	run->start -= start;
	run->share = SHARE_NONE;
	return true;
}

static bool settle_queue(struct outbox_queue *queue, struct block_pool *pool, struct reading *reading)
{
	bool is_whole = true;
	struct run *before = queue->settled, *run = before ? before->next : queue->first, *next;
	for (; run; run = next) {
		next = run->next;
		if (run->block == reading->scratch && run->share == SHARE_NONE && merge(queue, pool, before, run))
			continue;
		bool is_growing = before && before->source == run->source && before->lane == run->lane;
		if (run->block == reading->scratch && !move_out(pool, reading, run, is_growing)) {
			is_whole = false; /* what follows goes too: no frame may be missing in between */
			break;
		}
		before = run;
	}
	queue->settled = before;
	if (is_whole)
		return true;
	queue->last = before;
	if (before)
		before->next = NULL;
	else
		queue->first = NULL;
	for (; run; run = next) {
		next = run->next;
		queue->bytes -= run->size + OUTBOX_RUN_COST_BYTES;
		run_release(pool, run);
	}
	return false;
}

unsigned outbox_settle(struct outbox *outbox, struct block_pool *pool, struct reading *reading)
{
	unsigned lost = 0;
	for (unsigned i = 0; i < OUTBOX_CLASSES; i++)
		if (outbox->queues[i].first && !settle_queue(&outbox->queues[i], pool, reading))
			lost |= 1u << i;
	if (outbox->partial_bytes > 0 && !outbox->queues[outbox->open_class].first)
		lost |= OUTBOX_LOST_BEGUN;
	return lost;
}

/* Whether a run must stay as its first frame is on its way; then only that frame does. */
static bool keep_begun(struct outbox *outbox, struct run *run)
{
	struct outbox_queue *queue = &outbox->queues[OUTBOX_PICTURE];
	if (run != queue->first || outbox->open_class != OUTBOX_PICTURE || outbox->partial_bytes == 0)
		return false;
	uint32_t frame = frame_bytes(run);
	queue->bytes -= run->size - frame;
	run->size = frame;
	return true;
}

static void drop(struct outbox *outbox, struct block_pool *pool, bool (*is_meant)(const struct run *, int),
                 int what)
{
	struct outbox_queue *queue = &outbox->queues[OUTBOX_PICTURE];
	struct run *before = NULL, *next;
	for (struct run *run = queue->first; run; run = next) {
		next = run->next;
		if (!is_meant(run, what) || keep_begun(outbox, run)) {
			before = run;
			continue;
		}
		if (before)
			before->next = next;
		else
			queue->first = next;
		if (queue->settled == run)
			queue->settled = before;
		queue->bytes -= run->size + OUTBOX_RUN_COST_BYTES;
		run_release(pool, run);
	}
	queue->last = before;
}

static bool is_of_lane(const struct run *run, int what)
{
	return run->source == what >> 8 && run->lane == (what & 0xFF);
}

static bool is_any(const struct run *run, int what)
{
	(void)run, (void)what;
	return true;
}

void outbox_drop_lane(struct outbox *outbox, struct block_pool *pool, uint8_t source, uint8_t lane)
{
	drop(outbox, pool, is_of_lane, source << 8 | lane);
}

void outbox_drop_pictures(struct outbox *outbox, struct block_pool *pool)
{
	drop(outbox, pool, is_any, 0);
}

uint32_t outbox_bytes_of(const struct outbox *outbox, enum outbox_class class, uint8_t source)
{
	uint32_t bytes = 0;
	for (const struct run *run = outbox->queues[class].first; run; run = run->next)
		if (run->source == source)
			bytes += run->size + OUTBOX_RUN_COST_BYTES;
	return bytes;
}

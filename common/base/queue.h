/*
 * A bounded queue of values between threads, with a stated victim when it is
 * full. It may wake the reader's loop (wake.h). Any thread may push and pop.
 */
#ifndef LOTSE_BASE_QUEUE_H
#define LOTSE_BASE_QUEUE_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

struct queue; /* opaque, heap */
struct wake;

enum queue_victim {
	QUEUE_REFUSE_NEW,  /* a push to a full queue gives RESULT_WOULD_BLOCK */
	QUEUE_DROP_OLDEST, /* a push to a full queue forgets the oldest item, after `drop` was called with it */
};

/* `item_bytes` is the size of one item, copied by value. `drop` (or NULL) frees what an item owns: called for
 * a dropped item and for those left at queue_destroy. `wake` (or NULL) is signalled by each push; it must
 * outlive the queue. NULL when memory is out. */
struct queue *queue_create(size_t item_bytes, size_t capacity, enum queue_victim victim,
                           void (*drop)(void *item), struct wake *wake);

/* Frees it and what is left in it; fine with NULL. No other thread may use it any more. */
void queue_destroy(struct queue *queue);

/* Copies *item in. RESULT_WOULD_BLOCK: full and QUEUE_REFUSE_NEW; the item stays the caller's. */
enum result queue_push(struct queue *queue, const void *item);

/* Copies the oldest item out and removes it; false if there is none. Does not wait. */
bool queue_pop(struct queue *queue, void *item);

/* As queue_pop, but waits up to `timeout_ms` (-1: for ever) for one. */
bool queue_wait(struct queue *queue, void *item, int timeout_ms);

/* How many items are in it now. */
size_t queue_count(struct queue *queue);

#endif

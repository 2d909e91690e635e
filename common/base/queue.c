#include "base/queue.h"

#include "base/clock.h"
#include "base/thread.h"
#include "base/wake.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct queue {
	struct mutex *mutex;   /* over first, count and the ring's content */
	struct signal *filled; /* raised by each push */
	struct wake *wake;     /* borrowed, or NULL */
	void (*drop)(void *item);
	enum queue_victim victim;
	size_t item_bytes, capacity;
	size_t first, count;
	unsigned char *ring; /* capacity x item_bytes */
};

static void *queue_place(struct queue *queue, size_t index)
{
	return queue->ring + (queue->first + index) % queue->capacity * queue->item_bytes;
}

struct queue *queue_create(size_t item_bytes, size_t capacity, enum queue_victim victim,
                           void (*drop)(void *item), struct wake *wake)
{
	if (item_bytes == 0 || capacity == 0)
		return NULL;
	struct queue *queue = calloc(1, sizeof *queue);
	if (queue == NULL)
		return NULL;
	queue->mutex = mutex_create();
	queue->filled = signal_create();
	queue->ring = calloc(capacity, item_bytes);
	queue->wake = wake;
	queue->drop = drop;
	queue->victim = victim;
	queue->item_bytes = item_bytes;
	queue->capacity = capacity;
	if (queue->mutex == NULL || queue->filled == NULL || queue->ring == NULL) {
		queue_destroy(queue);
		return NULL;
	}
	return queue;
}

void queue_destroy(struct queue *queue)
{
	if (queue == NULL)
		return;
	for (size_t i = 0; i < queue->count && queue->drop != NULL; i++)
		queue->drop(queue_place(queue, i));
	free(queue->ring);
	signal_destroy(queue->filled);
	mutex_destroy(queue->mutex);
	free(queue);
}

/* With the lock held. `drop` is called under it, so it must not use the queue. */
static void queue_forget_oldest(struct queue *queue)
{
	if (queue->drop != NULL)
		queue->drop(queue_place(queue, 0));
	queue->first = (queue->first + 1) % queue->capacity;
	queue->count--;
}

enum result queue_push(struct queue *queue, const void *item)
{
	mutex_lock(queue->mutex);
	if (queue->count == queue->capacity && queue->victim == QUEUE_REFUSE_NEW) {
		mutex_unlock(queue->mutex);
		return RESULT_WOULD_BLOCK;
	}
	if (queue->count == queue->capacity)
		queue_forget_oldest(queue);
	memcpy(queue_place(queue, queue->count), item, queue->item_bytes);
	queue->count++;
	signal_raise(queue->filled);
	mutex_unlock(queue->mutex);
	if (queue->wake != NULL)
		wake_signal(queue->wake);
	return RESULT_OK;
}

/* With the lock held. */
static bool queue_take(struct queue *queue, void *item)
{
	if (queue->count == 0)
		return false;
	memcpy(item, queue_place(queue, 0), queue->item_bytes);
	queue->first = (queue->first + 1) % queue->capacity;
	queue->count--;
	return true;
}

bool queue_pop(struct queue *queue, void *item)
{
	mutex_lock(queue->mutex);
	bool is_there = queue_take(queue, item);
	mutex_unlock(queue->mutex);
	return is_there;
}

bool queue_wait(struct queue *queue, void *item, int timeout_ms)
{
	int64_t due_ms = clock_now_ms() + timeout_ms;
	mutex_lock(queue->mutex);
	bool is_there = queue_take(queue, item);
	while (!is_there) {
		int64_t left_ms = timeout_ms < 0 ? -1 : due_ms - clock_now_ms();
		if (timeout_ms >= 0 && left_ms <= 0)
			break;
		signal_wait(queue->filled, queue->mutex, (int)left_ms);
		is_there = queue_take(queue, item);
	}
	mutex_unlock(queue->mutex);
	return is_there;
}

size_t queue_count(struct queue *queue)
{
	mutex_lock(queue->mutex);
	size_t count = queue->count;
	mutex_unlock(queue->mutex);
	return count;
}

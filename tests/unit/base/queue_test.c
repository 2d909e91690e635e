#include "support/unit.h"

#include "base/queue.h"
#include "base/thread.h"
#include "base/wake.h"

#include <stdlib.h>

struct item {
	uint64_t from, number;
};

static int dropped; /* by drop_counts; only used from one thread at a time, under the queue's lock */

static void drop_counts(void *item)
{
	(void)item;
	dropped++;
}

static void items_come_out_in_the_order_they_went_in(void **state)
{
	struct queue *queue = queue_create(sizeof(int), 3, QUEUE_REFUSE_NEW, NULL, NULL);
	int out = -1, in = 0;
	(void)state;
	assert_false(queue_pop(queue, &out));
	for (int round = 0; round < 10; round++) { /* goes round the ring */
		for (int i = 0; i < 2; i++, in++)
			assert_int_equal(queue_push(queue, &in), RESULT_OK);
		assert_int_equal(queue_count(queue), 2);
		for (int i = 2; i > 0; i--) {
			assert_true(queue_pop(queue, &out));
			assert_int_equal(out, in - i);
		}
	}
	queue_destroy(queue);
	queue_destroy(NULL);
}

static void a_full_queue_refuses_the_new_one(void **state)
{
	struct queue *queue = queue_create(sizeof(int), 2, QUEUE_REFUSE_NEW, NULL, NULL);
	int out = 0;
	(void)state;
	for (int i = 1; i <= 2; i++)
		assert_int_equal(queue_push(queue, &i), RESULT_OK);
	assert_int_equal(queue_push(queue, &(int){3}), RESULT_WOULD_BLOCK);
	assert_true(queue_pop(queue, &out));
	assert_int_equal(out, 1);
	assert_int_equal(queue_push(queue, &(int){4}), RESULT_OK);
	assert_true(queue_pop(queue, &out) && out == 2);
	assert_true(queue_pop(queue, &out) && out == 4);
	queue_destroy(queue);
}

static void a_full_queue_drops_the_oldest_and_says_so(void **state)
{
	struct queue *queue = queue_create(sizeof(int), 2, QUEUE_DROP_OLDEST, drop_counts, NULL);
	int out = 0;
	(void)state;
	dropped = 0;
	for (int i = 1; i <= 5; i++)
		assert_int_equal(queue_push(queue, &i), RESULT_OK);
	assert_int_equal(dropped, 3);
	assert_true(queue_pop(queue, &out));
	assert_int_equal(out, 4);
	queue_destroy(queue); /* one is left in it */
	assert_int_equal(dropped, 4);
}

static void free_owned(void *item)
{
	free(*(void **)item);
}

static void drop_frees_what_items_own(void **state) /* the leak checker looks on */
{
	struct queue *queue = queue_create(sizeof(void *), 2, QUEUE_DROP_OLDEST, free_owned, NULL);
	(void)state;
	for (int i = 0; i < 5; i++) {
		void *owned = malloc(10);
		assert_int_equal(queue_push(queue, &owned), RESULT_OK);
	}
	queue_destroy(queue);
}

static void a_queue_of_nothing_is_not_made(void **state)
{
	(void)state;
	assert_null(queue_create(0, 1, QUEUE_REFUSE_NEW, NULL, NULL));
	assert_null(queue_create(1, 0, QUEUE_REFUSE_NEW, NULL, NULL));
}

static void a_push_ends_the_wait_of_a_loop(void **state)
{
	struct wake *wake = wake_create();
	struct queue *queue = queue_create(sizeof(int), 2, QUEUE_REFUSE_NEW, NULL, wake);
	(void)state;
	assert_int_equal(queue_push(queue, &(int){1}), RESULT_OK);
	assert_int_equal(wake_wait(wake, NULL, 0, -1), RESULT_OK); /* would wait for ever */
	queue_destroy(queue);
	wake_destroy(wake);
}

static void waiting_without_an_item_ends_in_time(void **state)
{
	struct queue *queue = queue_create(sizeof(int), 2, QUEUE_REFUSE_NEW, NULL, NULL);
	int out;
	(void)state;
	assert_false(queue_wait(queue, &out, 0));
	assert_false(queue_wait(queue, &out, 5));
	queue_destroy(queue);
}

enum { PUSHERS = 3, ITEMS = 3000 };

struct pusher {
	struct queue *queue;
	uint64_t number;
	bool is_patient; /* pushes again when the queue is full */
};

static void push_all(void *context)
{
	struct pusher *pusher = context;
	for (uint64_t i = 1; i <= ITEMS; i++) {
		struct item item = {pusher->number, i};
		while (queue_push(pusher->queue, &item) == RESULT_WOULD_BLOCK && pusher->is_patient)
			;
	}
}

static void start_pushers(struct thread *threads[PUSHERS], struct pusher pushers[PUSHERS],
                          struct queue *queue)
{
	for (size_t i = 0; i < PUSHERS; i++) {
		pushers[i] = (struct pusher){queue, i, true};
		assert_int_equal(thread_start(&threads[i], THREAD_ANY, push_all, &pushers[i]), RESULT_OK);
	}
}

static void nothing_is_lost_or_reordered_between_threads(void **state)
{
	struct queue *queue = queue_create(sizeof(struct item), 16, QUEUE_REFUSE_NEW, NULL, NULL);
	struct thread *threads[PUSHERS];
	struct pusher pushers[PUSHERS];
	uint64_t last[PUSHERS] = {0};
	(void)state;
	start_pushers(threads, pushers, queue);
	for (int i = 0; i < PUSHERS * ITEMS; i++) {
		struct item item;
		assert_true(queue_wait(queue, &item, -1));
		assert_true(item.number == last[item.from] + 1);
		last[item.from] = item.number;
	}
	for (size_t i = 0; i < PUSHERS; i++)
		thread_join(threads[i]);
	assert_int_equal(queue_count(queue), 0);
	queue_destroy(queue);
}

static void what_is_not_popped_was_dropped(void **state)
{
	struct queue *queue = queue_create(sizeof(struct item), 4, QUEUE_DROP_OLDEST, drop_counts, NULL);
	struct thread *threads[PUSHERS];
	struct pusher pushers[PUSHERS];
	uint64_t last[PUSHERS] = {0};
	struct item item;
	int popped = 0;
	(void)state;
	dropped = 0;
	start_pushers(threads, pushers, queue);
	for (int i = 0; i < ITEMS; i++) {
		if (!queue_pop(queue, &item))
			continue;
		assert_true(item.number > last[item.from]);
		last[item.from] = item.number;
		popped++;
	}
	for (size_t i = 0; i < PUSHERS; i++)
		thread_join(threads[i]);
	while (queue_pop(queue, &item))
		popped++;
	assert_int_equal(popped + dropped, PUSHERS * ITEMS);
	queue_destroy(queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_come_out_in_the_order_they_went_in),
		cmocka_unit_test(a_full_queue_refuses_the_new_one),
		cmocka_unit_test(a_full_queue_drops_the_oldest_and_says_so),
		cmocka_unit_test(drop_frees_what_items_own),
		cmocka_unit_test(a_queue_of_nothing_is_not_made),
		cmocka_unit_test(a_push_ends_the_wait_of_a_loop),
		cmocka_unit_test(waiting_without_an_item_ends_in_time),
		cmocka_unit_test(nothing_is_lost_or_reordered_between_threads),
		cmocka_unit_test(what_is_not_popped_was_dropped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

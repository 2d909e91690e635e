#include "support/unit.h"

#include "base/thread.h"
#include "base/wake.h"
#include "support/pair.h"

static void a_signal_before_the_wait_ends_it(void **state)
{
	struct wake *wake = wake_create();
	(void)state;
	wake_signal(wake);
	wake_signal(wake);
	assert_int_equal(wake_wait(wake, NULL, 0, -1), RESULT_OK); /* would wait for ever */
	wake_destroy(wake);
	wake_destroy(NULL);
}

static void signal_twenty_times(void *wake)
{
	for (int i = 0; i < 20; i++)
		wake_signal(wake);
}

static void a_signal_from_another_thread_ends_the_wait(void **state)
{
	struct wake *wake = wake_create();
	struct thread *thread;
	(void)state;
	assert_int_equal(thread_start(&thread, THREAD_ANY, signal_twenty_times, wake), RESULT_OK);
	assert_int_equal(wake_wait(wake, NULL, 0, -1), RESULT_OK);
	thread_join(thread);
	wake_destroy(wake);
}

static void the_end_of_time_ends_the_wait_with_nothing_ready(void **state)
{
	struct wake *wake = wake_create();
	int ends[2];
	(void)state;
	assert_true(sockets_open(ends));
	struct wake_on on = {.handle = ends[0], .want_read = true, .may_read = true, .may_write = true};
	assert_int_equal(wake_wait(wake, &on, 1, 0), RESULT_OK);
	assert_false(on.may_read);
	assert_false(on.may_write);
	sockets_close(ends[0]);
	sockets_close(ends[1]);
	wake_destroy(wake);
}

static void what_is_ready_is_answered_and_nothing_else(void **state)
{
	struct wake *wake = wake_create();
	int a[2], b[2];
	(void)state;
	assert_true(sockets_open(a));
	assert_true(sockets_open(b));
	assert_true(sockets_send(b[1]));
	struct wake_on on[] = {
		{.handle = a[0], .want_read = true},
		{.handle = -1, .want_read = true},
		{.handle = b[0], .want_read = true},
		{.handle = a[1], .want_write = true},
	};
	assert_int_equal(wake_wait(wake, on, 4, -1), RESULT_OK);
	assert_false(on[0].may_read);
	assert_false(on[1].may_read);
	assert_true(on[2].may_read);
	assert_false(on[2].may_write); /* it may, but nobody asked */
	assert_true(on[3].may_write);
	for (int i = 0; i < 2; i++) {
		sockets_close(a[i]);
		sockets_close(b[i]);
	}
	wake_destroy(wake);
}

static void an_ended_stream_is_ready_for_both_but_wakes_nobody_who_wants_nothing(void **state)
{
	struct wake *wake = wake_create();
	int ends[2];
	(void)state;
	assert_true(sockets_open(ends));
	sockets_close(ends[1]);
	struct wake_on on = {.handle = ends[0], .want_read = true};
	assert_int_equal(wake_wait(wake, &on, 1, -1), RESULT_OK);
	assert_true(on.may_read);
	assert_true(on.may_write);
	on.want_read = false;
	assert_int_equal(wake_wait(wake, &on, 1, 0), RESULT_OK);
	assert_false(on.may_read);
	assert_false(on.may_write);
	sockets_close(ends[0]);
	wake_destroy(wake);
}

static void more_things_than_before_can_be_waited_for(void **state)
{
	struct wake *wake = wake_create();
	struct wake_on on[100] = {{0}};
	int ends[2];
	(void)state;
	assert_true(sockets_open(ends));
	for (size_t i = 0; i < 100; i++)
		on[i].handle = -1;
	on[99] = (struct wake_on){.handle = ends[0], .want_write = true};
	for (size_t count = 1; count <= 100; count++)
		assert_int_equal(wake_wait(wake, on, count, 0), RESULT_OK);
	assert_true(on[99].may_write);
	sockets_close(ends[0]);
	sockets_close(ends[1]);
	wake_destroy(wake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signal_before_the_wait_ends_it),
		cmocka_unit_test(a_signal_from_another_thread_ends_the_wait),
		cmocka_unit_test(the_end_of_time_ends_the_wait_with_nothing_ready),
		cmocka_unit_test(what_is_ready_is_answered_and_nothing_else),
		cmocka_unit_test(an_ended_stream_is_ready_for_both_but_wakes_nobody_who_wants_nothing),
		cmocka_unit_test(more_things_than_before_can_be_waited_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

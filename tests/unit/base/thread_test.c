#include "support/unit.h"

#include "base/clock.h"
#include "base/thread.h"
#include "support/child.h"

struct counter {
	struct mutex *mutex;
	struct signal *changed;
	int count;
	enum thread_role role;
};

static void count_up(void *context)
{
	struct counter *counter = context;
	for (int i = 0; i < 1000; i++) {
		mutex_lock(counter->mutex);
		counter->count++;
		counter->role = thread_current();
		signal_raise(counter->changed);
		mutex_unlock(counter->mutex);
	}
}

static void a_lock_keeps_threads_apart(void **state)
{
	struct counter counter = {.mutex = mutex_create(), .changed = signal_create()};
	struct thread *threads[4];
	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(thread_start(&threads[i], THREAD_NET, count_up, &counter), RESULT_OK);
	for (int i = 0; i < 4; i++)
		thread_join(threads[i]);
	thread_join(NULL);
	assert_int_equal(counter.count, 4000);
	assert_int_equal(counter.role, THREAD_NET);
	assert_int_equal(thread_current(), THREAD_ANY); /* a role is a thread's own */
	signal_destroy(counter.changed);
	mutex_destroy(counter.mutex);
	signal_destroy(NULL);
	mutex_destroy(NULL);
}

static void a_raised_signal_wakes_who_waits(void **state)
{
	struct counter counter = {.mutex = mutex_create(), .changed = signal_create()};
	struct thread *thread;
	(void)state;
	mutex_lock(counter.mutex);
	assert_int_equal(thread_start(&thread, THREAD_ANY, count_up, &counter), RESULT_OK);
	while (counter.count < 1000)
		signal_wait(counter.changed, counter.mutex, -1);
	mutex_unlock(counter.mutex);
	thread_join(thread);
	signal_destroy(counter.changed);
	mutex_destroy(counter.mutex);
}

static void waiting_in_vain_takes_the_time_that_was_given(void **state)
{
	struct mutex *mutex = mutex_create();
	struct signal *never = signal_create();
	int64_t begun_us = clock_now_us();
	(void)state;
	mutex_lock(mutex);
	while (signal_wait(never, mutex, 20)) /* it may wake without cause */
		;
	mutex_unlock(mutex);
	assert_true(clock_now_us() - begun_us >= 20000);
	begun_us = clock_now_us();
	clock_sleep_ms(10);
	assert_true(clock_now_us() - begun_us >= 10000);
	signal_destroy(never);
	mutex_destroy(mutex);
}

static int ask_for_another_role(void)
{
	thread_claim(THREAD_UI);
	thread_assert(THREAD_NET);
	return 0;
}

static int ask_for_the_own_role(void)
{
	thread_claim(THREAD_NET);
	thread_assert(THREAD_NET);
	return 0;
}

static int ask_without_a_role(void)
{
	thread_claim(THREAD_ANY); /* as a test's thread */
	thread_assert(THREAD_NET);
	return 0;
}

static void a_function_of_another_role_is_noticed_in_debug_builds(void **state)
{
	(void)state;
#ifdef NDEBUG
	skip();
#endif
	assert_int_equal(child_exit(__func__, ask_for_another_role), -1);
	assert_int_equal(child_exit(__func__, ask_for_the_own_role), 0);
	assert_int_equal(child_exit(__func__, ask_without_a_role), 0);
}

struct sent_off {
	struct mutex *mutex;
	struct signal *is_back;
	enum thread_role role;
	bool has_run;
};

static void run_sent_off(void *context)
{
	struct sent_off *sent_off = context;
	mutex_lock(sent_off->mutex);
	sent_off->role = thread_current();
	sent_off->has_run = true;
	signal_raise(sent_off->is_back);
	mutex_unlock(sent_off->mutex);
}

static void a_thread_that_nobody_joins_runs_without_a_role(void **state)
{
	struct sent_off sent_off = {.mutex = mutex_create(), .is_back = signal_create(), .role = THREAD_NET};
	(void)state;
	mutex_lock(sent_off.mutex);
	assert_int_equal(thread_send_off(run_sent_off, &sent_off), RESULT_OK);
	while (!sent_off.has_run)
		signal_wait(sent_off.is_back, sent_off.mutex, -1);
	mutex_unlock(sent_off.mutex);
	assert_int_equal(sent_off.role, THREAD_ANY);
	mutex_lock(sent_off.mutex); /* it has left the lock, and uses it no more */
	mutex_unlock(sent_off.mutex);
	signal_destroy(sent_off.is_back);
	mutex_destroy(sent_off.mutex);
}

static void the_clock_never_steps_back(void **state)
{
	int64_t before_us = clock_now_us();
	(void)state;
	for (int i = 0; i < 10000; i++) {
		int64_t now_us = clock_now_us();
		assert_true(now_us >= before_us);
		before_us = now_us;
	}
	assert_true(clock_now_ms() >= before_us / 1000);
	assert_true(clock_wall_s() > 1700000000); /* after 2023 */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lock_keeps_threads_apart),
		cmocka_unit_test(a_raised_signal_wakes_who_waits),
		cmocka_unit_test(waiting_in_vain_takes_the_time_that_was_given),
		cmocka_unit_test(a_function_of_another_role_is_noticed_in_debug_builds),
		cmocka_unit_test(a_thread_that_nobody_joins_runs_without_a_role),
		cmocka_unit_test(the_clock_never_steps_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

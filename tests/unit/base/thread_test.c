#include "support/unit.h"

#include "base/clock.h"
#include "base/thread.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* Whether thread_assert(asked) ends a process whose thread has the role `own`. */
static bool assertion_ends(enum thread_role own, enum thread_role asked)
{
	int status;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		thread_claim(own);
		thread_assert(asked);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void a_function_of_another_role_is_noticed_in_debug_builds(void **state)
{
	(void)state;
#ifdef NDEBUG
	skip();
#endif
	assert_true(assertion_ends(THREAD_UI, THREAD_NET));
	assert_false(assertion_ends(THREAD_NET, THREAD_NET));
	assert_false(assertion_ends(THREAD_ANY, THREAD_NET)); /* a test's thread has no role */
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
		cmocka_unit_test(the_clock_never_steps_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

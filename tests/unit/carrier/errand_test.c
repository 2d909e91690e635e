#include "support/unit.h"

#include "base/clock.h"
#include "base/thread.h"
#include "carrier/errand.h"

#include <string.h>

/* What both sides of the test look at: it outlives every errand. */
static struct {
	struct mutex *mutex;
	struct signal *changed;
	bool may_answer;
	int asked, finished;
} shared;

struct question {
	char text[16];
	int answer;
};

static void ask(void *memory)
{
	struct question *question = memory;
	mutex_lock(shared.mutex);
	shared.asked++;
	signal_raise(shared.changed);
	while (!shared.may_answer)
		signal_wait(shared.changed, shared.mutex, -1);
	mutex_unlock(shared.mutex);
	question->answer = strcmp(question->text, "six times seven") == 0 ? 42 : -1;
}

static void finish(void *memory)
{
	(void)memory;
	mutex_lock(shared.mutex);
	shared.finished++;
	signal_raise(shared.changed);
	mutex_unlock(shared.mutex);
}

static int setup(void **state)
{
	(void)state;
	shared.mutex = mutex_create();
	shared.changed = signal_create();
	shared.may_answer = false;
	shared.asked = shared.finished = 0;
	return shared.mutex == NULL || shared.changed == NULL;
}

static int teardown(void **state)
{
	(void)state;
	signal_destroy(shared.changed);
	mutex_destroy(shared.mutex);
	return 0;
}

static struct errand *start(struct wake *wake, bool is_secret)
{
	const struct question question = {.text = "six times seven"};
	const struct errand_task task = {.question = &question,
	                                 .bytes = sizeof question,
	                                 .ask = ask,
	                                 .finish = finish,
	                                 .is_secret = is_secret};
	struct errand *errand;
	assert_int_equal(errand_start(&errand, &task, wake), RESULT_OK);
	return errand;
}

static void wait_until(const int *number, int wanted)
{
	mutex_lock(shared.mutex);
	while (*number < wanted)
		signal_wait(shared.changed, shared.mutex, -1);
	mutex_unlock(shared.mutex);
}

static void let_it_answer(void)
{
	mutex_lock(shared.mutex);
	shared.may_answer = true;
	signal_raise(shared.changed);
	mutex_unlock(shared.mutex);
}

static void an_answer_comes_when_it_is_there_and_wakes(void **state)
{
	(void)state;
	for (int is_secret = 0; is_secret < 2; is_secret++) {
		struct wake *wake = wake_create();
		struct errand *errand = start(wake, is_secret);
		wait_until(&shared.asked, is_secret + 1);
		if (!is_secret)
			assert_null(errand_answer(errand));
		let_it_answer();
		while (errand_answer(errand) == NULL)
			assert_int_equal(wake_wait(wake, NULL, 0, -1), RESULT_OK);
		assert_int_equal(((struct question *)errand_answer(errand))->answer, 42);
		errand_drop(errand);
		wait_until(&shared.finished, is_secret + 1);
		wake_destroy(wake);
	}
}

/* The wake is destroyed at once: a signal to it would be seen by the sanitizers. */
static void a_dropped_question_wakes_nobody_and_is_cleaned_up(void **state)
{
	struct wake *wake = wake_create();
	struct errand *errand = start(wake, false);
	(void)state;
	wait_until(&shared.asked, 1);
	errand_drop(errand);
	wake_destroy(wake);
	assert_int_equal(shared.finished, 0);
	let_it_answer();
	wait_until(&shared.finished, 1);
	errand_drop(NULL);
}

static void nobody_need_be_woken(void **state)
{
	struct errand *errand = start(NULL, false);
	(void)state;
	let_it_answer();
	while (errand_answer(errand) == NULL)
		clock_sleep_ms(1);
	errand_drop(errand);
	wait_until(&shared.finished, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_answer_comes_when_it_is_there_and_wakes, setup, teardown),
		cmocka_unit_test_setup_teardown(a_dropped_question_wakes_nobody_and_is_cleaned_up, setup, teardown),
		cmocka_unit_test_setup_teardown(nobody_need_be_woken, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/unit.h"

#include "base/thread.h"
#include "desktop/latch.h"

static void a_new_one_is_closed(void **state)
{
	(void)state;
	struct latch latch = {0};
	assert_false(latch_is_open(&latch));
	assert_false(latch_is_passing(&latch));
	assert_false(latch_close(&latch));
	for (uint32_t generation = 0; generation < 3; generation++)
		assert_int_equal(latch_ticket(&latch, generation), 0);
	assert_false(latch_enter(&latch, 0));
}

/* state x event: what each does in each of the states closed, open, open and passing, paused. */
static void each_state_knows_each_event(void **state)
{
	(void)state;
	enum { CLOSED, OPEN, PASSING, PAUSED, STATES };
	static const bool lets_in[STATES] = {false, true, false, false};
	for (int from = 0; from < STATES; from++) {
		struct latch latch = {0};
		assert_true(latch_open(&latch, 5, 0));
		uint64_t ticket = latch_ticket(&latch, 5);
		assert_int_not_equal(ticket, 0);
		assert_int_equal(latch_ticket(&latch, 4), 0);
		assert_int_equal(latch_ticket(&latch, 6), 0);
		if (from == CLOSED)
			assert_true(latch_close(&latch));
		if (from == PASSING)
			assert_true(latch_enter(&latch, ticket));
		if (from == PAUSED)
			latch_pause(&latch);
		assert_int_equal(latch_is_open(&latch), from == OPEN || from == PASSING);
		assert_int_equal(latch_ticket(&latch, 5) != 0, from == OPEN || from == PASSING);
		assert_int_equal(latch_is_passing(&latch), from == PASSING);
		assert_int_equal(latch_open(&latch, 5, 0), from != CLOSED);
		assert_int_equal(latch_enter(&latch, ticket), lets_in[from]);
		bool is_passing = from == OPEN || from == PASSING;
		assert_int_equal(latch_is_passing(&latch), is_passing);
		assert_int_equal(latch_close(&latch), from != CLOSED);
		assert_int_equal(latch_is_passing(&latch), is_passing); /* closing waits for nobody */
		latch_leave(&latch);
		assert_false(latch_is_passing(&latch));
		assert_false(latch_enter(&latch, ticket));
		assert_false(latch_open(&latch, 5, 0));
		assert_false(latch_open(&latch, 4, 0));
		assert_false(latch_open(&latch, 0, 0));
		assert_true(latch_open(&latch, 6, 0));
	}
}

static void tickets_of_another_generation_are_void(void **state)
{
	(void)state;
	struct latch latch = {0};
	latch_open(&latch, 1, 0);
	uint64_t old = latch_ticket(&latch, 1);
	assert_true(latch_open(&latch, 2, 0));
	assert_false(latch_enter(&latch, old));
	assert_true(latch_enter(&latch, latch_ticket(&latch, 2)));
}

static void a_ticket_from_before_a_pause_is_void_after_it(void **state)
{
	(void)state;
	struct latch latch = {0};
	latch_open(&latch, 1, 0);
	uint64_t old = latch_ticket(&latch, 1);
	latch_pause(&latch);
	latch_resume(&latch);
	assert_false(latch_enter(&latch, old));
	assert_true(latch_enter(&latch, latch_ticket(&latch, 1)));
}

static void pauses_are_counted(void **state)
{
	(void)state;
	struct latch latch = {0};
	latch_open(&latch, 1, 0);
	latch_pause(&latch);
	latch_pause(&latch);
	latch_resume(&latch);
	assert_false(latch_is_open(&latch));
	latch_resume(&latch);
	assert_true(latch_is_open(&latch));
}

static void a_pause_holds_for_a_later_opening_too(void **state)
{
	(void)state;
	struct latch latch = {0};
	latch_pause(&latch);
	assert_true(latch_open(&latch, 1, 0));
	assert_false(latch_is_open(&latch));
	latch_resume(&latch);
	assert_true(latch_is_open(&latch));
}

static void very_many_pauses_do_not_change_the_generation(void **state)
{
	(void)state;
	struct latch latch = {0};
	latch_open(&latch, 0xFFFFFFF0, 0);
	for (int i = 0; i < 70000; i++) {
		latch_pause(&latch);
		latch_resume(&latch);
	}
	assert_int_not_equal(latch_ticket(&latch, 0xFFFFFFF0), 0);
	assert_true(latch_open(&latch, 0xFFFFFFFF, 0));
	latch_close(&latch);
	assert_false(latch_open(&latch, 0xFFFFFFFF, 0));
}

static void recalls_must_be_known_to_open(void **state)
{
	(void)state;
	struct latch latch = {0};
	for (int i = 0; i < 600; i++) { /* the count starts again and touches nothing beside it */
		uint8_t seen = latch_recalls(&latch);
		assert_int_equal(seen, i % 256);
		assert_true(latch_open(&latch, (uint32_t)(2 * i + 1), seen));
		latch_pause(&latch);
		latch_recall(&latch);
		latch_resume(&latch);
		assert_true(latch_is_open(&latch));
		assert_int_not_equal(latch_ticket(&latch, (uint32_t)(2 * i + 1)), 0);
		assert_false(latch_open(&latch, (uint32_t)(2 * i + 2), seen));
		latch_close(&latch);
		assert_false(latch_open(&latch, (uint32_t)(2 * i + 2), seen));
	}
}

struct race {
	struct latch latch;
	_Atomic bool is_closed;
	_Atomic int entered_after;
	_Atomic int entered;
};

static void enter_always(void *context)
{
	struct race *race = context;
	uint64_t ticket = latch_ticket(&race->latch, 1);
	for (;;) {
		bool was_closed = race->is_closed;
		if (!latch_enter(&race->latch, ticket))
			return;
		race->entered++;
		race->entered_after += was_closed;
		latch_leave(&race->latch);
	}
}

static void nobody_enters_after_a_close_has_returned(void **state)
{
	(void)state;
	for (int i = 0; i < 200; i++) {
		struct race race = {.is_closed = false};
		struct thread *thread;
		latch_open(&race.latch, 1, 0);
		assert_int_equal(thread_start(&thread, THREAD_GUARD, enter_always, &race), RESULT_OK);
		while (race.entered == 0)
			;
		latch_close(&race.latch);
		race.is_closed = true;
		thread_join(thread);
		assert_int_equal(race.entered_after, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_one_is_closed),
		cmocka_unit_test(each_state_knows_each_event),
		cmocka_unit_test(tickets_of_another_generation_are_void),
		cmocka_unit_test(a_ticket_from_before_a_pause_is_void_after_it),
		cmocka_unit_test(pauses_are_counted),
		cmocka_unit_test(a_pause_holds_for_a_later_opening_too),
		cmocka_unit_test(very_many_pauses_do_not_change_the_generation),
		cmocka_unit_test(recalls_must_be_known_to_open),
		cmocka_unit_test(nobody_enters_after_a_close_has_returned),
	};
	return cmocka_run_group_tests_name("latch", tests, NULL, NULL);
}

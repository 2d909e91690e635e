/*
 * Stories of rungs, told as: at this time, this news; then what the ladder says.
 * At the end a simulator: thousands of random networks.
 */
#include "support/unit.h"

#include "carrier/ladder.h"
#include "support/noise.h"

#include <string.h>

enum { LIMIT_MS = 15000, BETTER_MS = 5000, SUCCESS_MS = LADDER_SUCCESS_MS };

static const struct ladder_limits limits = {.connect_ms = LIMIT_MS, .better_ms = BETTER_MS};

static struct ladder started(size_t count)
{
	struct ladder ladder;
	ladder_start(&ladder, count, count, limits, 1000);
	return ladder;
}

static void assert_step(const struct ladder *ladder, int64_t now_ms, enum ladder_what what, int64_t value)
{
	struct ladder_step step = ladder_next(ladder, now_ms);
	assert_int_equal(step.what, what);
	if (what == LADDER_WAIT)
		assert_int_equal(step.until_ms, value);
	else if (what != LADDER_GIVE_UP && what != LADDER_DONE)
		assert_int_equal(step.rung, value);
}

static void best_rung_is_started_at_once(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	assert_step(&ladder, 1000, LADDER_START, 0);
}

static void later_rungs_start_250_ms_apart(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	assert_step(&ladder, 1000, LADDER_WAIT, 1250);
	assert_step(&ladder, 1249, LADDER_WAIT, 1250);
	assert_step(&ladder, 1250, LADDER_START, 1);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1260);
	assert_step(&ladder, 1260, LADDER_WAIT, 1510);
	assert_step(&ladder, 1510, LADDER_START, 2);
	ladder_tell(&ladder, 2, LADDER_TRYING, 1510);
	assert_step(&ladder, 1510, LADDER_WAIT, 1000 + LIMIT_MS);
}

static void next_rung_starts_at_once_when_all_before_it_have_failed(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 0, LADDER_FAILED, 1010);
	assert_step(&ladder, 1010, LADDER_START, 1);
	ladder_tell(&ladder, 1, LADDER_FAILED, 1010); /* not even startable */
	assert_step(&ladder, 1010, LADDER_START, 2);
}

static void next_rung_waits_while_one_before_it_is_fresh(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	ladder_tell(&ladder, 0, LADDER_FAILED, 1300);
	assert_step(&ladder, 1300, LADDER_WAIT, 1500);
}

/* A proxy says no in 10 ms: the next rung does not wait for the rest of its 250. */
static void failed_rung_holds_up_nobody(void **state)
{
	struct ladder ladder = started(4);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	ladder_tell(&ladder, 2, LADDER_TRYING, 1500);
	ladder_tell(&ladder, 2, LADDER_FAILED, 1510);
	assert_step(&ladder, 1510, LADDER_START, 3);
}

static void what_worked_last_is_tried_first(void **state)
{
	struct ladder ladder;
	(void)state;
	ladder_start(&ladder, 4, 2, limits, 1000);
	assert_step(&ladder, 1000, LADDER_START, 2);
	ladder_tell(&ladder, 2, LADDER_TRYING, 1000);
	assert_step(&ladder, 1250, LADDER_START, 0);
	ladder_tell(&ladder, 2, LADDER_UP, 1100);
	assert_step(&ladder, 1100, LADDER_TAKE, 2); /* what was not started is not waited for */
}

static void best_rung_is_taken_at_once(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	ladder_tell(&ladder, 0, LADDER_UP, 1270);
	assert_step(&ladder, 1270, LADDER_TAKE, 0);
}

static void worse_rung_waits_250_ms_for_a_better_one(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	ladder_tell(&ladder, 1, LADDER_UP, 1300);
	assert_step(&ladder, 1300, LADDER_WAIT, 1550); /* and rung 2 is not started any more */
	assert_step(&ladder, 1549, LADDER_WAIT, 1550);
	assert_step(&ladder, 1550, LADDER_TAKE, 1);
	ladder_tell(&ladder, 0, LADDER_UP, 1549);
	assert_step(&ladder, 1549, LADDER_TAKE, 0);
}

static void worse_rung_is_taken_at_once_when_no_better_one_is_left(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	ladder_tell(&ladder, 1, LADDER_UP, 1300);
	ladder_tell(&ladder, 0, LADDER_FAILED, 1310);
	assert_step(&ladder, 1310, LADDER_TAKE, 1);
}

static void success_that_breaks_while_it_waits_is_forgotten(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	ladder_tell(&ladder, 1, LADDER_UP, 1300);
	ladder_tell(&ladder, 1, LADDER_FAILED, 1400);
	assert_step(&ladder, 1400, LADDER_START, 2);
}

static void inspected_rung_counts_as_the_worst(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_FAILED, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 2, LADDER_TRYING, 1250);
	ladder_inspected(&ladder, 1);
	ladder_tell(&ladder, 1, LADDER_UP, 1300);
	assert_step(&ladder, 1300, LADDER_WAIT, 1550);
	ladder_tell(&ladder, 2, LADDER_UP, 1400);
	assert_step(&ladder, 1400, LADDER_TAKE, 2);
}

static void inspected_rung_is_better_than_none(void **state)
{
	struct ladder ladder = started(2);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_FAILED, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1000);
	ladder_inspected(&ladder, 1);
	ladder_tell(&ladder, 1, LADDER_UP, 1300);
	assert_step(&ladder, 1300, LADDER_TAKE, 1);
}

static void better_rung_is_looked_for_5_s_more(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	ladder_tell(&ladder, 1, LADDER_UP, 1300);
	ladder_take(&ladder, 1, 1550);
	assert_true(ladder_is_wanted(&ladder, 0));
	assert_false(ladder_is_wanted(&ladder, 1));
	assert_false(ladder_is_wanted(&ladder, 2));
	assert_step(&ladder, 1550, LADDER_WAIT, 1550 + BETTER_MS);
	assert_step(&ladder, 1550 + BETTER_MS, LADDER_DONE, 0);
	ladder_tell(&ladder, 0, LADDER_UP, 4000);
	assert_step(&ladder, 4000, LADDER_BETTER, 0);
	ladder_take(&ladder, 0, 4000);
	assert_step(&ladder, 4000, LADDER_DONE, 0);
}

static void nothing_better_left_is_done_at_once(void **state)
{
	struct ladder ladder = started(3);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 0, LADDER_UP, 1010);
	ladder_take(&ladder, 0, 1010);
	assert_step(&ladder, 1010, LADDER_DONE, 0);
}

/* The office's tunnel worked last; at home the raw port is open. */
static void better_rungs_are_started_after_an_early_success(void **state)
{
	struct ladder ladder;
	(void)state;
	ladder_start(&ladder, 3, 2, limits, 1000);
	ladder_tell(&ladder, 2, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 2, LADDER_UP, 1100);
	ladder_take(&ladder, 2, 1100);
	assert_step(&ladder, 1100, LADDER_START, 0);
	ladder_tell(&ladder, 0, LADDER_TRYING, 1100);
	assert_step(&ladder, 1100, LADDER_WAIT, 1350);
	assert_step(&ladder, 1350, LADDER_START, 1);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1350);
	ladder_tell(&ladder, 1, LADDER_UP, 1400);
	assert_step(&ladder, 1400, LADDER_WAIT, 1400 + SUCCESS_MS);
	ladder_tell(&ladder, 0, LADDER_UP, 1410);
	assert_step(&ladder, 1410, LADDER_BETTER, 0);
}

static void all_failed_is_given_up_at_once(void **state)
{
	struct ladder ladder = started(2);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_FAILED, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1000);
	assert_step(&ladder, 1000, LADDER_WAIT, 1000 + LIMIT_MS);
	ladder_tell(&ladder, 1, LADDER_FAILED, 1200);
	assert_step(&ladder, 1200, LADDER_GIVE_UP, 0);
}

static void limit_ends_it_whatever_is_being_tried(void **state)
{
	struct ladder ladder = started(2);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	assert_step(&ladder, 1000 + LIMIT_MS - 1, LADDER_WAIT, 1000 + LIMIT_MS);
	assert_step(&ladder, 1000 + LIMIT_MS, LADDER_GIVE_UP, 0);
	ladder_tell(&ladder, 1, LADDER_UP, 1000 + LIMIT_MS);
	assert_step(&ladder, 1000 + LIMIT_MS, LADDER_TAKE, 1); /* better than nothing */
}

static void person_who_is_asked_has_time(void **state)
{
	struct ladder ladder = started(2);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 1, LADDER_TRYING, 1250);
	ladder_tell(&ladder, 1, LADDER_WAITING, 1300);
	ladder_tell(&ladder, 0, LADDER_FAILED, 7000);
	assert_step(&ladder, 1000 + LIMIT_MS, LADDER_WAIT, INT64_MAX);
	ladder_tell(&ladder, 1, LADDER_TRYING, 90000); /* the answer */
	assert_step(&ladder, 90000, LADDER_WAIT, 90000 + LIMIT_MS);
	assert_step(&ladder, 90000 + LIMIT_MS, LADDER_GIVE_UP, 0);
}

static void waiting_rung_holds_up_nobody(void **state)
{
	struct ladder ladder = started(2);
	(void)state;
	ladder_tell(&ladder, 0, LADDER_TRYING, 1000);
	ladder_tell(&ladder, 0, LADDER_WAITING, 1020);
	assert_step(&ladder, 1020, LADDER_START, 1);
}

static void ladder_without_rungs_is_given_up(void **state)
{
	struct ladder ladder = started(0);
	(void)state;
	assert_step(&ladder, 1000, LADDER_GIVE_UP, 0);
	ladder_tell(&ladder, 0, LADDER_UP, 1000); /* there is no such rung */
	assert_step(&ladder, 1000, LADDER_GIVE_UP, 0);
}

/* --- the simulator: what a network does to each rung --- */

enum fate { FATE_UP, FATE_INSPECTED, FATE_FAILS, FATE_HANGS, FATE_BREAKS, FATE_COUNT };

struct network {
	size_t count, first;
	enum fate fates[LADDER_RUNGS_MAX];
	int64_t after_ms[LADDER_RUNGS_MAX]; /* from a rung's start to its fate; FATE_BREAKS: up, and lost 100 ms
	                                       later */
	int64_t started_ms[LADDER_RUNGS_MAX];
};

static struct network random_network(struct noise *noise)
{
	struct network network = {.count = 1 + noise_below(noise, LADDER_RUNGS_MAX)};
	network.first = noise_below(noise, (uint32_t)network.count + 1);
	/* Some offices let everything hang, some refuse everything, some are in between. */
	uint32_t mood = noise_below(noise, 4);
	for (size_t i = 0; i < network.count; i++) {
		network.fates[i] = (enum fate)noise_below(noise, FATE_COUNT);
		if (mood && network.fates[i] < FATE_FAILS && noise_below(noise, 4))
			network.fates[i] = mood == 1 ? FATE_HANGS : FATE_FAILS;
		network.after_ms[i] = noise_below(noise, 2) ? noise_below(noise, 300) : noise_below(noise, 6000);
	}
	return network;
}

/* Tells the ladder all that has happened by now. */
static void tell_news(struct ladder *ladder, const struct network *network, int64_t now_ms)
{
	for (size_t i = 0; i < network->count; i++) {
		enum ladder_rung is = ladder->rungs[i];
		int64_t due_ms = network->started_ms[i] + network->after_ms[i];
		if ((is != LADDER_TRYING && is != LADDER_UP) || now_ms < due_ms || network->fates[i] == FATE_HANGS)
			continue;
		if (network->fates[i] == FATE_INSPECTED)
			ladder_inspected(ladder, i);
		bool is_bad =
			network->fates[i] == FATE_FAILS || (network->fates[i] == FATE_BREAKS && now_ms >= due_ms + 100);
		enum ladder_rung news = is_bad ? LADDER_FAILED : LADDER_UP;
		if (news != is)
			ladder_tell(ladder, i, news, now_ms);
	}
}

static size_t rank_of(const struct network *network, size_t rung)
{
	return rung + (network->fates[rung] == FATE_INSPECTED ? network->count : 0);
}

/* Goes up until the ladder takes a rung or gives up; gives the rung or `count`. */
static size_t climb(struct ladder *ladder, struct network *network, int64_t *now_ms)
{
	for (int steps = 0;; steps++) {
		tell_news(ladder, network, *now_ms);
		struct ladder_step step = ladder_next(ladder, *now_ms);
		assert_true(steps < 20000 && *now_ms <= LIMIT_MS);
		switch (step.what) {
		case LADDER_START:
			assert_int_equal(ladder->rungs[step.rung], LADDER_IDLE);
			network->started_ms[step.rung] = *now_ms;
			ladder_tell(ladder, step.rung, LADDER_TRYING, *now_ms);
			break;
		case LADDER_TAKE:
			assert_int_equal(ladder->rungs[step.rung], LADDER_UP);
			return step.rung;
		case LADDER_GIVE_UP:
			return network->count;
		default:
			assert_int_equal(step.what, LADDER_WAIT);
			assert_true(step.until_ms > *now_ms);
			++*now_ms; /* news may come at any moment */
		}
	}
}

/* For 5 s more: whatever comes is better than what was taken. */
static void improve(struct ladder *ladder, struct network *network, size_t taken, int64_t now_ms)
{
	int64_t end_ms = now_ms + BETTER_MS;
	ladder_take(ladder, taken, now_ms);
	for (;; now_ms++) {
		struct ladder_step step;
		tell_news(ladder, network, now_ms);
		while ((step = ladder_next(ladder, now_ms)).what == LADDER_START) {
			assert_true(ladder_is_wanted(ladder, step.rung)); /* whether it is inspected, it shows later */
			network->started_ms[step.rung] = now_ms;
			ladder_tell(ladder, step.rung, LADDER_TRYING, now_ms);
		}
		assert_true(now_ms <= end_ms);
		if (step.what == LADDER_DONE)
			return;
		if (step.what == LADDER_BETTER) {
			assert_int_equal(ladder->rungs[step.rung], LADDER_UP);
			assert_true(rank_of(network, step.rung) < rank_of(network, taken));
			ladder_take(ladder, step.rung, now_ms);
			assert_step(ladder, now_ms, LADDER_DONE, 0);
			return;
		}
		assert_int_equal(step.what, LADDER_WAIT);
	}
}

/* A way counts as there if it would come up in the time that is left after all others have been started. */
static bool has_way(const struct network *network)
{
	for (size_t i = 0; i < network->count; i++)
		if ((network->fates[i] == FATE_UP || network->fates[i] == FATE_INSPECTED) &&
		    network->after_ms[i] < LIMIT_MS - LADDER_RUNGS_MAX * LADDER_STAGGER_MS)
			return true;
	return false;
}

/* Whatever was up when it was taken, and better, would have been taken instead. */
static void assert_is_best(const struct ladder *ladder, const struct network *network, size_t taken)
{
	for (size_t i = 0; i < network->count; i++)
		if (ladder->rungs[i] == LADDER_UP)
			assert_true(rank_of(network, i) >= rank_of(network, taken));
}

static void every_network_ends_in_a_connection_or_in_words(void **state)
{
	struct noise noise = noise_start(20);
	int taken_count = 0, given_up = 0;
	(void)state;
	for (int i = 0; i < 5000; i++) {
		struct network network = random_network(&noise);
		struct ladder ladder;
		int64_t now_ms = 0;
		ladder_start(&ladder, network.count, network.first, limits, 0);
		size_t taken = climb(&ladder, &network, &now_ms);
		if (taken == network.count) {
			assert_false(has_way(&network));
			given_up++;
			continue;
		}
		assert_is_best(&ladder, &network, taken);
		improve(&ladder, &network, taken, now_ms);
		taken_count++;
	}
	assert_true(taken_count > 1000 && given_up > 200); /* both kinds have been there */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(best_rung_is_started_at_once),
		cmocka_unit_test(later_rungs_start_250_ms_apart),
		cmocka_unit_test(next_rung_starts_at_once_when_all_before_it_have_failed),
		cmocka_unit_test(next_rung_waits_while_one_before_it_is_fresh),
		cmocka_unit_test(failed_rung_holds_up_nobody),
		cmocka_unit_test(what_worked_last_is_tried_first),
		cmocka_unit_test(best_rung_is_taken_at_once),
		cmocka_unit_test(worse_rung_waits_250_ms_for_a_better_one),
		cmocka_unit_test(worse_rung_is_taken_at_once_when_no_better_one_is_left),
		cmocka_unit_test(success_that_breaks_while_it_waits_is_forgotten),
		cmocka_unit_test(inspected_rung_counts_as_the_worst),
		cmocka_unit_test(inspected_rung_is_better_than_none),
		cmocka_unit_test(better_rung_is_looked_for_5_s_more),
		cmocka_unit_test(nothing_better_left_is_done_at_once),
		cmocka_unit_test(better_rungs_are_started_after_an_early_success),
		cmocka_unit_test(all_failed_is_given_up_at_once),
		cmocka_unit_test(limit_ends_it_whatever_is_being_tried),
		cmocka_unit_test(person_who_is_asked_has_time),
		cmocka_unit_test(waiting_rung_holds_up_nobody),
		cmocka_unit_test(ladder_without_rungs_is_given_up),
		cmocka_unit_test(every_network_ends_in_a_connection_or_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Lane by lane: what makes a viewer move, and what does not. */
#include "support/unit.h"

#include "session/sharer_choice.h"

#include <string.h>

enum { MS = 1000, SECOND = 1000 * MS };

static const int64_t now_us = 1000LL * SECOND;

struct row {
	const char *what;
	enum sharer_lane_number from;
	bool is_trailing;
	struct sharer_facts facts;
	enum sharer_lane_number to;
	bool is_soft;
};

/* Choice and facts in one line each. */
static const struct row rows[] = {
	{"the first one", SHARER_NO_LANE, false, {.is_fast_empty = true}, SHARER_FAST, false},
	{"a newcomer", SHARER_NO_LANE, false, {0}, SHARER_CATCH_UP, false},
	{"a plain newcomer",
     SHARER_NO_LANE,
     false,
     {.is_plain = true, .is_fast_empty = true},
     SHARER_SLOW,
     false},

	{"fast, all is well", SHARER_FAST, false, {.has_all = true, .may_join_slow = true}, SHARER_FAST, false},
	{"fast, blocked", SHARER_FAST, false, {.was_blocked = true}, SHARER_SLOW, false},
	{"fast, blocked and alone",
     SHARER_FAST,
     false,
     {.was_blocked = true, .is_alone = true},
     SHARER_FAST,
     false},
	{"fast, left behind", SHARER_FAST, true, {.is_over = true}, SHARER_SLOW, false},
	{"fast, left behind but alone",
     SHARER_FAST,
     true,
     {.is_over = true, .is_alone = true},
     SHARER_FAST,
     false},
	{"fast, trailing but not far", SHARER_FAST, true, {0}, SHARER_FAST, false},
	{"fast, much on the way but not trailing", SHARER_FAST, false, {.is_over = true}, SHARER_FAST, false},
	{"fast, has missed something", SHARER_FAST, false, {.needs_start = true}, SHARER_CATCH_UP, false},
	{"fast and alone, has missed something",
     SHARER_FAST,
     false,
     {.needs_start = true, .is_alone = true},
     SHARER_FAST,
     false},
	{"fast, wants to save data", SHARER_FAST, false, {.is_plain = true}, SHARER_SLOW, false},

	{"catch-up, still lacks something",
     SHARER_CATCH_UP,
     false,
     {.may_join_fast = true},
     SHARER_CATCH_UP,
     false},
	{"catch-up, has all",
     SHARER_CATCH_UP,
     false,
     {.has_all = true, .may_join_fast = true},
     SHARER_FAST,
     true},
	{"catch-up, has all, but the fast lane moves",
     SHARER_CATCH_UP,
     false,
     {.has_all = true},
     SHARER_CATCH_UP,
     false},
	{"catch-up, has all, on a line that is too slow for fast",
     SHARER_CATCH_UP,
     false,
     {.has_all = true,
      .may_join_fast = true,
      .may_join_slow = true,
      .line_bytes_per_s = 24000,
      .fast_bytes_per_s = 256000},
     SHARER_SLOW,
     true},
	{"catch-up, such a line, and the slow lane moves",
     SHARER_CATCH_UP,
     false,
     {.has_all = true, .may_join_fast = true, .line_bytes_per_s = 24000, .fast_bytes_per_s = 256000},
     SHARER_CATCH_UP,
     false},
	{"catch-up, a line not much slower than the best",
     SHARER_CATCH_UP,
     false,
     {.has_all = true, .may_join_fast = true, .line_bytes_per_s = 100000, .fast_bytes_per_s = 256000},
     SHARER_FAST,
     true},
	{"catch-up, a line that is good enough beside any",
     SHARER_CATCH_UP,
     false,
     {.has_all = true, .may_join_fast = true, .line_bytes_per_s = 1000000, .fast_bytes_per_s = 100000000},
     SHARER_FAST,
     true},
	{"catch-up, holds up other newcomers", SHARER_CATCH_UP, true, {.is_over = true}, SHARER_SLOW, false},
	{"catch-up, alone, whatever its line",
     SHARER_CATCH_UP,
     true,
     {.is_over = true, .is_alone = true},
     SHARER_CATCH_UP,
     false},
	{"catch-up, blocked", SHARER_CATCH_UP, false, {.was_blocked = true}, SHARER_SLOW, false},
	{"catch-up, has missed something", SHARER_CATCH_UP, false, {.needs_start = true}, SHARER_CATCH_UP, false},

	{"slow, has all", SHARER_SLOW, false, {.has_all = true, .may_join_fast = true}, SHARER_FAST, true},
	{"slow, has all, plain",
     SHARER_SLOW,
     false,
     {.is_plain = true, .has_all = true, .may_join_fast = true},
     SHARER_SLOW,
     false},
	{"slow, lacks something", SHARER_SLOW, false, {.may_join_fast = true}, SHARER_SLOW, false},
	{"slow, the fast lane moves", SHARER_SLOW, false, {.has_all = true}, SHARER_SLOW, false},
	{"slow, its line is slow",
     SHARER_SLOW,
     false,
     {.has_all = true, .may_join_fast = true, .line_bytes_per_s = 24000, .fast_bytes_per_s = 256000},
     SHARER_SLOW,
     false},
	{"slow, blocked", SHARER_SLOW, false, {.was_blocked = true}, SHARER_SLOW, false},
	{"slow, has missed something", SHARER_SLOW, false, {.needs_start = true}, SHARER_SLOW, false},
};

static void each_row_of_the_table_holds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		struct sharer_choice choice = {.lane = row->from,
		                               .is_trailing = row->is_trailing,
		                               .held_us = row->is_trailing ? SECOND : 0,
		                               .seen_us = now_us};
		bool is_soft = !row->is_soft;
		enum sharer_lane_number to = sharer_choice_next(&choice, &row->facts, now_us, &is_soft);
		if (to != row->to || is_soft != row->is_soft || choice.lane != to)
			print_message("%s: to lane %d, soft %d\n", row->what, (int)to, (int)is_soft);
		assert_int_equal(to, row->to);
		assert_int_equal(is_soft, row->is_soft);
		assert_int_equal(choice.lane, to);
	}
}

/* Turns it every 10 ms for so long; the lane at the end. */
static enum sharer_lane_number turn(struct sharer_choice *choice, struct sharer_facts facts, int64_t *at_us,
                                    int64_t for_us)
{
	bool is_soft;

	for (int64_t end_us = *at_us + for_us; *at_us < end_us; *at_us += 10 * MS)
		(void)sharer_choice_next(choice, &facts, *at_us, &is_soft);
	return choice->lane;
}

static void who_holds_up_its_lane_is_waited_for_only_so_long(void **state)
{
	(void)state;
	struct sharer_choice choice = {.lane = SHARER_FAST, .seen_us = now_us};
	int64_t at_us = now_us;

	turn(&choice, (struct sharer_facts){.holds_up = true}, &at_us, 150 * MS);
	assert_false(choice.is_trailing);
	turn(&choice, (struct sharer_facts){.holds_up = true}, &at_us, 100 * MS);
	assert_true(choice.is_trailing);
	turn(&choice, (struct sharer_facts){0}, &at_us, 5 * SECOND);
	assert_true(choice.is_trailing); /* until it has nothing of note on the way */
	turn(&choice, (struct sharer_facts){.is_drained = true}, &at_us, 10 * MS);
	assert_false(choice.is_trailing);
	assert_int_equal(choice.lane, SHARER_FAST);
}

static void who_is_in_the_slow_lane_is_waited_for(void **state)
{
	(void)state;
	struct sharer_choice choice = {.lane = SHARER_SLOW, .seen_us = now_us};
	int64_t at_us = now_us;

	turn(&choice, (struct sharer_facts){.holds_up = true, .is_over = true}, &at_us, 5 * SECOND);
	assert_false(choice.is_trailing);
	assert_int_equal(choice.lane, SHARER_SLOW);
}

/* A tenth of the time is what differs between lines of one kind. */
static void who_holds_up_its_lane_now_and_then_is_waited_for(void **state)
{
	(void)state;
	struct sharer_choice choice = {.lane = SHARER_FAST, .seen_us = now_us};
	int64_t at_us = now_us;

	for (int i = 0; i < 100; i++) {
		turn(&choice, (struct sharer_facts){.holds_up = true, .is_over = true}, &at_us, 20 * MS);
		turn(&choice, (struct sharer_facts){0}, &at_us, 180 * MS);
	}
	assert_false(choice.is_trailing);
	assert_int_equal(choice.lane, SHARER_FAST);
}

/* A loop that slept long can't say that the viewer held up anything meanwhile. */
static void a_long_sleep_is_no_proof(void **state)
{
	(void)state;
	struct sharer_choice choice = {.lane = SHARER_FAST, .seen_us = now_us};
	bool is_soft;

	(void)sharer_choice_next(&choice, &(struct sharer_facts){.holds_up = true, .is_over = true},
	                         now_us + 60LL * SECOND, &is_soft);
	assert_false(choice.is_trailing);
	assert_int_equal(choice.lane, SHARER_FAST);
}

/* Each time that somebody comes back the others' coders forget: so the next try comes later. */
static void who_falls_out_of_fast_again_and_again_tries_less_and_less(void **state)
{
	(void)state;
	struct sharer_choice choice = {.lane = SHARER_FAST, .since_us = now_us, .seen_us = now_us};
	const struct sharer_facts fit = {.has_all = true, .may_join_fast = true}, blocked = {.was_blocked = true};
	int64_t at_us = now_us, waited_us = 0, before_us = 0;
	bool is_soft;

	for (int i = 0; i < 8; i++) {
		assert_int_equal(sharer_choice_next(&choice, &blocked, at_us, &is_soft), SHARER_SLOW);
		int64_t from_us = at_us;
		while (sharer_choice_next(&choice, &fit, at_us, &is_soft) != SHARER_FAST)
			at_us += SECOND;
		waited_us = at_us - from_us;
		assert_true(waited_us >= 10LL * SECOND && waited_us <= 300LL * SECOND);
		assert_true(waited_us > before_us || waited_us == 300LL * SECOND);
		before_us = waited_us;
	}
	assert_int_equal(waited_us, 300LL * SECOND);
	at_us += 200LL * SECOND; /* it has stayed: that is forgotten */
	assert_int_equal(sharer_choice_next(&choice, &blocked, at_us, &is_soft), SHARER_SLOW);
	assert_int_equal(sharer_choice_next(&choice, &fit, at_us + 10LL * SECOND, &is_soft), SHARER_FAST);
}

/* What is known of its line stays as it was, since the slow lane goes at the pace of others. */
static void who_is_held_up_in_slow_goes_to_fast_whatever_its_line_seemed(void **state)
{
	(void)state;
	struct sharer_choice choice = {.lane = SHARER_SLOW, .since_us = now_us, .seen_us = now_us};
	struct sharer_facts facts = {
		.is_held_up = true, .may_join_fast = true, .line_bytes_per_s = 5000, .fast_bytes_per_s = 2000000};
	int64_t at_us = now_us;
	bool is_soft;

	for (int i = 0; i < 4; i++)
		assert_int_equal(sharer_choice_next(&choice, &facts, at_us += 100 * MS, &is_soft), SHARER_SLOW);
	facts = (struct sharer_facts){
		.has_all = true, .may_join_fast = true, .line_bytes_per_s = 5000, .fast_bytes_per_s = 2000000};
	assert_int_equal(sharer_choice_next(&choice, &facts, at_us += 100 * MS, &is_soft), SHARER_SLOW);
	facts.has_all = false;
	facts.is_held_up = true;
	assert_int_equal(sharer_choice_next(&choice, &facts, at_us += 100 * MS, &is_soft), SHARER_SLOW);
	facts.has_all = true;
	facts.is_held_up = false;
	assert_int_equal(sharer_choice_next(&choice, &facts, at_us + 100 * MS, &is_soft), SHARER_FAST);
	assert_true(is_soft);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_of_the_table_holds),
		cmocka_unit_test(who_holds_up_its_lane_is_waited_for_only_so_long),
		cmocka_unit_test(who_is_in_the_slow_lane_is_waited_for),
		cmocka_unit_test(who_holds_up_its_lane_now_and_then_is_waited_for),
		cmocka_unit_test(a_long_sleep_is_no_proof),
		cmocka_unit_test(who_falls_out_of_fast_again_and_again_tries_less_and_less),
		cmocka_unit_test(who_is_held_up_in_slow_goes_to_fast_whatever_its_line_seemed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

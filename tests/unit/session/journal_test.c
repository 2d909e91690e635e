/* What is written down of a session: the same by all, in whatever order they hear it, and never more than the
 * bounds, whatever is said. The engine's half is in newcomer_test.c. */
#include "support/unit.h"

#include "session/journal.h"

#include <string.h>

enum { BEGAN = 1000000, NOW = BEGAN + 3600 * 1000 };

static struct journal journal, other;
static struct summary sum, other_sum;
static struct roster known;
static struct person self;

static void set_id(pb_byte_t *id, int who)
{
	memset(id, 0, ROSTER_ID_BYTES);
	id[0] = (pb_byte_t)(who & 0xFF);
	id[1] = (pb_byte_t)(who >> 8);
}

static wire_RosterEntry entry(int who, int64_t since_ms)
{
	wire_RosterEntry out = {.role = who == 0 ? wire_Role_ROLE_MASTER : wire_Role_ROLE_CLIENT,
	                        .since_ms = (uint64_t)since_ms};
	out.participant.size = ROSTER_ID_BYTES;
	set_id(out.participant.bytes, who);
	return out;
}

/* The master and all up to `last` who are not `but`. */
static wire_Roster roster(int last, int but, int64_t at_ms)
{
	wire_Roster out = {.at_ms = (uint64_t)at_ms};

	for (int i = 0; i <= last; i++) {
		if (i != but)
			out.entries[out.entries_count++] = entry(i, BEGAN + (i > 0 ? i - 1 : 0) * 1000);
	}
	return out;
}

static wire_Share share(int64_t at_ms, int to, bool view, bool control)
{
	wire_Share out = {.mode = wire_ShareMode_SHARE_EVERYTHING, .at_ms = (uint64_t)at_ms, .to_count = 1};

	out.to[0].participant.size = ROSTER_ID_BYTES;
	set_id(out.to[0].participant.bytes, to);
	out.to[0].view = view;
	out.to[0].control = control;
	return out;
}

static void say(struct journal *to, int who, wire_Share share)
{
	uint8_t id[ROSTER_ID_BYTES];

	set_id(id, who);
	journal_share(to, id, &share, NOW);
}

static void tell(struct journal *to, wire_Roster told)
{
	journal_roster(to, &told, &known, &self, NOW);
}

static int begin(void **state)
{
	(void)state;
	memset(&journal, 0, sizeof journal);
	memset(&other, 0, sizeof other);
	memset(&known, 0, sizeof known);
	memset(&self, 0, sizeof self);
	set_id(self.id, 1);
	strcpy(self.name, "Ben");
	known.people[0].peer = 1;
	strcpy(known.people[0].name, "Anna");
	return 0;
}

static void expect_line(int at, enum summary_kind kind, int who, int whom)
{
	assert_true(at < sum.line_count);
	assert_int_equal(sum.lines[at].kind, kind);
	assert_int_equal(sum.lines[at].who, who);
	assert_int_equal(sum.lines[at].whom, whom);
}

static void a_session_is_told_in_its_lines(void **state)
{
	(void)state;
	tell(&journal, roster(0, -1, BEGAN)); /* a master who waits is none */
	assert_false(journal_sum(&journal, &sum));
	tell(&journal, roster(1, -1, BEGAN));
	say(&journal, 1, share(BEGAN + 5000, 0, true, false));
	say(&journal, 1, share(BEGAN + 9000, 0, true, true));
	say(&journal, 1, share(BEGAN + 12000, 0, true, false));
	tell(&journal, roster(2, -1, BEGAN + 15000));
	tell(&journal, roster(2, 2, BEGAN + 60000));
	journal_end(&journal, BEGAN + 90000);
	journal_end(&journal, BEGAN + 95000); /* the first counts */
	assert_true(journal_sum(&journal, &sum));
	assert_int_equal(sum.began_s, BEGAN / 1000);
	assert_int_equal(sum.ended_s, BEGAN / 1000 + 90);
	assert_int_equal(sum.person_count, 3);
	assert_string_equal(sum.people[0].name, "Anna");
	assert_string_equal(sum.people[1].name, "Ben");
	assert_true(sum.people[1].is_self && !sum.people[0].is_self);
	assert_int_equal(sum.line_count, 8);
	expect_line(0, SUMMARY_CAME, 0, -1);
	expect_line(1, SUMMARY_CAME, 1, -1);
	expect_line(2, SUMMARY_CAME, 2, -1);
	expect_line(3, SUMMARY_SHOWS, 1, -1);
	expect_line(4, SUMMARY_VIEW_GIVEN, 1, 0);
	expect_line(5, SUMMARY_CONTROL_GIVEN, 1, 0);
	expect_line(6, SUMMARY_CONTROL_TAKEN, 1, 0);
	expect_line(7, SUMMARY_LEFT, 2, -1);
	assert_int_equal(sum.lines[5].at_s, BEGAN / 1000 + 9);
}

static void each_right_has_its_two_lines(void **state)
{
	static const struct {
		bool view, control, clipboard, is_refused;
		enum summary_kind given, taken;
	} rows[] = {{true, false, false, false, SUMMARY_VIEW_GIVEN, SUMMARY_VIEW_TAKEN},
	            {false, true, false, false, SUMMARY_CONTROL_GIVEN, SUMMARY_CONTROL_TAKEN},
	            {false, false, true, false, SUMMARY_CLIPBOARD_GIVEN, SUMMARY_CLIPBOARD_TAKEN},
	            {false, false, false, true, SUMMARY_REFUSED, SUMMARY_NONE}};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		begin(state);
		tell(&journal, roster(2, -1, BEGAN));
		wire_Share given = share(BEGAN + 8000, 2, rows[i].view, rows[i].control);
		given.to[0].clipboard = rows[i].clipboard;
		given.to[0].is_refused = rows[i].is_refused;
		say(&journal, 1, given);
		say(&journal, 1, share(BEGAN + 9000, 2, false, false));
		assert_true(journal_sum(&journal, &sum));
		assert_int_equal(sum.line_count, rows[i].taken != SUMMARY_NONE ? 6 : 5);
		expect_line(4, rows[i].given, 1, 2);
		if (rows[i].taken != SUMMARY_NONE)
			expect_line(5, rows[i].taken, 1, 2);
	}
}

/* Two who hear it in another order. */
static void the_order_of_hearing_makes_no_difference(void **state)
{
	(void)state;
	tell(&journal, roster(3, -1, BEGAN));
	tell(&other, roster(3, -1, BEGAN));
	say(&journal, 1, share(BEGAN + 5000, 0, true, false));
	say(&journal, 2, share(BEGAN + 5000, 0, true, true));
	say(&journal, 1, share(BEGAN + 6000, 0, false, false));
	say(&other, 2, share(BEGAN + 5000, 0, true, true));
	say(&other, 1, share(BEGAN + 5000, 0, true, false));
	say(&other, 1, share(BEGAN + 6000, 0, false, false));
	assert_true(journal_sum(&journal, &sum) && journal_sum(&other, &other_sum));
	assert_memory_equal(&sum, &other_sum, sizeof sum);
}

static void the_end_of_showing_and_of_a_person_is_one_line(void **state)
{
	(void)state;
	tell(&journal, roster(1, -1, BEGAN));
	say(&journal, 1, share(BEGAN + 5000, 0, true, true));
	say(&journal, 1, (wire_Share){.at_ms = BEGAN + 7000});
	assert_true(journal_sum(&journal, &sum));
	assert_int_equal(sum.line_count, 6);
	expect_line(5, SUMMARY_SHOWS, 1, -1);
	assert_int_equal(sum.lines[5].share_kind, SHARE_NOTHING);
	say(&journal, 1, share(BEGAN + 8000, 0, true, true));
	tell(&journal, roster(1, 1, BEGAN + 9000));
	assert_true(journal_sum(&journal, &sum));
	assert_int_equal(sum.line_count, 10);
	expect_line(9, SUMMARY_LEFT, 1, -1);
	say(&journal, 1, share(BEGAN + 10000, 0, false, false)); /* who is not in has nothing to say */
	assert_true(journal_sum(&journal, &sum));
	assert_int_equal(sum.line_count, 10);
}

static void alone_at_last_it_was_over_when_the_other_left(void **state)
{
	(void)state;
	set_id(self.id, 0);
	tell(&journal, roster(1, -1, BEGAN));
	tell(&journal, roster(1, 1, BEGAN + 20000));
	journal_end(&journal, BEGAN + 900000);
	assert_true(journal_sum(&journal, &sum));
	assert_int_equal(sum.ended_s, BEGAN / 1000 + 20);
	assert_int_equal(journal.ended_ms, BEGAN + 20000);
	say(&journal, 0, share(BEGAN + 950000, 1, true, true)); /* and nothing comes after */
	tell(&journal, roster(2, -1, BEGAN + 950000));
	assert_int_equal(journal.line_count, 3);
}

static void times_that_can_not_be_are_now(void **state)
{
	static const struct {
		uint64_t told;
		int64_t kept;
	} rows[] = {{0, NOW},          {BEGAN - 1, NOW}, {BEGAN, BEGAN}, {NOW + 5000, NOW + 5000},
	            {NOW + 5001, NOW}, {UINT64_MAX, NOW}};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		begin(state);
		tell(&journal, roster(1, -1, BEGAN));
		wire_Share told = share(0, 0, false, false);
		told.at_ms = rows[i].told;
		say(&journal, 1, told);
		int64_t found_ms = 0;
		for (int k = 0; k < journal.line_count; k++) {
			if (journal.lines[k].kind == SUMMARY_SHOWS)
				found_ms = journal.lines[k].at_ms;
		}
		assert_int_equal(found_ms, rows[i].kept);
	}
}

/* One who says what he likes a thousand times has his share of lines, and the others theirs. */
static void a_flood_is_bounded_and_counted(void **state)
{
	(void)state;
	tell(&journal, roster(4, -1, BEGAN));
	for (int i = 0; i < 1000; i++)
		say(&journal, 2, share(BEGAN + 10000 + i, 0, i % 2 == 0, i % 3 == 0));
	assert_int_equal(journal.people[2].lines, JOURNAL_EACH_MAX);
	assert_true(journal.more_lines > 500);
	say(&journal, 1, share(BEGAN + 20000, 0, true, true));
	assert_true(journal_sum(&journal, &sum));
	assert_int_equal(sum.line_count, 4 + JOURNAL_EACH_MAX + 3);
	expect_line(sum.line_count - 1, SUMMARY_CONTROL_GIVEN, 1, 0);
	assert_int_equal(sum.more_lines, journal.more_lines);
}

static void of_too_many_lines_the_earliest_stay_whatever_came_first(void **state)
{
	(void)state;
	tell(&journal, roster(9, -1, BEGAN));
	tell(&other, roster(9, -1, BEGAN));
	for (int i = 0; i < 19; i++) {
		for (int who = 1; who < 10; who++) {
			say(&journal, who, share(BEGAN + 20000 + i * 100 + who, 0, i % 2 == 0, i % 2 == 0));
			int back = 10 - who;
			say(&other, back, share(BEGAN + 20000 + i * 100 + back, 0, i % 2 == 0, i % 2 == 0));
		}
	}
	assert_int_equal(journal.line_count, SUMMARY_LINES_MAX);
	assert_true(journal_sum(&journal, &sum) && journal_sum(&other, &other_sum));
	assert_memory_equal(&sum, &other_sum, sizeof sum);
	assert_true(sum.more_lines > 0);
}

static void of_too_many_people_the_first_are_kept(void **state)
{
	(void)state;
	for (int i = 1; i < 200; i++) {
		wire_Roster told = roster(0, -1, BEGAN + i * 10);
		told.entries[told.entries_count++] = entry(i, BEGAN + i * 10);
		tell(&journal, told);
	}
	assert_int_equal(journal.person_count, SUMMARY_PEOPLE_MAX);
	assert_true(journal.line_count <= SUMMARY_LINES_MAX);
	assert_true(journal_sum(&journal, &sum));
	for (int i = 0; i < sum.line_count; i++)
		assert_in_range(sum.lines[i].who, 0, SUMMARY_PEOPLE_MAX - 1);
	assert_true(sum.more_lines > 0);
}

#define TEST(name) cmocka_unit_test_setup((name), begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_session_is_told_in_its_lines),
		TEST(each_right_has_its_two_lines),
		TEST(the_order_of_hearing_makes_no_difference),
		TEST(the_end_of_showing_and_of_a_person_is_one_line),
		TEST(alone_at_last_it_was_over_when_the_other_left),
		TEST(times_that_can_not_be_are_now),
		TEST(a_flood_is_bounded_and_counted),
		TEST(of_too_many_lines_the_earliest_stay_whatever_came_first),
		TEST(of_too_many_people_the_first_are_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What is said of a line that is lost or back, as a table of states. */
#include "support/unit.h"

#include "base/text.h"
#include "program/line.h"

#include <stdio.h>
#include <string.h>

static struct participant_state state;
static struct line line;

static int set_up(void **unused)
{
	(void)unused;
	text_speak(TEXT_ENGLISH);
	memset(&state, 0, sizeof state);
	memset(&line, 0, sizeof line);
	state.line = LINE_UP;
	state.round_trip_ms = -1;
	return 0;
}

static const char *short_words(void)
{
	static char words[LINE_WORDS_BYTES];
	return line_short(&state, words, sizeof words);
}

static const char *status(void)
{
	static char words[LINE_WORDS_BYTES];
	return line_status(&state, words, sizeof words);
}

static const char *duration(int ms)
{
	static char words[24];
	return line_duration(ms, words, sizeof words);
}

static void a_duration_is_in_seconds_then_in_minutes(void **unused)
{
	(void)unused;
	assert_string_equal(duration(0), "0 s");
	assert_string_equal(duration(12999), "12 s");
	assert_string_equal(duration(119999), "119 s");
	assert_string_equal(duration(120000), "2 min");
	assert_string_equal(duration(30 * 60 * 1000), "30 min");
}

static void whose_line_it_is_is_said(void **unused)
{
	(void)unused;
	assert_false(line_is_lost(&state));
	state.line_lost_ms = 12000;
	state.line = LINE_LOST;
	assert_true(line_is_lost(&state));
	assert_string_equal(short_words(), "Your line is lost, for 12 s");
	state.is_relay_restarting = true;
	assert_string_equal(short_words(), "The relay restarts, for 12 s");
	state.line = LINE_MASTER_LOST;
	assert_true(line_is_lost(&state));
	assert_string_equal(short_words(), "The other line is lost, for 12 s");
}

static void the_line_at_the_bottom_says_how_it_stands(void **unused)
{
	(void)unused;
	assert_string_equal(status(), "Not connected");
	assert_int_equal(line_tone(&state), UI_WARN);
	snprintf(state.relay, sizeof state.relay, "relay.example");
	assert_string_equal(status(), "Connected through relay.example · end-to-end encrypted");
	assert_int_equal(line_tone(&state), UI_GOOD);
	state.round_trip_ms = 7;
	assert_string_equal(status(), "Connected through relay.example · 7 ms · end-to-end encrypted");
	state.is_inspected = true;
	assert_non_null(strstr(status(), "may inspect connections"));
	assert_non_null(strstr(status(), "stays sealed"));
	state.line = LINE_LOST;
	assert_string_equal(status(), "Your line is lost, for 0 s");
	assert_int_equal(line_tone(&state), UI_WARN);
}

/* Said once, for a while, with how long it was away. */
static void that_it_is_back_is_said_for_a_while(void **unused)
{
	(void)unused;
	assert_int_equal(line_note(&line, &state, 1000), -1);
	state.line = LINE_LOST;
	state.line_lost_ms = 7400;
	assert_int_equal(line_note(&line, &state, 2000), -1);
	assert_string_equal(line.back, "");
	state.line = LINE_UP;
	state.line_lost_ms = 0;
	state.resume_count = 1;
	assert_int_equal(line_note(&line, &state, 3000), LINE_BACK_MS);
	assert_string_equal(line.back, "The line is back (it was away for 7 s).");
	assert_int_equal(line_note(&line, &state, 3000 + LINE_BACK_MS - 1), 1);
	assert_int_equal(line_note(&line, &state, 3000 + LINE_BACK_MS), -1);
	assert_string_equal(line.back, "");
}

/* It was lost and back between two looks: the engine's count tells. */
static void a_short_loss_that_was_not_seen_is_said_too(void **unused)
{
	(void)unused;
	line_note(&line, &state, 1000);
	state.resume_count = 1;
	assert_true(line_note(&line, &state, 2000) > 0);
	assert_string_equal(line.back, "The line is back (it was away for 0 s).");
}

static void the_operators_line_counts_likewise(void **unused)
{
	(void)unused;
	state.line = LINE_MASTER_LOST;
	state.line_lost_ms = 130000;
	line_note(&line, &state, 1000);
	state.line = LINE_UP;
	state.line_lost_ms = 0;
	line_note(&line, &state, 2000);
	assert_string_equal(line.back, "The line is back (it was away for 2 min).");
}

static void who_was_away_is_named_when_back(void **unused)
{
	(void)unused;
	state.person_count = 2;
	state.people[0] = (struct participant_person){.peer = 3, .name = "Anna", .is_connected = true};
	state.people[1] =
		(struct participant_person){.peer = 4, .name = "Berta", .is_away = true, .away_ms = 9000};
	line_note(&line, &state, 1000);
	assert_string_equal(line.back, "");
	state.people[0] = state.people[1]; /* another order */
	state.people[0].is_away = false;
	state.people[0].is_connected = true;
	state.person_count = 1;
	line_note(&line, &state, 2000);
	assert_string_equal(line.back, "Berta is back (away for 9 s).");
}

static void who_was_away_and_is_gone_is_not_said_to_be_back(void **unused)
{
	(void)unused;
	state.person_count = 1;
	state.people[0] =
		(struct participant_person){.peer = 4, .name = "Berta", .is_away = true, .away_ms = 9000};
	line_note(&line, &state, 1000);
	state.people[0].is_away = false; /* not connected */
	line_note(&line, &state, 2000);
	assert_string_equal(line.back, "");
	state.person_count = 0;
	line_note(&line, &state, 3000);
	assert_string_equal(line.back, "");
}

static void a_new_session_begins_with_nothing_to_say(void **unused)
{
	(void)unused;
	state.line = LINE_LOST;
	state.line_lost_ms = 7400;
	line_note(&line, &state, 1000);
	state.line = LINE_NONE;
	state.line_lost_ms = 0;
	assert_int_equal(line_note(&line, &state, 2000), -1);
	state.line = LINE_UP;
	assert_int_equal(line_note(&line, &state, 3000), -1);
	assert_string_equal(line.back, "");
}

#define LINE_TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LINE_TEST(a_duration_is_in_seconds_then_in_minutes),
		LINE_TEST(whose_line_it_is_is_said),
		LINE_TEST(the_line_at_the_bottom_says_how_it_stands),
		LINE_TEST(that_it_is_back_is_said_for_a_while),
		LINE_TEST(a_short_loss_that_was_not_seen_is_said_too),
		LINE_TEST(the_operators_line_counts_likewise),
		LINE_TEST(who_was_away_is_named_when_back),
		LINE_TEST(who_was_away_and_is_gone_is_not_said_to_be_back),
		LINE_TEST(a_new_session_begins_with_nothing_to_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

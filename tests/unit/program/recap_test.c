/* A session's summary as people read it: the same lines for everybody, bounded, and in a file only where it
 * was said. */
#include "support/unit.h"

#include "base/file.h"
#include "base/text.h"
#include "program/recap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct summary summary;
static struct buffer text;

static int set_up(void **state)
{
	(void)state;
	text_speak(TEXT_ENGLISH);
	summary = (struct summary){
		.began_s = 1764079200,
		.ended_s = 1764081000,
		.people = {{.role = PARTICIPANT_MASTER, .name = "Jörg"}, {.role = PARTICIPANT_CLIENT, .name = ""}},
		.person_count = 2};
	buffer_init(&text, 1 << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	buffer_finish(&text);
	text_speak(TEXT_ENGLISH);
	return 0;
}

static const char *written(void)
{
	buffer_finish(&text);
	buffer_init(&text, 1 << 20);
	assert_int_equal(recap_write(&summary, &text), RESULT_OK);
	return (const char *)buffer_bytes(&text).data;
}

static void add(enum summary_kind kind, int who, int whom)
{
	summary.lines[summary.line_count++] =
		(struct summary_line){.at_s = summary.began_s + 60, .kind = kind, .who = who, .whom = whom};
}

static void it_says_who_and_each_thing_that_was_let(void **state)
{
	static const char *const expected[] = {"Jörg opened", "Somebody without a name took part",
	                                       "Somebody without a name let Jörg see.\n",
	                                       "Somebody without a name let Jörg control.\n", "by Jörg ended.\n"};
	(void)state;
	add(SUMMARY_VIEW_GIVEN, 1, 0);
	add(SUMMARY_CONTROL_GIVEN, 1, 0);
	add(SUMMARY_CONTROL_TAKEN, 1, 0);
	const char *words = written();
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		assert_non_null(strstr(words, expected[i]));
}

static void each_kind_has_words_of_its_own_in_both_languages(void **state)
{
	static char lines[2 * SUMMARY_KIND_COUNT][200];
	int count = 0;
	(void)state;
	for (int language = TEXT_ENGLISH; language <= TEXT_GERMAN; language++) {
		text_speak((enum text_language)language);
		for (int kind = SUMMARY_NONE + 1; kind < SUMMARY_KIND_COUNT; kind++) {
			summary.line_count = 0;
			add((enum summary_kind)kind, 1, 0);
			const char *line = strrchr(written(), ':');
			assert_non_null(line);
			snprintf(lines[count], sizeof lines[count], "%s", line + 3);
			assert_true(strlen(lines[count]) > 8);
			for (int i = 0; i < count; i++)
				assert_string_not_equal(lines[i], lines[count]);
			count++;
		}
	}
}

/* Whoever wrote places and kinds that are none: nothing is read outside, and the rest is said. */
static void what_makes_no_sense_is_left_out(void **state)
{
	(void)state;
	add(SUMMARY_KIND_COUNT, 0, 1);
	add(SUMMARY_NONE, 0, 1);
	size_t length = strlen(written());
	add(SUMMARY_REFUSED, 99, -7);
	assert_non_null(strstr(written(), "Somebody without a name refused Somebody without a name."));
	summary.line_count--;
	assert_int_equal(strlen(written()), length);
}

static void the_longest_one_fits_and_says_what_was_not_kept(void **state)
{
	(void)state;
	memset(summary.people[0].name, 'a', PARTICIPANT_NAME_BYTES - 1);
	for (int i = 0; i < SUMMARY_LINES_MAX; i++)
		add(SUMMARY_CLIPBOARD_TAKEN, 0, 0);
	summary.more_lines = 17;
	const char *words = written();
	assert_non_null(strstr(words, "17 more entries"));
	assert_true(strlen(words) < 256 * 1024);
	buffer_finish(&text);
	buffer_init(&text, 1000);
	assert_int_equal(recap_write(&summary, &text), RESULT_TOO_LARGE);
}

static void it_is_kept_only_where_it_was_said(void **state)
{
	char path[] = "recap-XXXXXX";
	struct recap recap = {.summary = malloc(sizeof summary)};
	(void)state;
	assert_non_null(recap.summary);
	add(SUMMARY_CAME, 1, -1);
	*recap.summary = summary;
	int file = mkstemp(path);
	assert_true(file >= 0);
	close(file);
	remove(path);
	snprintf(recap.path, sizeof recap.path, "%s", path);
	recap.is_german = true; /* the other one is spoken: it is written anew */
	recap_fulfil(&recap);
	assert_false(file_is_there(path));
	recap.wants_save = true;
	recap_fulfil(&recap);
	assert_true(recap.is_saved);
	struct buffer kept;
	buffer_init(&kept, 1 << 20);
	assert_int_equal(file_read(path, &kept), RESULT_OK);
	assert_int_equal(buffer_bytes(&kept).size, strlen(written()));
	assert_memory_equal(buffer_bytes(&kept).data, written(), buffer_bytes(&kept).size);
	buffer_finish(&kept);
	remove(path);
	snprintf(recap.path, sizeof recap.path, "/nowhere/at/all");
	recap.wants_save = true;
	recap_fulfil(&recap);
	assert_false(recap.is_saved);
	assert_true(recap.is_saving);
	assert_int_not_equal(recap.save_result, RESULT_OK);
	recap_finish(&recap);
	recap_finish(&recap);
}

#define WITH_SUMMARY(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SUMMARY(it_says_who_and_each_thing_that_was_let),
		WITH_SUMMARY(each_kind_has_words_of_its_own_in_both_languages),
		WITH_SUMMARY(what_makes_no_sense_is_left_out),
		WITH_SUMMARY(the_longest_one_fits_and_says_what_was_not_kept),
		WITH_SUMMARY(it_is_kept_only_where_it_was_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

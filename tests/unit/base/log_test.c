#include "support/unit.h"

#include "base/log.h"
#include "base/thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Some systems end lines in two characters. */
static void drop_returns(char *text)
{
	char *to = text;
	for (; *text != '\0'; text++) {
		if (text[0] != '\r' || text[1] != '\n')
			*to++ = *text;
	}
	*to = '\0';
}

/* Standard error goes into a file while `run` runs; the file's content is given back, freed by the caller. */
static char *errors_of(void (*run)(void))
{
	FILE *file = tmpfile();
	assert_non_null(file);
	int before = dup(STDERR_FILENO);
	assert_true(before >= 0 && dup2(fileno(file), STDERR_FILENO) >= 0);
	run();
	dup2(before, STDERR_FILENO);
	close(before);
	long size = ftell(file) >= 0 && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : 0;
	char *content = calloc(1, (size_t)size + 1);
	rewind(file);
	assert_int_equal(fread(content, 1, (size_t)size, file), size);
	fclose(file);
	drop_returns(content);
	return content;
}

static void say_something_at_each_level(void)
{
	log_error("area", "lost %d", 1);
	log_warn("area", "odd");
	log_info("area", "happened");
	log_debug("area", "for us");
}

static void say_up_to_warnings(void)
{
	log_start(LOG_WARN);
	say_something_at_each_level();
	log_start(LOG_NONE);
}

static void before_it_is_started_a_log_says_nothing(void **state)
{
	char *said = errors_of(say_something_at_each_level);
	(void)state;
	assert_string_equal(said, "");
	free(said);
}

static void a_log_says_what_is_grave_enough(void **state)
{
	char *said = errors_of(say_up_to_warnings);
	(void)state;
	assert_non_null(strstr(said, " error area: lost 1\n"));
	assert_non_null(strstr(said, " warn  area: odd\n"));
	assert_null(strstr(said, "happened"));
	assert_null(strstr(said, "for us"));
	free(said);
}

static void say_foreign_words(void)
{
	char large[5000];
	memset(large, 'x', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	log_start(LOG_INFO);
	log_info("area", "peer says %s", "hello\n00:00:00 error area: forged\r\033[2J");
	log_info("area", "%s", large);
	log_start(LOG_NONE);
}

static void foreign_words_start_no_line_and_end_in_time(void **state)
{
	char *said = errors_of(say_foreign_words);
	(void)state;
	char *second = strchr(said, '\n') + 1;
	assert_non_null(strstr(said, "hello 00:00:00 error area: forged"));
	assert_null(strchr(said, '\033'));
	assert_null(strchr(said, '\r'));
	assert_true(strlen(second) < 1100);
	assert_ptr_equal(strchr(second, '\n'), second + strlen(second) - 1); /* two lines in all */
	free(said);
}

static void say_many(void *context)
{
	(void)context;
	for (int i = 0; i < 200; i++)
		log_info("area", "a line of one of several threads");
}

static void say_from_threads(void)
{
	struct thread *threads[3];
	log_start(LOG_INFO);
	for (int i = 0; i < 3; i++)
		assert_int_equal(thread_start(&threads[i], THREAD_ANY, say_many, NULL), RESULT_OK);
	for (int i = 0; i < 3; i++)
		thread_join(threads[i]);
	log_start(LOG_NONE);
}

static void lines_of_several_threads_stay_whole(void **state)
{
	char *said = errors_of(say_from_threads);
	int lines = 0;
	(void)state;
	for (char *line = strtok(said, "\n"); line != NULL; line = strtok(NULL, "\n"), lines++)
		assert_string_equal(line + strlen("00:00:00"), " info  area: a line of one of several threads");
	assert_int_equal(lines, 600);
	free(said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_it_is_started_a_log_says_nothing),
		cmocka_unit_test(a_log_says_what_is_grave_enough),
		cmocka_unit_test(foreign_words_start_no_line_and_end_in_time),
		cmocka_unit_test(lines_of_several_threads_stay_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

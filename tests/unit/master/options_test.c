/* The master's command line: what it takes, and with which code it ends. */
#include "support/unit.h"

#include "base/file.h"
#include "master/options.h"
#include "session/participant.h"
#include "support/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 12 };

static struct options options;

/* Words with spaces between them. */
static int code_of(const char *line)
{
	static char words[400];
	char *argv[WORDS_MAX + 2] = {"lotse-master"};
	int argc = 1;
	options_finish(&options);
	snprintf(words, sizeof words, "%s", line);
	for (char *word = strtok(words, " "); word != NULL && argc <= WORDS_MAX; word = strtok(NULL, " "))
		argv[argc++] = word;
	return options_read(&options, argc, argv);
}

static void every_option_is_taken(void **state)
{
	(void)state;
	assert_int_equal(code_of("--directory http://a --directory http://b --name Zoe --admit-all --fullscreen "
	                         "--print-number --check --region north"),
	                 FLAGS_OK);
	assert_int_equal(options.flags.where.url_count, 2);
	assert_string_equal(options.name, "Zoe");
	assert_string_equal(options.flags.where.region, "north");
	assert_true(options.admit_all && options.is_full_screen && options.prints_number && options.flags.checks);
	assert_int_equal(code_of("--directory http://a"), FLAGS_OK);
	assert_false(options.admit_all || options.is_full_screen || options.prints_number ||
	             options.flags.checks);
	assert_null(options.name);
}

static void codes_are_as_promised(void **state)
{
	(void)state;
	assert_int_equal(code_of("--help"), FLAGS_DONE);
	assert_int_equal(code_of("--version"), FLAGS_DONE);
	assert_int_equal(code_of(""), FLAGS_OK); /* the window asks */
	assert_int_equal(code_of("--check"), FLAGS_WRONG);
	assert_int_equal(code_of("--directory http://a extra"), FLAGS_WRONG);
	assert_int_equal(code_of("--nonsense"), FLAGS_WRONG);
	assert_int_equal(code_of("--region No/Where"), FLAGS_WRONG);
	assert_int_equal(code_of("--directory http://a --operator-key /nowhere/at/all"), FLAGS_FAILED);
	assert_int_equal(code_of("--directory http://a --notice /nowhere/at/all"), FLAGS_FAILED);
}

static void a_notice_is_read_whole_or_not_at_all(void **state)
{
	char folder[256], path[300], line[400];
	static char text[PARTICIPANT_NOTICE_BYTES + 1];
	(void)state;
	assert_true(folder_make(folder, sizeof folder));
	snprintf(path, sizeof path, "%s/notice", folder);
	memset(text, 'n', sizeof text - 2);
	snprintf(line, sizeof line, "--directory http://a --notice %s", path);
	assert_int_equal(
		file_write(path, (struct bytes){(const uint8_t *)text, PARTICIPANT_NOTICE_BYTES - 1}, false),
		RESULT_OK);
	assert_int_equal(code_of(line), FLAGS_OK);
	assert_true(options.has_notice);
	assert_int_equal(strlen((const char *)buffer_bytes(&options.notice).data), PARTICIPANT_NOTICE_BYTES - 1);
	file_write(path, (struct bytes){(const uint8_t *)text, PARTICIPANT_NOTICE_BYTES}, false);
	assert_int_equal(code_of(line), FLAGS_FAILED);
	folder_drop_file(path);
	folder_remove(folder);
	options_finish(&options);
	options_finish(&options);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_option_is_taken),
		cmocka_unit_test(codes_are_as_promised),
		cmocka_unit_test(a_notice_is_read_whole_or_not_at_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

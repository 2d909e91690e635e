#include "support/unit.h"

#include "base/file.h"
#include "support/folder.h"
#include "support/noise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char folder[256];
static char path[300];

static int setup(void **state)
{
	(void)state;
	if (!folder_make(folder, sizeof folder))
		return -1;
	snprintf(path, sizeof path, "%s/file", folder);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	folder_drop_file(path);
	return folder_remove(folder) ? 0 : -1; /* fails if a half-written file was left */
}

static void assert_content(const char *expected)
{
	struct buffer buffer;
	buffer_init(&buffer, 1000);
	assert_int_equal(file_read(path, &buffer), RESULT_OK);
	assert_true(bytes_are_equal(buffer_bytes(&buffer), bytes_of_text(expected)));
	buffer_finish(&buffer);
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	assert_int_equal(file_write(path, bytes_of_text("first"), false), RESULT_OK);
	assert_content("first");
	assert_int_equal(file_write(path, bytes_of_text("second, longer"), false), RESULT_OK);
	assert_content("second, longer");
	assert_int_equal(file_write(path, (struct bytes){0}, false), RESULT_OK);
	assert_content("");
}

static void a_large_file_is_read_whole_and_after_what_was_there(void **state)
{
	enum { SIZE = 100000 };
	uint8_t *content = malloc(SIZE);
	struct noise noise = noise_start(9);
	struct buffer buffer;
	(void)state;
	noise_fill(&noise, content, SIZE);
	assert_int_equal(file_write(path, (struct bytes){content, SIZE}, false), RESULT_OK);
	buffer_init(&buffer, SIZE + 2);
	assert_int_equal(buffer_append(&buffer, bytes_of_text("ab")), RESULT_OK);
	assert_int_equal(file_read(path, &buffer), RESULT_OK);
	assert_int_equal(buffer_bytes(&buffer).size, SIZE + 2);
	assert_memory_equal(buffer_bytes(&buffer).data + 2, content, SIZE);
	buffer_finish(&buffer);
	free(content);
}

static void a_file_over_the_limit_leaves_the_buffer_as_it_was(void **state)
{
	struct buffer buffer;
	(void)state;
	assert_int_equal(file_write(path, bytes_of_text("12345"), false), RESULT_OK);
	buffer_init(&buffer, 6);
	assert_int_equal(buffer_append(&buffer, bytes_of_text("ab")), RESULT_OK);
	assert_int_equal(file_read(path, &buffer), RESULT_TOO_LARGE);
	assert_true(bytes_are_equal(buffer_bytes(&buffer), bytes_of_text("ab")));
	buffer_finish(&buffer);
}

static void what_is_not_there_or_no_file_is_a_disk_failure(void **state)
{
	struct buffer buffer;
	char missing[400];
	(void)state;
	buffer_init(&buffer, 100);
	assert_int_equal(file_read(path, &buffer), RESULT_DISK);
	assert_int_equal(file_read(folder, &buffer), RESULT_DISK);
	snprintf(missing, sizeof missing, "%s/no/such/file", folder);
	assert_int_equal(file_write(missing, bytes_of_text("x"), false), RESULT_DISK);
	assert_int_equal(file_write(folder, bytes_of_text("x"), false), RESULT_DISK);
	assert_int_equal(buffer_bytes(&buffer).size, 0);
	buffer_finish(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_written_is_read, setup, teardown),
		cmocka_unit_test_setup_teardown(a_large_file_is_read_whole_and_after_what_was_there, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_over_the_limit_leaves_the_buffer_as_it_was, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_not_there_or_no_file_is_a_disk_failure, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What is posix's own: rights, and a disk that is full. */
#include "support/unit.h"

#include "base/file.h"
#include "support/child.h"
#include "support/folder.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

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

static int mode_of_file(void)
{
	struct stat stat_of;
	assert_int_equal(stat(path, &stat_of), 0);
	return stat_of.st_mode & 0777;
}

static void a_private_file_is_its_owners_alone(void **state)
{
	(void)state;
	assert_int_equal(file_write(path, bytes_of_text("open"), false), RESULT_OK);
	assert_int_equal(mode_of_file(), 0644);
	assert_int_equal(file_write(path, bytes_of_text("key"), true), RESULT_OK);
	assert_int_equal(mode_of_file(), 0600);
}

static void a_file_that_never_ends_is_too_large(void **state)
{
	struct buffer buffer;
	(void)state;
	buffer_init(&buffer, 6);
	assert_int_equal(buffer_append(&buffer, bytes_of_text("ab")), RESULT_OK);
	assert_int_equal(file_read("/dev/zero", &buffer), RESULT_TOO_LARGE);
	assert_int_equal(buffer_bytes(&buffer).size, 2);
	buffer_finish(&buffer);
}

static enum result write_with_limit(struct bytes content)
{
	struct rlimit limit = {1000, 1000};
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	return file_write(path, content, false);
}

static int write_large(void)
{
	static const uint8_t large[3000];
	return (int)write_with_limit((struct bytes){large, sizeof large});
}

static int write_small(void)
{
	return (int)write_with_limit(bytes_of_text("small"));
}

/* A disk that is full after 1000 bytes, as a limit of a child process. */
static void a_full_disk_leaves_the_old_file(void **state)
{
	(void)state;
	assert_int_equal(file_write(path, bytes_of_text("old"), false), RESULT_OK);
	assert_int_equal(child_exit(__func__, write_large), RESULT_DISK);
	assert_content("old");
	assert_int_equal(child_exit(__func__, write_small), RESULT_OK);
	assert_content("small");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_private_file_is_its_owners_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_that_never_ends_is_too_large, setup, teardown),
		cmocka_unit_test_setup_teardown(a_full_disk_leaves_the_old_file, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

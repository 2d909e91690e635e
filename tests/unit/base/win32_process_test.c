#include "support/unit.h"

#include "base/process.h"
#include "base/secret.h"
#include "support/child.h"

#include <windows.h>

#include <string.h>

static bool opens(DWORD access)
{
	HANDLE process = OpenProcess(access, FALSE, GetCurrentProcessId());
	if (process != NULL)
		CloseHandle(process);
	return process != NULL;
}

static int start_and_try_to_open(void)
{
	if (!opens(PROCESS_VM_READ))
		return 2; /* then the test shows nothing */
	if (secret_start() != RESULT_OK)
		return 3;
	/* WRITE_DAC, with which its owner could change that, is not asked for: Wine does not know the line for
	 * the owner's rights, Windows does. */
	if (opens(PROCESS_VM_READ) || opens(PROCESS_VM_WRITE) || opens(PROCESS_DUP_HANDLE))
		return 4;
	return opens(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE) ? 0 : 5;
}

static void a_started_program_hides_its_memory_from_others_of_its_user(void **state)
{
	(void)state;
	assert_int_equal(child_exit(__func__, start_and_try_to_open), 0);
}

static void the_file_that_runs_is_known(void **state)
{
	char path[2048], small[4];
	(void)state;
	assert_true(process_path(path, sizeof path));
	assert_non_null(strstr(path, "win32_process_test.exe"));
	assert_false(process_path(small, sizeof small));
}

static void arguments_come_as_utf8(void **state)
{
	int count = 0;
	char **words = NULL;
	(void)state;
	assert_int_equal(process_start(&count, &words), RESULT_OK);
	assert_true(count >= 1);
	assert_non_null(strstr(words[0], "win32_process_test"));
	assert_null(words[count]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_started_program_hides_its_memory_from_others_of_its_user),
		cmocka_unit_test(the_file_that_runs_is_known),
		cmocka_unit_test(arguments_come_as_utf8),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/unit.h"

#include "base/process.h"
#include "base/win32/library.h"
#include "support/child.h"

#include <wchar.h>

static void a_library_of_windows_comes_from_its_folder(void **state)
{
	wchar_t folder[MAX_PATH], path[MAX_PATH];
	(void)state;
	HMODULE library = library_open(L"wtsapi32.dll");
	assert_non_null(library);
	UINT units = GetSystemDirectoryW(folder, MAX_PATH);
	assert_true(GetModuleFileNameW(library, path, MAX_PATH) > units);
	assert_int_equal(_wcsnicmp(path, folder, units), 0);
	FreeLibrary(library);
}

static void put_beside_the_program(const wchar_t *name, wchar_t path[MAX_PATH])
{
	wchar_t real[MAX_PATH];
	GetModuleFileNameW(NULL, path, MAX_PATH);
	wcscpy(wcsrchr(path, L'\\') + 1, name);
	GetSystemDirectoryW(real, MAX_PATH);
	wcscat(real, L"\\wtsapi32.dll");
	assert_true(CopyFileW(real, path, FALSE));
}

/* Control: a bare name finds it there. */
static void what_lies_beside_the_program_is_not_loaded(void **state)
{
	static const wchar_t name[] = L"lotse-beside.dll";
	wchar_t path[MAX_PATH];
	(void)state;
	put_beside_the_program(name, path);
	HMODULE bare = LoadLibraryW(name);
	HMODULE ours = library_open(name);
	if (bare != NULL)
		FreeLibrary(bare);
	DeleteFileW(path);
	assert_non_null(bare);
	assert_null(ours);
}

static void a_name_that_is_too_long_is_none(void **state)
{
	wchar_t name[MAX_PATH + 1];
	(void)state;
	wmemset(name, L'a', MAX_PATH);
	name[MAX_PATH] = 0;
	assert_null(library_open(name));
}

/* As somebody has to open it who wants to rename or delete it. */
static DWORD open_to_rename(void)
{
	wchar_t path[MAX_PATH];
	GetModuleFileNameW(NULL, path, MAX_PATH);
	HANDLE file = CreateFileW(path, DELETE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
	                          OPEN_EXISTING, 0, NULL);
	DWORD error = file == INVALID_HANDLE_VALUE ? GetLastError() : 0;
	if (file != INVALID_HANDLE_VALUE)
		CloseHandle(file);
	return error;
}

static int start_and_try_to_rename(void)
{
	int count = 0;
	char **words = NULL;
	if (library_own_program() != NULL || open_to_rename() != 0)
		return 2; /* then the test shows nothing */
	if (process_start(&count, &words) != RESULT_OK || library_own_program() == NULL)
		return 3;
	return open_to_rename() == ERROR_SHARING_VIOLATION ? 0 : 4;
}

static void nobody_can_replace_the_file_that_runs(void **state)
{
	(void)state;
	assert_int_equal(child_exit(__func__, start_and_try_to_rename), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_library_of_windows_comes_from_its_folder),
		cmocka_unit_test(what_lies_beside_the_program_is_not_loaded),
		cmocka_unit_test(a_name_that_is_too_long_is_none),
		cmocka_unit_test(nobody_can_replace_the_file_that_runs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

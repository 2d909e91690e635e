/* This program is also what it tests against: "serve NAME" makes it the parent at a pipe, in a process of its
 * own. */
#include "support/unit.h"

#include "base/process.h"
#include "base/secret.h"
#include "program/win32/elevate_pipe.h"

/* after windows.h */
#include <aclapi.h>
#include <sddl.h>

#include <stdio.h>
#include <string.h>

static const char name[] = "00112233445566778899aabbccddeeff";
enum { PATIENCE_MS = 10000 };

/* --- the other process
 * ---------------------------------------------------------------------------------------- */

static int serve(const char *pipe_name)
{
	uint8_t said[] = {0, 0, 0, 3, 'k', 'e', 'y'}, word = 0;
	OVERLAPPED work = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
	HANDLE pipe = elevate_listen(pipe_name);
	if (pipe == INVALID_HANDLE_VALUE)
		return 2;
	if (!ConnectNamedPipe(pipe, &work) && GetLastError() == ERROR_IO_PENDING &&
	    WaitForSingleObject(work.hEvent, PATIENCE_MS) != WAIT_OBJECT_0)
		return 3;
	if (!elevate_move(pipe, false, said, sizeof said, NULL))
		return 4;
	return elevate_move(pipe, true, &word, 1, NULL) && word == ELEVATE_BACK ? 0 : 5;
}

static void own_path(wchar_t to[MAX_PATH])
{
	assert_true(GetModuleFileNameW(NULL, to, MAX_PATH) < MAX_PATH);
}

/* The same bytes in another file, as somebody could make them who wants to be taken for us. */
static void copy_path(wchar_t to[MAX_PATH])
{
	wchar_t own[MAX_PATH];
	own_path(own);
	own_path(to);
	wcscpy(wcsrchr(to, L'\\') + 1, L"lotse-elevate-copy.exe");
	assert_true(CopyFileW(own, to, FALSE));
}

static PROCESS_INFORMATION start(const wchar_t *path, const wchar_t *words, DWORD flags)
{
	wchar_t line[2 * MAX_PATH];
	STARTUPINFOW how = {.cb = sizeof how};
	PROCESS_INFORMATION child = {0};
	swprintf(line, sizeof line / sizeof *line, L"\"%ls\" %ls", path, words);
	assert_true(CreateProcessW(path, line, NULL, NULL, FALSE, flags, NULL, NULL, &how, &child));
	return child;
}

static DWORD end(PROCESS_INFORMATION *child)
{
	DWORD code = 99;
	if (WaitForSingleObject(child->hProcess, PATIENCE_MS) != WAIT_OBJECT_0)
		TerminateProcess(child->hProcess, 98);
	WaitForSingleObject(child->hProcess, PATIENCE_MS);
	GetExitCodeProcess(child->hProcess, &code);
	CloseHandle(child->hThread);
	CloseHandle(child->hProcess);
	return code;
}

/* --- whose program a process runs
 * ------------------------------------------------------------------------------ */

static bool is_own(const wchar_t *path)
{
	PROCESS_INFORMATION child = start(path, L"", CREATE_SUSPENDED);
	bool is_it = elevate_is_own_program(child.hProcess);
	TerminateProcess(child.hProcess, 0);
	end(&child);
	return is_it;
}

static void this_file_is_known_in_this_and_another_process(void **state)
{
	wchar_t path[MAX_PATH];
	(void)state;
	own_path(path);
	assert_true(elevate_is_own_program(GetCurrentProcess()));
	assert_true(is_own(path));
}

static void another_program_is_not_this_one(void **state)
{
	wchar_t path[MAX_PATH];
	(void)state;
	GetSystemDirectoryW(path, MAX_PATH);
	wcscat(path, L"\\notepad.exe");
	assert_false(is_own(path));
}

static void a_copy_of_this_file_is_not_this_one(void **state)
{
	wchar_t path[MAX_PATH];
	(void)state;
	copy_path(path);
	bool is_it = is_own(path);
	DeleteFileW(path);
	assert_false(is_it);
}

/* --- who may open the pipe
 * ------------------------------------------------------------------------------------- */

static PSID own_user(void)
{
	static BYTE room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
	HANDLE token = NULL;
	DWORD size = 0;
	assert_true(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token));
	assert_true(GetTokenInformation(token, TokenUser, room, sizeof room, &size));
	CloseHandle(token);
	return ((TOKEN_USER *)(void *)room)->User.Sid;
}

static void the_pipe_is_open_to_this_user_and_administrators_alone(void **state)
{
	BYTE administrators[SECURITY_MAX_SID_SIZE];
	DWORD size = sizeof administrators, revision = 0;
	SECURITY_DESCRIPTOR_CONTROL control = 0;
	PSECURITY_DESCRIPTOR all = NULL;
	PACL list = NULL;
	ACCESS_ALLOWED_ACE *first = NULL, *second = NULL;
	(void)state;
	HANDLE pipe = elevate_listen(name);
	assert_true(pipe != INVALID_HANDLE_VALUE);
	assert_int_equal(
		GetSecurityInfo(pipe, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, &list, NULL, &all),
		ERROR_SUCCESS);
	assert_non_null(list); /* none would be open to all */
	assert_int_equal(list->AceCount, 2);
	assert_true(GetSecurityDescriptorControl(all, &control, &revision));
	assert_true(control & SE_DACL_PROTECTED);
	assert_true(GetAce(list, 0, (void **)&first) && GetAce(list, 1, (void **)&second));
	assert_int_equal(first->Header.AceType, ACCESS_ALLOWED_ACE_TYPE);
	assert_int_equal(second->Header.AceType, ACCESS_ALLOWED_ACE_TYPE);
	assert_true(CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, administrators, &size));
	assert_true(EqualSid(&first->SidStart, own_user()));
	assert_true(EqualSid(&second->SidStart, administrators));
	LocalFree(all);
	CloseHandle(pipe);
}

static void a_name_that_is_taken_is_not_shared(void **state)
{
	(void)state;
	HANDLE pipe = elevate_listen(name);
	assert_true(pipe != INVALID_HANDLE_VALUE);
	assert_true(elevate_listen(name) == INVALID_HANDLE_VALUE);
	CloseHandle(pipe);
}

static void a_name_that_leads_elsewhere_is_refused(void **state)
{
	(void)state;
	assert_true(elevate_listen("../0112233445566778899aabbccddeef") == INVALID_HANDLE_VALUE);
	assert_true(elevate_listen("") == INVALID_HANDLE_VALUE);
}

/* --- whose secrets are taken
 * ----------------------------------------------------------------------------------- */

static enum result take_from(const wchar_t *path, DWORD *code)
{
	wchar_t words[80], pipe[ELEVATE_PATH_UNITS];
	uint8_t *data = NULL;
	size_t size = 0;
	struct elevated *elevated = NULL;
	swprintf(words, sizeof words / sizeof *words, L"serve %hs", name);
	PROCESS_INFORMATION child = start(path, words, 0);
	assert_true(elevate_path(name, pipe));
	for (ULONGLONG until_ms = GetTickCount64() + PATIENCE_MS; GetTickCount64() < until_ms;) {
		if (WaitNamedPipeW(pipe, PATIENCE_MS))
			break;
		Sleep(10);
	}
	enum result result = elevated_take(&elevated, name, &data, &size);
	if (result == RESULT_OK) {
		elevated_say_back(elevated);
		assert_int_equal(size, 3);
		assert_memory_equal(data, "key", 3);
		secret_destroy(data);
	} else {
		assert_null(data);
	}
	*code = end(&child);
	elevated_destroy(elevated);
	return result;
}

static void what_this_program_serves_is_taken(void **state)
{
	wchar_t path[MAX_PATH];
	DWORD code = 0;
	(void)state;
	own_path(path);
	assert_int_equal(take_from(path, &code), RESULT_OK);
	assert_int_equal(code, 0);
}

static void what_another_file_serves_is_refused(void **state)
{
	wchar_t path[MAX_PATH];
	DWORD code = 0;
	(void)state;
	copy_path(path);
	enum result result = take_from(path, &code);
	DeleteFileW(path);
	assert_int_equal(result, RESULT_REFUSED);
	assert_int_not_equal(code, 0);
}

int main(int count, char **words)
{
	if (process_start(&count, &words) != RESULT_OK)
		return 9;
	if (count == 3 && strcmp(words[1], "serve") == 0)
		return serve(words[2]);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(this_file_is_known_in_this_and_another_process),
		cmocka_unit_test(another_program_is_not_this_one),
		cmocka_unit_test(a_copy_of_this_file_is_not_this_one),
		cmocka_unit_test(the_pipe_is_open_to_this_user_and_administrators_alone),
		cmocka_unit_test(a_name_that_is_taken_is_not_shared),
		cmocka_unit_test(a_name_that_leads_elsewhere_is_refused),
		cmocka_unit_test(what_this_program_serves_is_taken),
		cmocka_unit_test(what_another_file_serves_is_refused),
	};
	if (secret_start() != RESULT_OK)
		return 9;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

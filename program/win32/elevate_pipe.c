#include "program/win32/elevate_pipe.h"

#include "base/win32/library.h"
#include "base/win32/wide.h"

/* after windows.h */
#include <sddl.h>

#include <stdio.h>
#include <string.h>

bool elevate_path(const char *name, wchar_t to[static ELEVATE_PATH_UNITS])
{
	if (strlen(name) != ELEVATE_NAME_DIGITS || strspn(name, "0123456789abcdef") != ELEVATE_NAME_DIGITS)
		return false;
	return swprintf(to, ELEVATE_PATH_UNITS, L"\\\\.\\pipe\\lotse-%hs", name) > 0;
}

/* Who may open it: this user, and administrators, since the one who is asked may be somebody else (they may
 * do everything here anyway). Nobody from another computer. */
static PSECURITY_DESCRIPTOR make_access(void)
{
	union {
		TOKEN_USER user;
		BYTE room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
	} about;
	HANDLE token = NULL;
	DWORD size = 0;
	wchar_t *sid = NULL, words[300];
	PSECURITY_DESCRIPTOR made = NULL;
	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
		return NULL;
	if (GetTokenInformation(token, TokenUser, &about, sizeof about, &size) &&
	    ConvertSidToStringSidW(about.user.User.Sid, &sid)) {
		swprintf(words, sizeof words / sizeof *words, L"D:P(A;;GRGW;;;%ls)(A;;GRGW;;;BA)", sid);
		if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(words, SDDL_REVISION_1, &made, NULL))
			made = NULL;
		LocalFree(sid);
	}
	CloseHandle(token);
	return made;
}

HANDLE elevate_listen(const char *name)
{
	enum { REJECT_REMOTE = 8 };
	wchar_t path[ELEVATE_PATH_UNITS];
	PSECURITY_DESCRIPTOR access = make_access();
	SECURITY_ATTRIBUTES attributes = {.nLength = sizeof attributes, .lpSecurityDescriptor = access};
	HANDLE pipe = INVALID_HANDLE_VALUE;
	if (access != NULL && elevate_path(name, path))
		pipe = CreateNamedPipeW(
			path, PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE | FILE_FLAG_OVERLAPPED,
			PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | REJECT_REMOTE, 1, 4096, 4096, 0, &attributes);
	LocalFree(access);
	return pipe;
}

static bool identify(const wchar_t *path, BY_HANDLE_FILE_INFORMATION *out)
{
	HANDLE file = CreateFileW(path, 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
	                          OPEN_EXISTING, 0, NULL);
	if (file == INVALID_HANDLE_VALUE)
		return false;
	bool is_known = GetFileInformationByHandle(file, out) != 0;
	CloseHandle(file);
	return is_known;
}

static bool identify_program(HANDLE process, BY_HANDLE_FILE_INFORMATION *out)
{
	wchar_t path[WIDE_PATH_MAX];
	DWORD units = WIDE_PATH_MAX;
	return QueryFullProcessImageNameW(process, 0, path, &units) && identify(path, out);
}

bool elevate_is_own_program(HANDLE process)
{
	BY_HANDLE_FILE_INFORMATION own, other;
	HANDLE held = library_own_program(); /* nobody has put another file in its place since */
	return held != NULL && GetFileInformationByHandle(held, &own) && identify_program(process, &other) &&
	       own.dwVolumeSerialNumber == other.dwVolumeSerialNumber &&
	       own.nFileIndexHigh == other.nFileIndexHigh && own.nFileIndexLow == other.nFileIndexLow;
}

static bool move_some(HANDLE pipe, bool is_read, uint8_t *data, DWORD size, HANDLE stop, DWORD *moved)
{
	OVERLAPPED work = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
	if (work.hEvent == NULL)
		return false;
	bool is_done =
		is_read ? ReadFile(pipe, data, size, NULL, &work) : WriteFile(pipe, data, size, NULL, &work);
	bool is_under_way = is_done || GetLastError() == ERROR_IO_PENDING;
	if (is_under_way && !is_done) {
		HANDLE on[] = {work.hEvent, stop};
		if (WaitForMultipleObjects(stop != NULL ? 2 : 1, on, FALSE, INFINITE) != WAIT_OBJECT_0)
			CancelIo(pipe);
	}
	bool is_moved = is_under_way && GetOverlappedResult(pipe, &work, moved, TRUE) && *moved > 0;
	CloseHandle(work.hEvent);
	return is_moved;
}

bool elevate_move(HANDLE pipe, bool is_read, void *data, DWORD size, HANDLE stop)
{
	DWORD moved = 0;
	for (DWORD at = 0; at < size; at += moved) {
		if (!move_some(pipe, is_read, (uint8_t *)data + at, size - at, stop, &moved))
			return false;
	}
	return true;
}

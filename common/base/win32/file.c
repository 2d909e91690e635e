#include "base/file.h"

#include "base/win32/wide.h"

#include <windows.h>
/* after windows.h */
#include <sddl.h>

/* Who made it, the system and the administrators; nothing comes from the folder. */
static const wchar_t private_access[] = L"D:P(A;;FA;;;OW)(A;;FA;;;SY)(A;;FA;;;BA)";

/* Until the end: the size may change meanwhile. */
static enum result append_all(HANDLE file, struct buffer *into)
{
	uint8_t chunk[16384];
	for (;;) {
		DWORD got = 0;
		if (!ReadFile(file, chunk, sizeof chunk, &got, NULL))
			return RESULT_DISK;
		if (got == 0)
			return RESULT_OK;
		enum result result = buffer_append(into, (struct bytes){chunk, got});
		if (result != RESULT_OK)
			return result;
	}
}

enum result file_read(const char *path, struct buffer *into)
{
	wchar_t wide[WIDE_PATH_MAX];
	size_t size_before = into->size_bytes;
	if (!wide_from_text(wide, WIDE_PATH_MAX, path))
		return RESULT_DISK;
	HANDLE file = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
	                          NULL, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, NULL);
	if (file == INVALID_HANDLE_VALUE)
		return RESULT_DISK;
	enum result result = append_all(file, into);
	CloseHandle(file);
	if (result != RESULT_OK)
		into->size_bytes = size_before; /* a half file is no file */
	return result;
}

static bool write_all(HANDLE file, struct bytes content)
{
	while (content.size > 0) {
		DWORD put = 0;
		DWORD size = content.size > 1 << 20 ? 1 << 20 : (DWORD)content.size;
		if (!WriteFile(file, content.data, size, &put, NULL))
			return false;
		content.data += put;
		content.size -= put;
	}
	return FlushFileBuffers(file) != 0;
}

/* A new file beside the one that is to be replaced; its name goes to `fresh`. */
static HANDLE create_beside(const wchar_t *path, wchar_t *fresh, bool is_private)
{
	SECURITY_ATTRIBUTES access = {.nLength = sizeof access};
	HANDLE file = INVALID_HANDLE_VALUE;
	if (is_private && !ConvertStringSecurityDescriptorToSecurityDescriptorW(
						  private_access, SDDL_REVISION_1, &access.lpSecurityDescriptor, NULL))
		return file;
	for (unsigned try = 0; try < 100 && file == INVALID_HANDLE_VALUE; try++) {
		unsigned mark = GetCurrentThreadId() * 100 + try;
		if (_snwprintf(fresh, WIDE_PATH_MAX, L"%ls.%08x", path, mark) >= WIDE_PATH_MAX - 1)
			break;
		file = CreateFileW(fresh, GENERIC_WRITE, 0, is_private ? &access : NULL, CREATE_NEW,
		                   FILE_ATTRIBUTE_NORMAL, NULL);
		if (file == INVALID_HANDLE_VALUE && GetLastError() != ERROR_FILE_EXISTS)
			break;
	}
	if (access.lpSecurityDescriptor != NULL)
		LocalFree(access.lpSecurityDescriptor);
	return file;
}

enum result file_write(const char *path, struct bytes content, bool is_private)
{
	wchar_t wide[WIDE_PATH_MAX], fresh[WIDE_PATH_MAX];
	if (!wide_from_text(wide, WIDE_PATH_MAX, path))
		return RESULT_DISK;
	HANDLE file = create_beside(wide, fresh, is_private);
	if (file == INVALID_HANDLE_VALUE)
		return RESULT_DISK;
	bool is_done = write_all(file, content);
	is_done = CloseHandle(file) && is_done;
	is_done = is_done && MoveFileExW(fresh, wide, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH);
	if (is_done)
		return RESULT_OK;
	DeleteFileW(fresh);
	return RESULT_DISK;
}

bool file_is_there(const char *path)
{
	wchar_t wide[WIDE_PATH_MAX];
	return !wide_from_text(wide, WIDE_PATH_MAX, path) ||
	       GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES || GetLastError() != ERROR_FILE_NOT_FOUND;
}

/* The child's end of program/elevate.h. */
#include "base/log.h"
#include "base/secret.h"
#include "program/win32/elevate_pipe.h"

#include <stdlib.h>

enum { TRY_EACH_MS = 100 };

struct elevated {
	HANDLE pipe;
};

/* The server must not act in our name, whoever it is: it may only learn who we are. */
static HANDLE connect_to(const wchar_t *path)
{
	const DWORD flags = SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION | FILE_FLAG_OVERLAPPED;
	for (ULONGLONG until_ms = GetTickCount64() + ELEVATE_PATIENCE_MS; GetTickCount64() < until_ms;) {
		HANDLE pipe = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, flags, NULL);
		if (pipe != INVALID_HANDLE_VALUE || GetLastError() != ERROR_PIPE_BUSY)
			return pipe;
		Sleep(TRY_EACH_MS); /* somebody else tries his luck */
	}
	return INVALID_HANDLE_VALUE;
}

static bool is_parent(HANDLE pipe)
{
	ULONG id = 0;
	if (!GetNamedPipeServerProcessId(pipe, &id))
		return false;
	HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
	bool is_own = process != NULL && elevate_is_own_program(process);
	if (process != NULL)
		CloseHandle(process);
	return is_own;
}

static enum result receive(HANDLE pipe, uint8_t **data, size_t *size)
{
	uint8_t head[4];
	if (!elevate_move(pipe, true, head, sizeof head, NULL))
		return RESULT_LOST;
	DWORD wanted = (DWORD)head[0] << 24 | (DWORD)head[1] << 16 | (DWORD)head[2] << 8 | head[3];
	if (wanted == 0 || wanted > ELEVATE_BYTES_MAX)
		return RESULT_BAD_FRAME;
	uint8_t *got = secret_create(wanted);
	if (got == NULL)
		return RESULT_OUT_OF_MEMORY;
	if (!elevate_move(pipe, true, got, wanted, NULL)) {
		secret_destroy(got);
		return RESULT_LOST;
	}
	*data = got;
	*size = wanted;
	return RESULT_OK;
}

enum result elevated_take(struct elevated **out, const char *name, uint8_t **data, size_t *size)
{
	wchar_t path[ELEVATE_PATH_UNITS];
	if (!elevate_path(name, path))
		return RESULT_BAD_ARGUMENT;
	struct elevated *elevated = calloc(1, sizeof *elevated);
	if (elevated == NULL)
		return RESULT_OUT_OF_MEMORY;
	elevated->pipe = connect_to(path);
	enum result result = elevated->pipe == INVALID_HANDLE_VALUE ? RESULT_NOT_REACHABLE
	                     : !is_parent(elevated->pipe)           ? RESULT_REFUSED
	                                                            : receive(elevated->pipe, data, size);
	log_info("program", "the session of the other process: %s", result_name(result));
	if (result == RESULT_OK)
		*out = elevated;
	else
		elevated_destroy(elevated);
	return result;
}

void elevated_say_back(struct elevated *elevated)
{
	uint8_t word = ELEVATE_BACK;
	elevate_move(elevated->pipe, false, &word, 1, NULL);
}

void elevated_destroy(struct elevated *elevated)
{
	if (elevated == NULL)
		return;
	if (elevated->pipe != INVALID_HANDLE_VALUE)
		CloseHandle(elevated->pipe);
	free(elevated);
}

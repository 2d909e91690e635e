/* What both ends of program/elevate.h have in common: the pipe's name, and whether a process is this program.
 * Any thread. */
#ifndef LOTSE_PROGRAM_WIN32_ELEVATE_PIPE_H
#define LOTSE_PROGRAM_WIN32_ELEVATE_PIPE_H

#include "program/elevate.h"

/* before the rest of Windows */
#include <windows.h>

enum {
	ELEVATE_PATH_UNITS = 80,
	ELEVATE_PATIENCE_MS = 20000, /* for the other process to come */
	ELEVATE_BYTES_MAX = 1 << 20,
	ELEVATE_BACK = 'B', /* the child's only word */
};

/* The pipe's path of a name of ELEVATE_NAME_DIGITS hex digits; false: that is none. */
bool elevate_path(const char *name, wchar_t to[static ELEVATE_PATH_UNITS]);

/* The parent's end of the pipe of that name: overlapped, the first one of its name, for one client. Who may
 * open it: this user and administrators, nobody from another computer. INVALID_HANDLE_VALUE: none. */
HANDLE elevate_listen(const char *name);

/* Whether the very file that this process runs, held since process_start, is what that one runs. */
bool elevate_is_own_program(HANDLE process);

/* Reads or writes exactly so many bytes of an overlapped pipe; false: it is broken, or one of the `stops` was
 * signalled (NULL: none). */
bool elevate_move(HANDLE pipe, bool is_read, void *data, DWORD size, HANDLE stop);

#endif

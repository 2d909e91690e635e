/* Windows' own libraries and the file that runs, from where nobody without an administrator's rights can put
 * something else. Only in win32/ folders. Any thread. */
#ifndef LOTSE_BASE_WIN32_LIBRARY_H
#define LOTSE_BASE_WIN32_LIBRARY_H

#include <windows.h>

/* Loads a library of Windows by its full path in the system's folder, on every Windows: a bare name would be
 * looked for beside the program first on a Windows 7 that was never updated. NULL: this Windows has it not.
 * FreeLibrary. */
HMODULE library_open(const wchar_t *name);

/* The file that this process runs, held since process_start so that nobody can rename, replace or delete it
 * meanwhile. Not to be closed. NULL: it could not be opened. */
HANDLE library_own_program(void);

/* For process_start, once. */
void library_hold_own_program(void);

#endif

/* A folder of a test's own, empty at first. Implemented in posix/ and win32/. */
#ifndef LOTSE_TESTS_SUPPORT_FOLDER_H
#define LOTSE_TESTS_SUPPORT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

/* Its path; false if none can be made. */
bool folder_make(char *to, size_t room);

/* Takes a file away, if it is there. */
void folder_drop_file(const char *file);

/* Takes it away; false if something is in it. */
bool folder_remove(const char *path);

#endif

/* Where both processes say what happens: standard error, which may be a file. Main thread. */
#ifndef LOTSE_RELAY_LOG_FILE_H
#define LOTSE_RELAY_LOG_FILE_H

#include <stdbool.h>

/* Standard error is that file from now on ("stderr": it stays what it is). Also again, when the file was
 * moved away. As root, it becomes the user's, who can then open it again. False: it can't be opened, and
 * nothing has changed. */
bool log_file_open(const char *path, const char *user);

#endif

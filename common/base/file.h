/* Small files, whole: keys, lists, notices, configuration. Any thread. */
#ifndef LOTSE_BASE_FILE_H
#define LOTSE_BASE_FILE_H

#include "base/buffer.h"

/* Appends the file to `into` (whose limit bounds it). RESULT_DISK, RESULT_TOO_LARGE, RESULT_OUT_OF_MEMORY. */
enum result file_read(const char *path, struct buffer *into);

/* Whether anything has that name, readable or not; true also where that can't be known. */
bool file_is_there(const char *path);

/* Replaces the file at once or not at all (a new file, then a rename); `is_private`: for its owner alone
 * (0600). RESULT_DISK. */
enum result file_write(const char *path, struct bytes content, bool is_private);

#endif

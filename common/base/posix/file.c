#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ssize_t read_some(int descriptor, void *to, size_t size)
{
	ssize_t got;
	do
		got = read(descriptor, to, size);
	while (got < 0 && errno == EINTR);
	return got;
}

/* Until the end: the size that a file claims may be 0 (/proc) or change meanwhile. */
static enum result append_all(int descriptor, struct buffer *into)
{
	uint8_t chunk[16384];
	for (;;) {
		ssize_t got = read_some(descriptor, chunk, sizeof chunk);
		if (got <= 0)
			return got < 0 ? RESULT_DISK : RESULT_OK;
		enum result result = buffer_append(into, (struct bytes){chunk, (size_t)got});
		if (result != RESULT_OK)
			return result;
	}
}

enum result file_read(const char *path, struct buffer *into)
{
	size_t size_before = into->size_bytes;
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	if (descriptor < 0)
		return RESULT_DISK;
	enum result result = append_all(descriptor, into);
	close(descriptor);
	if (result != RESULT_OK)
		into->size_bytes = size_before; /* a half file is no file */
	return result;
}

static bool write_all(int descriptor, struct bytes content)
{
	while (content.size > 0) {
		ssize_t put = write(descriptor, content.data, content.size);
		if (put < 0 && errno != EINTR)
			return false;
		if (put > 0) {
			content.data += put;
			content.size -= (size_t)put;
		}
	}
	return fsync(descriptor) == 0;
}

/* So that the new name survives a power cut; a folder that can't be synced has its file none the less. */
static void sync_folder_of(const char *path)
{
	char copy[PATH_MAX];
	snprintf(copy, sizeof copy, "%s", path);
	int descriptor = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (descriptor < 0)
		return;
	fsync(descriptor);
	close(descriptor);
}

enum result file_write(const char *path, struct bytes content, bool is_private)
{
	char fresh[PATH_MAX];
	int size = snprintf(fresh, sizeof fresh, "%s.XXXXXX", path);
	if (size < 0 || size >= (int)sizeof fresh)
		return RESULT_DISK;
	int descriptor = mkostemp(fresh, O_CLOEXEC); /* 0600 from its first moment */
	if (descriptor < 0)
		return RESULT_DISK;
	bool is_done = write_all(descriptor, content) && (is_private || fchmod(descriptor, 0644) == 0);
	is_done = close(descriptor) == 0 && is_done;
	is_done = is_done && rename(fresh, path) == 0;
	if (!is_done) {
		unlink(fresh);
		return RESULT_DISK;
	}
	sync_folder_of(path);
	return RESULT_OK;
}

bool file_is_there(const char *path)
{
	struct stat found;
	return lstat(path, &found) == 0 || errno != ENOENT;
}

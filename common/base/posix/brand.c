#include "base/brand.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum result read_block(int descriptor, struct buffer *into)
{
	uint8_t end[BRAND_END_BYTES];
	struct stat file;
	if (fstat(descriptor, &file) < 0 || file.st_size < BRAND_END_BYTES)
		return RESULT_DISK;
	off_t before_end = file.st_size - BRAND_END_BYTES;
	if (pread(descriptor, end, sizeof end, before_end) != (ssize_t)sizeof end)
		return RESULT_DISK;
	size_t size = brand_size_at_end(end);
	if (size == 0)
		return RESULT_NEED_MORE;
	if (before_end < (off_t)size)
		return RESULT_DISK;
	uint8_t *to = buffer_reserve(into, size);
	if (!to)
		return into->limit_bytes - into->size_bytes < size ? RESULT_TOO_LARGE : RESULT_OUT_OF_MEMORY;
	if (pread(descriptor, to, size, before_end - (off_t)size) != (ssize_t)size)
		return RESULT_DISK;
	buffer_commit(into, size);
	return RESULT_OK;
}

enum result brand_read(struct buffer *into)
{
	int descriptor = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	if (descriptor < 0)
		return RESULT_DISK;
	enum result result = read_block(descriptor, into);
	close(descriptor);
	return result;
}

/* A mapping: pages of content, with the size right before the copy and the copy at their end; then a page
 * without any rights. */
#include "support/guarded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_bytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t content_bytes(size_t size)
{
	size_t page = page_bytes();
	return (sizeof size + size + page - 1) / page * page;
}

uint8_t *guarded_copy(struct bytes bytes)
{
	size_t content = content_bytes(bytes.size);
	uint8_t *start =
		mmap(NULL, content + page_bytes(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (start == MAP_FAILED || mprotect(start + content, page_bytes(), PROT_NONE) != 0) {
		perror("guarded_copy");
		abort();
	}
	uint8_t *copy = start + content - bytes.size;
	memcpy(copy - sizeof bytes.size, &bytes.size, sizeof bytes.size);
	if (bytes.size > 0)
		memcpy(copy, bytes.data, bytes.size);
	return copy;
}

void guarded_free(uint8_t *copy)
{
	size_t size;
	if (copy == NULL)
		return;
	memcpy(&size, copy - sizeof size, sizeof size);
	munmap(copy + size - content_bytes(size), content_bytes(size) + page_bytes());
}

/* A reservation: pages of content, with the size right before the copy and the copy at their end; then a page
 * without any rights. */
#include "support/guarded.h"

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t page_bytes(void)
{
	SYSTEM_INFO info;
	GetSystemInfo(&info);
	return info.dwPageSize;
}

static size_t content_bytes(size_t size)
{
	size_t page = page_bytes();
	return (sizeof size + size + page - 1) / page * page;
}

uint8_t *guarded_copy(struct bytes bytes)
{
	size_t content = content_bytes(bytes.size);
	uint8_t *start = VirtualAlloc(NULL, content + page_bytes(), MEM_RESERVE, PAGE_NOACCESS);
	if (start == NULL || VirtualAlloc(start, content, MEM_COMMIT, PAGE_READWRITE) == NULL) {
		fprintf(stderr, "guarded_copy: no memory\n");
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
	VirtualFree(copy + size - content_bytes(size), 0, MEM_RELEASE);
}

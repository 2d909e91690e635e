#include "support/heap.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { REGION_BYTES_MAX = 64 << 20 }; /* what is larger is a sanitizer's own */

/* Without the sanitizers' looks: it reads what is freed, too, and what was never anybody's. */
__attribute__((no_sanitize_address, no_sanitize_thread)) static bool has(const volatile uint8_t *at,
                                                                         size_t room, const uint8_t *bytes,
                                                                         size_t size)
{
	for (size_t i = 0; i + size <= room; i++) {
		size_t k = 0;
		while (k < size && at[i + k] == bytes[k])
			k++;
		if (k == size)
			return true;
	}
	return false;
}

/* The next region that is nobody's file and no stack. */
static bool next_region(FILE *maps, uintptr_t *start, uintptr_t *end)
{
	char line[512], rights[8], path[256];
	while (fgets(line, sizeof line, maps) != NULL) {
		unsigned long from, to;
		path[0] = 0;
		if (sscanf(line, "%lx-%lx %7s %*s %*s %*s %255s", &from, &to, rights, path) < 3)
			continue;
		bool is_heap = path[0] == 0 || strcmp(path, "[heap]") == 0;
		if (!is_heap || strncmp(rights, "rw", 2) != 0 || to - from > REGION_BYTES_MAX)
			continue;
		*start = from;
		*end = to;
		return true;
	}
	return false;
}

bool heap_can_be_read(void)
{
	return true;
}

bool heap_has(const void *bytes, size_t size)
{
	uintptr_t start, end;
	bool is_found = false;
	FILE *maps = fopen("/proc/self/maps", "r");
	while (maps != NULL && !is_found && next_region(maps, &start, &end))
		is_found = has((const volatile uint8_t *)start, end - start, bytes, size);
	if (maps != NULL)
		fclose(maps);
	return is_found;
}

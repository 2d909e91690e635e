/* Looks for bytes in this program's own heap: for tests that something was wiped. Any thread. */
#ifndef LOTSE_TESTS_SUPPORT_HEAP_H
#define LOTSE_TESTS_SUPPORT_HEAP_H

#include <stdbool.h>
#include <stddef.h>

/* Whether there is one that can be looked at on this system. */
bool heap_can_be_read(void);

/* Whether `bytes` are in it. What is looked for must not be on the heap itself. */
bool heap_has(const void *bytes, size_t size);

#endif

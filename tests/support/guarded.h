/*
 * Copies of bytes that end exactly at a page that can't be read: a decoder that looks one byte too far ends
 * the test there and then, in every build. Any thread.
 */
#ifndef LOTSE_TESTS_SUPPORT_GUARDED_H
#define LOTSE_TESTS_SUPPORT_GUARDED_H

#include "base/bytes.h"

/* A copy whose last byte is the last one of its page; never NULL, not even for an empty one (then the pointer
 * itself may not be read). Freed by guarded_free. Out of memory ends the program. */
uint8_t *guarded_copy(struct bytes bytes);

/* Frees a copy; fine with NULL. */
void guarded_free(uint8_t *copy);

#endif

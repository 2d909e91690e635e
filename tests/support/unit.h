/* What every unit test includes first: cmocka with what it needs. */
#ifndef LOTSE_TESTS_SUPPORT_UNIT_H
#define LOTSE_TESTS_SUPPORT_UNIT_H

/* clang-format off: cmocka wants these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
/* clang-format on */

#include "base/bytes.h"

/* Where `what` begins in memory; NULL if it is not there. */
static inline const uint8_t *unit_find(const void *in, size_t in_bytes, const void *what, size_t what_bytes)
{
	return bytes_find((struct bytes){in, in_bytes}, (struct bytes){what, what_bytes});
}

#endif

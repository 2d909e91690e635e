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

#endif

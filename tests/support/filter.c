/* Part of every unit test: LOTSE_TEST_FILTER, if set, chooses the cases by a pattern with * and ?. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

__attribute__((constructor)) static void filter_set(void)
{
	const char *pattern = getenv("LOTSE_TEST_FILTER");
	if (pattern != NULL && pattern[0] != '\0')
		cmocka_set_test_filter(pattern);
}

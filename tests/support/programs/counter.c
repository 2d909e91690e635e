/*
 * Linked into the robots with -Wl,--wrap=guess_number_spend: says "judged" on standard output each time that
 * the master is about to compare a joiner's tag, which is what a guess costs. Compiled with COUNTER_CARELESS
 * it takes the counting out: the control of the tests about guesses.
 */
#include "secure/guess.h"

#include <stdio.h>

/* --wrap gives this name to the real one. */
bool __real_guess_number_spend(struct guess_number *number);
bool __wrap_guess_number_spend(struct guess_number *number);

bool __wrap_guess_number_spend(struct guess_number *number)
{
#ifdef COUNTER_CARELESS
	(void)number;
	bool may_compare = true;
#else
	bool may_compare = __real_guess_number_spend(number);
#endif
	if (may_compare)
		puts("judged");
	return may_compare;
}

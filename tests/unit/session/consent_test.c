#include "support/unit.h"

#include "session/consent.h"

/* The whole table, written out: rows are states, columns steps; -1: refused, and the state stays. */

static const int expected[CONSENT_COUNT][STEP_COUNT] = {
	/*                    seal             master profile  joiner profile     decline        admit refuse
       leave */
	[CONSENT_NONE] = {CONSENT_SEALED, -1, -1, -1, -1, -1, CONSENT_OVER},
	[CONSENT_SEALED] = {-1, CONSENT_ASKED, -1, -1, -1, -1, CONSENT_OVER},
	[CONSENT_ASKED] = {-1, -1, CONSENT_ACCEPTED, CONSENT_OVER, -1, CONSENT_OVER, CONSENT_OVER},
	[CONSENT_ACCEPTED] = {-1, -1, -1, -1, CONSENT_IN, CONSENT_OVER, CONSENT_OVER},
	[CONSENT_IN] = {-1, -1, -1, -1, -1, CONSENT_OVER, CONSENT_OVER},
	[CONSENT_OVER] = {-1, -1, -1, -1, -1, -1, CONSENT_OVER},
};

static void each_step_counts_only_when_it_is_its_turn(void **state)
{
	(void)state;
	for (int from = 0; from < CONSENT_COUNT; from++) {
		for (int step = 0; step < STEP_COUNT; step++) {
			enum consent consent = (enum consent)from;
			enum result result = consent_take(&consent, (enum consent_step)step);
			int to = expected[from][step];
			assert_int_equal(result, to < 0 ? RESULT_BAD_FRAME : RESULT_OK);
			assert_int_equal(consent, to < 0 ? from : to);
		}
	}
}

static void nobody_is_in_without_seal_profile_accept_and_admit(void **state)
{
	(void)state;
	static const enum consent_step order[] = {STEP_SEAL, STEP_MASTER_PROFILE, STEP_JOINER_PROFILE,
	                                          STEP_ADMIT};

	for (int left_out = 0; left_out < 4; left_out++) {
		enum consent consent = CONSENT_NONE;
		for (int i = 0; i < 4; i++) {
			if (i != left_out)
				(void)consent_take(&consent, order[i]);
		}
		assert_int_not_equal(consent, CONSENT_IN);
	}
	enum consent consent = CONSENT_NONE;
	for (int i = 0; i < 4; i++)
		assert_int_equal(consent_take(&consent, order[i]), RESULT_OK);
	assert_int_equal(consent, CONSENT_IN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_step_counts_only_when_it_is_its_turn),
		cmocka_unit_test(nobody_is_in_without_seal_profile_accept_and_admit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

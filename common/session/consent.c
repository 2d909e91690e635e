#include "session/consent.h"

/* What each step leads to; CONSENT_NONE where it is not its turn. */
static const enum consent next[CONSENT_COUNT][STEP_COUNT] = {
	[CONSENT_NONE] = {[STEP_SEAL] = CONSENT_SEALED, [STEP_LEAVE] = CONSENT_OVER},
	[CONSENT_SEALED] = {[STEP_MASTER_PROFILE] = CONSENT_ASKED, [STEP_LEAVE] = CONSENT_OVER},
	[CONSENT_ASKED] = {[STEP_JOINER_PROFILE] = CONSENT_ACCEPTED,
                       [STEP_DECLINE] = CONSENT_OVER,
                       [STEP_REFUSE] = CONSENT_OVER,
                       [STEP_LEAVE] = CONSENT_OVER},
	[CONSENT_ACCEPTED] =
		{[STEP_ADMIT] = CONSENT_IN, [STEP_REFUSE] = CONSENT_OVER, [STEP_LEAVE] = CONSENT_OVER},
	[CONSENT_IN] = {[STEP_REFUSE] = CONSENT_OVER, [STEP_LEAVE] = CONSENT_OVER},
	[CONSENT_OVER] = {[STEP_LEAVE] = CONSENT_OVER},
};

enum result consent_take(enum consent *consent, enum consent_step step)
{
	if (next[*consent][step] == CONSENT_NONE)
		return RESULT_BAD_FRAME;
	*consent = next[*consent][step];
	return RESULT_OK;
}

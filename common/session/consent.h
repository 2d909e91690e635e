/*
 * The order in which two people come together, as pure state (DESIGN: PROFILE,
 * Accept, admit, choose). Nothing about the joiner's computer is said before
 * Accept, and nobody is in before the master's yes. The same table serves both
 * ends; what does not fit is refused. Thread: net.
 */
#ifndef LOTSE_SESSION_CONSENT_H
#define LOTSE_SESSION_CONSENT_H

#include "base/result.h"

enum consent {
	CONSENT_NONE,     /* no sealed channel yet */
	CONSENT_SEALED,   /* there is one; nobody has said who he is */
	CONSENT_ASKED,    /* the master's PROFILE is with the joiner, who reads the notice */
	CONSENT_ACCEPTED, /* the joiner's PROFILE is with the master */
	CONSENT_IN,       /* admitted */
	CONSENT_OVER,     /* declined, refused or left */
	CONSENT_COUNT
};

enum consent_step {
	STEP_SEAL,           /* the handshake has succeeded */
	STEP_MASTER_PROFILE, /* sent by the master, arrived at the joiner */
	STEP_JOINER_PROFILE, /* the joiner accepts */
	STEP_DECLINE,        /* the joiner refuses */
	STEP_ADMIT,          /* the master says yes */
	STEP_REFUSE,         /* the master says no, or sends away */
	STEP_LEAVE,          /* either is gone */
	STEP_COUNT
};

/* Takes a step. RESULT_BAD_FRAME, and nothing changes, when it is not its turn. */
enum result consent_take(enum consent *consent, enum consent_step step);

#endif

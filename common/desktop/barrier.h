/* What stands between remote input and this computer, though the person here allows it: the system's own
 * rules. */
#ifndef LOTSE_DESKTOP_BARRIER_H
#define LOTSE_DESKTOP_BARRIER_H

enum barrier {
	BARRIER_NONE,
	BARRIER_RIGHTS, /* a window of higher rights than ours is in front: nothing that we inject would reach it.
	                    Or one that is not in front was clicked at (backend.h's `refused`) */
	BARRIER_QUESTION, /* the system asks a security question, or is locked, on a screen of its own: it can't
	                     be seen either */
	BARRIER_HAND,     /* the person here uses mouse or keyboard: remote input waits until that has rested for
	                     GUARD_YIELD_MS */
	BARRIER_COUNT
};

#endif

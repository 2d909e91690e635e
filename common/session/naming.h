/*
 * What everybody else is called here: the one place where a name from outside
 * enters the engine. A name that misleads (wire/person_name.h), or that is the
 * relay's or a part's, is replaced by a neutral one; a second one of the same
 * looks gets a number. Thread: net.
 */
#ifndef LOTSE_SESSION_NAMING_H
#define LOTSE_SESSION_NAMING_H

#include "session/roster.h"
#include "wire/person_name.h"

struct naming {
	const struct roster *roster; /* who is here already */
	const char *own;             /* what the others call the participant itself; NULL: not known */
	const char *relay;           /* its host; NULL: none */
};

/* Gives the person a name and a computer, as that one says them. */
void naming_take(const struct naming *naming, struct person *person, const char *name, const char *computer);

/* What the person here typed, or the computer calls him, as others may be told it. */
void naming_own(char to[static PARTICIPANT_NAME_BYTES], const char *name);

#endif

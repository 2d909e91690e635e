/* What a joiner makes of who asks: a value; operator.h fills it. */
#ifndef LOTSE_SESSION_OPERATOR_SEEN_H
#define LOTSE_SESSION_OPERATOR_SEEN_H

#include "wire/operator_certificate.h"

enum { OPERATOR_TYPED_DIGITS = 7 };

struct operator_seen {
	enum operator_trust trust;
	char name[OPERATOR_NAME_BYTES], company[OPERATOR_NAME_BYTES];
	bool must_type;                             /* the number came by a link, and nobody has typed its end */
	char number_end[OPERATOR_TYPED_DIGITS + 1]; /* "": there is none to compare with */
};

#endif

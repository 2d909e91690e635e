/*
 * The one list of failures: a code, words for a person, and what to do next.
 *
 * Everything that can fail returns an enum result. Detail (addresses, numbers)
 * is logged once where it is known; only the code travels; the window shows
 * its words once. Any thread.
 */
#ifndef LOTSE_BASE_RESULT_H
#define LOTSE_BASE_RESULT_H

#include "base/result_list.h"

enum result {
#define RESULT(code, en_words, en_next, de_words, de_next) code,
	RESULT_LIST
#undef RESULT
		RESULT_COUNT
};

/* What happened, as a sentence in the person's language (text.h). Static; never NULL. */
const char *result_words(enum result result);

/* What to do next, as a sentence in the person's language; "" where nothing can be done. Static; never NULL.
 */
const char *result_next_step(enum result result);

/* The code's own name ("RESULT_BAD_FRAME"), for logs and tests. Static; never NULL. */
const char *result_name(enum result result);

#endif

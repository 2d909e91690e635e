/* What can be wrong with a sentence in two languages, found by looking at it. Any thread. */
#ifndef LOTSE_TESTS_SUPPORT_SENTENCES_H
#define LOTSE_TESTS_SUPPORT_SENTENCES_H

#include <stdbool.h>

/* Whether both take the same printf arguments in the same order. */
bool sentences_take_the_same(const char *a, const char *b);

/* Whether it is well-formed UTF-8. */
bool sentences_are_utf8(const char *text);

/* Where a German sentence has a word that is mostly written by people without umlauts on their keyboard; NULL
 * if it has none. */
const char *sentences_find_missing_umlaut(const char *text);

#endif

#include "base/result.h"

#include "base/text.h"

struct entry {
	const char *name;
	const char *words[2]; /* by enum text_language */
	const char *next_step[2];
};

static const struct entry entries[RESULT_COUNT] = {
#define RESULT(code, en_words, en_next, de_words, de_next)                                                   \
	[code] = {#code, {en_words, de_words}, {en_next, de_next}},
	RESULT_LIST
#undef RESULT
};

/* A code that is not in the list can only come from a mistake of ours; a person still gets a sentence. */
static const struct entry *entry_of(enum result result)
{
	return (int)result >= 0 && result < RESULT_COUNT ? &entries[result] : &entries[RESULT_SYSTEM];
}

const char *result_words(enum result result)
{
	return entry_of(result)->words[text_language()];
}

const char *result_next_step(enum result result)
{
	return entry_of(result)->next_step[text_language()];
}

const char *result_name(enum result result)
{
	return entry_of(result)->name;
}

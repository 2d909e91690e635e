/*
 * Runs a decoder over every beginning of a valid input, each ending at a page that can't be read (guarded.h):
 *
 *	static bool accepts(void *context, struct bytes input) { return tile_header_decode(input, &h) ==
 *RESULT_OK; } assert_true(prefixes_whole_is_accepted(valid, accepts, NULL));
 *	assert_int_equal(prefixes_accepted(valid, accepts, NULL), 0);
 */
#ifndef LOTSE_TESTS_SUPPORT_PREFIXES_H
#define LOTSE_TESTS_SUPPORT_PREFIXES_H

#include "base/bytes.h"

/* Whether the decoder takes `input`. */
typedef bool (*prefixes_decode)(void *context, struct bytes input);

/* How many of the beginnings of `valid`, from the empty one up to all but the last byte, the decoder accepts.
 */
size_t prefixes_accepted(struct bytes valid, prefixes_decode decode, void *context);

/* Whether the decoder accepts all of it, at a guarded page: the control for prefixes_accepted. */
bool prefixes_whole_is_accepted(struct bytes valid, prefixes_decode decode, void *context);

#endif

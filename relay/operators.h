/*
 * Whom this relay gives numbers to: the operators' file, one line each,
 *
 *     Anna Vogt | Hafen-IT GmbH | 64 hex digits of the operator's public key
 *
 * Empty lines and those that begin with # count for nothing. Who is no longer in it is
 * no operator any more from the next reload on. Pure; thread: the keeper.
 */
#ifndef LOTSE_RELAY_OPERATORS_H
#define LOTSE_RELAY_OPERATORS_H

#include "wire/operator_certificate.h"

enum { OPERATORS_MAX = 10000, OPERATORS_BYTES_MAX = 4 << 20 };

struct operator_line {
	uint8_t key[SERVER_LIST_KEY_BYTES];
	char name[OPERATOR_NAME_BYTES], company[OPERATOR_NAME_BYTES];
	int number; /* where it stands, from 1 */
};

/* Zeroed: nobody. */
struct operators {
	struct operator_line *lines; /* owned; in the order of their keys */
	size_t count;
};

/* Reads the text of such a file. RESULT_BAD_ARGUMENT: line *line (from 1) is none, or its key stands in two
 * lines; RESULT_TOO_LARGE; RESULT_OUT_OF_MEMORY. *out only on RESULT_OK. */
enum result operators_read(struct operators *out, struct bytes text, int *line);

/* Fine on zeroed memory and twice. */
void operators_finish(struct operators *operators);

/* NULL: not one of them. */
const struct operator_line *operators_find(const struct operators *operators,
                                           const uint8_t key[static SERVER_LIST_KEY_BYTES]);

#endif

/*
 * Lines of `key value`, as configuration files and the server list have them:
 * UTF-8, one entry a line, `#` starts a comment line, values keep inner spaces.
 * Pure; nothing is copied.
 */
#ifndef LOTSE_BASE_CONFIG_H
#define LOTSE_BASE_CONFIG_H

#include "base/bytes.h"
#include "base/result.h"

struct config_line {
	struct bytes key;   /* not empty, no white space */
	struct bytes value; /* without white space around it; may be empty */
	int number;         /* of the line, from 1 */
};

/* Goes through a text: call with a reader over it until it gives false. Lines end with LF or CR LF; empty
 * lines and comments are skipped. */
bool config_next(struct reader *text, int *line_number, struct config_line *out);

/* Whether the line's key is `key`. */
bool config_is(const struct config_line *line, const char *key);

/* A decimal number without sign from the value; RESULT_BAD_ARGUMENT if it is something else or over `max`. */
enum result config_number(const struct config_line *line, uint32_t max, uint32_t *out);

#endif

/*
 * Who may open sessions at this relay: everybody, or, with an operators' file
 * (operators.h), those who stand in it and prove it. To these it gives a
 * certificate of a day, signed by the key that signs the list. Thread: the keeper.
 */
#ifndef LOTSE_RELAY_KEEPER_OPERATORS_H
#define LOTSE_RELAY_KEEPER_OPERATORS_H

#include "relay/keeper_link.h"
#include "relay/keeper_list.h"
#include "relay/operators.h"
#include "wire/control.h"

struct keeper_operators {
	struct operators known; /* owned */
	bool is_asked;          /* there is a file: who is not in it gets no number */
};

/* Reads the file at the start ("": none). False, with a sentence on standard error. */
bool keeper_operators_open(struct keeper_operators *operators, const char *path);

/* Reads it again; what is wrong goes to the log, and then all stays as it was. */
void keeper_operators_reload(struct keeper_operators *operators, const char *path);

/* Fine on zeroed memory. */
void keeper_operators_close(struct keeper_operators *operators);

/* Whether this OPEN gets a number. *line: whose it is, NULL where nobody is asked. */
bool keeper_operators_allow(const struct keeper_operators *operators,
                            const struct control_open_context *context, const wire_Open *open,
                            const struct operator_line **line);

/* A certificate for that line; how many bytes, 0: it can't be made. */
size_t keeper_operators_certify(const struct operator_line *line, const struct keeper_list *list,
                                int64_t now_s, uint8_t to[static OPERATOR_CERTIFICATE_BYTES_MAX]);

#endif

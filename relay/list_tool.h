/*
 * `lotse-relay list`: makes root keys, delegations and signed lists for a fleet
 * that any web server can serve, and says in words what is in a list. Thread: main,
 * in a process that does nothing else.
 */
#ifndef LOTSE_RELAY_LIST_TOOL_H
#define LOTSE_RELAY_LIST_TOOL_H

#include "wire/delegation.h"
#include "wire/server_list.h"

enum {
	LIST_TOOL_KEYS_MAX = 4,
	LIST_TOOL_LINES_MAX = 1024,
	LIST_TOOL_TIME_BYTES = 40,
};

enum { LIST_TOOL_DONE, LIST_TOOL_FAILED, LIST_TOOL_WRONG }; /* exit codes */

/* What follows `lotse-relay list`. Gives the exit code; what went wrong has been said on standard error. */
int list_tool_run(int count, char **arguments);

/* The relay blocks of a description, as a list has them, to `out`; comments, blank lines, and a whole list's
 * head and signatures are left out. `lines` (room for LIST_TOOL_LINES_MAX) gets the number that each line has
 * in the description, *count how many there are. RESULT_BAD_ARGUMENT: *line has an unknown word.
 * RESULT_TOO_LARGE. Pure. */
enum result list_tool_take_blocks(struct bytes description, struct writer *out, int *lines, int *count,
                                  int *line);

/* The list in words, on standard output. */
void list_tool_say(const struct server_list *list, struct bytes text);

/* A time as people read it: "2026-11-25 03:10 UTC". */
const char *list_tool_time(int64_t time_s, char to[static LIST_TOOL_TIME_BYTES]);

#endif

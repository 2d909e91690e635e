/*
 * How both programs begin, fail and check: what their mains have in common. Thread: main.
 */
#ifndef LOTSE_PROGRAM_START_H
#define LOTSE_PROGRAM_START_H

#include "base/result.h"
#include "program/flags.h"
#include "session/participant.h"

/* The arguments as UTF-8, the person's language, the log if LOTSE_LOG is set, this thread as the ui's, and
 * the source of secrets: once, before all else. RESULT_SYSTEM, RESULT_OUT_OF_MEMORY. */
enum result start_program(int *argc, char ***argv);

/* Says on standard error what went wrong and what to do next; the code to end with. */
int start_fail(const char *program, enum result result);

/* --check: tries to reach a relay, says on standard output how it went, line by line; the code to end with.
 */
int start_check(const struct flags *flags);

/* What the engine has to know of the flags: directories, key, region, proxy. Borrows from them. */
void start_fill(const struct flags *flags, struct participant_options *engine);

#endif

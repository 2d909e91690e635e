/*
 * This process: what the system hands it at its start, and what the system is
 * asked to keep from others. Implemented in posix/ and win32/. Thread: main.
 */
#ifndef LOTSE_BASE_PROCESS_H
#define LOTSE_BASE_PROCESS_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

/* Once, before all else in main: makes the arguments UTF-8 where the system has them otherwise (they then
 * live as long as the process), and standard output what a program behind a pipe expects.
 * RESULT_OUT_OF_MEMORY. */
enum result process_start(int *argc, char ***argv);

/* The file that runs, UTF-8. False if that is not known or has no room. */
bool process_path(char *to, size_t room);

/* Says a sentence that a person must see although there is no window: on standard error, or in a box of the
 * system's where nobody would see that. */
void process_complain(const char *sentence);

/* No core dumps from now on, and no reading of this process's memory by others of the same user, as far as
 * the system knows how; what it refuses is logged. For secret_start. */
void process_hide(void);

#endif

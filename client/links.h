/*
 * Lets this program open lotse: links for the person who asks for it, or no more. Never without being asked:
 * what is written is the person's own, outside of the program. Implemented in posix/ (a desktop file) and
 * win32/ (the user's registry). Thread: main.
 */
#ifndef LOTSE_CLIENT_LINKS_H
#define LOTSE_CLIENT_LINKS_H

#include "base/result.h"

#include <stdbool.h>

/* RESULT_DISK: it can't be written; RESULT_SYSTEM: it is not known where this program is. */
enum result links_open_here(bool is_on);

/* Whether it was asked for, by this or another copy of the program, and not taken back. */
bool links_are_here(void);

#endif

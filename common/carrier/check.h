/*
 * Tries to reach a relay without a session, and says how each step went: what a program's --check does. Waits
 * for it, at most about half a minute. One thread, which has no other use for that time.
 */
#ifndef LOTSE_CARRIER_CHECK_H
#define LOTSE_CARRIER_CHECK_H

#include "carrier/directory.h"

/* Fetches the list, picks a relay by `random`, connects and closes. `say` gets each line as it is known, in
 * the person's language. RESULT_OK: a relay answered; otherwise the failure, whose words are not said here.
 */
enum result check_relay(const struct directory_options *options, uint32_t random,
                        void (*say)(void *context, const char *line), void *context);

#endif

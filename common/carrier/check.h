/*
 * Tries to reach a relay without a session, says how each step went, and measures
 * the way that won for about a second: what a program's --check does. Asks nothing:
 * a proxy that wants a login gets what the environment or the address says, or is
 * told of. Waits for it, at most about half a minute. One thread, which has no other
 * use for that time.
 */
#ifndef LOTSE_CARRIER_CHECK_H
#define LOTSE_CARRIER_CHECK_H

#include "carrier/directory.h"
#include "carrier/ways.h"

/* Fetches the list, probes its likeliest relays, measures the fastest and closes. `options->ways` is not
 * used, the ways are made by `ways`, which asks nobody. `say` gets each line as it is known, in the person's
 * language, the same as a window shows. RESULT_OK: a relay answered; otherwise the failure, whose words are
 * not said here. */
enum result check_relay(const struct directory_options *options, const struct ways_options *ways,
                        void (*say)(void *context, const char *line), void *context);

#endif

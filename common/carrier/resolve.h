/*
 * Looks a host's addresses up without waiting: in a short-lived thread that is
 * simply left behind when nobody wants the answer any more. Implemented in
 * posix/ and win32/. Thread: net.
 */
#ifndef LOTSE_CARRIER_RESOLVE_H
#define LOTSE_CARRIER_RESOLVE_H

#include "base/wake.h"
#include "carrier/socket.h"
#include "wire/server_list.h"

enum { RESOLVE_ADDRESSES_MAX = 8 };

struct resolve; /* opaque, heap */

/* Starts; `wake` is signalled when there is an answer, never after resolve_drop. RESULT_SYSTEM,
 * RESULT_OUT_OF_MEMORY. */
enum result resolve_start(struct resolve **out, const char *host, uint16_t port, struct wake *wake);

/* RESULT_WOULD_BLOCK: nothing yet. RESULT_OK: *count addresses in the order in which to try them, families
 * taking turns. RESULT_NOT_REACHABLE: the name has no address, or nobody answers. */
enum result resolve_take(struct resolve *resolve, struct socket_address out[static RESOLVE_ADDRESSES_MAX],
                         size_t *count);

/* Gives it up; fine with NULL, and while it is still looking. */
void resolve_drop(struct resolve *resolve);

#endif

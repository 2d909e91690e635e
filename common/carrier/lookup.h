/* The addresses of a host, asked of the system; it waits, half a minute perhaps. Implemented in posix/ and
 * win32/. Any thread; resolve.h is for those that must not wait. */
#ifndef LOTSE_CARRIER_LOOKUP_H
#define LOTSE_CARRIER_LOOKUP_H

#include "carrier/resolve.h"

/* At most RESOLVE_ADDRESSES_MAX addresses, in the system's order, but with the families taking turns (RFC
 * 8305, 4), so that one dead family costs one step. Gives how many; 0: none, or nobody answers. */
size_t lookup_addresses(const char *host, uint16_t port,
                        struct socket_address out[static RESOLVE_ADDRESSES_MAX]);

#endif
